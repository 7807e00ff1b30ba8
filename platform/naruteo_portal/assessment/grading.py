"""The states of grading: asking for a run, starting it, settling it, trying again."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.interfaces import ORMOption

from naruteo_portal.assessment.models import GradingRun, Release, Submission, SubmissionState
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
    submitted: Tree


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
    run = GradingRun(
        submission=submission,
        state=SubmissionState.QUEUED,
        reason=reason,
        asked_by_id=actor.account_id if reason else None,
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
    session.add(run)
    submission.state = SubmissionState.QUEUED
    record(session, actor, "queued for grading", submission, reason=reason)
    ask_for_run(session, run.id)
    return run


def ask_for_run(session: Session, run_id: int, *, pause: timedelta = timedelta(0)) -> None:
    """Let a worker take a run in hand, at once or after a pause; asking too often does no harm."""
    enqueue(session, "assessment.grade", queue="grading", at=now() + pause if pause else None, run_id=run_id)


def start_run(session: Session, run_id: int) -> Work | None:
    """Take a run in hand; None if there is nothing (more) to do. The caller must hold the run's lease."""
    run = _locked(
        session, run_id, joinedload(GradingRun.submission).joinedload(Submission.release).joinedload(Release.task)
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
    run.state = run.submission.state = SubmissionState.RUNNING
    submission = run.submission
    return Work(
        run_id,
        run.tries,
        run.faults + run.losses > 0,
        submission.release.task.name,
        Tree.from_json(submission.release.source_tree),
        Tree.from_json(submission.tree),
    )


def settle_run(session: Session, run_id: int, verdict: Verdict, *, tries: int | None = None) -> bool:
    """Keep what came of a run; it counts for the submission from now on.

    `tries` says which try brought the verdict: False, and nothing is kept, if the run is settled or in other hands.
    A fault of the platform's own never takes away a result that the submission had before.
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


def _locked(session: Session, run_id: int, submission: ORMOption) -> GradingRun:
    return session.get_one(GradingRun, run_id, with_for_update={"of": GradingRun}, options=[submission])


def _in_hand(session: Session, run_id: int, tries: int | None) -> GradingRun | None:
    """The run, locked, if it is still the given try that has it in hand."""
    run = _locked(session, run_id, joinedload(GradingRun.submission))
    if run.state is not SubmissionState.RUNNING or tries not in (None, run.tries):
        return None
    return run


def _wait(session: Session, run: GradingRun, pause: timedelta) -> None:
    run.state = run.submission.state = SubmissionState.QUEUED
    session.flush()
    ask_for_run(session, run.id, pause=min(pause, LONGEST_PAUSE))


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
    submission = run.submission
    run.state = verdict.state
    run.finished_at = now()
    run.score, run.max_score = verdict.score, verdict.max_score
    run.cells, run.flags, run.feedback = verdict.cells, verdict.flags, verdict.feedback
    run.seconds = verdict.seconds
    if verdict.state is not SubmissionState.FAILED or submission.current_run_id is None:
        submission.current_run_id = run.id
        submission.state = verdict.state
    else:
        before = session.get_one(GradingRun, submission.current_run_id)
        submission.state = before.state
    record(
        session,
        SYSTEM,
        "graded",
        submission,
        run=run.id,
        state=verdict.state.value,
        score=verdict.score,
        max_score=verdict.max_score,
        release=submission.release_id,
        **({"reasons": [flag["code"] for flag in verdict.flags]} if verdict.state is SubmissionState.FAILED else {}),
    )
