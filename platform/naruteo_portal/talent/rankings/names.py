"""A candidate's name: shown to who offers the place that was accepted, or with consent and a reason that is kept."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.core.clock import now
from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.identity.bulk.rows import holds_resident_number
from naruteo_portal.identity.models import Account, Person
from naruteo_portal.notices.models import NoticeKind
from naruteo_portal.notices.notices import notify
from naruteo_portal.talent.candidates.consents import has_consented
from naruteo_portal.talent.candidates.models import Candidate, Purpose
from naruteo_portal.talent.openings.models import Opening
from naruteo_portal.talent.rankings.errors import NameNotShown, ReasonRefused
from naruteo_portal.talent.rankings.models import NameDisclosure
from naruteo_portal.talent.rounds.models import OfferState, Outcome

SEEN = N_("Your name was shown")
SEEN_BODY = N_(
    "%(organisation)s was shown your name and mail address for “%(title)s”, as you have agreed. The reason given: "
    "%(reason)s\n\nYou can take your consent back at any time."
)


@dataclass(frozen=True)
class Named:
    """Who a candidate is, for those who may know."""

    person: Person
    email: str


def may_see_name(session: Session, candidate: Candidate) -> bool:
    """Whether the candidate has agreed that the name is shown to those who offer a place."""
    return has_consented(session, candidate.id, Purpose.SHOW_NAME)


def accepted_by(session: Session, opening: Opening, candidate: Candidate) -> bool:
    """Whether the candidate has accepted a place of this opening."""
    return (
        session.scalar(
            select(Outcome.id).where(
                Outcome.opening_id == opening.id,
                Outcome.candidate_id == candidate.id,
                Outcome.offer == OfferState.ACCEPTED,
            )
        )
        is not None
    )


def name_of(session: Session, opening: Opening, candidate: Candidate, account_id: int) -> Named | None:
    """The name, if this reader may see it now: the place was accepted, or they gave a reason and consent stands."""
    asked = session.scalar(
        select(NameDisclosure.id).where(
            NameDisclosure.opening_id == opening.id, NameDisclosure.candidate_id == candidate.id,
            NameDisclosure.by_id == account_id,
        )
    )  # fmt: skip
    if accepted_by(session, opening, candidate) or (asked and may_see_name(session, candidate)):
        account = _account(session, candidate)
        return Named(account.person, account.email)
    return None


def disclose(
    session: Session, opening: Opening, candidate: Candidate, reason: str, *, actor: Actor, account_id: int
) -> None:
    """Show the name to one reader, who says why; the candidate is told. The opening's organisation must be loaded."""
    if not may_see_name(session, candidate):
        raise NameNotShown
    if not reason:
        raise ReasonRefused(N_("Write why."))
    if holds_resident_number(reason):
        raise ReasonRefused(N_("This looks like a resident registration number. We may not take it."))
    if name_of(session, opening, candidate, account_id) is not None:
        return
    disclosure = NameDisclosure(
        opening_id=opening.id, candidate_id=candidate.id, by_id=account_id, reason=reason, at=now()
    )
    session.add(disclosure)
    record(session, actor, "was shown a name", candidate, opening=opening.reference, reason=reason)
    values = {"organisation": opening.organisation.name, "title": opening.title, "reason": reason}
    notify(
        session, _account(session, candidate), kind=NoticeKind.OPENING, address="/talent/profile/consents",
        subject=SEEN, body=Message(SEEN_BODY.text, values),
    )  # fmt: skip


def _account(session: Session, candidate: Candidate) -> Account:
    return session.scalars(
        select(Account).where(Account.id == candidate.account_id).options(joinedload(Account.person))
    ).one()
