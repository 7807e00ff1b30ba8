"""The states of grading: asking for a run, starting it, settling it."""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from naruteo_portal.assessment.hand_points import is_decided, keep_hand_points
from naruteo_portal.assessment.models import GradingRun, Release, Submission, SubmissionState
from naruteo_portal.assessment.turns import Turn, next_turn
from naruteo_portal.audit.events import SYSTEM, Actor, record
from naruteo_portal.core.clock import now
from naruteo_portal.core.errors import Conflict
from naruteo_portal.core.i18n import N_
from naruteo_portal.core.jobs import enqueue
from naruteo_portal.core.storage import Tree

MOST_TRIES = 3


class StillGrading(Conflict):
    """A submission is not graded twice at the same time."""

    def __init__(self, submission: Submission) -> None:
        super().__init__(N_("%(reference)s is being graded already.", reference=submission.reference))


@dataclass(frozen=True)
class Work:
    """All that the grader needs to know of a run, free of the database."""

    run_id: int
    assignment: str
    source: Tree
    submitted: Tree
    worked_on: Tree
    """What the learner had been given."""
    released: Tree
    """What learners are given with `source`; another tree than `worked_on` where the tests were corrected since."""


@dataclass(frozen=True)
class Verdict:
    """What came of a run, as it is kept."""

    state: SubmissionState
    score: float | None
    max_score: float | None
    cells: list[dict[str, Any]]
    flags: list[dict[str, Any]]
    feedback: dict[str, dict[str, str]]
    seconds: float


def queue_grading(session: Session, submission: Submission, *, actor: Actor, reason: str | None = None) -> GradingRun:
    """Ask for a submission to be graded; a first grading has no reason, a repeated one says why."""
    if submission.state in (SubmissionState.QUEUED, SubmissionState.RUNNING):
        raise StillGrading(submission)
    # The tests that count for it now: a correction that was published stays in force.
    graded_by = session.scalar(select(GradingRun.release_id).where(GradingRun.id == submission.current_run_id))
    run = new_run(
        submission,
        graded_by or submission.release_id,
        next_turn(session, submission.task_id, again=reason is not None),
        reason=reason,
        asked_by_id=actor.account_id if reason else None,
    )
    session.add(run)
    submission.state = SubmissionState.QUEUED
    record(session, actor, "queued for grading", submission, reason=reason)
    enqueue(session, "assessment.grade", queue="grading", priority=-run.turn, run_id=run.id)
    return run


def new_run(
    submission: Submission,
    release_id: int,
    turn: Turn,
    *,
    reason: str | None,
    asked_by_id: int | None,
    held: bool = False,
) -> GradingRun:
    """A run that waits for its turn."""
    return GradingRun(
        submission=submission,
        release_id=release_id,
        course_id=turn.course_id,
        turn=turn.number,
        held=held,
        state=SubmissionState.QUEUED,
        reason=reason,
        asked_by_id=asked_by_id,
        queued_at=now(),
        started_at=None,
        finished_at=None,
        score=None,
        max_score=None,
        cells=[],
        flags=[],
        feedback={},
        seconds=None,
    )


def start_run(session: Session, run_id: int) -> Work | None:
    """Take a run in hand; None if it is settled already or has failed too often."""
    run = session.get_one(
        GradingRun,
        run_id,
        with_for_update={"of": GradingRun},
        options=[
            joinedload(GradingRun.submission).joinedload(Submission.release),
            joinedload(GradingRun.release).joinedload(Release.task),
        ],
    )
    if run.state.settled:
        return None
    run.tries += 1
    run.started_at = now()
    _enter(run, SubmissionState.RUNNING)
    submission = run.submission
    return Work(
        run_id,
        run.release.task.name,
        Tree.from_json(run.release.source_tree),
        Tree.from_json(submission.tree),
        Tree.from_json(submission.release.released_tree),
        Tree.from_json(run.release.released_tree),
    )


def _enter(run: GradingRun, state: SubmissionState) -> None:
    """Bring a run to a state, and the submission with it, unless the run is held back."""
    run.state = state
    if not run.held:
        run.submission.state = state


def settle_run(session: Session, run_id: int, verdict: Verdict) -> None:
    """Keep what came of a run; it counts for the submission from now on.

    A fault of the platform's own never takes away a result that the submission had before. The result of a run that is
    held back is kept, and counts when its re-grade is published.
    """
    run = session.get_one(GradingRun, run_id, options=[joinedload(GradingRun.submission)])
    verdict = _with_decisions(session, run.submission, verdict)
    run.state = verdict.state
    run.finished_at = now()
    run.score, run.max_score = verdict.score, verdict.max_score
    run.cells, run.flags, run.feedback = verdict.cells, verdict.flags, verdict.feedback
    run.seconds = verdict.seconds
    if not run.held:
        _let_count(session, run)
    record(
        session,
        SYSTEM,
        "graded",
        run.submission,
        run=run.id,
        state=verdict.state.value,
        score=verdict.score,
        max_score=verdict.max_score,
        release=run.release_id,
        held=run.held,
    )


def _let_count(session: Session, run: GradingRun) -> None:
    submission = run.submission
    if run.state is not SubmissionState.FAILED or submission.current_run_id is None:
        submission.current_run_id = run.id
        submission.state = run.state
    else:
        before = session.get_one(GradingRun, submission.current_run_id)
        submission.state = before.state


def _with_decisions(session: Session, submission: Submission, verdict: Verdict) -> Verdict:
    """A verdict with what a person decided about the same submission before."""
    decision = session.scalar(
        select(GradingRun)
        .where(GradingRun.submission_id == submission.id, GradingRun.reviewed_run_id.is_not(None))
        .order_by(GradingRun.id.desc())
        .limit(1)
    )
    if decision is None or not verdict.cells:
        return verdict
    in_doubt = verdict.state is SubmissionState.NEEDS_REVIEW
    cells = keep_hand_points(verdict.cells, decision.cells, in_doubt=in_doubt)
    decided = in_doubt and is_decided(cells, verdict.flags, decision.flags)
    return replace(
        verdict,
        state=SubmissionState.GRADED if decided else verdict.state,
        cells=cells,
        score=sum(cell["points"] or 0 for cell in cells),
    )


def may_try_again(session: Session, run_id: int) -> bool:
    """Whether a run that failed through the platform's fault has tries left."""
    run = session.get_one(GradingRun, run_id, options=[joinedload(GradingRun.submission)])
    if run.tries >= MOST_TRIES:
        return False
    _enter(run, SubmissionState.QUEUED)
    return True
