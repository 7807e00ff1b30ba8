"""Signing out or suspension ends a person's notebooks as well."""

from collections.abc import Callable

import httpx
import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import SYSTEM
from naruteo_portal.audit.models import Event
from naruteo_portal.core.hub import Hub, HubAway
from naruteo_portal.core.jobs import JOBS, Worker
from naruteo_portal.core.tokens import new_token, token_sha256
from naruteo_portal.identity import jobs
from naruteo_portal.identity.models import Account, OidcToken, SignInSession
from naruteo_portal.identity.oidc.codes import find_code, issue_code
from naruteo_portal.identity.oidc.subjects import find_subject
from naruteo_portal.identity.oidc.tokens import find_token, issue_token
from naruteo_portal.identity.sessions import end_session, start_session
from naruteo_portal.settings import Settings
from naruteo_testing.factories import make_account

Answer = Callable[[httpx.Request], httpx.Response]


@pytest.fixture
def account(session: Session) -> Account:
    account = make_account(session)
    session.commit()
    return account


@pytest.fixture
def access_token(session: Session, account: Account, settings: Settings) -> str:
    """What the Hub holds after the account has signed in to it."""
    cookie, code, token = new_token(), new_token(), new_token()
    cookie = start_session(session, account, browser="x")
    signed_in = session.scalars(select(SignInSession).where(SignInSession.token_sha256 == token_sha256(cookie))).one()
    subject = find_subject(session, signed_in.id, settings)
    assert subject is not None
    issue_code(
        session, code, subject, client_id="jupyterhub", redirect_uri="x", scope="openid", nonce=None, code_challenge="x"
    )
    issued = find_code(session, code, "jupyterhub")
    assert issued is not None
    issue_token(session, token, subject, issued)
    session.commit()
    return token


def with_hub(monkeypatch: pytest.MonkeyPatch, answer: Answer) -> None:
    fake = Hub("http://hub.test", "service token", transport=httpx.MockTransport(answer))
    monkeypatch.setattr(jobs, "hub", lambda _settings: fake)


def test_the_server_stops_the_user_goes_and_the_token_dies(
    monkeypatch: pytest.MonkeyPatch,
    engine: Engine,
    session: Session,
    settings: Settings,
    account: Account,
    access_token: str,
) -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        # The portal's own token is void before the Hub is told, so that the Hub cannot let the person in meanwhile.
        assert session.scalars(select(OidcToken.revoked_at)).one() is not None
        session.rollback()
        asked.append(f"{request.method} {request.url.path}")
        return httpx.Response(204)

    with_hub(monkeypatch, answer)
    assert find_token(session, access_token, settings) is not None
    session.commit()
    jobs.end_hub_access(Worker(engine, settings), account_id=account.id)
    assert asked == [
        f"DELETE /hub/api/users/{account.handle}/server",
        f"DELETE /hub/api/users/{account.handle}",
    ]
    assert find_token(session, access_token, settings) is None
    assert "ended access to the notebooks" in session.scalars(select(Event.verb)).all()


def test_nothing_to_end_is_fine_as_often_as_it_is_asked(
    monkeypatch: pytest.MonkeyPatch, engine: Engine, settings: Settings, account: Account
) -> None:
    with_hub(monkeypatch, lambda _request: httpx.Response(404))
    for _time in range(2):
        jobs.end_hub_access(Worker(engine, settings), account_id=account.id)


def test_a_hub_that_is_away_is_asked_again_and_the_token_is_dead_already(
    monkeypatch: pytest.MonkeyPatch,
    engine: Engine,
    session: Session,
    settings: Settings,
    account: Account,
    access_token: str,
) -> None:
    with_hub(monkeypatch, lambda _request: httpx.Response(503))
    with pytest.raises(HubAway):
        jobs.end_hub_access(Worker(engine, settings), account_id=account.id)
    assert JOBS["identity.end_hub_access"].tries >= 10
    assert find_token(session, access_token, settings) is None


def test_signing_out_asks_for_it_in_the_same_transaction(session: Session, account: Account) -> None:
    def asked_for() -> int:
        return int(
            session.scalar(text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'identity.end_hub_access'"))
            or 0
        )

    start_session(session, account, browser="x")
    signed_in = session.scalars(select(SignInSession)).one()
    session.commit()
    end_session(session, signed_in.id, actor=SYSTEM)
    assert asked_for() == 1
    session.rollback()
    assert asked_for() == 0
