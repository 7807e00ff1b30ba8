"""What people are told about openings: flags to look at, and what an officer answered."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.identity.models import Account, AccountState, Membership, Organisation, OrganisationKind, Role
from naruteo_portal.identity.queries import holds_today
from naruteo_portal.notices.models import NoticeKind
from naruteo_portal.notices.notices import notify_each
from naruteo_portal.talent.openings.law.rules import RULES
from naruteo_portal.talent.openings.models import OpeningFlag

ASKED = N_("Opening %(reference)s: please look at a flag")
ASKED_BODY = N_(
    "%(organisation)s thinks that a check of law is wrong about the opening %(reference)s: %(rule)s. "
    "Lift the flag with a reason, or let it stand."
)
LIFTED = N_("Opening %(reference)s: a flag was lifted")
LIFTED_BODY = N_("An officer has lifted a flag of the opening %(reference)s: %(rule)s. The reason is on its page.")
STANDS = N_("Opening %(reference)s: a flag stands")
STANDS_BODY = N_(
    "An officer has looked at the opening %(reference)s and lets the flag stand: %(rule)s. The reason is on its page. "
    "Change the words, then check again."
)
OFFERERS = (Role.EMPLOYER_HR, Role.ADMISSIONS)


def tell_officers(session: Session, flag: OpeningFlag) -> None:
    """Tell the agencies' officers that somebody asks them to look at a flag."""
    officers = _holders(session, Role.PROGRAMME_OFFICER, kind=OrganisationKind.AGENCY)
    _tell(session, officers, flag, "/opening-flags", ASKED, ASKED_BODY)


def tell_answer(session: Session, flag: OpeningFlag) -> None:
    """Tell those who offer the opening what an officer answered."""
    receivers = _holders(session, *OFFERERS, organisation_id=flag.opening.organisation_id)
    subject, body = (LIFTED, LIFTED_BODY) if flag.lifted else (STANDS, STANDS_BODY)
    _tell(session, receivers, flag, f"/openings/{flag.opening.reference}", subject, body)


def offerers(session: Session, organisation_id: int) -> Sequence[Account]:
    """The people who keep an organisation's openings."""
    return _holders(session, *OFFERERS, organisation_id=organisation_id)


def _holders(
    session: Session, *roles: Role, organisation_id: int | None = None, kind: OrganisationKind | None = None
) -> Sequence[Account]:
    query = (
        select(Account)
        .join(Account.memberships)
        .join(Membership.organisation)
        .where(Membership.role.in_(roles), holds_today(), Account.state == AccountState.ACTIVE)
        .order_by(Account.id)
    )
    if organisation_id is not None:
        query = query.where(Organisation.id == organisation_id)
    if kind is not None:
        query = query.where(Organisation.kind == kind)
    return session.scalars(query).unique().all()


def _tell(
    session: Session, receivers: Sequence[Account], flag: OpeningFlag, page: str, subject: Message, body: Message
) -> None:
    values = {
        "reference": flag.opening.reference, "rule": RULES[flag.rule].title,
        "organisation": flag.opening.organisation.name,
    }  # fmt: skip
    notify_each(
        session, [(each, page) for each in receivers], kind=NoticeKind.OPENING,
        subject=Message(subject.text, values), body=Message(body.text, values),
    )  # fmt: skip
