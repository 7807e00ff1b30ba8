"""Telling people something: what stands in the inbox, and who gets a mail."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from naruteo_portal.core.i18n import Message
from naruteo_portal.core.jobs import Worker
from naruteo_portal.core.mail import deliver_mail
from naruteo_portal.identity.models import Account, AccountState
from naruteo_portal.notices.models import MailOptOut, Notice, NoticeKind
from naruteo_portal.notices.notices import ALWAYS_MAILED, notify, notify_each
from naruteo_portal.settings import Settings
from naruteo_testing.factories import make_account
from naruteo_testing.mails import mails
from naruteo_testing.queries import counted

SUBJECT = Message("About %(course)s", {"course": {"ko": "프레스 라인", "en": "The press line"}})
BODY = Message("It is due on %(due)s.", {"due": datetime(2026, 11, 30, 9, tzinfo=UTC)})


def tell(session: Session, account: Account, kind: NoticeKind = NoticeKind.RESULT) -> Notice:
    notify(session, account, kind=kind, subject=SUBJECT, body=BODY, address="/enrolments/1")
    return session.scalars(select(Notice).where(Notice.account_id == account.id)).one()


@pytest.mark.parametrize(
    ("locale", "name", "course", "due"),
    [
        ("ko", "김하늘 님", "프레스 라인", "2026. 11. 30.(월) 18:00"),
        ("en", "Kim Haneul", "The press line", "30 Nov 2026, 18:00 KST"),
    ],
)
def test_inbox_and_mail_speak_the_receivers_language(
    session: Session, locale: str, name: str, course: str, due: str
) -> None:
    notice = tell(session, make_account(session, locale=locale))
    assert (notice.locale, notice.subject, notice.body) == (locale, f"About {course}", f"It is due on {due}.")
    assert (notice.address, notice.read_at) == ("/enrolments/1", None)
    (mail,) = mails(session)
    assert mail.subject == notice.subject
    assert notice.body in mail.body
    assert name in mail.body
    assert course not in mail.body


@pytest.mark.parametrize("kind", NoticeKind)
def test_a_kind_can_be_kept_to_the_inbox_unless_nobody_may_miss_it(session: Session, kind: NoticeKind) -> None:
    account = make_account(session)
    session.add_all(MailOptOut(account_id=account.id, kind=each) for each in NoticeKind)
    tell(session, account, kind)
    assert len(mails(session)) == (1 if kind in ALWAYS_MAILED else 0)


def test_a_switch_is_of_one_kind_and_one_person(session: Session) -> None:
    quiet, other = make_account(session), make_account(session)
    session.add(MailOptOut(account_id=quiet.id, kind=NoticeKind.RESULT))
    tell(session, other)
    tell(session, quiet, NoticeKind.REQUEST)
    assert [mail.to for mail in mails(session)] == [other.email, quiet.email]


def test_nobody_is_mailed_who_has_gone_or_never_proved_the_address(session: Session) -> None:
    unproved, gone = make_account(session), make_account(session, state=AccountState.SUSPENDED)
    unproved.email_verified_at = None
    for account in (unproved, gone):
        assert tell(session, account, NoticeKind.ENROLMENT).body
    assert mails(session) == []


def test_telling_many_asks_the_database_no_more_questions(session: Session, engine: Engine) -> None:
    def questions(accounts: list[Account]) -> int:
        with counted(engine) as statements:
            notify_each(
                session, accounts, kind=NoticeKind.COURSE_MESSAGE, subject=SUBJECT, body=BODY, address="/courses"
            )
        return sum(statement.startswith("SELECT") and "procrastinate" not in statement for statement in statements)

    assert questions([make_account(session)]) == questions([make_account(session) for _ in range(9)])
    assert len(mails(session)) == 10


def test_what_is_rolled_back_was_never_said(session: Session) -> None:
    account = make_account(session)
    session.commit()
    tell(session, account)
    session.rollback()
    assert (session.scalars(select(Notice)).all(), mails(session)) == ([], [])


def test_the_mail_names_the_page_by_the_portals_own_address(
    session: Session, engine: Engine, settings: Settings
) -> None:
    notice = tell(session, make_account(session))
    (mail,) = mails(session)
    deliver_mail(Worker(engine, settings), mail.to, mail.subject, mail.body, mail.page)
    (file,) = settings.mail_folder.iterdir()
    said = message_from_bytes(file.read_bytes(), policy=default).get_content()
    assert said.endswith(f"\n{settings.portal_url}/notices/{notice.id}/open\n")
