"""What people are told about rounds: that there is a result, never which; that stands on pages that check who reads."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.identity.models import Account, AccountState, Membership, Role
from naruteo_portal.identity.queries import holds_today
from naruteo_portal.notices.models import NoticeKind
from naruteo_portal.notices.notices import notify_each
from naruteo_portal.talent.candidates.models import Candidate
from naruteo_portal.talent.openings.models import Opening
from naruteo_portal.talent.rounds.models import Outcome, Round, RoundOpening

SUBJECT = N_("Round %(reference)s: the result is here")
FOR_CANDIDATES = N_(
    "The result of the round “%(title)s” is published. On its page you see your own result with its reasons. If you "
    "were offered a place, answer by %(answer_by)s; without an answer the offer lapses."
)
FOR_OPENINGS = N_(
    "The result of the round “%(title)s” is published. You see on your openings’ pages who was offered a place; "
    "candidates answer by %(answer_by)s."
)
OWN_RESULT, OPENINGS = "/results/{reference}", "/openings"


def tell_published(session: Session, round_: Round) -> None:
    """Tell all candidates of a round, and the people of all its openings, that it is published."""
    candidates = session.scalars(
        select(Account)
        .join(Candidate)
        .join(Outcome)
        .where(Outcome.round_id == round_.id, Account.state == AccountState.ACTIVE)
        .order_by(Account.id)
    ).all()
    _tell(session, round_, candidates, FOR_CANDIDATES, OWN_RESULT)
    _tell(session, round_, _people_of_openings(session, round_), FOR_OPENINGS, OPENINGS)


def _people_of_openings(session: Session, round_: Round) -> Sequence[Account]:
    organisations = (
        select(Opening.organisation_id)
        .join(RoundOpening, RoundOpening.opening_id == Opening.id)
        .where(RoundOpening.round_id == round_.id)
    )
    return session.scalars(
        select(Account)
        .join(Membership)
        .where(
            Membership.organisation_id.in_(organisations),
            Membership.role.in_((Role.EMPLOYER_HR, Role.ADMISSIONS)),
            holds_today(),
            Account.state == AccountState.ACTIVE,
        )
        .distinct()
        .order_by(Account.id)
    ).all()


def _tell(session: Session, round_: Round, receivers: Sequence[Account], body: Message, page: str) -> None:
    values = {"reference": round_.reference, "title": round_.title, "answer_by": round_.answer_by}
    address = page.format(reference=round_.reference)
    notify_each(
        session, [(each, address) for each in receivers], kind=NoticeKind.ROUND,
        subject=Message(SUBJECT.text, values), body=Message(body.text, values),
    )  # fmt: skip
