"""Requests of learners to look at a result again: asking within the days that the cohort gives, and answering."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from naruteo_portal.assessment.errors import AlreadyAsked, RequestIsOver, TooLateToAsk
from naruteo_portal.assessment.grading import hold_settled
from naruteo_portal.assessment.models import (
    GradingRun,
    Regrade,
    RegradedSubmission,
    RegradeRequest,
    RegradeState,
    RequestState,
    Submission,
    SubmissionState,
)
from naruteo_portal.assessment.news import tell_answer, tell_request
from naruteo_portal.assessment.reviews import NothingToReview, ResultHasChanged, decisions_with, review
from naruteo_portal.audit.events import Actor, record
from naruteo_portal.catalogue.models import Cohort
from naruteo_portal.core.clock import KST, now, today_in_korea
from naruteo_portal.core.errors import NotFound

WHOLE = ("", "")
"""The place of a request that is about all of a submission."""


def last_day(since: datetime, days: int) -> date:
    """The last day, in Korea, of so many days after an instant."""
    return since.astimezone(KST).date() + timedelta(days=days)


def is_past(day: date) -> bool:
    """Whether a day is over in Korea."""
    return today_in_korea() > day


def last_day_to_ask(session: Session, submission: Submission, cohort: Cohort) -> date | None:
    """Until when the learner may ask about the result that counts; None while there is none, or if nobody may ask."""
    run = submission.current_run
    if submission.state is not SubmissionState.GRADED or run is None or not run.cells or not cohort.request_days:
        return None
    # The result of a re-grade was there before it was published; the learner saw it only then.
    published = session.scalar(
        select(Regrade.ended_at)
        .join(RegradedSubmission, RegradedSubmission.regrade_id == Regrade.id)
        .where(RegradedSubmission.run_id == run.id, Regrade.state == RegradeState.PUBLISHED)
    )
    shown = max(each for each in (run.finished_at or run.queued_at, published) if each is not None)
    return last_day(shown, cohort.request_days)


def ask_again(
    session: Session, submission: Submission, place: tuple[str, str], *, reason: str, cohort: Cohort, actor: Actor
) -> RegradeRequest:
    """Ask for another look at one cell, named by notebook and cell, or at the WHOLE of a result."""
    hold_settled(session, submission)
    day = last_day_to_ask(session, submission, cohort)
    run = submission.current_run
    if day is None or run is None or run.id != submission.current_run_id:
        raise NothingToReview
    if is_past(day):
        raise TooLateToAsk(day)
    if place != WHOLE and place not in [(cell["notebook"], cell["grade_id"]) for cell in run.cells]:
        raise NotFound
    request = RegradeRequest(
        submission=submission, run=run, notebook=place[0], grade_id=place[1], reason=reason, state=RequestState.OPEN,
        asked_at=now(), answer=None, answered_at=None, answered_by_id=None, answer_run_id=None,
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(request)
    except IntegrityError:
        raise AlreadyAsked from None
    record(session, actor, "asked for another look", submission, request=request.id, cell=place[1], reason=reason)
    tell_request(session, request, cohort)
    return request


def withdraw_request(session: Session, request: RegradeRequest, *, actor: Actor) -> None:
    """Take a request back that nobody has answered yet."""
    _require_open(session, request)
    request.state, request.answered_at = RequestState.WITHDRAWN, now()
    record(session, actor, "withdrew a request", request)


def answer_request(
    session: Session, request: RegradeRequest, run_id: int, points: Mapping[int, float], *, words: str, actor: Actor
) -> GradingRun | None:
    """Answer a request, for a reason that the learner sees; the new result if points change, None if they are kept.

    `run_id` is the result that the instructor looked at, `points` are those of its cells, by number, that were asked
    about; the others stay.
    """
    _require_open(session, request)
    submission = request.submission
    hold_settled(session, submission)
    if submission.current_run_id != run_id:
        raise ResultHasChanged
    before = session.get_one(GradingRun, run_id)
    decisions = decisions_with(before.cells, points)
    run = None
    if any(decision.points != cell["points"] for decision, cell in zip(decisions, before.cells, strict=True)):
        run = review(session, submission, run_id, decisions, reason=words, actor=actor)
    request.state = RequestState.CHANGED if run else RequestState.KEPT
    request.answer, request.answered_at, request.answered_by_id = words, now(), actor.account_id
    request.answer_run = run
    record(
        session, actor, "answered a request", request,
        outcome=request.state.value, words=words, score_before=before.score, score=run.score if run else before.score,
    )  # fmt: skip
    tell_answer(session, request)
    return run


def _require_open(session: Session, request: RegradeRequest) -> None:
    """Hold on to a request until the transaction ends; RequestIsOver if it was answered or withdrawn."""
    session.refresh(request, ["state"], with_for_update=True)
    if request.state is not RequestState.OPEN:
        raise RequestIsOver
