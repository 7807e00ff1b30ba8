"""What officers are told of suitability: that a model in use has drifted."""

from sqlalchemy.orm import Session

from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.identity.queries import officers_by_name
from naruteo_portal.notices.models import NoticeKind
from naruteo_portal.notices.notices import notify_each
from naruteo_portal.talent.suitability.models import SuitabilityFit
from naruteo_portal.talent.suitability.words import SIDES

DRIFTED = N_("Model of suitability: what it learned from has changed")
DRIFTED_BODY = N_(
    "%(side)s: the latest frozen rounds lie far from what the model in use learned from. %(found)s Look at its card, "
    "then learn anew or take it out of use."
)


def tell_drift(session: Session, fit: SuitabilityFit, found: Message) -> None:
    """Tell the agencies' officers what has moved."""
    values = {"side": SIDES[fit.side], "found": found}
    notify_each(
        session, [(each, f"/matching-rounds/suitability/{fit.id}") for each in officers_by_name(session)],
        kind=NoticeKind.ROUND, subject=DRIFTED, body=Message(DRIFTED_BODY.text, values),
    )  # fmt: skip
