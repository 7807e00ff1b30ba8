"""Forgetting what has served its purpose."""

from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from naruteo_portal.core.clock import now
from naruteo_portal.identity.limits import forget_tries
from naruteo_portal.identity.models import ImportReport, MailToken, PersonalToken

# Long enough to correct a list and look at its result; the names in it belong to people who never signed up here.
REPORTS_KEPT_FOR = timedelta(days=7)
LINKS_KEPT_FOR = timedelta(days=30)
# So long the list says of a token that it has expired, to whoever wonders why a program stands still.
TOKENS_KEPT_FOR = timedelta(days=30)


def forget_old_traces(session: Session) -> None:
    """Delete counts of tries, uploaded lists, dead links and tokens whose time is over; the audit trail stays."""
    forget_tries(session)
    session.execute(delete(ImportReport).where(ImportReport.uploaded_at < now() - REPORTS_KEPT_FOR))
    session.execute(delete(MailToken).where(MailToken.expires_at < now() - LINKS_KEPT_FOR))
    session.execute(delete(PersonalToken).where(PersonalToken.expires_at < now() - TOKENS_KEPT_FOR))
