"""The calendar feed: its address is the key, and the only one."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.audit.models import Event
from naruteo_portal.catalogue.models import CalendarFeed, ScheduledTask
from naruteo_portal.core.tokens import token_sha256
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.limits import FEED_BY_TOKEN, FEED_GUESSES_FROM_ADDRESS
from naruteo_portal.identity.models import Account, AccountState
from naruteo_testing.catalogue import make_cohort, make_edition, make_enrolment
from naruteo_testing.factories import client_of, make_account, make_organisation

PATH = re.compile(r"/calendar/([\w-]{43})\.ics")
TASKS = 2


@pytest.fixture
def account(session: Session) -> Account:
    learner = make_account(session)
    make_enrolment(session, make_cohort(session, make_edition(session, make_organisation(session))), learner)
    session.commit()
    return learner


@pytest.fixture
def learner(app: Portal, session: Session, account: Account) -> FlaskClient:
    return client_of(app, account, session)


def address_of(learner: FlaskClient) -> str:
    """Make an address and return its path."""
    answer = learner.post("/due-dates/calendar")
    assert answer.status_code == 200
    found = PATH.search(answer.text)
    assert found
    return found[0]


def test_a_program_without_cookies_reads_the_due_dates(learner: FlaskClient, client: FlaskClient) -> None:
    answer = client.get(address_of(learner))
    assert answer.status_code == 200
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert len(Calendar.from_ical(answer.data).events) == TASKS
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "Set-Cookie" not in answer.headers


def test_what_has_not_changed_is_not_sent_again(learner: FlaskClient, client: FlaskClient, session: Session) -> None:
    path = address_of(learner)
    etag = client.get(path).headers["ETag"]
    unchanged = client.get(path, headers={"If-None-Match": etag})
    assert (unchanged.status_code, unchanged.data) == (304, b"")
    assert unchanged.headers["ETag"] == etag
    row = session.scalars(select(ScheduledTask)).first()
    assert row is not None
    row.due_at -= timedelta(hours=1)
    session.commit()
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 200


def test_only_a_hash_is_kept_and_the_page_says_the_address_once(learner: FlaskClient, session: Session) -> None:
    path = address_of(learner)
    token = path.removeprefix("/calendar/").removesuffix(".ics")
    feed = session.scalars(select(CalendarFeed)).one()
    assert feed.token_sha256 == token_sha256(token)
    assert token not in learner.get("/due-dates").text
    events = session.scalars(select(Event).where(Event.object_kind == "calendar_feed")).all()
    assert [(event.verb, event.details) for event in events] == [("made a calendar address", {})]


def test_a_new_address_ends_the_old_one_and_it_can_be_ended(
    learner: FlaskClient, client: FlaskClient, session: Session
) -> None:
    first, second = address_of(learner), address_of(learner)
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    assert learner.post("/due-dates/calendar/end").status_code == 303
    assert client.get(second).status_code == 404
    assert "주소 만들기" in learner.get("/due-dates").text


def test_the_feed_of_a_suspended_account_is_gone(
    learner: FlaskClient, client: FlaskClient, session: Session, account: Account
) -> None:
    path = address_of(learner)
    account.state = AccountState.SUSPENDED
    session.commit()
    assert client.get(path).status_code == 404


def test_a_token_opens_nothing_else(learner: FlaskClient, client: FlaskClient) -> None:
    token = address_of(learner).removeprefix("/calendar/").removesuffix(".ics")
    for headers in ({"Authorization": f"token {token}"}, {"Authorization": f"Bearer {token}"}):
        assert client.get("/due-dates", headers=headers).status_code == 302
        assert client.get("/api/exchange/v1/assignments", headers=headers).status_code in (401, 503)


def test_neither_reading_nor_guessing_goes_on_for_ever(
    learner: FlaskClient, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = address_of(learner)
    for limit in (FEED_BY_TOKEN, FEED_GUESSES_FROM_ADDRESS):
        monkeypatch.setitem(vars(limit), "most", 2)
    assert [client.get(path).status_code for _ in range(3)] == [200, 200, 429]
    assert int(client.get(path).headers["Retry-After"]) > 0
    assert [client.get("/calendar/guess.ics").status_code for _ in range(3)] == [404, 404, 429]


def test_one_task_is_a_file(learner: FlaskClient, session: Session) -> None:
    cohort_id = session.scalars(select(ScheduledTask.cohort_id)).first()
    answer = learner.get(f"/cohorts/{cohort_id}/tasks/01-start/due.ics")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="01-start.ics"'
    assert [str(event["SUMMARY"]) for event in Calendar.from_ical(answer.data).events] == ["마감: 시작 (프레스 라인)"]
    assert learner.get(f"/cohorts/{cohort_id}/tasks/none/due.ics").status_code == 404
