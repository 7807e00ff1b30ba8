"""A talent profile in the browser: opened, filled in, agreed to, looked at as an employer sees it, taken away."""

import io
import re
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_matching.skills import catalogue
from naruteo_portal.audit.models import Event
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.talent.candidates.candidates import find_candidate, get_candidate
from naruteo_portal.talent.candidates.consents import has_consented
from naruteo_portal.talent.candidates.documents import documents_of
from naruteo_portal.talent.candidates.legal import own_legal
from naruteo_portal.talent.candidates.models import Candidate, Purpose
from naruteo_portal.talent.candidates.skills import skills_of
from naruteo_portal.talent.candidates.wordings import wording_in_force
from naruteo_testing.candidates import make_candidate
from naruteo_testing.factories import client_of, make_account

HOME = "/talent/profile"
CODE = catalogue().skills[0]
PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture
def candidate(session: Session) -> Candidate:
    """Somebody who has a profile and has agreed to nothing."""
    return make_candidate(session, make_account(session, locale="en"), consents=())


@pytest.fixture
def desk(app: Portal, session: Session, candidate: Candidate) -> FlaskClient:
    return client_of(app, candidate.account, session)


def text_of(desk: FlaskClient, address: str) -> str:
    answer = desk.get(address)
    assert answer.status_code == 200, address
    return unescape(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)))


def about(candidate: Candidate, **values: object) -> dict[str, object]:
    return {
        "version": candidate.version, "kind": "graduate", "summary": "Moulds.", "regions_wanted": ["busan"],
        "degree": "master", "degree_field": "Mechanics", "korean_degree": "no", "experience_months": "30",
        "native_korean": "", "topik": "4", "english": "B2", "licences": "SQLD\n\n용접기능사", "lives_abroad": "no",
        "region": "busan", **values,
    }  # fmt: skip


def test_anybody_signed_in_opens_one_profile(app: Portal, session: Session) -> None:
    account = make_account(session)
    client = client_of(app, account, session)
    assert client.get(f"{HOME}/about").status_code == 404
    assert client.post(f"{HOME}/open", data={}).status_code == 422
    assert client.post(f"{HOME}/open", data={"kind": "recruit"}).status_code == 303
    assert client.post(f"{HOME}/open", data={"kind": "recruit"}).status_code == 409
    assert find_candidate(session, account.id) is not None
    assert app.test_client().get(HOME).status_code in (302, 303, 401)


def test_what_was_entered_is_saved_and_a_stale_page_is_not(
    desk: FlaskClient, session: Session, candidate: Candidate
) -> None:
    entered = about(candidate)
    assert desk.post(f"{HOME}/about", data=entered).status_code == 303
    stale = desk.post(f"{HOME}/about", data=entered)
    session.expire_all()
    saved = get_candidate(session, candidate.account_id)
    # What was typed stays, and can be saved over what the other window saved.
    assert stale.status_code == 422 and "Mechanics" in stale.text
    assert re.search(rf'name="version"[^>]*value="{saved.version}"', stale.text)
    assert (saved.degree_field, saved.topik, saved.licences) == ("Mechanics", 4, ["SQLD", "용접기능사"])
    assert (saved.korean_degree, saved.native_korean) == (False, None)
    wrong = desk.post(f"{HOME}/about", data=about(saved, summary="Call 010-1234-5678", region="atlantis"))
    assert wrong.status_code == 422
    assert desk.post(f"{HOME}/about", data=about(saved, version="x" * 3000)).status_code == 422


def test_names_are_kept_as_the_passport_has_them(desk: FlaskClient, session: Session, candidate: Candidate) -> None:
    given = {
        "version": candidate.version, "passport_family": "Sawyer", "passport_given": "Tom-Lee",
        "name_hangul": "소여 톰",
        "given_name_first": "yes",
    }  # fmt: skip
    assert desk.post(f"{HOME}/names", data=given).status_code == 303
    assert "SAWYER TOM LEE(소여톰)" in text_of(desk, f"{HOME}/names")
    assert desk.post(f"{HOME}/names", data={**given, "name_hangul": "Tom"}).status_code == 422


def test_skills_are_found_in_words_chosen_and_taken_out(
    desk: FlaskClient, session: Session, candidate: Candidate
) -> None:
    found = desk.post(f"{HOME}/skills", data={"words": f"I did {CODE.label('en')} for years."})
    assert found.status_code == 200
    assert CODE.code in found.get_data(as_text=True)
    assert skills_of(session, candidate) == [], "looking keeps nothing"
    assert desk.post(f"{HOME}/skills", data={"words": "zzz"}).status_code == 422
    assert desk.post(f"{HOME}/skills/add", data={"codes": [CODE.code, "no-such"]}).status_code == 303
    (skill,) = skills_of(session, candidate)
    assert CODE.label("en") in text_of(desk, f"{HOME}/preview")
    assert desk.post(f"{HOME}/skills/{skill.id}/take-out").status_code == 303
    assert desk.post(f"{HOME}/skills/{skill.id}/take-out").status_code == 404
    assert desk.post(f"{HOME}/skills/refresh").status_code == 303


def test_consents_are_given_and_withdrawn_by_one_button_each(
    desk: FlaskClient, session: Session, candidate: Candidate
) -> None:
    version = wording_in_force(Purpose.MATCHING).version
    assert desk.post(f"{HOME}/consents/matching/give", data={"version": version}).status_code == 303
    assert has_consented(session, candidate.id, Purpose.MATCHING)
    page = text_of(desk, f"{HOME}/consents")
    assert "If you withdraw" in page
    assert "abroad to Korea" not in page, "asked only where it applies"
    assert desk.post(f"{HOME}/consents/matching/withdraw").status_code == 303
    assert not has_consented(session, candidate.id, Purpose.MATCHING)
    assert desk.post(f"{HOME}/consents/matching/give", data={"version": "old"}).status_code == 409
    assert desk.post(f"{HOME}/consents/cross_border/give", data={"version": version}).status_code == 409
    assert desk.post(f"{HOME}/consents/anything/give").status_code == 404


def test_facts_for_the_gate_are_kept_apart_and_the_trail_does_not_say_them(
    desk: FlaskClient, session: Session, candidate: Candidate
) -> None:
    given = {
        "version": candidate.version, "nationality": "VN", "residence_status": "d-10-1", "status_until": "2027-05-01",
        "visa_f2r__lives_in_area": "yes", "visa_f2r__yearly_income": "30,000,000",
    }  # fmt: skip
    assert desk.post(f"{HOME}/legal", data=given).status_code == 303
    session.expire_all()
    kept = own_legal(session, candidate)
    assert kept is not None
    assert (kept.nationality, kept.residence_status) == ("VN", "D-10-1")
    assert kept.facts == {"visa_f2r": {"lives_in_area": True, "yearly_income": 30_000_000}}
    details = str([each.details for each in session.scalars(select(Event))])
    assert "VN" not in details
    assert "D-10-1" not in details
    assert "D-10-1" in desk.get(f"{HOME}/legal").get_data(as_text=True)
    assert "D-10-1" not in text_of(desk, f"{HOME}/preview")
    again = {**given, "version": get_candidate(session, candidate.account_id).version}
    assert desk.post(f"{HOME}/legal", data={**again, "residence_status": "student"}).status_code == 422
    assert desk.post(f"{HOME}/legal", data={**again, "nationality": "XX"}).status_code == 422
    assert desk.post(f"{HOME}/legal", data={**again, "nationality": "KR"}).status_code == 303
    session.expire_all()
    kept = own_legal(session, candidate)
    assert kept is not None
    assert (kept.residence_status, kept.facts) == (None, {})
    assert desk.post(f"{HOME}/legal/erase").status_code == 303
    session.expire_all()
    assert own_legal(session, candidate) is None


def test_papers_are_kept_for_their_owner_alone(
    app: Portal, desk: FlaskClient, session: Session, candidate: Candidate
) -> None:
    paper = {
        "label": "MSc", "valid_until": "2030-01-01", "apostille": "open", "translation": "done",
        "file": (io.BytesIO(PDF), "diploma.pdf"),
    }  # fmt: skip
    assert desk.post(f"{HOME}/papers/new/degree", data=paper).status_code == 303
    (kept,) = documents_of(session, candidate)
    assert "Something is open" in text_of(desk, f"{HOME}/papers")
    assert desk.get(f"{HOME}/papers/{kept.id}/file").data == PDF
    wrong = {**paper, "file": (io.BytesIO(b"<script>"), "diploma.pdf")}
    assert desk.post(f"{HOME}/papers/{kept.id}", data=wrong).status_code == 422
    assert desk.post(f"{HOME}/papers/new/degree", data={**wrong, "file": (io.BytesIO(PDF), "x")}).status_code == 422
    assert desk.post(f"{HOME}/papers/{kept.id}", data={**paper, "file": None, "apostille": "done"}).status_code == 303
    other = client_of(app, make_candidate(session).account, session)
    for method, end in (("GET", ""), ("GET", "/file"), ("POST", "/erase")):
        assert other.open(f"{HOME}/papers/{kept.id}{end}", method=method).status_code == 404
    assert desk.get(f"{HOME}/papers/new/anything").status_code == 404
    assert desk.post(f"{HOME}/papers/{kept.id}/erase").status_code == 303
    assert documents_of(session, candidate) == []


def test_a_profile_is_taken_away_after_saying_what_is_kept(
    desk: FlaskClient, session: Session, candidate: Candidate
) -> None:
    assert "5 years" in text_of(desk, f"{HOME}/close")
    assert desk.post(f"{HOME}/close").status_code == 303
    assert "Open my profile" in text_of(desk, HOME)
    assert desk.get(f"{HOME}/consents").status_code == 404


def test_anybody_sees_which_statuses_are_within_reach(client: FlaskClient, session: Session) -> None:
    asked = client.get("/talent/readiness?lang=en")
    assert asked.status_code == 200
    answers = "check=1&degree=master&topik=4&yearly_wage=36,000,000&occupation_listed=yes&region=gyeongbuk"
    page = client.get(f"/talent/readiness?{answers}").get_data(as_text=True)
    assert "판단할 수 없" in page
    assert "확인되지 않은 수치" in page
    assert "법률 자문이 아니에요" in page
    assert client.get("/talent/readiness?check=1&points_exempt=yes").status_code == 200
    assert client.get("/talent/readiness?check=1&yearly_wage=much").status_code == 422
    assert session.scalars(select(Event)).all() == [], "nothing is recorded"
