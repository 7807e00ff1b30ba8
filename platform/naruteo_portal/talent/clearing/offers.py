"""Offers: accepted or declined by the candidate in time, lapsed otherwise; then the round closes."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor, record, record_each
from naruteo_portal.core.clock import now
from naruteo_portal.talent.clearing.errors import AnsweredAlready, TooLateToAnswer
from naruteo_portal.talent.links.answers import tell_answered
from naruteo_portal.talent.rankings.news import tell_offer_answered
from naruteo_portal.talent.rounds.calendar import may_answer
from naruteo_portal.talent.rounds.models import OfferState, Outcome, Round
from naruteo_portal.talent.rounds.moves import hold_round, move
from naruteo_portal.talent.rounds.states import RoundState


def accept(session: Session, outcome: Outcome, *, actor: Actor) -> None:
    """Take the place that was offered, as its candidate."""
    _answer(session, outcome, OfferState.ACCEPTED, "accepted an offer", actor)


def decline(session: Session, outcome: Outcome, *, actor: Actor) -> None:
    """Leave the place that was offered, as its candidate."""
    _answer(session, outcome, OfferState.DECLINED, "declined an offer", actor)


def close_round(session: Session, round_: Round, *, actor: Actor) -> None:
    """Let offers lapse that nobody has answered in time, and close the round; nothing if it is not due."""
    hold_round(session, round_)
    if round_.state is not RoundState.PUBLISHED or now() < round_.answer_by:
        return
    lapsed = session.scalars(
        select(Outcome).where(Outcome.round_id == round_.id, Outcome.offer == OfferState.OFFERED).with_for_update()
    ).all()
    for outcome in lapsed:
        outcome.offer = OfferState.LAPSED
    record_each(session, actor, [(outcome, {}) for outcome in lapsed], verb="let an offer lapse")
    move(session, round_, RoundState.CLOSED, actor=actor)


def _answer(session: Session, outcome: Outcome, answer: OfferState, verb: str, actor: Actor) -> None:
    # The round is shared, so that it does not close meanwhile; then the offer is held, so that it is answered once.
    round_ = session.scalars(
        select(Round)
        .where(Round.id == outcome.round_id)
        .with_for_update(read=True)
        .execution_options(populate_existing=True)
    ).one()
    session.refresh(outcome, ["offer"], with_for_update=True)
    if not may_answer(round_, now()):
        raise TooLateToAnswer
    if outcome.offer is not OfferState.OFFERED:
        raise AnsweredAlready
    outcome.offer, outcome.answered_at = answer, now()
    record(session, actor, verb, outcome)
    tell_answered(session, outcome, round_)
    tell_offer_answered(session, outcome, round_)
