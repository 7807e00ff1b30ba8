"""Claims by the pages: begun, filled in, checked and handed in, with all that is refused."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from naruteo_portal.catalogue.models import Cohort
from naruteo_portal.core.clock import today_in_korea
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.models import Membership, OrganisationKind, Role
from naruteo_portal.incentives.claims.states import ClaimState
from naruteo_portal.incentives.documents.pack import kept_papers
from naruteo_portal.web import claim_wizard
from naruteo_testing import claim_pages
from naruteo_testing.catalogue import make_cohort, make_edition, make_enrolment
from naruteo_testing.claim_pages import (
    ROWS,
    begin,
    claim_of,
    days,
    facts_to_send,
    fill_in,
    hand_in,
    take_in,
    told,
    version_on,
)
from naruteo_testing.claims import Employer, claimed_year, plan
from naruteo_testing.employers import Firm, make_employee, make_fact, make_firm
from naruteo_testing.factories import client_of, make_account, make_organisation

RESIDENT_NUMBER = "900101-1234567"


def test_a_claim_from_the_first_step_to_its_receipt(app: Portal, session: Session, employer: Employer) -> None:
    desk = client_of(app, employer.hr, session)
    reference = fill_in(desk, employer.organisation.id)
    page = desk.get(f"/claims/{reference}/check").text
    for words in (
        "504,000원", "252,000원", "7,200,000원", "사업주 직업능력개발훈련 지원규정 별표 1", "unit_cost[mode] * hours",
        "조건 9개 가운데 9개 충족", "규정, 요약값", "두 번 지급될 것으로 보이는 내용이 없습니다",
    ):  # fmt: skip
        assert words in page, words
    answer = desk.post(f"/claims/{reference}/submit", data={"version": version_on(page), "words": "잘 부탁드립니다"})
    assert answer.status_code == 303
    receipt = desk.get(answer.location).text
    assert reference in receipt and "504,000원" in receipt
    claim = claim_of(session, reference)
    assert kept_papers(session, claim), "the papers are kept as they were when it was handed in"
    assert (claim.state, claim.amount, claim.claimed_on) == (ClaimState.SUBMITTED, 504_000, today_in_korea())
    assert [line.trainee_name for line in claim.lines] == ["김하늘", "Nguyễn Thị Mai"]
    assert claim.steps[-1].words == "잘 부탁드립니다"
    tracker = desk.get(f"/claims/{reference}").text
    assert "접수" in tracker and "최유진" in tracker and "잘 부탁드립니다" in tracker
    assert told(session, employer.officer) == [f"신청서 {reference}: 접수"]
    assert told(session, employer.hr) == [], "nobody is told of what they did themselves"


def test_nothing_is_computed_from_what_is_not_stated(desk: FlaskClient, employer: Employer) -> None:
    reference = fill_in(desk, employer.organisation.id, attendance="", year_premium="")
    page = desk.get(f"/claims/{reference}/check").text
    assert "판단할 수 없음" in page and "알 수 없음" in page
    assert re.search(r"<li>출석률[^<]*: 알려 주지 않은 사실입니다</li>", page)


def test_the_platform_fills_in_what_it_knows(desk: FlaskClient, session: Session, employer: Employer) -> None:
    provider = make_organisation(session, OrganisationKind.TRAINING_PROVIDER)
    cohort = make_cohort(session, make_edition(session, provider))
    learner = make_account(session, "박서준", roles=((Role.LEARNER, employer.organisation),))
    stranger = make_account(session, "남의 직원")
    places = [make_enrolment(session, cohort, each) for each in (learner, stranger)]
    end_cohort(session, cohort)
    reference = begin(desk, employer.organisation.id)
    page = desk.get(f"/claims/{reference}/trainees").text
    assert "박서준" in page and "남의 직원" not in page
    ids = [place.id for place in places]
    sent = {"version": version_on(page), "places": [f"{each}.1" for each in ids]}
    assert desk.post(f"/claims/{reference}/trainees/places", data=sent).status_code == 303
    claim = claim_of(session, reference)
    assert [(line.trainee_name, line.enrolment_id) for line in claim.lines] == [("박서준", ids[0])]
    facts = claim.lines[0].facts
    assert (facts["mode"], facts["progress"]) == ("blended", "0.0000")
    assert "attendance" not in facts, "nobody's attendance is recorded here"
    assert "박서준" not in desk.get(f"/claims/{reference}/trainees").text.partition('id="places"')[2]


def test_a_long_training_is_claimed_by_its_three_month_parts(
    desk: FlaskClient, session: Session, employer: Employer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (claim_wizard, claim_pages):
        monkeypatch.setattr(module, "today_in_korea", lambda: date(2026, 10, 9))
    provider = make_organisation(session, OrganisationKind.TRAINING_PROVIDER)
    cohort = make_cohort(session, make_edition(session, provider))
    learner = make_account(session, "박서준", roles=((Role.LEARNER, employer.organisation),))
    place = make_enrolment(session, cohort, learner)
    session.execute(update(Membership).where(Membership.account_id == learner.id).values(since=date(2026, 1, 1)))
    cohort.starts_on, cohort.ends_before = date(2026, 3, 2), date(2026, 11, 1)
    session.commit()
    reference = begin(desk, employer.organisation.id, year=2026)
    page = desk.get(f"/claims/{reference}/trainees").text
    assert re.findall(r'name="places" value="([^"]+)"', page) == [f"{place.id}.2", f"{place.id}.1"], "the third goes on"
    assert "3회 가운데 2회차" in page
    sent = {"version": version_on(page), "places": [f"{place.id}.1", f"{place.id}.2", f"{place.id}.3"]}
    assert desk.post(f"/claims/{reference}/trainees/places", data=sent).status_code == 303
    second, first = claim_of(session, reference).lines
    assert (first.part_started_on, first.part_ended_on) == (date(2026, 3, 2), date(2026, 6, 1))
    assert (second.part_started_on, second.part_ended_on) == (date(2026, 6, 2), date(2026, 9, 1))
    assert second.facts["started_on"] == "2026-03-02", "the training began with its first part"
    assert "hours" not in second.facts, "nobody knows how many hours fell into a part"
    page = desk.get(f"/claims/{reference}/facts").text
    assert len(re.findall(r'name="training-[^"]*hours"', page)) == 2, "hours are asked for each part"
    assert 'name="places"' not in desk.get(f"/claims/{reference}/trainees").text


def test_the_roster_and_the_employers_facts_are_used(desk: FlaskClient, session: Session, employer: Employer) -> None:
    firm = Firm(employer.organisation, employer.hr, employer.officer)
    since = date(claimed_year(), 1, 1)
    make_fact(session, firm, "firm_size", "priority", valid_from=since)
    make_fact(session, firm, "region", "busan", valid_from=since)
    make_employee(session, firm, "0007", "이나루", trainee="insured")
    make_employee(session, make_firm(session), "0008", "남의 직원")
    session.commit()
    reference = begin(desk, employer.organisation.id)
    assert claim_of(session, reference).employer_facts == {"firm_size": "priority", "region": "부산"}
    page = desk.get(f"/claims/{reference}/trainees").text
    assert "이나루" in page and "남의 직원" not in page
    sent = {**ROWS, **days(), "version": version_on(page), "people": "", "employees": ["0007", "0008"]}
    assert desk.post(f"/claims/{reference}/trainees/rows", data=sent).status_code == 303
    (line,) = claim_of(session, reference).lines
    assert (line.trainee_number, line.trainee_name, line.facts) == ("0007", "이나루", {"trainee": "insured"})
    facts = desk.get(f"/claims/{reference}/facts").text
    assert facts.count('selected value="priority"') == 1 and facts.count('selected value="insured"') == 1


def end_cohort(session: Session, cohort: Cohort) -> None:
    cohort.starts_on, cohort.ends_before = today_in_korea() - timedelta(days=40), today_in_korea() - timedelta(days=9)
    session.commit()


BAD_TRAINEES = (
    {"people": ""},
    {"people": "0001 김하늘"},
    {"people": f"0001, 김하늘\n{RESIDENT_NUMBER}, 이나루"},
    {"people": "0001, 김하늘\n0001, 김하늘"},
    {"people": "0001, 김하늘, 부장"},
    {"people": ", 김하늘"},
    {"people": "\n".join(f"{number}, 김하늘" for number in range(501))},
    {"training": ""},
    {"training": "R" * 41},
    {"title_ko": ""},
    {"title_ko": RESIDENT_NUMBER},
    {"last_day": "2020-01-01"},
    {"last_day": "soon"},
    {"first_day": "0001-01-01"},
)
BAD_FACTS = (
    ("hours", "-1"),
    ("hours", "many"),
    ("hours", "5001"),
    ("hours", "NaN"),
    ("attendance", "1.01"),
    ("mode", "telepathy"),
    ("held_as_recognised", "perhaps"),
    ("course_recognised_on", "yesterday"),
    ("course_recognised_on", "9999-01-01"),
    ("year_premium", "1e99"),
    ("other_grant", "lottery"),
)


def test_trainees_who_cannot_be_taken_in(desk: FlaskClient, session: Session, employer: Employer) -> None:
    reference = begin(desk, employer.organisation.id)
    version = version_on(desk.get(f"/claims/{reference}/trainees").text)
    for wrong in BAD_TRAINEES:
        sent = {**ROWS, **days(), "version": version} | wrong
        answer = desk.post(f"/claims/{reference}/trainees/rows", data=sent)
        assert answer.status_code == 422 and 'class="error-summary"' in answer.text, wrong
        assert "0001" in answer.text or "people" in wrong, "what was entered stays"
    assert claim_of(session, reference).lines == []


def test_trainees_are_taken_out_and_days_changed(desk: FlaskClient, session: Session, employer: Employer) -> None:
    reference = begin(desk, employer.organisation.id)
    take_in(desk, reference)
    page = desk.get(f"/claims/{reference}/trainees").text
    other = {f"days-1-{name}": value for name, value in days(20).items()}
    version = version_on(page)
    (part,) = re.findall(r'name="days-1-part"[^>]*value="([^"]+)"', page)
    sent = {**other, "days-1-part": part, "days-1-version": version}
    address = f"/claims/{reference}/trainees"
    backwards = {**sent, "days-1-last_day": "2001-01-01"}
    assert desk.post(f"{address}/days/1", data=backwards).status_code == 422
    assert desk.post(f"{address}/days/1", data=sent).status_code == 303
    assert {line.part_ended_on for line in claim_of(session, reference).lines} == {
        today_in_korea() - timedelta(days=20)
    }
    assert desk.post(f"{address}/days/1", data=sent).status_code == 409, "the version is an old one"
    for act in ("leave-out", "places"):
        assert desk.post(f"{address}/{act}").status_code == 409, "a form without anything"
    version = version_on(desk.get(address).text)
    assert desk.post(f"{address}/leave-out", data={"version": version, "positions": [1, 99]}).status_code == 303
    assert [line.trainee_number for line in claim_of(session, reference).lines] == ["0002"]


def test_facts_that_the_rules_cannot_read(desk: FlaskClient, session: Session, employer: Employer) -> None:
    reference = begin(desk, employer.organisation.id)
    take_in(desk, reference)
    good = facts_to_send(desk, reference)
    for name, value in BAD_FACTS:
        wrong = {each: value for each in good if each.endswith(f"-{name}")}
        answer = desk.post(f"/claims/{reference}/facts", data=good | wrong)
        assert answer.status_code == 422 and 'class="error-summary"' in answer.text, (name, value)
    part = desk.post(f"/claims/{reference}/facts", data=good | wrong, headers={"HX-Request": "true"})
    assert part.status_code == 422 and "<html" not in part.text and 'class="error-summary"' in part.text
    assert claim_of(session, reference).lines[0].facts == {}


def test_remarks_hold_no_resident_number(desk: FlaskClient, session: Session, employer: Employer) -> None:
    reference = begin(desk, employer.organisation.id)
    sent = {"version": version_on(desk.get(f"/claims/{reference}/facts").text), "note": RESIDENT_NUMBER}
    assert desk.post(f"/claims/{reference}/facts", data=sent).status_code == 422
    assert claim_of(session, reference).note == ""


def test_facts_save_themselves_and_overwrite_nobody(desk: FlaskClient, session: Session, employer: Employer) -> None:
    reference = begin(desk, employer.organisation.id)
    take_in(desk, reference)
    mine = facts_to_send(desk, reference, hours="41")
    theirs = facts_to_send(desk, reference, hours="42")
    part = {"HX-Request": "true"}
    answer = desk.post(f"/claims/{reference}/facts", data=theirs, headers=part)
    assert answer.status_code == 200 and "저장함" in answer.text and "<html" not in answer.text
    again = {**theirs, "version": version_on(answer.text)}
    assert desk.post(f"/claims/{reference}/facts", data=again, headers=part).status_code == 200
    for headers in (part, {}):
        refused = desk.post(f"/claims/{reference}/facts", data=mine, headers=headers)
        assert refused.status_code == 409
        assert 'value="41"' in refused.text and "<dd>42</dd>" in refused.text, "theirs are shown beside mine"
    assert claim_of(session, reference).lines[0].facts["hours"] == "42"
    # One person's words never go to another who has taken their place in the list.
    version = version_on(desk.get(f"/claims/{reference}/trainees").text)
    desk.post(f"/claims/{reference}/trainees/leave-out", data={"version": version, "positions": [1]})
    sent = {**mine, "version": str(claim_of(session, reference).version)}
    own = next(name for name in mine if name.endswith("-attendance"))
    assert desk.post(f"/claims/{reference}/facts", data={**sent, own: "0.11"}).status_code == 303
    assert [line.facts["attendance"] for line in claim_of(session, reference).lines] == ["0.95"]
    knowingly = {**mine, "version": version_on(refused.text)}
    assert desk.post(f"/claims/{reference}/facts", data=knowingly).status_code == 409


def test_going_on_saves_first(desk: FlaskClient, session: Session, employer: Employer) -> None:
    reference = begin(desk, employer.organisation.id)
    take_in(desk, reference)
    sent = {**facts_to_send(desk, reference), "next": "1"}
    answer = desk.post(f"/claims/{reference}/facts", data=sent, headers={"HX-Request": "true"})
    assert answer.status_code == 200 and answer.headers["HX-Redirect"].endswith("/documents")
    assert claim_of(session, reference).lines[1].facts["mode"] == "classroom"


def test_what_cannot_be_handed_in(desk: FlaskClient, session: Session, employer: Employer) -> None:
    empty = begin(desk, employer.organisation.id)
    assert hand_in(desk, empty) == 422
    early = begin(desk, employer.organisation.id)
    take_in(desk, early, last_day=(today_in_korea() + timedelta(days=1)).isoformat())
    facts = facts_to_send(desk, early)
    assert desk.post(f"/claims/{early}/facts", data=facts).status_code == 303
    assert "아직 끝나지 않은 훈련" in desk.get(f"/claims/{early}/check").text
    assert hand_in(desk, early) == 422
    moved = fill_in(desk, employer.organisation.id)
    assert desk.post(f"/claims/{moved}/submit", data={"version": "1"}).status_code == 409
    assert desk.post(f"/claims/{moved}/submit", data={}).status_code == 409
    assert desk.post(f"/claims/{moved}/submit", data={"version": "９"}).status_code == 409
    words = {"version": version_on(desk.get(f"/claims/{moved}/check").text), "words": RESIDENT_NUMBER}
    assert desk.post(f"/claims/{moved}/submit", data=words).status_code == 422
    for reference in (empty, early, moved):
        assert claim_of(session, reference).state is ClaimState.DRAFT
    assert hand_in(desk, moved) == 303
    assert hand_in_again(desk, moved) == 409


def hand_in_again(desk: FlaskClient, reference: str) -> int:
    return desk.post(f"/claims/{reference}/submit", data={"version": "99"}).status_code


def test_double_funding_is_shown_and_stops(desk: FlaskClient, session: Session, employer: Employer) -> None:
    first = fill_in(desk, employer.organisation.id)
    assert hand_in(desk, first) == 303
    same = fill_in(desk, employer.organisation.id)
    page = desk.get(f"/claims/{same}/check").text
    assert f"신청서 {first}에 이미 들어 있습니다" in page
    assert hand_in(desk, same, confirmed="y") == 409
    voucher = fill_in(desk, employer.organisation.id, other_grant="ai_voucher")
    page = desk.get(f"/claims/{voucher}/check").text
    assert "교육비는 AI 바우처로 쓸 수 없습니다" in page and "2026년 AI 통합바우처 지원사업 공고" in page
    assert hand_in(desk, voucher, confirmed="y") == 409
    silent = fill_in(desk, employer.organisation.id, other_grant="")
    assert hand_in(desk, silent, confirmed="y") == 409


def test_what_may_be_paid_twice_is_asked(desk: FlaskClient, session: Session, employer: Employer) -> None:
    employer.claim(plan("0001"))
    session.commit()
    reference = begin(desk, employer.organisation.id)
    take_in(desk, reference, training="R-2026-002")
    desk.post(f"/claims/{reference}/facts", data=facts_to_send(desk, reference, other_grant="other"))
    page = desk.get(f"/claims/{reference}/check").text
    assert "같은 기간의 다른 훈련이 있습니다" in page and "다른 공적 지원금으로 받습니다" in page
    assert hand_in(desk, reference) == 422
    assert hand_in(desk, reference, confirmed="y") == 303


def test_two_pages_at_once_hand_in_one(app: Portal, desk: FlaskClient, session: Session, employer: Employer) -> None:
    drafts = [fill_in(desk, employer.organisation.id) for _ in range(2)]
    pages = {each: version_on(desk.get(f"/claims/{each}/check").text) for each in drafts}
    desks = [client_of(app, employer.hr, session) for _ in drafts]

    def send(client: FlaskClient, reference: str) -> int:
        return client.post(f"/claims/{reference}/submit", data={"version": pages[reference]}).status_code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(send, desks, drafts)) == [303, 409]
    states = sorted(claim_of(session, each).state for each in drafts)
    assert states == [ClaimState.DRAFT, ClaimState.SUBMITTED]
