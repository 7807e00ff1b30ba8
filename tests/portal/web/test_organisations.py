"""Organisations: entering, changing, members."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.models import Organisation, OrganisationKind, Role
from naruteo_testing.factories import client_of, make_account, make_organisation

FORM = {"kind": "employer", "name_ko": "한강전자", "name_en": "Hangang Electronics", "business_number": "124-81-00998"}


@pytest.fixture
def agency(session: Session) -> Organisation:
    return make_organisation(session, OrganisationKind.AGENCY, slug="agency", name="나루터 운영단")


@pytest.fixture
def administrator(app: Portal, session: Session, agency: Organisation) -> FlaskClient:
    return client_of(app, make_account(session, "운영자", roles=((Role.ADMINISTRATOR, agency),)), session)


def test_an_organisation_is_entered_found_and_changed(administrator: FlaskClient, session: Session) -> None:
    answer = administrator.post("/organisations/new", data=FORM)
    assert answer.status_code == 303
    page = administrator.get(answer.location).text
    for words in ("한강전자", "Hangang Electronics", "124-81-00998", "사업장"):
        assert words in page
    assert "한강전자" in administrator.get("/organisations?q=124-81").text
    assert "한강전자" in administrator.get("/organisations?q=hangang&kind=employer").text
    assert "한강전자" not in administrator.get("/organisations?kind=university").text
    changed = {**FORM, "name_ko": "한강전자산업", "name_en": "", "business_number": ""}
    assert administrator.post(f"{answer.location}/edit", data=changed).status_code == 303
    row = session.scalars(select(Organisation).where(Organisation.slug != "agency")).one()
    assert (row.name, row.business_number) == ({"ko": "한강전자산업"}, None)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"business_number": "124-81-00997"}, "사업자등록번호가 아닙니다"),
        ({"business_number": "101-81-09147"}, "이미 등록한 사업자등록번호"),
        ({"name_ko": ""}, "기관 이름을 한글로"),
        ({"kind": "nonsense"}, "골라 주세요"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    administrator: FlaskClient, session: Session, changes: dict[str, str], words: str
) -> None:
    make_organisation(session, business_number="1018109147")
    session.commit()
    answer = administrator.post("/organisations/new", data={**FORM, **changes})
    assert answer.status_code == 422
    assert words in answer.text
    assert "Hangang Electronics" in answer.text


def test_an_own_administrator_changes_names_but_not_the_kind(app: Portal, session: Session) -> None:
    own = make_organisation(session, slug="own")
    client = client_of(app, make_account(session, roles=((Role.ADMINISTRATOR, own),)), session)
    assert client.post("/organisations/own/edit", data={**FORM, "kind": "agency"}).status_code == 303
    session.refresh(own)
    assert own.kind is OrganisationKind.EMPLOYER
    assert own.name["ko"] == "한강전자"


def test_hr_sees_the_learners_and_not_the_others(app: Portal, session: Session) -> None:
    own = make_organisation(session, slug="own")
    make_account(session, "배우리", roles=((Role.LEARNER, own),))
    make_account(session, "관리자", roles=((Role.ADMINISTRATOR, own),))
    client = client_of(app, make_account(session, "인사담", roles=((Role.EMPLOYER_HR, own),)), session)
    page = client.get("/organisations/own").text
    assert "배우리" in page
    assert "관리자</a>" not in page
