"""What those who apply together are told: an invitation, who joined, certified or left, and when their wishes count."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.core.i18n import LOCALES, N_, Message
from naruteo_portal.identity.models import Account
from naruteo_portal.notices.models import NoticeKind
from naruteo_portal.notices.notices import notify_each
from naruteo_portal.talent.candidates.models import Candidate
from naruteo_portal.talent.candidates.names import called
from naruteo_portal.talent.links.models import LinkedApplication
from naruteo_portal.talent.rounds.models import Round

INVITED = N_("An invitation to apply together in %(round)s")
INVITED_BODY = N_(
    "%(name)s invites you to apply together in %(round)s (%(reference)s): you would share a list of wishes, each with "
    "a place for every one of you, and be placed together. You may accept or decline until %(until)s. Without your "
    "answer nothing changes for you."
)
JOINED = N_("You apply together in %(round)s")
JOINED_BODY = N_(
    "%(name)s applies together with you in %(round)s (%(reference)s). Make your shared wishes now. They count once "
    "every one of you has certified them, until %(until)s."
)
DECLINED = N_("An invitation was declined in %(round)s")
DECLINED_BODY = N_(
    "%(name)s does not apply together with you in %(round)s (%(reference)s). Your own list counts as you certified it."
)
WAITS = N_("Shared wishes for %(round)s wait for you")
WAITS_BODY = N_(
    "%(name)s certified the wishes that you share for %(round)s (%(reference)s). Look at them and certify them too, "
    "until %(until)s; before every one of you has, they do not count."
)
COUNTS = N_("Your shared wishes for %(round)s are certified")
COUNTS_BODY = N_(
    "Every one of you has certified the wishes that you share for %(round)s (%(reference)s). They count now, and lists "
    "of your own do not. You may change them, or leave, until %(until)s."
)
LEFT = N_("You apply alone again in %(round)s")
LEFT_BODY = N_(
    "%(name)s left the application that you made together in %(round)s (%(reference)s), so it has ended. From now on "
    "the list counts that you certified yourself, if there is one. You may certify one until %(until)s."
)


def tell_invited(session: Session, host: Candidate, guest: Candidate, round_: Round) -> None:
    """Tell somebody who invites them."""
    _tell(session, [guest.id], _names_of(host), round_, INVITED, INVITED_BODY)


def tell_declined(session: Session, candidate: Candidate, application: LinkedApplication, round_: Round) -> None:
    """Tell those who invited somebody that they declined: by number, as they never agreed to be named."""
    hosts = [each.candidate_id for each in application.joined]
    _tell(session, hosts, candidate.reference, round_, DECLINED, DECLINED_BODY)


def tell_others(
    session: Session,
    candidate: Candidate,
    application: LinkedApplication,
    round_: Round,
    subject: Message,
    body: Message,
) -> None:
    """Tell everybody else in an application what one of them did."""
    others = [each.candidate_id for each in application.joined if each.candidate_id != candidate.id]
    _tell(session, others, _names_of(candidate), round_, subject, body)


def tell_all(session: Session, application: LinkedApplication, round_: Round, subject: Message, body: Message) -> None:
    """Tell everybody in an application."""
    _tell(session, [each.candidate_id for each in application.joined], None, round_, subject, body)


def _names_of(candidate: Candidate) -> dict[str, str]:
    return {locale: called(candidate, candidate.account.person, locale) for locale in LOCALES}


def _tell(
    session: Session, candidate_ids: Sequence[int], name: object | None, round_: Round, subject: Message, body: Message
) -> None:
    values: dict[str, object] = {
        "round": round_.title,
        "reference": round_.reference,
        "until": round_.certify_by,
        "answer_by": round_.answer_by,
    }
    if name is not None:
        values["name"] = name
    accounts = session.scalars(
        select(Account).join(Candidate).where(Candidate.id.in_(candidate_ids)).order_by(Account.id)
    )
    receivers = [(each, f"/choices/{round_.reference}/together") for each in accounts]
    notify_each(
        session,
        receivers,
        kind=NoticeKind.ROUND,
        subject=Message(subject.text, values),
        body=Message(body.text, values),
    )
