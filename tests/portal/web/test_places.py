"""The openings as candidates look at them: search, filters in the address, both languages, keeping."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from naruteo_portal.edge.transaction import Portal
from naruteo_portal.settings import Settings
from naruteo_portal.talent.openings.models import OpeningKind, OpeningSkill, OpeningState
from naruteo_testing.candidates import make_candidate
from naruteo_testing.factories import client_of, make_account
from naruteo_testing.rounds import Fair, make_opening, open_fair


@pytest.fixture
def fair(session: Session, settings: Settings) -> Fair:
    return open_fair(session, settings)


@pytest.fixture
def client(app: Portal, session: Session, fair: Fair) -> FlaskClient:
    return client_of(app, make_candidate(session).account, session)


def test_filters_stand_in_the_address_and_narrow(client: FlaskClient, session: Session, fair: Fair) -> None:
    near = make_opening(
        session, fair.employer, title={"ko": "비전 검사", "en": "Vision"}, region="ulsan", least_topik=4
    )
    session.add(OpeningSkill(opening_id=near.id, concept="naruteo:vision", required=True))
    far = make_opening(
        session, fair.employer, title={"ko": "로봇 제어", "en": "Robots"}, region="jeju", kind=OpeningKind.STUDY,
        yearly_wage=None, visa_support=True, least_english="B2",
    )  # fmt: skip
    make_opening(session, fair.employer, title={"ko": "숨은 자리", "en": "Hidden"}, state=OpeningState.DRAFT)
    session.commit()
    everything = client.get("/places").text
    assert "비전 검사" in everything and "로봇 제어" in everything and "숨은 자리" not in everything
    for query, found in {
        "q=비전": near, "q=Robots": far, "region=ulsan": near, "kind=study": far, "wage=36000000": near,
        "korean=3": far, "english=B1": near, "visa=1": far, "skill=naruteo:vision": near,
        "region=ulsan&korean=4": near,
    }.items():  # fmt: skip
        page = client.get(f"/places?{query}").text
        other = far if found is near else near
        assert found.title["ko"] in page and other.title["ko"] not in page, query
    assert "모든 조건에 맞는 모집 자리가 없어요." in client.get("/places?region=ulsan&visa=1").text
    # Unknown words narrow nothing and are no fault.
    assert "비전 검사" in client.get("/places?kind=x&korean=9&wage=-1&english=Z9&order=?&page=99").text


def test_an_opening_stands_there_in_both_languages(client: FlaskClient, session: Session, fair: Fair) -> None:
    opening = fair.add_opening(statuses=["E-7-1"], visa_support=True)
    session.commit()
    page = client.get(f"/places/{opening.reference}").text
    for words in ("설비 데이터 담당", "Position at an employer", "연 36,000,000원", "36,000,000 won a year", "E-7-1"):
        assert words in page
    assert "내 희망 목록에 담기" in page
    assert client.get("/places/OP-2026-2222-22").status_code == 404


def test_what_is_kept_is_found_again_and_is_nobody_elses(
    app: Portal, client: FlaskClient, session: Session, fair: Fair
) -> None:
    opening = fair.add_opening()
    session.commit()
    kept = client.post(f"/places/{opening.reference}/keep", data={"next": "/places?q=a"})
    assert (kept.status_code, kept.location) == (303, "/places?q=a")
    client.post(f"/places/{opening.reference}/keep", data={"next": "//elsewhere.example"})
    assert client.get("/places/kept").text.count("설비 데이터 담당</a>") == 1
    other = client_of(app, make_candidate(session).account, session)
    assert "설비 데이터 담당" not in other.get("/places/kept").text
    client.post(f"/places/{opening.reference}/let-go")
    assert "아직 담아 둔 자리가 없어요." in client.get("/places/kept").text


def test_who_has_no_profile_looks_but_keeps_nothing(app: Portal, session: Session, fair: Fair) -> None:
    opening = fair.add_opening()
    session.commit()
    client = client_of(app, make_account(session), session)
    assert "먼저 지원자 프로필을 만들어 주세요." in client.get(f"/places/{opening.reference}").text
    assert client.post(f"/places/{opening.reference}/keep").status_code == 404
    assert client.get("/places/kept").status_code == 404


def test_an_opening_says_what_is_met_what_is_missing_and_what_is_open(
    app: Portal, session: Session, fair: Fair
) -> None:
    opening = fair.add_opening(
        least_topik=4, least_english="B2", least_experience_months=12, licences=["전기기사"], statuses=["E-7-1"]
    )
    candidate = make_candidate(
        session,
        native_korean=False,
        topik=None,
        english="B1",
        legal={"nationality": "VN", "residence_status": "D-10-1"},
    )
    client = client_of(app, candidate.account, session)
    page = client.get(f"/places/{opening.reference}").text
    standing = page[page.index('id="standing"') : page.index('id="terms"')]
    lacks = ("한국어 수준이 없어요", "면허·자격이 없어요", "시작할 수 있는 날이 없어요")
    for words in ("미충족", *(f"이유: 프로필에 {each}" for each in lacks)):
        assert words in standing, words
    assert "이유: 프로필에 경력이 없어요" not in standing
    # A citizen needs no status.
    citizen = client_of(app, make_candidate(session).account, session)
    assert "이유: 프로필에 국적이 없어요" not in citizen.get(f"/places/{opening.reference}").text
