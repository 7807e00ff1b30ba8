"""The states of grading: asking for a run, starting it, settling it."""

from sqlalchemy.orm import Session

from naruteo_portal.assessment.models import GradingRun, Submission, SubmissionState
from naruteo_portal.audit.events import Actor, record
from naruteo_portal.core.clock import now
from naruteo_portal.core.jobs import enqueue


def queue_grading(session: Session, submission: Submission, *, actor: Actor, reason: str | None = None) -> GradingRun:
    """Ask for a submission to be graded; a first grading has no reason, a repeated one says why."""
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
    enqueue(session, "assessment.grade", queue="grading", run_id=run.id)
    return run
