"""Whom a published round gave an opening's places, what each answered, and who they are once they accepted."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from naruteo_portal.identity.models import Account
from naruteo_portal.talent.candidates.models import Candidate
from naruteo_portal.talent.openings.models import Opening
from naruteo_portal.talent.rankings.names import Named
from naruteo_portal.talent.rounds.models import OfferState, Outcome, Round
from naruteo_portal.talent.rounds.states import PUBLIC


@dataclass(frozen=True)
class Offered:
    """Somebody who was offered a place, by number."""

    candidate_id: int
    reference: str
    offer: OfferState
    named: Named | None
    """Who it is; None before the place was accepted, and once the profile was taken away."""


def offered_in(session: Session, opening: Opening, round_: Round) -> Sequence[Offered]:
    """Those to whom a round gave a place of the opening, by number; nobody before it is published."""
    if round_.state not in PUBLIC:
        return []
    rows = session.execute(
        select(Outcome.offer, Candidate, Account)
        .join(Candidate, Candidate.id == Outcome.candidate_id)
        .join(Account, Account.id == Candidate.account_id)
        .where(Outcome.round_id == round_.id, Outcome.opening_id == opening.id)
        .order_by(Candidate.reference)
        .options(joinedload(Account.person))
    )
    return [
        Offered(candidate.id, candidate.reference, offer, _named(offer, candidate, account))
        for offer, candidate, account in rows
        if offer is not None
    ]


def _named(offer: OfferState, candidate: Candidate, account: Account) -> Named | None:
    if offer is not OfferState.ACCEPTED or candidate.closed_at is not None:
        return None
    return Named(account.person, account.email)
