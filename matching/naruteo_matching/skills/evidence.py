"""What shows that somebody has a skill: their own word, a certificate, a graded task. Nothing shown is ever lost."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

Kind = Literal["declared", "graded_task", "certificate"]
STRENGTH: dict[Kind, int] = {"declared": 0, "graded_task": 1, "certificate": 2}


@dataclass(frozen=True)
class Evidence:
    """One thing that shows a skill.

    Attributes
    ----------
    kind : "declared", "graded_task" or "certificate"
    source : str
        The number of the certificate, the course and task, or who declared it: whatever finds the original again.
    on : date
        When it was issued, graded or said.
    points, most : float or None
        Of a graded task: how many of how many points.
    until : date or None
        The last day on which it holds, if it ends.
    """

    kind: Kind
    source: str
    on: date
    points: float | None = None
    most: float | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        graded = self.kind == "graded_task"
        if graded and (self.points is None or self.most is None or not 0 <= self.points <= self.most or not self.most):
            raise ValueError(f"A graded task has points from 0 to its most, not {self.points} of {self.most}.")
        if not graded and (self.points is not None or self.most is not None):
            raise ValueError(f"Only graded tasks have points, not what is {self.kind}.")
        if self.until is not None and self.until < self.on:
            raise ValueError(f"What began on {self.on} cannot have ended on {self.until}.")

    @property
    def share(self) -> float | None:
        """The points as a share of the most, 0 to 1; None where nothing was graded."""
        return None if self.points is None or self.most is None else self.points / self.most

    def holds(self, day: date) -> bool:
        """Whether it says something about this day."""
        return self.on <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class HeldSkill:
    """A skill of somebody with everything that shows it, the strongest and then the newest first."""

    code: str
    evidence: tuple[Evidence, ...]

    def is_verified(self, day: date) -> bool:
        """Whether more than their own word shows it on this day."""
        return any(each.kind != "declared" and each.holds(day) for each in self.evidence)

    def best(self, day: date) -> Evidence | None:
        """The strongest evidence that holds on this day; among graded tasks the one with the largest share."""
        holding = [each for each in self.evidence if each.holds(day)]
        return max(holding, key=lambda each: (STRENGTH[each.kind], each.share or 0.0, each.on), default=None)


def merge(*lists: Iterable[HeldSkill]) -> list[HeldSkill]:
    """One list of all skills: each once, in the order of their codes, with all evidence of all lists.

    What is the same in every respect counts once. The order of the lists does not matter, and merging again changes
    nothing.
    """
    gathered: dict[str, set[Evidence]] = {}
    for each in (skill for skills in lists for skill in skills):
        gathered.setdefault(each.code, set()).update(each.evidence)
    return [HeldSkill(code, tuple(sorted(gathered[code], key=_place))) for code in sorted(gathered)]


def _place(each: Evidence) -> tuple[object, ...]:
    share = each.share
    return (
        -STRENGTH[each.kind], -each.on.toordinal(), each.source,
        -(share or 0.0), each.most or 0.0, (each.until or date.max).toordinal(),
    )  # fmt: skip
