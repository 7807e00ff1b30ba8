"""The pages of openings: writing, the checks of law, publishing, officers' flags, and what the operator declares."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from naruteo_portal.core.clock import today_in_korea
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.models import OrganisationKind
from naruteo_portal.talent.openings.models import (
    EmployerSanction,
    Opening,
    OpeningFlag,
    OpeningState,
    OperatorDeclaration,
    ServiceKind,
)
from naruteo_testing.factories import client_of
from naruteo_testing.openings import PYTHON, Offering, declare_operator, make_offering, make_opening, plan

FORM = {
    "kind": "position", "title_ko": "설비 데이터 엔지니어", "title_en": "Machine data engineer",
    "description_ko": "설비 데이터를 모으고 분석합니다.", "description_en": "You collect and analyse machine data.",
    "region": "gyeongnam", "place_ko": "창원시", "place_en": "Changwon", "seats": "2", "contract": "permanent",
    "starts_on": (today_in_korea() + timedelta(days=60)).isoformat(), "yearly_wage": "36,000,000",
    "weekly_hours": "40", "statuses": "E-7-1, F-2-R", "required": "파이썬 프로그래밍\nData Mining",
    "least_degree": "bachelor", "least_topik": "3", "least_english": "",
}  # fmt: skip


@pytest.fixture
def employer(session: Session) -> Offering:
    made = make_offering(session)
    declare_operator(session, made.officer)
    return made


@pytest.fixture
def desk(app: Portal, session: Session, employer: Offering) -> FlaskClient:
    return client_of(app, employer.keeper, session)


def test_writing_checking_and_publishing(session: Session, desk: FlaskClient, employer: Offering) -> None:
    written = desk.post(f"/openings/of/{employer.organisation.slug}/new", data=FORM)
    assert written.status_code == 303, written.text
    opening = session.query(Opening).one()
    assert (opening.yearly_wage, opening.statuses, opening.least_topik) == (36_000_000, ["E-7-1", "F-2-R"], 3)
    page = desk.get(written.location).text
    assert "최저임금에 미치는지 판단하지 못했습니다" in page
    assert "파이썬 프로그래밍" in page
    unread = desk.post(f"{written.location}/publish")
    assert unread.status_code == 422
    assert desk.post(f"{written.location}/publish", data={"warnings_read": "y"}).status_code == 303
    session.refresh(opening)
    assert opening.state is OpeningState.OPEN
    assert desk.post(f"{written.location}/edit", data=FORM | {"version": "1"}).status_code == 409
    assert opening.title["ko"] in desk.get("/openings?state=open").text


def test_a_forbidden_opening_is_saved_and_not_published(
    session: Session, desk: FlaskClient, employer: Offering
) -> None:
    bad = FORM | {"description_ko": "용모 단정한 여성 우대, 만 30세 이하"}
    written = desk.post(f"/openings/of/{employer.organisation.slug}/new", data=bad)
    page = desk.get(written.location).text
    for words in ("성별로 우대하거나 제외합니다", "제4조의4", "용모·키·체중이나 미혼을 조건으로 내겁니다"):
        assert words in page
    assert desk.post(f"{written.location}/publish", data={"warnings_read": "y"}).status_code == 409
    good = FORM | {"version": "1"}
    assert desk.post(f"{written.location}/edit", data=good).status_code == 303
    assert {each.rule for each in session.query(OpeningFlag)} == {"minimum_wage_unknown", "no_contact"}


def test_what_was_typed_stays_when_somebody_else_has_saved(
    session: Session, desk: FlaskClient, employer: Offering
) -> None:
    opening = make_opening(session, employer, open_=False)
    session.commit()
    address = f"/openings/{opening.reference}/edit"
    assert desk.post(address, data=FORM | {"version": "1"}).status_code == 303
    late = desk.post(address, data=FORM | {"version": "1", "title_ko": "늦게 쓴 제목"})
    assert late.status_code == 409
    made_up = desk.post(address, data=FORM | {"version": "9" * 5000})
    assert made_up.status_code == 409, "a number that no version has"
    assert "늦게 쓴 제목" in late.text
    assert desk.post(address, data=FORM | {"version": "2", "title_ko": "늦게 쓴 제목"}).status_code == 303


def test_an_unknown_skill_is_answered_with_the_nearest(desk: FlaskClient, employer: Offering) -> None:
    answer = desk.post(
        f"/openings/of/{employer.organisation.slug}/new", data=FORM | {"required": "파이썬 프로그래밍이"}
    )
    assert answer.status_code == 422
    assert "혹시 “파이썬 프로그래밍”" in answer.text


def test_asking_an_officer_and_the_answer(app: Portal, session: Session, desk: FlaskClient, employer: Offering) -> None:
    opening = make_opening(session, employer, plan(title={"ko": "20대 우대 코너 담당", "en": "Corner"}), open_=False)
    session.commit()
    flag = session.query(OpeningFlag).filter_by(rule="age").one()
    officer = client_of(app, employer.officer, session)
    address = f"/openings/{opening.reference}/flags/{flag.id}"
    assert desk.post(address, data={"words": ""}).status_code == 422
    assert desk.post(address, data={"words": "코너 이름입니다."}).status_code == 303
    assert "코너 담당" in officer.get("/opening-flags").text
    answered = {"answer": "lift", "words": "코너 이름이 맞습니다."}
    assert officer.post(f"/opening-flags/{flag.id}", data=answered).status_code == 303
    assert officer.post(f"/opening-flags/{flag.id}", data=answered).status_code == 409
    assert desk.post(f"/openings/{opening.reference}/publish", data={"warnings_read": "y"}).status_code == 303


def test_officers_state_sanctions_and_others_do_not(
    app: Portal, session: Session, desk: FlaskClient, employer: Offering
) -> None:
    officer = client_of(app, employer.officer, session)
    said = {"slug": employer.organisation.slug, "list": "wage_arrears", "since": "2026-01-01", "source": "명단"}
    assert desk.post("/employer-sanctions", data=said).status_code == 403
    assert officer.post("/employer-sanctions", data=said).status_code == 303
    assert officer.post("/employer-sanctions", data=said | {"slug": "nobody"}).status_code == 422
    assert session.query(EmployerSanction).count() == 1


def test_the_operators_declaration_stands_on_every_page_of_talent(
    app: Portal, session: Session, client: FlaskClient
) -> None:
    offering = make_offering(session, OrganisationKind.UNIVERSITY)
    officer = client_of(app, offering.officer, session)
    assert "아직 밝히지 않았습니다" in officer.get("/openings").text
    said = {"kind": "information", "operator": "나루터 운영기관", "number": "", "since": "2026-01-01"}
    assert officer.post("/operator/declare", data=said).status_code == 422
    assert officer.post("/operator/declare", data=said | {"number": "서울-2026-1"}).status_code == 303
    assert session.query(OperatorDeclaration).one().kind is ServiceKind.INFORMATION
    for page in ("/openings", "/opening-flags", "/employer-sanctions", "/operator"):
        assert "서울-2026-1" in officer.get(page).text
    assert "서울-2026-1" in client.get("/operator").text
    assert "서울-2026-1" not in officer.get("/").text


def test_an_information_service_keeps_words_of_placement_out(session: Session, app: Portal) -> None:
    offering = make_offering(session)
    declare_operator(session, offering.officer, ServiceKind.INFORMATION)
    desk = client_of(app, offering.keeper, session)
    bad = FORM | {"description_ko": "무료 취업상담과 취업추천을 함께 드립니다."}
    written = desk.post(f"/openings/of/{offering.organisation.slug}/new", data=bad)
    assert "직업정보제공사업자가 쓸 수 없는 말을 씁니다" in desk.get(written.location).text


def test_others_reach_nothing(app: Portal, session: Session, employer: Offering) -> None:
    opening = make_opening(session, employer)
    other = make_offering(session)
    stranger = client_of(app, other.keeper, session)
    assert stranger.get(f"/openings/{opening.reference}").status_code == 404
    assert stranger.get(f"/openings/of/{employer.organisation.slug}/new").status_code == 404
    officer = client_of(app, employer.officer, session)
    assert officer.get(f"/openings/{opening.reference}").status_code == 200
    assert officer.post(f"/openings/{opening.reference}/close").status_code == 403


def test_closing_and_copying(session: Session, desk: FlaskClient, employer: Offering) -> None:
    opening = make_opening(session, employer)
    session.commit()
    assert desk.get(f"/openings/{opening.reference}/close").status_code == 200
    assert desk.post(f"/openings/{opening.reference}/close").status_code == 303
    copied = desk.post(f"/openings/{opening.reference}/copy")
    copy = session.query(Opening).filter(Opening.id != opening.id).one()
    assert copied.location.endswith(copy.reference)
    session.refresh(copy, ["skills"])
    assert PYTHON in {each.concept for each in copy.skills}
