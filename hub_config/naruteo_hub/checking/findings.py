"""What a check hands back: findings, each with its place and reason, and what was measured on the way."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

# Each rule of the check, in the order of the report, and what it asks for.
RULES = {
    "manifest": "course.yaml says what the portal needs, and agrees with the notebooks.",
    "source": "Every notebook can be read and prepared by nbgrader, and holds no outputs.",
    "ids": "Grade ids are there and do not repeat.",
    "points": "Points are given and add up to what the headings promise.",
    "solution": "The instructor's solution gets full marks.",
    "release": "The released version as it is gets no automatic point.",
    "leaks": "No solution and no hidden test is in what learners are given.",
    "wrong-answers": "Every known wrong answer scores as it declares, and every task has one.",
    "mutants": "Changed solutions lose points.",
    "repeatable": "The solution gets full marks again whatever chance decides.",
    "network": "No cell needs the network.",
    "limits": "Every cell stays within time and memory.",
    "languages": "The Korean and the English version say and ask the same.",
    "figures": "Every picture and every plot has an alternative text.",
}


@dataclass(frozen=True)
class Finding:
    """One thing that keeps a course from passing: where it is and why."""

    rule: str
    reason: str
    assignment: str = ""
    notebook: str = ""
    cell: str = ""
    detail: str = ""
    """More to look at, of several lines: a diff, or what a cell wrote."""


@dataclass(frozen=True)
class Judgement:
    """What became of one mutant: ``killed`` by a test, or still alive for the reason that ``state`` names."""

    cell: str
    kind: str
    line: int
    was: str
    becomes: str
    state: str
    by: str = ""
    """The test that it failed, or an input for which it answers otherwise, or the declared reason."""
    diff: str = ""


@dataclass
class NotebookFacts:
    """What was measured of one notebook."""

    assignment: str
    notebook: str
    seconds: dict[str, float] = field(default_factory=dict)
    megabytes: float = 0.0
    mutants: list[Judgement] = field(default_factory=list)
    wrong_answers: int = 0
    points: float = 0.0

    def count(self, state: str) -> int:
        """How many mutants ended so."""
        return sum(judged.state == state for judged in self.mutants)

    @property
    def slowest(self) -> tuple[str, float]:
        """The cell that took longest, and its seconds."""
        return max(self.seconds.items(), key=lambda pair: pair[1], default=("", 0.0))


@dataclass
class Report:
    """The outcome of checking one course."""

    course: str
    findings: list[Finding] = field(default_factory=list)
    notebooks: list[NotebookFacts] = field(default_factory=list)
    seconds: float = 0.0
    unchecked: str = ""
    """Why the course could not be checked at all."""

    @property
    def status(self) -> int:
        """The exit status: 0 passes, 1 does not, 2 cannot be checked."""
        return 2 if self.unchecked else 1 if self.findings else 0

    def any(self, state: str) -> bool:
        """Whether some mutant ended so."""
        return any(facts.count(state) for facts in self.notebooks)

    def mutation_score(self) -> float | None:
        """The share, in per cent, of the mutants that change behaviour and lose points; None without mutants."""
        return score_of(judged for facts in self.notebooks for judged in facts.mutants)

    def to_json(self) -> dict[str, Any]:
        """Return everything as plain data."""
        return {
            "course": self.course,
            "passes": self.status == 0,
            "status": self.status,
            "unchecked": self.unchecked,
            "mutation_score": self.mutation_score(),
            "findings": [asdict(finding) for finding in self.findings],
            "notebooks": [{**asdict(facts), "mutation_score": score_of(facts.mutants)} for facts in self.notebooks],
            "seconds": round(self.seconds, 1),
        }


def score_of(judged: Iterable[Judgement]) -> float | None:
    """Return the mutation score of some mutants; those that change nothing do not count."""
    states = [each.state for each in judged]
    killed, alive = states.count("killed"), states.count("survived")
    return round(100 * killed / (killed + alive), 1) if killed + alive else None


def by_place(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """Put the findings of one notebook together, in their order."""
    places: dict[str, list[Finding]] = {}
    for finding in findings:
        place = " · ".join(part for part in (finding.assignment, finding.notebook) if part)
        places.setdefault(place, []).append(finding)
    return places


class Progress(Protocol):
    """Told what is being done, and how far it is."""

    def __call__(self, doing: str, done: int, of: int, /) -> None: ...


Tell = Callable[[Finding], None]


def silent(doing: str, done: int, of: int, /) -> None:
    """Tell nobody."""
