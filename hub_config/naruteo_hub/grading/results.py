"""What the grading engine is given as limits and what it hands back: a result with points, flags and feedback."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from naruteo_hub.grading.words import LANGUAGES, Language, flag_message

State = Literal["graded", "needs_review", "refused", "failed"]
Kind = Literal["auto", "manual"]

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class GradingLimits:
    """How much one submission may use. Time counts per cell and per notebook, memory and files per process."""

    cell_seconds: float = 30.0
    notebook_seconds: float = 180.0
    start_seconds: float = 60.0
    cpu_seconds: int = 180
    memory_bytes: int = 1024 * MEBIBYTE
    processes: int = 64
    file_bytes: int = 64 * MEBIBYTE
    tmp_bytes: int = 256 * MEBIBYTE
    # What one cell may print or draw before its process is stopped.
    output_bytes: int = 4 * MEBIBYTE
    # How often a notebook may go on in a fresh process after a cell ended the one before.
    restarts: int = 6
    # How many notebooks of one submission run at the same time.
    notebooks: int = 2
    notebook_bytes: int = 20 * MEBIBYTE
    submission_bytes: int = 100 * MEBIBYTE
    submission_files: int = 1000
    cells: int = 2000


@dataclass(frozen=True)
class Flag:
    """Something staff or the learner should know; ``evidence`` names the places, without words of any language."""

    code: str
    evidence: str = ""

    @property
    def message(self) -> str:
        """The sentence for this flag in English."""
        return flag_message(self.code, "en")

    def say(self, language: Language) -> str:
        """Return the sentence for this flag in ``language``."""
        return flag_message(self.code, language)


def cell_anchor(notebook: str, grade_id: str = "") -> str:
    """Return the id under which a graded cell (or its notebook) stands in the feedback page, for links to it."""
    return "nb-" + hashlib.sha256(f"{notebook}\0{grade_id}".encode()).hexdigest()[:12]


@dataclass(frozen=True)
class CellScore:
    """Points of one graded cell; ``points`` is None while a person has to look at it."""

    notebook: str
    grade_id: str
    points: float | None
    max_points: float
    kind: Kind
    heading: str = ""
    """The nearest heading above the cell, in the course's own words."""

    @property
    def anchor(self) -> str:
        """The id of this cell in its notebook's feedback."""
        return cell_anchor(self.notebook, self.grade_id)


@dataclass(frozen=True)
class Result:
    """The outcome of grading one submission; ``score`` counts what is awaiting a person as nothing."""

    state: State
    score: float | None = None
    max_score: float | None = None
    cells: tuple[CellScore, ...] = ()
    flags: tuple[Flag, ...] = ()
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    # language -> notebook name -> HTML fragment that is safe to place in a page
    feedback: Mapping[Language, Mapping[str, str]] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the result as plain data for JSON, without the feedback."""
        return {
            "state": self.state,
            "score": self.score,
            "max_score": self.max_score,
            "cells": [
                {
                    "notebook": cell.notebook,
                    "grade_id": cell.grade_id,
                    "points": cell.points,
                    "max_points": cell.max_points,
                    "kind": cell.kind,
                    "anchor": cell.anchor,
                    "heading": cell.heading,
                }
                for cell in self.cells
            ],
            "flags": [
                {
                    "code": flag.code,
                    "message": flag.message,
                    "messages": {language: flag.say(language) for language in LANGUAGES},
                    "evidence": flag.evidence,
                }
                for flag in self.flags
            ],
            "seconds": round(self.seconds, 3),
            "cpu_seconds": round(self.cpu_seconds, 3),
        }
