"""Build small nbgrader courses and submissions for tests, cell by cell."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Cell = dict[str, Any]
Notebook = dict[str, Any]

TWICE_SOLUTION = "def twice(number):\n    ### BEGIN SOLUTION\n    return 2 * number\n    ### END SOLUTION"
TWICE_TEST = (
    "assert twice(2) == 4\n"
    "### BEGIN HIDDEN TESTS\n"
    "assert twice(1234) == 2468, 'the secret case failed'\n"
    "### END HIDDEN TESTS"
)
PARTIAL_TEST = "points = 0\nif twice(3) == 6:\n    points += 1\nif twice('a') == 'aa':\n    points += 1\npoints"


def code(source: str, **nbgrader: Any) -> Cell:
    """Make a code cell, with nbgrader's metadata when there is any."""
    metadata = {"nbgrader": _complete(nbgrader)} if nbgrader else {}
    return {"cell_type": "code", "metadata": metadata, "source": source, "outputs": [], "execution_count": None}


def text(source: str, **nbgrader: Any) -> Cell:
    """Make a Markdown cell, with nbgrader's metadata when there is any."""
    return {
        "cell_type": "markdown",
        "metadata": {"nbgrader": _complete(nbgrader)} if nbgrader else {},
        "source": source,
    }


def _complete(nbgrader: dict[str, Any]) -> dict[str, Any]:
    return {"schema_version": 3, "grade": False, "solution": False, "locked": False, "task": False, **nbgrader}


def answer(grade_id: str, source: str) -> Cell:
    """Make a cell that the learner fills in."""
    return code(source, grade_id=grade_id, solution=True)


def check(grade_id: str, source: str, points: float = 1) -> Cell:
    """Make a test cell."""
    return code(source, grade_id=grade_id, grade=True, locked=True, points=points)


def notebook(*cells: Cell) -> Notebook:
    """Make a Python notebook."""
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
        "cells": [{"id": f"c{position}", **cell} for position, cell in enumerate(cells)],
    }


def doubling() -> Notebook:
    """Make the source of a small assignment: one answer, a test with a hidden part, and one with partial points."""
    return notebook(
        text("# Doubling"),
        answer("twice", TWICE_SOLUTION),
        check("twice_test", TWICE_TEST, points=2),
        check("twice_partial", PARTIAL_TEST, points=2),
    )


def write_course(folder: Path, notebooks: Mapping[str, Notebook], assignment: str = "week1") -> Path:
    """Write an nbgrader course folder with one assignment."""
    source = folder / "source" / assignment
    source.mkdir(parents=True)
    for name, content in notebooks.items():
        (source / f"{name}.ipynb").write_text(json.dumps(content), encoding="utf-8")
    return folder


def fill_in(released: bytes, answers: Mapping[str, str]) -> Notebook:
    """Answer cells of a released notebook as a learner would."""
    filled: Notebook = json.loads(released)
    for cell in filled["cells"]:
        grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if grade_id in answers:
            cell["source"] = answers[grade_id]
    return filled


def find_cell(content: Notebook, grade_id: str) -> Cell:
    """Return the cell with this id."""
    found: Cell = next(
        cell for cell in content["cells"] if cell["metadata"].get("nbgrader", {}).get("grade_id") == grade_id
    )
    return found
