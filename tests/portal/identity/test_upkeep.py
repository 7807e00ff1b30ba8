"""Forgetting what has served its purpose."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.core.clock import now
from naruteo_portal.core.jobs import Worker
from naruteo_portal.identity.jobs import forget_traces
from naruteo_portal.identity.mail_links import make_link
from naruteo_portal.identity.models import ImportReport, MailPurpose, MailToken
from naruteo_portal.settings import Settings
from naruteo_testing.factories import make_account, make_organisation


def test_old_lists_and_links_go_and_new_ones_stay(session: Session, settings: Settings) -> None:
    organisation, account = make_organisation(session), make_account(session)
    for days in (1, 8):
        session.add(
            ImportReport(
                organisation_id=organisation.id, uploaded_by_id=account.id, uploaded_at=now() - timedelta(days=days),
                file_name=f"{days}.csv", encoding="UTF-8", rows={}, carried_out_at=None,
            )
        )  # fmt: skip
        make_link(session, MailPurpose.SIGN_UP, f"{days}@example.kr", None)
    session.flush()
    for link in session.scalars(select(MailToken).where(MailToken.email == "8@example.kr")):
        link.expires_at -= timedelta(days=40)
    session.commit()
    engine = session.get_bind().engine
    forget_traces(Worker(engine, settings))
    assert session.scalars(select(ImportReport.file_name)).all() == ["1.csv"]
    assert session.scalars(select(MailToken.email)).all() == ["1@example.kr"]
