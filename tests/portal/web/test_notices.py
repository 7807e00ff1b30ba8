"""The inbox: only one's own, read when it is opened, and which notices come by mail."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from naruteo_portal.audit.models import Event
from naruteo_portal.core.clock import now
from naruteo_portal.core.i18n import Message
from naruteo_portal.core.jobs import Worker
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.models import Account
from naruteo_portal.notices.inbox import KEPT_FOR
from naruteo_portal.notices.jobs import forget_old
from naruteo_portal.notices.models import MailOptOut, Notice, NoticeKind
from naruteo_portal.notices.notices import ALWAYS_MAILED, notify
from naruteo_portal.settings import Settings
from naruteo_testing.factories import client_of, make_account
from naruteo_testing.mails import mails


@pytest.fixture
def account(session: Session) -> Account:
    return make_account(session)


@pytest.fixture
def own(app: Portal, session: Session, account: Account) -> FlaskClient:
    return client_of(app, account, session)


def tell(session: Session, account: Account, subject: str, address: str = "/enrolments") -> Notice:
    notify(
        session, account, kind=NoticeKind.RESULT, subject=Message(subject), body=Message("첫째 줄\n둘째 줄"),
        address=address,
    )  # fmt: skip
    session.commit()
    return session.scalars(select(Notice).order_by(Notice.id.desc())).all()[0]


def test_an_empty_inbox_says_what_will_be_there(own: FlaskClient) -> None:
    assert "아직 알림이 없어요" in own.get("/notices").text
    assert "모든 알림을 읽었어요" in own.get("/notices?show=unread").text


def test_opening_a_notice_is_reading_it(own: FlaskClient, session: Session, account: Account) -> None:
    notice = tell(session, account, "결과가 나왔어요")
    assert 'class="inbox-count">1<' in own.get("/").text
    listed = own.get("/notices?show=unread").text
    assert "결과가 나왔어요" in listed
    assert "둘째 줄" not in listed
    page = own.get(f"/notices/{notice.id}").text
    assert "첫째 줄\n둘째 줄" in page
    assert 'href="/enrolments"' in page
    assert "inbox-count" not in own.get("/").text
    session.refresh(notice)
    first = notice.read_at
    assert first is not None
    own.get(f"/notices/{notice.id}")
    session.refresh(notice)
    assert notice.read_at == first
    assert "결과가 나왔어요" not in own.get("/notices?show=unread").text


def test_the_mails_link_leads_to_what_it_is_about(own: FlaskClient, session: Session, account: Account) -> None:
    notice = tell(session, account, "결과", "/submissions/S-2026-7K3M-Q2")
    (mail,) = mails(session)
    answer = own.get(mail.link)
    assert (answer.status_code, answer.location) == (303, "/submissions/S-2026-7K3M-Q2")
    session.refresh(notice)
    assert notice.read_at is not None


def test_all_are_read_at_once(own: FlaskClient, session: Session, account: Account) -> None:
    other = tell(session, make_account(session), "남의 것")
    for number in range(3):
        tell(session, account, f"소식 {number}")
    assert own.post("/notices/read").location == "/notices"
    assert "inbox-count" not in own.get("/notices").text
    session.refresh(other)
    assert other.read_at is None


def test_nobody_sees_what_others_were_told(own: FlaskClient, session: Session) -> None:
    notice = tell(session, make_account(session), "남의 소식")
    assert "남의 소식" not in own.get("/notices").text
    assert own.get(f"/notices/{notice.id}").status_code == 404
    assert own.get(f"/notices/{notice.id}/open").status_code == 404


def test_a_long_inbox_has_pages(own: FlaskClient, session: Session, account: Account) -> None:
    for number in range(25):
        tell(session, account, f"소식 {number}.")
    first, second = own.get("/notices").text, own.get("/notices?page=2").text
    assert ("소식 24." in first, "소식 4." in first, "소식 4." in second) == (True, False, True)


def test_a_refusal_asks_the_database_for_no_count(own: FlaskClient, session: Session, account: Account) -> None:
    tell(session, account, "소식")
    page = own.get("/no-such-page")
    assert page.status_code == 404
    assert "inbox-count" not in page.text


def test_kinds_are_switched_off_as_mail_except_those_that_nobody_may_miss(
    own: FlaskClient, session: Session, account: Account
) -> None:
    page = own.get("/account/mails").text
    assert page.count(" checked") == len(NoticeKind) - len(ALWAYS_MAILED)
    assert 'value="enrolment"' not in page
    assert own.post("/account/mails", data={"kinds": ["result"]}).status_code == 303
    off = set(session.scalars(select(MailOptOut.kind).where(MailOptOut.account_id == account.id)))
    assert off == set(NoticeKind) - ALWAYS_MAILED - {NoticeKind.RESULT}
    assert own.get("/account/mails").text.count(" checked") == 1
    own.post("/account/mails", data={"kinds": ["result"]})
    (event,) = session.scalars(select(Event).where(Event.verb == "chose which notices come by mail"))
    assert event.details["inbox_only"] == sorted(off)
    assert own.post("/account/mails", data={"kinds": ["enrolment"]}).status_code == 422
    assert own.post("/account/mails").status_code == 303


def test_old_notices_are_forgotten(session: Session, engine: Engine, settings: Settings, account: Account) -> None:
    old, recent = tell(session, account, "옛 소식"), tell(session, account, "새 소식")
    old.created_at = now() - KEPT_FOR - timedelta(days=1)
    session.commit()
    forget_old(Worker(engine, settings))
    session.rollback()
    assert session.scalars(select(Notice.id)).all() == [recent.id]
