"""An assignment of the differential test, with the honest work that is handed in for it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from naruteo_testing.notebooks import Cell, Notebook, fill_in

from .habits import Habit


@dataclass(frozen=True)
class Work:
    """What one learner hands in: answers by cell (those not named are the author's), and what they did beside."""

    answers: Mapping[str, str] = field(default_factory=dict)
    unanswered: frozenset[str] = frozenset()
    habits: tuple[Habit, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Assignment:
    """A source notebook, files beside it, and what was handed in by name."""

    name: str
    source: Notebook
    files: Mapping[str, str]
    works: dict[str, Work]

    @cached_property
    def solutions(self) -> dict[str, str]:
        """The author's own answers by cell."""
        return {
            cell["metadata"]["nbgrader"]["grade_id"]: _solution(cell["source"]) for cell in answer_cells(self.source)
        }

    def handed_in(self, work: Work, released: bytes) -> Notebook:
        """The notebook that a learner makes of the released one."""
        answers = {**self.solutions, **work.answers}
        filled = fill_in(released, {name: answers[name] for name in answers.keys() - work.unanswered})
        for habit in work.habits:
            habit(filled)
        return filled

    def digest(self) -> str:
        """A hash that changes with anything that could change a score."""
        source = json.dumps(self.source).encode()
        works = {name: [self.handed_in(work, source), dict(work.files)] for name, work in self.works.items()}
        whole = json.dumps([self.source, dict(self.files), works], sort_keys=True)
        return hashlib.sha256(whole.encode()).hexdigest()


def answer_cells(source: Notebook) -> list[Cell]:
    """The cells that learners fill in."""
    return [cell for cell in source["cells"] if cell["metadata"].get("nbgrader", {}).get("solution")]


def _solution(source: str) -> str:
    marks = ("### BEGIN SOLUTION", "### END SOLUTION")
    return "\n".join(line for line in source.split("\n") if line.strip() not in marks)
