"""Access tokens: programs read what their owner may read now, and nothing else opens to them."""

import io
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.request import Request

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from naruteo_portal.audit.models import Event
from naruteo_portal.core.clock import now, today_in_korea
from naruteo_portal.edge.bearer import TAKES_TOKENS
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.limits import API_GUESSES_FROM_ADDRESS, API_OF_ACCOUNT
from naruteo_portal.identity.models import Account, AccountState, Membership, OrganisationKind, PersonalToken, Role
from naruteo_portal.insight.models import Programme
from naruteo_testing.checkout import ROOT
from naruteo_testing.factories import PASSWORD, client_of, make_account, make_organisation, make_token
from naruteo_testing.insight import make_programme, make_release

PROGRAMMES = "/api/v1/programmes"


@dataclass
class Reading:
    """A reviewer with a programme, their token, and a program that knows nothing else."""

    reviewer: Account
    programme: Programme
    token: str
    program: FlaskClient

    @property
    def view(self) -> str:
        return f"{PROGRAMMES}/{self.programme.reference}/views?cohort=AAA-2026B&by=sex"

    def get(self, path: str = PROGRAMMES, **headers: str) -> TestResponse:
        return self.program.get(path, headers={"Authorization": f"Bearer {self.token}", **headers})


@pytest.fixture
def reading(app: Portal, session: Session) -> Reading:
    university = make_organisation(session, OrganisationKind.UNIVERSITY)
    reviewer = make_account(session, locale="en", roles=((Role.UNIVERSITY_REVIEWER, university),))
    programme = make_programme(session, university, app.settings)
    make_release(session, programme)
    return Reading(reviewer, programme, make_token(session, reviewer), app.test_client())


def verbs(session: Session) -> list[str]:
    wanted = select(Event.verb).where(Event.object_kind == "personal_token").order_by(Event.id)
    return list(session.scalars(wanted))


def refusal(answer: TestResponse) -> tuple[int, str, str]:
    assert answer.mimetype == "application/problem+json" and answer.json is not None
    assert answer.json["messages"]["ko"] != answer.json["messages"]["en"]
    return answer.status_code, answer.json["title"], answer.headers["WWW-Authenticate"]


def test_a_program_reads_what_its_owner_may(reading: Reading, session: Session) -> None:
    listed = reading.get()
    assert listed.json is not None and listed.json["programmes"][0]["reference"] == reading.programme.reference
    answer = reading.get(reading.view)
    assert answer.status_code == 200 and answer.json is not None and answer.json["view"]["by"] == "sex"
    assert reading.program.head(reading.view, headers={"Authorization": f"bearer {reading.token}"}).status_code == 200
    again = reading.get(reading.view, **{"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    for each in (listed, answer, again):
        assert "Set-Cookie" not in each.headers and "Authorization" in each.headers["Vary"]
    # The day of use is kept, and told once.
    assert session.scalars(select(PersonalToken.last_used_on)).one() == today_in_korea()
    assert verbs(session) == ["made an access token", "used an access token"]


def test_what_is_no_token_that_works_is_refused_alike(reading: Reading, session: Session) -> None:
    strangers = (
        "",
        "naruteo_pat_000000_x",
        "a=b",
        reading.token[:-1],
        reading.token.upper(),
        "토큰".encode().decode("latin-1"),
    )
    for token in strangers:
        status, title, challenge = refusal(
            reading.program.get(PROGRAMMES, headers={"Authorization": f"Bearer {token}"})
        )
        assert (status, title) == (401, "invalid-token")
        assert challenge.startswith('Bearer realm="naruteo", error="invalid_token", error_description="This access')
    token = session.scalars(select(PersonalToken)).one()
    token.made_at, token.expires_at = now() - timedelta(days=31), now() - timedelta(seconds=1)
    session.commit()
    assert refusal(reading.get())[:2] == (401, "invalid-token")
    # Without any, nothing is said to be wrong with it.
    assert refusal(reading.program.get(PROGRAMMES)) == (401, "not-signed-in", 'Bearer realm="naruteo"')
    for headers in ({"Authorization": "Basic eDp5"}, {}):
        assert reading.program.get(f"{PROGRAMMES}?access_token={reading.token}", headers=headers).status_code == 401


def test_a_token_only_reads(app: Portal, reading: Reading) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
        answer = reading.program.open(PROGRAMMES, method=method, headers={"Authorization": f"Bearer {reading.token}"})
        status, title, challenge = refusal(answer)
        assert (status, title) == (403, "insufficient-scope") and 'error="insufficient_scope"' in challenge
    # A cookie counts here without an anti-forgery token, which is right as long as nothing writes.
    methods = {
        each for rule in app.url_map.iter_rules() if rule.rule.startswith(TAKES_TOKENS) for each in rule.methods or ()
    }
    assert methods == {"GET", "HEAD", "OPTIONS"}


def test_a_token_opens_no_page_and_no_other_interface(reading: Reading) -> None:
    for page in ("/", "/account", "/account/tokens", "/reviews", f"/reviews/{reading.programme.reference}/"):
        answer = reading.get(page)
        assert answer.status_code == 302 and answer.location.startswith("/sign-in")
    assert reading.get("/oidc/userinfo").status_code == 401
    assert reading.get("/api/exchange/v1/assignments").status_code in (401, 503)


def test_a_token_counts_in_place_of_the_cookie(app: Portal, reading: Reading, session: Session) -> None:
    other = make_account(session, roles=((Role.UNIVERSITY_REVIEWER, make_organisation(session)),))
    client = client_of(app, other, session)
    assert client.get(PROGRAMMES).json == {"programmes": []}
    mine = client.get(PROGRAMMES, headers={"Authorization": f"Bearer {reading.token}"})
    assert mine.json is not None and len(mine.json["programmes"]) == 1
    assert client.get(PROGRAMMES, headers={"Authorization": "Bearer wrong"}).status_code == 401


def test_rights_are_those_of_the_moment(reading: Reading, session: Session) -> None:
    membership = session.scalars(select(Membership).where(Membership.account_id == reading.reviewer.id)).one()
    membership.until = today_in_korea()
    session.commit()
    assert reading.get().status_code == 403
    membership.until = None
    reading.reviewer.state = AccountState.SUSPENDED
    session.commit()
    assert reading.get().status_code == 401


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/account/sessions/end", {}),
        ("/account/password", {"present": PASSWORD, "password": "다른 강의 배 두 척", "again": "다른 강의 배 두 척"}),
    ],
)
def test_signing_out_everywhere_and_a_new_password_end_all_tokens(
    app: Portal, reading: Reading, session: Session, path: str, form: dict[str, str]
) -> None:
    second = make_token(session, reading.reviewer)
    assert client_of(app, reading.reviewer, session).post(path, data=form).status_code == 303
    assert reading.get().status_code == 401
    reading.token = second
    assert reading.get().status_code == 401
    assert verbs(session)[2:] == ["revoked an access token"] * 2


def test_neither_reading_nor_guessing_goes_on_for_ever(reading: Reading, monkeypatch: pytest.MonkeyPatch) -> None:
    for limit in (API_OF_ACCOUNT, API_GUESSES_FROM_ADDRESS):
        monkeypatch.setitem(vars(limit), "most", 2)
    assert [reading.get().status_code for _ in range(3)] == [200, 200, 429]
    assert int(reading.get().headers["Retry-After"]) > 0
    reading.token = "guess"
    assert [reading.get().status_code for _ in range(3)] == [401, 401, 429]


def test_the_description_names_every_address_and_refusal(app: Portal, client: FlaskClient) -> None:
    said = client.get("/api/v1/openapi.json").json
    assert said is not None and said["security"] == [{"token": []}, {"session": []}]
    rules = {rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith(TAKES_TOKENS)}
    described = {path.replace("{reference}", "<programme_reference>") for path in said["paths"]}
    assert described == rules - {"/api/v1/openapi.json"}
    problem = client.get(PROGRAMMES).json
    assert problem is not None and set(problem) == set(said["components"]["schemas"]["Problem"]["required"])
    for path in said["paths"].values():
        for status, answer in path["get"]["responses"].items():
            if "$ref" in answer:
                assert (
                    answer["$ref"] == f"#/components/responses/{status}" and status in said["components"]["responses"]
                )


@pytest.mark.thorough  # it loads pandas
def test_the_example_of_the_docs_works(reading: Reading, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (ROOT / "platform" / "docs" / "analytics" / "api.md").read_text(encoding="utf-8")
    example = page.partition("```python\n")[2].partition("```")[0]

    def answer(asked: Request) -> io.BytesIO:
        path = asked.full_url.removeprefix("https://portal.example.kr")
        return io.BytesIO(reading.program.get(path, headers=dict(asked.header_items())).data)

    monkeypatch.setattr("urllib.request.urlopen", answer)
    monkeypatch.setenv("ACCESS_TOKEN", reading.token)
    said: dict[str, Any] = {}
    exec(example, said)
    assert said["funnel"].query("group == 'F' and stage == 'started'")["rate.per_cent"].tolist() == [90.0]
    assert "rate.why" in said["funnel"]
