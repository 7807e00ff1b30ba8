"""Taking a round from one state into another: held by a lock, with a step in its history and an audit row."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.core.clock import now
from naruteo_portal.core.database import hold
from naruteo_portal.talent.rounds.calendar import may_save
from naruteo_portal.talent.rounds.errors import ListsClosed, RoundHasMoved
from naruteo_portal.talent.rounds.models import Round, RoundStep
from naruteo_portal.talent.rounds.states import MOVES, RoundState


def hold_round(session: Session, round_: Round, *states: RoundState) -> None:
    """Hold a round until the transaction ends; RoundHasMoved if it is in none of the states."""
    # A full lock: whoever writes a list of the round shares it, so that lists and freezing never overlap.
    hold(session, round_)
    if states and round_.state not in states:
        raise RoundHasMoved


def hold_for_lists(session: Session, round_id: int, at: datetime | None = None) -> Round:
    """Share a round with others who save or certify, so that it is not frozen meanwhile; ListsClosed if it is late."""
    round_ = session.scalars(
        select(Round)
        .where(Round.id == round_id)
        .with_for_update(read=True)
        # What the session has read before may be older than the lock.
        .execution_options(populate_existing=True)
    ).one()
    if not may_save(round_, at or now()):
        raise ListsClosed
    return round_


def move(session: Session, round_: Round, after: RoundState, *, actor: Actor, words: str = "") -> RoundStep:
    """Take a round that is held into another state; the only place where states change."""
    before = round_.state
    if after not in MOVES[before]:
        raise RoundHasMoved
    round_.state = after
    round_.version += 1
    step = RoundStep(round_id=round_.id, at=now(), by_id=actor.account_id, before=before, after=after, words=words)
    session.add(step)
    record(session, actor, "moved a round", round_, before=before.value, after=after.value)
    return step
