"""The portal as OpenID Connect provider, as JupyterHub and an attacker use it."""

import base64
import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from naruteo_portal.audit.events import SYSTEM
from naruteo_portal.audit.models import Event
from naruteo_portal.core.clock import now
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.models import (
    Account,
    AccountState,
    OidcCode,
    OidcToken,
    OrganisationKind,
    Role,
    SignInSession,
)
from naruteo_portal.identity.sessions import end_all_sessions
from naruteo_testing.factories import client_of, make_account, make_organisation

CALLBACK = "http://localhost:8001/hub/oauth_callback"
SECRET = "hub client secret for tests"
VERIFIER = secrets.token_urlsafe(48)
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
ASKED = {
    "client_id": "jupyterhub",
    "response_type": "code",
    "redirect_uri": CALLBACK,
    "scope": "openid profile groups",
    "state": "abc123",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}


@pytest.fixture
def account(session: Session) -> Account:
    return make_account(session, "김하늘", preferred_name="하늘")


@pytest.fixture
def browser(app: Portal, account: Account, session: Session) -> FlaskClient:
    return client_of(app, account, session)


def authorize(browser: FlaskClient, **changes: str | None) -> TestResponse:
    asked = {name: value for name, value in {**ASKED, **changes}.items() if value is not None}
    return browser.get(f"/oidc/authorize?{urlencode(asked)}")


def code_of(answer: TestResponse) -> str:
    assert answer.status_code == 302, answer.text
    return parse_qs(urlsplit(answer.location).query)["code"][0]


def exchange(client: FlaskClient, code: str, /, *, basic: bool = False, **changes: str | None) -> TestResponse:
    form: dict[str, str | None] = {
        "grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, "code_verifier": VERIFIER,
    }  # fmt: skip
    headers = {}
    if basic:
        headers["Authorization"] = "Basic " + base64.b64encode(f"jupyterhub:{SECRET}".encode()).decode()
    else:
        form |= {"client_id": "jupyterhub", "client_secret": SECRET}
    given = {name: value for name, value in {**form, **changes}.items() if value is not None}
    return client.post("/oidc/token", data=given, headers=headers)


def userinfo(client: FlaskClient, token: str) -> TestResponse:
    return client.get("/oidc/userinfo", headers={"Authorization": f"Bearer {token}"})


def json_of(answer: TestResponse) -> dict[str, Any]:
    body = answer.get_json()
    assert isinstance(body, dict)
    return body


def published_keys(client: FlaskClient) -> KeySet:
    return KeySet.import_key_set({"keys": json_of(client.get("/oidc/jwks.json"))["keys"]})


@pytest.fixture
def token(browser: FlaskClient, client: FlaskClient) -> str:
    return str(json_of(exchange(client, code_of(authorize(browser))))["access_token"])


# The way that everybody takes


@pytest.mark.parametrize("basic", [True, False], ids=["client_secret_basic", "client_secret_post"])
def test_the_hub_learns_who_signed_in(
    browser: FlaskClient, client: FlaskClient, account: Account, app: Portal, basic: bool
) -> None:
    answer = authorize(browser)
    assert answer.location.startswith(f"{CALLBACK}?code=")
    assert parse_qs(urlsplit(answer.location).query)["state"] == ["abc123"]
    given = exchange(client, code_of(answer), basic=basic)
    assert given.status_code == 200
    assert given.headers["Cache-Control"] == "no-store"
    tokens = json_of(given)
    assert tokens["token_type"] == "Bearer"
    assert json_of(userinfo(client, tokens["access_token"])) == {
        "sub": account.handle, "preferred_username": account.handle, "name": "하늘", "locale": "ko", "groups": [],
    }  # fmt: skip
    published = published_keys(client)
    identity = jwt.decode(tokens["id_token"], published, algorithms=["RS256"])
    assert identity.claims["iss"] == app.settings.portal_url
    assert identity.claims["aud"] == "jupyterhub"
    assert identity.claims["sub"] == account.handle
    assert identity.claims["exp"] - identity.claims["iat"] == 3600
    assert account.email not in str(identity.claims)


def test_a_nonce_comes_back_once(browser: FlaskClient, client: FlaskClient) -> None:
    tokens = json_of(exchange(client, code_of(authorize(browser, nonce="n-0S6_WzA2Mj"))))
    published = published_keys(client)
    assert jwt.decode(tokens["id_token"], published).claims["nonce"] == "n-0S6_WzA2Mj"
    assert "error=invalid_request" in authorize(browser, nonce="n-0S6_WzA2Mj").location


def test_a_visitor_signs_in_and_comes_back(client: FlaskClient) -> None:
    answer = authorize(client)
    assert answer.status_code == 302
    there = urlsplit(answer.location)
    assert there.path == "/sign-in"
    back = parse_qs(there.query)["next"][0]
    assert parse_qs(urlsplit(back).query)["redirect_uri"] == [CALLBACK]
    assert urlsplit(back).path == "/oidc/authorize"


def test_a_silent_request_for_a_visitor_is_told_so(client: FlaskClient) -> None:
    assert "error=login_required" in authorize(client, prompt="none").location


@pytest.mark.parametrize(
    ("kind", "named"), [(OrganisationKind.AGENCY, True), (OrganisationKind.EMPLOYER, False)], ids=["agency", "employer"]
)
def test_only_the_agencys_administrators_administer_the_hub(
    app: Portal, client: FlaskClient, session: Session, kind: OrganisationKind, named: bool
) -> None:
    organisation = make_organisation(session, kind)
    administrator = make_account(session, roles=((Role.ADMINISTRATOR, organisation),))
    browser = client_of(app, administrator, session)
    given = json_of(exchange(client, code_of(authorize(browser))))
    assert ("naruteo:administrator" in json_of(userinfo(client, given["access_token"]))["groups"]) is named


def test_discovery_names_the_public_addresses(client: FlaskClient, app: Portal) -> None:
    told = json_of(client.get("/.well-known/openid-configuration"))
    assert told["issuer"] == app.settings.portal_url
    assert told["token_endpoint"] == f"{app.settings.portal_url}/oidc/token"
    assert told["code_challenge_methods_supported"] == ["S256"]
    assert told["id_token_signing_alg_values_supported"] == ["RS256"]
    served = {rule.rule for rule in app.url_map.iter_rules()}
    for name in ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri", "end_session_endpoint"):
        assert urlsplit(told[name]).path in served


def test_published_keys_have_no_private_part(client: FlaskClient) -> None:
    for key in json_of(client.get("/oidc/jwks.json"))["keys"]:
        assert set(key) == {"kty", "kid", "use", "alg", "n", "e"}


# Requests that must not reach the Hub


@pytest.mark.parametrize(
    "changes",
    [
        {"redirect_uri": "https://evil.example/hub/oauth_callback"},
        {"redirect_uri": f"{CALLBACK}/"},
        {"redirect_uri": f"{CALLBACK}?next=x"},
        {"redirect_uri": "http://localhost:8002/hub/oauth_callback"},
        {"client_id": "somebody"},
        {"client_id": None},
    ],
    ids=["other site", "longer path", "query", "other port", "other client", "no client"],
)
@pytest.mark.parametrize("signed_in", [True, False], ids=["signed in", "visitor"])
def test_nobody_is_sent_to_an_unknown_address(
    browser: FlaskClient, client: FlaskClient, changes: dict[str, str | None], signed_in: bool
) -> None:
    answer = authorize(browser if signed_in else client, **changes)
    assert answer.status_code == 400
    assert "Location" not in answer.headers
    assert '"https://evil.example' not in answer.text


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain", "code_challenge": VERIFIER}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "code id_token"}, "unsupported_response_type"),
        ({"scope": "openid everything"}, "invalid_scope"),
    ],
    ids=["no challenge", "no PKCE", "no method", "plain", "short", "implicit", "hybrid", "scope"],
)
def test_a_faulty_request_is_answered_without_a_code(
    browser: FlaskClient, changes: dict[str, str | None], error: str
) -> None:
    answer = authorize(browser, **changes)
    assert answer.status_code == 302
    told = parse_qs(urlsplit(answer.location).query)
    assert answer.location.startswith(CALLBACK)
    assert told["error"] == [error]
    assert told["state"] == ["abc123"]
    assert "code" not in told


# Codes that are not good


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"code_verifier": secrets.token_urlsafe(48)}, 400, "invalid_grant"),
        ({"code_verifier": None}, 400, "invalid_request"),
        ({"code_verifier": CHALLENGE}, 400, "invalid_grant"),
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_secret": ""}, 401, "invalid_client"),
        ({"client_secret": None}, 401, "invalid_client"),
        ({"client_id": "somebody"}, 400, "invalid_client"),
        ({"redirect_uri": "https://evil.example/"}, 400, "invalid_grant"),
        ({"redirect_uri": None}, 400, "invalid_grant"),
        ({"code": "made-up"}, 400, "invalid_grant"),
        ({"code": None}, 400, "invalid_request"),
        ({"grant_type": "password", "username": "a", "password": "b"}, 400, "unsupported_grant_type"),
        ({"grant_type": "client_credentials"}, 400, "unsupported_grant_type"),
        ({"grant_type": "refresh_token"}, 400, "unsupported_grant_type"),
    ],
)
def test_a_code_needs_the_secret_the_verifier_and_the_address(
    browser: FlaskClient, client: FlaskClient, changes: dict[str, str | None], status: int, error: str
) -> None:
    answer = exchange(client, code_of(authorize(browser)), basic=False, **changes)
    assert answer.status_code == status
    assert json_of(answer)["error"] == error


def test_a_portal_without_a_secret_lets_no_hub_in(browser: FlaskClient, client: FlaskClient, app: Portal) -> None:
    app.settings = app.settings.model_copy(update={"hub_client_secret": type(app.settings.hub_client_secret)("")})
    for secret in ("", None):
        assert exchange(client, code_of(authorize(browser)), client_secret=secret).status_code == 401


def test_an_expired_code_is_void(browser: FlaskClient, client: FlaskClient, session: Session) -> None:
    code = code_of(authorize(browser))
    session.execute(update(OidcCode).values(expires_at=now() - timedelta(seconds=1)))
    session.commit()
    assert json_of(exchange(client, code))["error"] == "invalid_grant"


def test_a_code_that_comes_twice_takes_its_token_with_it(
    browser: FlaskClient, client: FlaskClient, session: Session
) -> None:
    code = code_of(authorize(browser))
    first = json_of(exchange(client, code))["access_token"]
    other = json_of(exchange(client, code_of(authorize(browser))))["access_token"]
    assert json_of(exchange(client, code))["error"] == "invalid_grant"
    assert userinfo(client, first).status_code == 401
    assert userinfo(client, other).status_code == 200


def test_a_code_dies_with_the_sign_in(
    browser: FlaskClient, client: FlaskClient, account: Account, session: Session
) -> None:
    code = code_of(authorize(browser))
    end_all_sessions(session, account, actor=SYSTEM)
    session.commit()
    assert json_of(exchange(client, code))["error"] == "invalid_grant"


def test_codes_and_tokens_are_kept_only_as_hashes(browser: FlaskClient, client: FlaskClient, session: Session) -> None:
    code = code_of(authorize(browser))
    token = json_of(exchange(client, code))["access_token"]
    kept = [*session.execute(select(OidcCode.__table__)), *session.execute(select(OidcToken.__table__))]
    assert len(kept) == 2
    assert code not in str(kept)
    assert token not in str(kept)
    assert "signed in to a partner" in session.scalars(select(Event.verb)).all()


# Access tokens


def test_a_token_dies_with_sign_out(browser: FlaskClient, client: FlaskClient, token: str) -> None:
    assert userinfo(client, token).status_code == 200
    browser.post("/sign-out")
    answer = userinfo(client, token)
    assert answer.status_code == 401
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]


def test_a_token_dies_with_suspension(client: FlaskClient, token: str, session: Session, account: Account) -> None:
    session.execute(update(Account).where(Account.id == account.id).values(state=AccountState.SUSPENDED))
    session.commit()
    assert userinfo(client, token).status_code == 401


def test_a_token_dies_when_the_sign_in_runs_out(client: FlaskClient, token: str, session: Session) -> None:
    session.execute(update(SignInSession).values(last_seen_at=now() - timedelta(hours=2)))
    session.commit()
    assert userinfo(client, token).status_code == 401


def test_work_in_a_notebook_keeps_the_sign_in_alive(client: FlaskClient, token: str, session: Session) -> None:
    session.execute(update(SignInSession).values(last_seen_at=now() - timedelta(minutes=30)))
    session.commit()
    assert userinfo(client, token).status_code == 200
    seen = session.scalars(select(SignInSession.last_seen_at)).one()
    assert now() - seen < timedelta(minutes=1)


def test_foreign_tokens_are_refused(client: FlaskClient, browser: FlaskClient) -> None:
    tokens = json_of(exchange(client, code_of(authorize(browser))))
    forged = jwt.encode({"alg": "HS256"}, {"sub": "n7k3qx"}, OctKey.import_key("a secret of somebody else's, long"))
    unsigned = base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=") + ".eyJzdWIiOiJuN2szcXgifQ."
    for foreign in (forged, unsigned, tokens["id_token"], "토큰".encode().decode("latin-1"), ""):
        assert userinfo(client, foreign).status_code == 401
    assert client.get("/oidc/userinfo").status_code == 401
    assert client.get(f"/oidc/userinfo?access_token={tokens['access_token']}").status_code == 401
    # A signed-in browser is not a program with a token.
    assert browser.get("/oidc/userinfo").status_code == 401


# Signing out from the Hub's side


@contextmanager
def still_signed_in(browser: FlaskClient, expected: bool) -> Iterator[None]:
    yield
    assert (authorize(browser, prompt="none").location.count("code=") == 1) is expected


def test_leaving_the_notebooks_asks_before_leaving_the_portal(browser: FlaskClient) -> None:
    with still_signed_in(browser, expected=True):
        answer = browser.get("/oidc/end-session")
        assert answer.status_code == 200
        assert 'method="post"' in answer.text
    with still_signed_in(browser, expected=False):
        assert browser.post("/oidc/end-session").location == "/"


def test_an_identity_token_of_this_sign_in_ends_it_at_once(browser: FlaskClient, client: FlaskClient) -> None:
    hint = json_of(exchange(client, code_of(authorize(browser))))["id_token"]
    asked = urlencode({"id_token_hint": hint, "post_logout_redirect_uri": "http://localhost:8001/hub/", "state": "bye"})
    with still_signed_in(browser, expected=False):
        assert browser.get(f"/oidc/end-session?{asked}").location == "http://localhost:8001/hub/?state=bye"


def test_an_identity_token_of_another_sign_in_ends_nothing(
    app: Portal, browser: FlaskClient, client: FlaskClient, session: Session
) -> None:
    other = client_of(app, make_account(session), session)
    hint = json_of(exchange(client, code_of(authorize(other))))["id_token"]
    with still_signed_in(browser, expected=True):
        assert browser.get(f"/oidc/end-session?id_token_hint={hint}").status_code == 200


@pytest.mark.parametrize("alg", ["none", "HS256"])
def test_a_forged_hint_is_refused(browser: FlaskClient, client: FlaskClient, alg: str) -> None:
    key = json_of(client.get("/oidc/jwks.json"))["keys"][0]
    header = base64.urlsafe_b64encode(f'{{"alg":"{alg}","kid":"{key["kid"]}"}}'.encode()).decode().rstrip("=")
    with still_signed_in(browser, expected=True):
        assert browser.get(f"/oidc/end-session?id_token_hint={header}.eyJzaWQiOiIxIn0.AAAA").status_code == 400


def test_a_stranger_cannot_use_sign_out_to_send_people_away(browser: FlaskClient, client: FlaskClient) -> None:
    hint = json_of(exchange(client, code_of(authorize(browser))))["id_token"]
    asked = urlencode({"id_token_hint": hint, "post_logout_redirect_uri": "https://evil.example/"})
    assert browser.get(f"/oidc/end-session?{asked}").location == "/"
    assert client.get("/oidc/end-session?post_logout_redirect_uri=http://localhost:8001/hub/").location == "/"
