"""The orders that those who offer openings still have to certify: what their home page says of rounds."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from naruteo_portal.core.clock import now
from naruteo_portal.identity.permissions import offers_openings
from naruteo_portal.identity.readers import Reader
from naruteo_portal.talent.openings.models import Opening
from naruteo_portal.talent.rounds.calendar import may_save
from naruteo_portal.talent.rounds.models import Ranking, Round, RoundOpening
from naruteo_portal.talent.rounds.states import RoundState


@dataclass(frozen=True)
class DueOrder:
    """An opening's order in an open round that does not count as it stands."""

    opening: Opening
    round: Round
    is_changed: bool
    """Whether an earlier order is certified, so that only the change waits."""


def due_orders(session: Session, reader: Reader) -> Sequence[DueOrder]:
    """Orders of the reader's openings that nobody has certified as they stand, the first deadline first."""
    reach = offers_openings(reader)
    if reach.is_empty:
        return []
    rows = session.execute(
        select(Opening, Round, Ranking)
        .join(RoundOpening, RoundOpening.opening_id == Opening.id)
        .join(Round, Round.id == RoundOpening.round_id)
        .outerjoin(Ranking, and_(Ranking.round_id == Round.id, Ranking.opening_id == Opening.id))
        .where(
            Opening.organisation_id.in_(reach.organisations), Round.state == RoundState.ELICITING,
            or_(Ranking.certified.is_(None), Ranking.certified != Ranking.saved),
        )
        .order_by(Round.certify_by, Round.id, Opening.id)
    )  # fmt: skip
    at = now()
    return [
        DueOrder(opening, round_, ranking is not None and ranking.certified is not None)
        for opening, round_, ranking in rows
        if may_save(round_, at)
    ]
