"""Reminding of a round's deadlines a day before: of lists that do not count as they stand, and of offers."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import SYSTEM, record
from naruteo_portal.core.clock import now
from naruteo_portal.talent.clearing.news import tell_unanswered, tell_uncertified
from naruteo_portal.talent.rounds.calendar import may_answer, may_save
from naruteo_portal.talent.rounds.models import Round
from naruteo_portal.talent.rounds.states import RoundState

BEFORE = timedelta(days=1)


def remind_of_deadlines(session: Session) -> None:
    """Tell whoever still has something to do for a round, once for each deadline."""
    at = now()
    rounds = session.scalars(
        select(Round)
        .where(Round.state.in_([RoundState.ELICITING, RoundState.PUBLISHED]))
        .order_by(Round.id)
        # Two jobs at once would both find nobody reminded; a round that is just being moved has its turn next time.
        .with_for_update(skip_locked=True)
    ).all()
    for round_ in rounds:
        if may_save(round_, at) and _is_near(at, round_.opens_at, round_.certify_by):
            _remind(session, round_, "certify", round_.certify_by, tell_uncertified)
        elif may_answer(round_, at) and _is_near(at, round_.published_at or round_.publish_at, round_.answer_by):
            _remind(session, round_, "answer", round_.answer_by, tell_unanswered)


def _is_near(at: datetime, begin: datetime, end: datetime) -> bool:
    """Whether the last day has begun; of a shorter time its second half."""
    return end - at <= min(BEFORE, (end - begin) / 2)


def _remind(
    session: Session, round_: Round, what: str, deadline: datetime, tell: Callable[[Session, Round], int]
) -> None:
    mark = f"{what} {deadline.isoformat()}"
    if mark in round_.reminded:
        return
    round_.reminded = [*round_.reminded, mark]
    record(session, SYSTEM, "reminded of a deadline", round_, deadline=mark, people=tell(session, round_))
