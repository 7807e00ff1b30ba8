"""Pages of access tokens: making one, seeing it once, revoking it; who looks after people revokes theirs."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.audit.models import Event
from naruteo_portal.core.clock import now
from naruteo_portal.core.jobs import Worker
from naruteo_portal.core.tokens import token_sha256
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity import personal_tokens
from naruteo_portal.identity.jobs import forget_traces
from naruteo_portal.identity.models import Account, Organisation, OrganisationKind, PersonalToken, Role
from naruteo_portal.notices.jobs import tell_of_tokens
from naruteo_portal.notices.models import Notice
from naruteo_portal.settings import Settings
from naruteo_testing.factories import PASSWORD, client_of, make_account, make_organisation, make_token

TOKEN = re.compile(r"naruteo_pat_[0-9a-f]{6}_[\w-]{43}")
FORM = {"name": "Yearly report", "days": "365", "present": PASSWORD}


@pytest.fixture
def university(session: Session) -> Organisation:
    return make_organisation(session, OrganisationKind.UNIVERSITY)


@pytest.fixture
def reviewer(session: Session, university: Organisation) -> Account:
    return make_account(session, locale="en", roles=((Role.UNIVERSITY_REVIEWER, university),))


@pytest.fixture
def own(app: Portal, session: Session, reviewer: Account) -> FlaskClient:
    return client_of(app, reviewer, session)


def test_a_token_is_shown_once_and_kept_as_a_hash(own: FlaskClient, session: Session) -> None:
    answer = own.post("/account/tokens/new", data=FORM)
    found = TOKEN.search(answer.text)
    assert answer.status_code == 200 and found and answer.headers["Cache-Control"] == "no-store"
    kept = session.scalars(select(PersonalToken)).one()
    assert kept.token_sha256 == token_sha256(found[0])
    assert kept.expires_at - kept.made_at == timedelta(days=365)
    listed = own.get("/account/tokens").text
    assert "Yearly report" in listed and kept.start in listed and found[0] not in listed
    details = session.scalars(select(Event.details).where(Event.verb == "made an access token")).one()
    assert details == {"start": kept.start, "days": 365}
    assert own.get("/api/v1/programmes", headers={"Authorization": f"Bearer {found[0]}"}).status_code == 200
    assert "/account/tokens" in own.get("/account").text


def test_what_does_not_do_is_said(
    own: FlaskClient, session: Session, reviewer: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    for wrong in ({"name": " "}, {"name": "x" * 61}, {"days": "366"}, {"days": ""}, {"present": "another password"}):
        answer = own.post("/account/tokens/new", data={**FORM, **wrong})
        assert answer.status_code == 422 and not TOKEN.search(answer.text)
    monkeypatch.setattr(personal_tokens, "MOST", 1)
    make_token(session, reviewer)
    answer = own.post("/account/tokens/new", data=FORM)
    assert answer.status_code == 422 and "Revoke one" in answer.text


def test_only_who_reads_figures_makes_tokens(app: Portal, session: Session) -> None:
    learner = make_account(session, roles=((Role.LEARNER, make_organisation(session)),))
    client = client_of(app, learner, session)
    assert client.post("/account/tokens/new", data=FORM).status_code == 403
    assert client.get("/account/tokens").status_code == 200
    assert "/account/tokens" not in client.get("/account").text


def test_one_revokes_ones_own_and_nobody_elses(
    app: Portal, own: FlaskClient, session: Session, reviewer: Account, university: Organisation
) -> None:
    token = make_token(session, reviewer)
    path = f"/account/tokens/{session.scalars(select(PersonalToken.id)).one()}/revoke"
    colleague = make_account(session, roles=((Role.UNIVERSITY_REVIEWER, university),))
    assert client_of(app, colleague, session).post(path).status_code == 404
    program = app.test_client()
    assert program.get("/api/v1/programmes", headers={"Authorization": f"Bearer {token}"}).status_code == 200
    assert own.post(path).status_code == own.post(path).status_code == 303
    assert program.get("/api/v1/programmes", headers={"Authorization": f"Bearer {token}"}).status_code == 401
    assert "no access tokens" in own.get("/account/tokens").text
    revoked = session.scalars(select(Event.actor_id).where(Event.verb == "revoked an access token")).all()
    assert revoked == [reviewer.id]


def test_who_administers_a_person_revokes_their_tokens(
    app: Portal, session: Session, reviewer: Account, university: Organisation
) -> None:
    token = make_token(session, reviewer)
    administrator = make_account(session, "관리자", locale="en", roles=((Role.ADMINISTRATOR, university),))
    client = client_of(app, administrator, session)
    assert "Revoke access tokens (1)" in client.get(f"/people/{reviewer.handle}").text
    stranger = make_account(session, roles=((Role.ADMINISTRATOR, make_organisation(session)),))
    path = f"/people/{reviewer.handle}/tokens/revoke"
    assert client_of(app, stranger, session).post(path).status_code == 404
    assert client.post(path).status_code == 303
    answer = app.test_client().get("/api/v1/programmes", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 401
    assert "Revoke access tokens" not in client.get(f"/people/{reviewer.handle}").text


def test_a_week_before_its_end_people_are_told_once(session: Session, settings: Settings, reviewer: Account) -> None:
    for name, days in (("soon", 30), ("later", 90)):
        make_token(session, reviewer, name=name, days=days)
    for token in session.scalars(select(PersonalToken)):
        token.made_at -= timedelta(days=24)
        token.expires_at -= timedelta(days=24)
    session.commit()
    worker = Worker(session.get_bind().engine, settings)
    tell_of_tokens(worker)
    tell_of_tokens(worker)
    notice = session.scalars(select(Notice)).one()
    assert notice.subject.endswith("soon") and notice.address == "/account/tokens"


def test_an_expired_token_is_listed_for_a_month(
    own: FlaskClient, session: Session, settings: Settings, reviewer: Account
) -> None:
    make_token(session, reviewer)
    token = session.scalars(select(PersonalToken)).one()
    worker = Worker(session.get_bind().engine, settings)
    for days, listed in ((29, True), (31, False)):
        token.made_at, token.expires_at = now() - timedelta(days=90), now() - timedelta(days=days)
        session.commit()
        forget_traces(worker)
        assert ("Expired" in own.get("/account/tokens").text) is listed
