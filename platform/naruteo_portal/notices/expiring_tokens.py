"""Telling people of access tokens that expire within a week, once each."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from naruteo_portal.core.clock import now
from naruteo_portal.core.i18n import N_
from naruteo_portal.identity.models import PersonalToken
from naruteo_portal.notices.models import NoticeKind
from naruteo_portal.notices.notices import notify

TOLD_BEFORE = timedelta(days=7)
SUBJECT = N_("An access token expires soon: %(name)s")
BODY = N_(
    "Your access token “%(name)s” expires on %(at)s. Programs that use it stop reading then. If they are still needed, "
    "make a new token and give it to them; if not, you need do nothing."
)


def tell_of_expiring_tokens(session: Session) -> None:
    """Tell the owner of each token that expires within a week and has not been told of."""
    expiring = session.scalars(
        select(PersonalToken)
        .where(
            PersonalToken.expires_at.between(now(), now() + TOLD_BEFORE),
            PersonalToken.revoked_at.is_(None),
            PersonalToken.told_at.is_(None),
        )
        .order_by(PersonalToken.id)
        # Two jobs at once would both find nobody told.
        .with_for_update(of=PersonalToken)
        .options(joinedload(PersonalToken.account, innerjoin=True))
    ).all()
    for token in expiring:
        token.told_at = now()
        values = {"name": token.name, "at": token.expires_at}
        notify(
            session, token.account, kind=NoticeKind.ACCESS_TOKEN, subject=N_(SUBJECT.text, **values),
            body=N_(BODY.text, **values), address="/account/tokens",
        )  # fmt: skip
