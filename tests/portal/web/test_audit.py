"""The audit trail on its page."""

import ast
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

import naruteo_portal
from naruteo_portal.core.database import Base
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.models import Account, Organisation, OrganisationKind, Role
from naruteo_portal.web.audit_words import KINDS, VERBS
from naruteo_testing.factories import client_of, make_account, make_organisation


@pytest.fixture
def own(session: Session) -> Organisation:
    return make_organisation(session, slug="own")


@pytest.fixture
def agency(session: Session) -> Organisation:
    return make_organisation(session, OrganisationKind.AGENCY, slug="agency", name="나루터 운영단")


@pytest.fixture
def worker(app: Portal, session: Session, own: Organisation, agency: Organisation) -> Account:
    """Somebody who was suspended by an administrator, and let back."""
    worker = make_account(session, "김하늘", email="haneul@example.kr", roles=((Role.LEARNER, own),))
    boss = client_of(app, make_account(session, "운영자", roles=((Role.ADMINISTRATOR, agency),)), session)
    for act, reason in (("suspend", "노트북 분실"), ("reactivate", "다시 찾음")):
        assert boss.post(f"/people/{worker.handle}/{act}", data={"reason": reason}).status_code == 303
    return worker


@pytest.fixture
def auditor(app: Portal, session: Session, agency: Organisation) -> FlaskClient:
    return client_of(app, make_account(session, "감사자", roles=((Role.AUDITOR, agency),)), session)


def test_an_auditor_sees_who_did_what_and_why(auditor: FlaskClient, worker: Account) -> None:
    page = auditor.get("/audit").text
    for words in ("운영자", "김하늘", "노트북 분실", "다시 찾음", "계정 정지", "로그인"):
        assert words in page


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("verb=suspended+an+account", "노트북 분실", "다시 찾음"),
        ("kind=sign_in_session", "로그인", "노트북 분실"),
        ("kind=account&number=2", "노트북 분실", "감사자 <"),
        ("person=Haneul%40example.kr", "노트북 분실", "감사자 <"),
        ("person=nobody", "찾은 기록이 없습니다", "노트북 분실"),
        ("first=2200-01-01", "찾은 기록이 없습니다", "노트북 분실"),
        ("last=2200-01-01", "노트북 분실", "찾은 기록이 없습니다"),
        ("first=0001-01-01&last=9999-12-31", "노트북 분실", "찾은 기록이 없습니다"),
        ("first=nonsense&number=99999999999999999999&page=x", "노트북 분실", "찾은 기록이 없습니다"),
    ],
)
def test_filters_narrow_the_trail(auditor: FlaskClient, worker: Account, query: str, shown: str, hidden: str) -> None:
    page = auditor.get(f"/audit?{query}").text
    assert shown in page
    assert hidden not in page


def test_an_organisation_sees_its_own_part(
    app: Portal, session: Session, worker: Account, own: Organisation, agency: Organisation
) -> None:
    other = make_organisation(session, slug="other")
    for organisation, sees in ((own, True), (other, False)):
        administrator = make_account(session, "관리자", roles=((Role.ADMINISTRATOR, organisation),))
        page = client_of(app, administrator, session).get("/audit").text
        assert ("노트북 분실" in page) is sees


def test_every_verb_and_every_kind_has_its_words() -> None:
    verbs = set()
    for place in Path(naruteo_portal.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(place.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                if isinstance(node.func, ast.Name) and node.func.id == "record" and len(node.args) > 2:
                    verbs |= {part.value for part in ast.walk(node.args[2]) if isinstance(part, ast.Constant)}
                verbs |= {
                    word.value.value
                    for word in node.keywords
                    if word.arg == "verb" and isinstance(word.value, ast.Constant)
                }
    assert verbs <= set(VERBS), verbs - set(VERBS)
    assert set(KINDS) <= set(Base.metadata.tables)
