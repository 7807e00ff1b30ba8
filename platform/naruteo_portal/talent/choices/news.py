"""What candidates are told about their lists: the receipt of what they certified."""

from sqlalchemy.orm import Session

from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.identity.models import Account
from naruteo_portal.notices.models import NoticeKind
from naruteo_portal.notices.notices import notify
from naruteo_portal.talent.candidates.models import Candidate
from naruteo_portal.talent.rounds.models import PreferenceList, Round

CERTIFIED = N_("Receipt: your list for %(round)s is certified")
CERTIFIED_BODY = N_(
    "You certified your list for %(round)s (%(reference)s) at %(at)s, with %(openings)s openings. This list counts. "
    "You may change it and certify it again until %(until)s. If you did not do this, take it back on the page of the "
    "list and change your password."
)
TAKEN_BACK = N_("You take no part in %(round)s")
TAKEN_BACK_BODY = N_(
    "You took your certified list for %(round)s (%(reference)s) back. No list of yours counts now. You may certify one "
    "again until %(until)s."
)


def tell_certified(session: Session, candidate: Candidate, round_: Round, kept: PreferenceList) -> None:
    """Send the receipt of a list."""
    values: dict[str, object] = {"at": kept.certified_at, "openings": len(kept.saved)}
    _tell(session, candidate, round_, CERTIFIED, CERTIFIED_BODY, values, "/receipt")


def tell_taken_back(session: Session, candidate: Candidate, round_: Round) -> None:
    """Tell that no list counts any more."""
    _tell(session, candidate, round_, TAKEN_BACK, TAKEN_BACK_BODY, {}, "")


def _tell(
    session: Session, candidate: Candidate, round_: Round, subject: Message, body: Message, values: dict[str, object],
    page: str,
) -> None:  # fmt: skip
    said = {"round": round_.title, "reference": round_.reference, "until": round_.certify_by, **values}
    notify(
        session,
        session.get_one(Account, candidate.account_id),
        kind=NoticeKind.ROUND,
        subject=Message(subject.text, said),
        body=Message(body.text, said),
        address=f"/choices/{round_.reference}{page}",
    )
