"""Signing in and out."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from naruteo_portal.audit.models import Event
from naruteo_portal.core import clock
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity import limits
from naruteo_portal.identity.models import AccountState, SignInSession
from naruteo_testing.factories import PASSWORD, client_of, make_account


def sign_in(client: FlaskClient, email: str, password: str = PASSWORD, **more: str):
    return client.post("/sign-in", data={"email": email, "password": password, **more})


def test_the_right_password_leads_home_or_where_one_wanted_to_go(client: FlaskClient, session: Session) -> None:
    account = make_account(session, email="haneul@example.kr")
    session.commit()
    answer = sign_in(client, " Haneul@Example.KR ", next="/account?tab=names")
    assert (answer.status_code, answer.location) == (303, "/account?tab=names")
    assert client.get("/session/keep-alive").status_code == 200
    answer = client.get("/sign-in")
    assert (answer.status_code, answer.location) == (303, "/")
    assert session.scalars(select(Event.verb).where(Event.actor_id == account.id)).all() == ["signed in"]


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_led_to_another_site(client: FlaskClient, session: Session, wanted: str) -> None:
    make_account(session, email="haneul@example.kr")
    session.commit()
    assert sign_in(client, "haneul@example.kr", next=wanted).location == "/"


@pytest.mark.parametrize("email", ["haneul@example.kr", "nobody@example.kr"])
def test_a_wrong_password_and_an_unknown_address_are_answered_alike(
    client: FlaskClient, session: Session, email: str
) -> None:
    make_account(session, email="haneul@example.kr")
    session.commit()
    answer = sign_in(client, email, "a wrong password")
    assert answer.status_code == 422
    assert "메일 주소나 비밀번호가 맞지 않습니다" in answer.text
    assert email in answer.text
    assert "a wrong password" not in answer.text
    assert session.scalars(select(Event.verb)).all() == ["failed to sign in"]


def test_a_suspended_account_is_told_so_only_with_the_right_password(client: FlaskClient, session: Session) -> None:
    make_account(session, email="haneul@example.kr", state=AccountState.SUSPENDED)
    session.commit()
    assert "정지된 계정" not in sign_in(client, "haneul@example.kr", "a wrong password").text
    answer = sign_in(client, "haneul@example.kr")
    assert answer.status_code == 422
    assert "정지된 계정" in answer.text


def test_too_many_tries_are_refused_and_say_when_to_try_again(
    client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_account(session, email="haneul@example.kr")
    make_account(session, email="bada@example.kr")
    session.commit()
    for _ in range(limits.SIGN_IN_OF_ACCOUNT_FROM_ADDRESS.most):
        assert sign_in(client, "haneul@example.kr", "wrong").status_code == 422
    answer = sign_in(client, "haneul@example.kr")
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 15 * 60
    assert "분 뒤에 다시" in answer.text
    assert sign_in(client, "bada@example.kr").status_code == 303
    later = clock.now() + timedelta(minutes=16)
    monkeypatch.setattr(limits, "now", lambda: later)
    client.post("/sign-out")
    assert sign_in(client, "haneul@example.kr").status_code == 303


def test_good_sign_ins_are_not_counted(client: FlaskClient, session: Session) -> None:
    make_account(session, email="haneul@example.kr")
    session.commit()
    for _ in range(3):
        assert sign_in(client, "haneul@example.kr").status_code == 303
        assert client.post("/sign-out").status_code == 303
    assert session.scalar(text("SELECT sum(tries) FROM try_count")) == 0


def test_signing_out_ends_the_session_and_the_notebook_server(app: Portal, session: Session) -> None:
    account = make_account(session)
    client = client_of(app, account, session)
    other = client_of(app, account, session)
    answer = client.post("/sign-out")
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert client.get("/").status_code == 302
    assert other.get("/session/keep-alive").status_code == 200
    assert session.scalar(text("SELECT args->>'account_id' FROM procrastinate_jobs")) == str(account.id)


def test_a_stolen_cookie_is_useless_after_sign_out(client: FlaskClient, session: Session) -> None:
    make_account(session, email="haneul@example.kr")
    session.commit()
    sign_in(client, "haneul@example.kr")
    stolen = client.get_cookie("naruteo")
    client.post("/sign-out")
    assert stolen is not None
    client.set_cookie("naruteo", stolen.value)
    assert client.get("/").status_code == 302


def test_a_session_ends_after_an_idle_hour_and_pages_extend_it(app: Portal, session: Session) -> None:
    client = client_of(app, make_account(session), session)
    row = session.scalars(select(SignInSession)).one()
    row.last_seen_at -= timedelta(minutes=59)
    session.commit()
    assert client.get("/session/keep-alive").json["seconds"] > 3500
    session.refresh(row)
    row.last_seen_at -= timedelta(minutes=61)
    session.commit()
    assert client.get("/").status_code == 302
    assert client.post("/session/keep-alive").status_code == 401


def test_a_session_ends_after_twelve_hours_in_any_case(app: Portal, session: Session) -> None:
    client = client_of(app, make_account(session), session)
    row = session.scalars(select(SignInSession)).one()
    row.created_at -= timedelta(hours=12, minutes=1)
    session.commit()
    assert client.get("/").status_code == 302


def test_staying_signed_in_needs_a_session(app: Portal, session: Session) -> None:
    client = client_of(app, make_account(session), session)
    assert client.post("/session/keep-alive").json["seconds"] > 3500
    assert app.test_client().get("/session/keep-alive").status_code == 401
