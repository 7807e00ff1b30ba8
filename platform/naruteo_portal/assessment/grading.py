"""The states of grading: asking for a run, starting it, settling it, trying again."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.interfaces import ORMOption

from naruteo_portal.assessment.hand_points import is_decided, keep_hand_points
from naruteo_portal.assessment.models import GradingRun, Release, Submission, SubmissionState
from naruteo_portal.assessment.turns import Turn, next_turn
from naruteo_portal.audit.events import SYSTEM, Actor, record
from naruteo_portal.core.clock import now
from naruteo_portal.core.errors import Conflict
from naruteo_portal.core.i18n import N_
from naruteo_portal.core.jobs import enqueue
from naruteo_portal.core.storage import Tree

# A run that goes wrong by itself is set aside after so many tries.
MOST_TRIES = 3
# Workers are killed for reasons of their own; but what takes ten along has a part in it.
MOST_LOSSES = 10
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=2)
BEHIND_ALL_OTHERS = -1_000_000_000
"""The priority of re-grading a cohort: whoever has just handed in waits for their first result."""
SET_ASIDE = N_(
    "Grading was tried several times and stopped each time, so this submission was set aside for staff. "
    "It does not count as an attempt."
)


class StillGrading(Conflict):
    """A submission is not graded twice at the same time."""

    def __init__(self, submission: Submission) -> None:
        super().__init__(N_("%(reference)s is being graded already.", reference=submission.reference))


@dataclass(frozen=True)
class Work:
    """All that the grader needs to know of a run, free of the database."""

    run_id: int
    tries: int
    """Which try this is. Only the latest may settle the run, whatever an earlier one still brings."""
    alone: bool
    """Whether an earlier try went wrong, so that this one should have a process of its own."""
    assignment: str
    source: Tree
    seed: int | None
    """The learner's own; None where the task has none."""
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
    hold_settled(session, submission)
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
    ask_for_run(session, run)
    return run


def hold_settled(session: Session, submission: Submission) -> None:
    """See a submission as it is now, and let nobody else change its result until the transaction ends; StillGrading."""
    session.refresh(submission, ["state", "current_run_id"], with_for_update=True)
    if submission.state in (SubmissionState.QUEUED, SubmissionState.RUNNING):
        raise StillGrading(submission)


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


def ask_for_run(session: Session, run: GradingRun, *, pause: timedelta = timedelta(0)) -> None:
    """Let a worker take a run in hand in its turn, at once or after a pause; asking too often does no harm."""
    enqueue(
        session, "assessment.grade", queue="grading", priority=BEHIND_ALL_OTHERS if run.held else -run.turn,
        at=now() + pause if pause else None, run_id=run.id,
    )  # fmt: skip


def start_run(session: Session, run_id: int) -> Work | None:
    """Take a run in hand; None if there is nothing (more) to do. The caller must hold the run's lease."""
    run = _locked(
        session,
        run_id,
        joinedload(GradingRun.submission).joinedload(Submission.release),
        joinedload(GradingRun.release).joinedload(Release.task),
    )
    if run.state.settled:
        return None
    if run.state is SubmissionState.RUNNING:
        # Whoever had it in hand is gone without a word: killed, or cut off from the database.
        run.losses += 1
    if run.losses >= MOST_LOSSES:
        _settle(session, run, _set_aside(None, run))
        return None
    run.tries += 1
    run.started_at = now()
    _enter(run, SubmissionState.RUNNING)
    submission = run.submission
    return Work(
        run_id,
        run.tries,
        run.faults + run.losses > 0,
        run.release.task.name,
        Tree.from_json(run.release.source_tree),
        submission.seed,
        Tree.from_json(submission.tree),
        Tree.from_json(submission.release.released_tree),
        Tree.from_json(run.release.released_tree),
    )


def _enter(run: GradingRun, state: SubmissionState) -> None:
    """Bring a run to a state, and the submission with it, unless the run is held back."""
    run.state = state
    if not run.held:
        run.submission.state = state


def settle_run(session: Session, run_id: int, verdict: Verdict, *, tries: int | None = None) -> bool:
    """Keep what came of a run; it counts for the submission from now on.

    `tries` says which try brought the verdict: False, and nothing is kept, if the run is settled or in other hands.
    A fault of the platform's own never takes away a result that the submission had before. The result of a run that is
    held back is kept, and counts when its re-grade is published.
    """
    run = _in_hand(session, run_id, tries)
    if run is None:
        return False
    _settle(session, run, verdict)
    return True


def try_again(session: Session, work: Work, verdict: Verdict) -> None:
    """Note that a try went wrong; the last one that a run has settles it as failed."""
    run = _in_hand(session, work.run_id, work.tries)
    if run is None:
        return
    run.faults += 1
    # A worker that was lost with it counts once: nobody knows whether the submission had a part in that.
    if run.faults + min(run.losses, 1) >= MOST_TRIES:
        _settle(session, run, _set_aside(verdict, run))
    else:
        _wait(session, run, FIRST_PAUSE * 4 ** (run.faults - 1))


def give_back(session: Session, work: Work, *, pause: timedelta) -> None:
    """Put a run back into the queue for a reason that has nothing to do with it: such a try does not count."""
    run = _in_hand(session, work.run_id, work.tries)
    if run is not None:
        _wait(session, run, pause)


def _locked(session: Session, run_id: int, *related: ORMOption) -> GradingRun:
    return session.get_one(GradingRun, run_id, with_for_update={"of": GradingRun}, options=related)


def _in_hand(session: Session, run_id: int, tries: int | None) -> GradingRun | None:
    """The run, locked, if it is still the given try that has it in hand."""
    run = _locked(session, run_id, joinedload(GradingRun.submission))
    if run.state is not SubmissionState.RUNNING or tries not in (None, run.tries):
        return None
    return run


def _wait(session: Session, run: GradingRun, pause: timedelta) -> None:
    _enter(run, SubmissionState.QUEUED)
    session.flush()
    ask_for_run(session, run, pause=min(pause, LONGEST_PAUSE))


def _set_aside(verdict: Verdict | None, run: GradingRun) -> Verdict:
    """The verdict on a run that is not tried any more, with the reason for staff."""
    verdict = verdict or Verdict(SubmissionState.FAILED, None, None, [], [], {}, 0.0)
    reason = {
        "code": "set_aside",
        "message": str(SET_ASIDE),
        "messages": SET_ASIDE.both(),
        "evidence": f"{run.faults} tries that failed, {run.losses} workers that were lost",
    }
    return replace(verdict, flags=[*verdict.flags, reason])


def _settle(session: Session, run: GradingRun, verdict: Verdict) -> None:
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
        **({"reasons": [flag["code"] for flag in verdict.flags]} if verdict.state is SubmissionState.FAILED else {}),
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
