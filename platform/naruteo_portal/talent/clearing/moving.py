"""What the clock does with a round, whoever looks at it: a job each minute, or an officer who does not wait for it."""

from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor
from naruteo_portal.core.clock import now
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.settings import Settings
from naruteo_portal.talent.clearing.freezing import freeze
from naruteo_portal.talent.clearing.offers import close_round
from naruteo_portal.talent.clearing.publishing import publish
from naruteo_portal.talent.rounds.calendar import due_state
from naruteo_portal.talent.rounds.models import Round
from naruteo_portal.talent.rounds.planning import open_round
from naruteo_portal.talent.rounds.states import RoundState


def move_on(session: Session, round_: Round, settings: Settings, archive: BlobStore, *, actor: Actor) -> bool:
    """Take a round as far as its instants take it; whether anything was due."""
    due = due_state(round_, now())
    if due is RoundState.ELICITING:
        open_round(session, round_, actor=actor)
    elif due is RoundState.FROZEN:
        freeze(session, round_, settings, archive, actor=actor)
    elif due is RoundState.PUBLISHED:
        publish(session, round_, settings, archive, actor=actor)
    elif due is RoundState.CLOSED:
        close_round(session, round_, actor=actor)
    return due is not None
