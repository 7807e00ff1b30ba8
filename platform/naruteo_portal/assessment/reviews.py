"""What a person decides about a submission: points that the machine could not give, or gave and somebody changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from sqlalchemy.orm import Session

from naruteo_portal.assessment.errors import NotAllGraded
from naruteo_portal.assessment.grading import hold_settled
from naruteo_portal.assessment.hand_points import SAID
from naruteo_portal.assessment.models import GradingRun, Submission, SubmissionState
from naruteo_portal.audit.events import Actor, record
from naruteo_portal.core.clock import now
from naruteo_portal.core.errors import Conflict, Invalid
from naruteo_portal.core.i18n import N_


class NothingToReview(Conflict):
    """There are no points that a person could confirm or change."""

    def __init__(self) -> None:
        super().__init__(N_("This submission has no points yet that could be confirmed or changed."))


class ResultHasChanged(Conflict):
    """Somebody decided about another result than the one that counts by now."""

    def __init__(self) -> None:
        super().__init__(N_("There is a newer result. Please look at it before you decide."))


class PointsOutOfRange(Invalid):
    """Points below nothing or above what the task gives."""

    def __init__(self, grade_id: str, most: float) -> None:
        super().__init__(
            N_("%(task)s gives from 0 to %(most)s points.", task=grade_id, most=f"{most:g}"),
        )


@dataclass(frozen=True)
class CellDecision:
    """What a person gives for one cell, and what they say about it to the learner."""

    points: float
    comment: str = ""
    rubric: tuple[Mapping[str, Any], ...] = ()
    """Lines of the rubric that hold for the answer, each with its `words` and `points`, as they are now."""


def decisions_with(cells: Sequence[Mapping[str, Any]], points: Mapping[int, float]) -> list[CellDecision]:
    """Decisions that leave cells and what was said about them as they are, but for the points of some, by number."""
    return [
        CellDecision(_given(points.get(number, cell["points"])), cell.get("comment", ""), tuple(cell.get("rubric", ())))
        for number, cell in enumerate(cells)
    ]


def _given(points: float | None) -> float:
    if points is None:
        raise NotAllGraded
    return points


def may_be_reviewed(submission: Submission) -> bool:
    """Whether the submission has a result with points; its current run must be loaded."""
    return submission.state.settled and submission.current_run is not None and bool(submission.current_run.cells)


def review(
    session: Session,
    submission: Submission,
    run_id: int,
    decisions: Sequence[CellDecision],
    *,
    reason: str | None,
    actor: Actor,
) -> GradingRun:
    """Keep a person's decision on the result of a run as a result of its own, which counts from now on.

    `decisions` are on the run's cells in order. The run that was looked at stays as it is.
    """
    hold_settled(session, submission)
    if submission.current_run_id is None:
        raise NothingToReview
    if submission.current_run_id != run_id:
        raise ResultHasChanged
    before = session.get_one(GradingRun, run_id)
    if not before.cells or len(decisions) != len(before.cells):
        raise NothingToReview
    cells = [_decided(cell, decision) for cell, decision in zip(before.cells, decisions, strict=True)]
    run = GradingRun(
        submission_id=submission.id,
        release_id=before.release_id,
        course_id=before.course_id,
        reviewed_run_id=before.id,
        state=SubmissionState.GRADED,
        reason=reason,
        asked_by_id=actor.account_id,
        queued_at=now(),
        started_at=None,
        finished_at=now(),
        score=sum(decision.points for decision in decisions),
        max_score=before.max_score,
        cells=cells,
        flags=before.flags,
        feedback=before.feedback,
        seconds=None,
    )
    session.add(run)
    session.flush()
    submission.current_run_id = run.id
    submission.state = SubmissionState.GRADED
    record(
        session, actor, "reviewed", submission,
        run=run.id, reviewed_run=before.id, reason=reason, score_before=before.score, score=run.score,
        changes=_changes(before.cells, cells),
    )  # fmt: skip
    return run


def check_points(cell: Mapping[str, Any], points: float) -> None:
    """Refuse points that the cell cannot give."""
    if not (isfinite(points) and 0 <= points <= cell["max_points"]):
        raise PointsOutOfRange(cell["heading"] if cell.get("heading") else cell["grade_id"], cell["max_points"])


def _decided(cell: Mapping[str, Any], decision: CellDecision) -> dict[str, Any]:
    check_points(cell, decision.points)
    by_hand = cell.get("by_hand", False) or decision.points != cell["points"]
    decided = {name: value for name, value in cell.items() if name not in SAID}
    return {
        **decided,
        "points": decision.points,
        **({"by_hand": True} if by_hand else {}),
        **({"comment": decision.comment} if decision.comment else {}),
        **({"rubric": [dict(line) for line in decision.rubric]} if decision.rubric else {}),
    }


def _changes(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"notebook": old["notebook"], "grade_id": old["grade_id"], "before": old["points"], "after": new["points"]}
        for old, new in zip(before, after, strict=True)
        if old["points"] != new["points"]
    ]
