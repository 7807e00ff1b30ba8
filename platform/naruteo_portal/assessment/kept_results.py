"""Which of two results of a submission counts after a re-grade, and why: a pure rule on frozen records.

All points of a submission are compared, not those of single cells. A result and its feedback belong to one set of
tests; where a correction moved points from one cell to another, or took a cell away, the better of each cell would add
up to points that no tests ever gave.
"""

from dataclasses import dataclass

from naruteo_portal.assessment.models import Keeping, Kept, KeptWhy, SubmissionState
from naruteo_portal.assessment.point_changes import TOLERANCE


@dataclass(frozen=True)
class GradedResult:
    """What a grading came to; `score` in points, None where there are none at all."""

    state: SubmissionState
    score: float | None


@dataclass(frozen=True)
class KeptResult:
    """The result that counts, and why."""

    kept: Kept
    why: KeptWhy


def decide(before: GradedResult | None, after: GradedResult, keeping: Keeping, *, meanwhile: bool) -> KeptResult:
    """Which result counts; `meanwhile` says that the submission has got another one since it was taken in.

    Of equal results the new one counts: its tests are the corrected ones, and so is its feedback. Points that a person
    has still to give are not guessed: until then nobody loses points that they had.
    """
    if after.state is SubmissionState.FAILED:
        return KeptResult(Kept.BEFORE, KeptWhy.FAILED)
    if meanwhile:
        return KeptResult(Kept.BEFORE, KeptWhy.MEANWHILE)
    if keeping is Keeping.NEW:
        return KeptResult(Kept.NEW, KeptWhy.AS_DECIDED)
    if _points(after) >= _points(before) - TOLERANCE:
        return KeptResult(Kept.NEW, KeptWhy.NOT_FEWER)
    waits = after.state is SubmissionState.NEEDS_REVIEW
    return KeptResult(Kept.BEFORE, KeptWhy.UNDECIDED if waits else KeptWhy.FEWER)


def _points(result: GradedResult | None) -> float:
    # A result without points is worse than one with none of them.
    return -1.0 if result is None or result.score is None else result.score
