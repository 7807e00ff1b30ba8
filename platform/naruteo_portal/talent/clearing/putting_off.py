"""Calling a round off, and putting its announced times off: with a reason that everybody who takes part is told."""

from datetime import datetime

from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.core.clock import now
from naruteo_portal.talent.clearing.errors import NotLater, ReasonNeeded
from naruteo_portal.talent.clearing.news import tell_cancelled, tell_postponed
from naruteo_portal.talent.rounds.calendar import Instants
from naruteo_portal.talent.rounds.models import Round
from naruteo_portal.talent.rounds.moves import hold_round, move
from naruteo_portal.talent.rounds.states import RoundState

POSTPONABLE = (RoundState.FROZEN, RoundState.RUN, RoundState.CONFIRMED)


def cancel_round(session: Session, round_: Round, reason: str, *, actor: Actor) -> None:
    """Call a round off before its outcome is published."""
    hold_round(session, round_)
    if not reason:
        raise ReasonNeeded
    move(session, round_, RoundState.CANCELLED, actor=actor, words=reason)
    tell_cancelled(session, round_, reason)


def postpone(
    session: Session, round_: Round, publish_at: datetime, answer_by: datetime, reason: str, *, actor: Actor
) -> None:
    """Put the publication and the deadline for answers off."""
    hold_round(session, round_, *POSTPONABLE)
    if not reason:
        raise ReasonNeeded
    later = Instants(round_.opens_at, round_.certify_by, publish_at, answer_by)
    if not later.in_order or publish_at < round_.publish_at or answer_by < round_.answer_by or answer_by <= now():
        raise NotLater
    round_.publish_at, round_.answer_by = publish_at, answer_by
    record(session, actor, "put a round off", round_, reason=reason)
    tell_postponed(session, round_, reason)
