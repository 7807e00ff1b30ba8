"""What people are told about openings: flags to look at, and what an officer answered."""

from collections.abc import Collection, Sequence

from sqlalchemy import Select
from sqlalchemy.orm import Session

from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.identity.models import Account, Membership, Role
from naruteo_portal.identity.queries import active_holders, active_officers
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
    officers = session.scalars(active_officers()).all()
    _tell(session, officers, flag, "/opening-flags", ASKED, ASKED_BODY)


def tell_answer(session: Session, flag: OpeningFlag) -> None:
    """Tell those who offer the opening what an officer answered."""
    receivers = offerers(session, [flag.opening.organisation_id])
    subject, body = (LIFTED, LIFTED_BODY) if flag.lifted else (STANDS, STANDS_BODY)
    _tell(session, receivers, flag, f"/openings/{flag.opening.reference}", subject, body)


def offerers(session: Session, organisations: Collection[int] | Select[int]) -> Sequence[Account]:
    """The people who keep the openings of these organisations."""
    return session.scalars(active_holders(*OFFERERS).where(Membership.organisation_id.in_(organisations))).all()


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
