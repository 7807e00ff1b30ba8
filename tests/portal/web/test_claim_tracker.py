"""Claims by the pages once they were handed in: supplemented, withdrawn, appealed against, listed, kept from others."""

import re
from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.audit.models import Event
from naruteo_portal.core.clock import today_in_korea
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.models import OrganisationKind, Role
from naruteo_portal.incentives.claims.models import AppealState, Claim, ClaimAppeal
from naruteo_portal.incentives.claims.states import ClaimState
from naruteo_testing.claim_pages import (
    begin,
    claim_of,
    facts_to_send,
    fill_in,
    hand_in,
    take_in,
    take_through,
    told,
    version_on,
)
from naruteo_testing.claims import Employer, claimed_year, plan
from naruteo_testing.factories import client_of, make_account, make_organisation

RESIDENT_NUMBER = "900101-1234567"


def test_a_supplement_is_answered_and_is_not_late(desk: FlaskClient, session: Session, employer: Employer) -> None:
    reference = fill_in(desk, employer.organisation.id, attendance="0.7")
    hand_in(desk, reference)
    claim = claim_of(session, reference)
    claim.claimed_on = today_in_korea() - timedelta(days=5)
    take_through(session, claim, ClaimState.IN_REVIEW, by=employer.officer)
    due = today_in_korea() + timedelta(days=10)
    take_through(session, claim, ClaimState.SUPPLEMENT, by=employer.officer, words="출석부를 내 주십시오.", due_on=due)
    page = desk.get(f"/claims/{reference}").text
    assert "출석부를 내 주십시오." in page and due.isoformat() in page
    assert told(session, employer.hr)[-1] == f"신청서 {reference}: 보완요청"
    facts = facts_to_send(desk, reference, attendance="0.9")
    assert desk.post(f"/claims/{reference}/facts", data=facts).status_code == 303
    assert hand_in(desk, reference, words="정정했습니다.") == 303
    claim = claim_of(session, reference)
    assert (claim.state, claim.claimed_on) == (ClaimState.IN_REVIEW, today_in_korea() - timedelta(days=5))
    assert claim.amount == 504_000 and all(line.standing for line in claim.lines)
    assert told(session, employer.officer)[-1] == f"신청서 {reference}: 심사중"


def test_a_line_that_was_changed_for_a_supplement_is_looked_at_anew(
    desk: FlaskClient, session: Session, employer: Employer
) -> None:
    reference = fill_in(desk, employer.organisation.id)
    hand_in(desk, reference)
    claim = claim_of(session, reference)
    take_through(session, claim, ClaimState.IN_REVIEW, ClaimState.SUPPLEMENT, by=employer.officer)
    take_in(desk, reference, training="R-2026-009", people="0001, 김하늘")
    employer.claim(plan("0001"))
    session.commit()
    desk.post(f"/claims/{reference}/facts", data=facts_to_send(desk, reference))
    assert hand_in(desk, reference, confirmed="y") == 409, "somebody else claimed it meanwhile"


def test_a_claim_is_withdrawn_with_a_reason(desk: FlaskClient, session: Session, employer: Employer) -> None:
    reference = fill_in(desk, employer.organisation.id)
    hand_in(desk, reference)
    page = desk.get(f"/claims/{reference}/withdraw").text
    for wrong, status in (({"reason": ""}, 422), ({"reason": RESIDENT_NUMBER}, 422)):
        sent = {"version": version_on(page), **wrong}
        assert desk.post(f"/claims/{reference}/withdraw", data=sent).status_code == status
    sent = {"version": version_on(page), "reason": "잘못 냈습니다."}
    assert desk.post(f"/claims/{reference}/withdraw", data={**sent, "version": "0"}).status_code == 409
    assert desk.post(f"/claims/{reference}/withdraw", data=sent).status_code == 303
    assert "잘못 냈습니다." in desk.get(f"/claims/{reference}").text
    assert desk.get(f"/claims/{reference}/withdraw").status_code == 409
    assert told(session, employer.officer)[-1] == f"신청서 {reference}: 취하"


def test_an_appeal_is_answered_by_another_officer(
    app: Portal, desk: FlaskClient, session: Session, employer: Employer
) -> None:
    claim = employer.claim(plan())
    session.commit()
    assert desk.get(f"/claims/{claim.reference}/appeal").status_code == 409
    take_through(session, claim, ClaimState.IN_REVIEW, ClaimState.REJECTED, by=employer.officer)
    page = desk.get(f"/claims/{claim.reference}/appeal").text
    sent = {"version": version_on(page), "words": "출석부가 있습니다."}
    address = f"/claims/{claim.reference}/appeal"
    assert desk.post(address, data={**sent, "words": ""}).status_code == 422
    assert desk.post(address, data=sent).status_code == 303
    assert desk.post(address, data=sent).status_code == 409, "one is open"
    appeal = session.scalars(select(ClaimAppeal)).one()
    office = client_of(app, employer.officer, session)
    answer = {"outcome": "upheld", "words": "출석부를 확인했습니다."}
    assert claim.reference in office.get("/claim-appeals").text
    assert office.post(f"/claim-appeals/{appeal.id}", data=answer).status_code == 403
    agency = make_organisation(session, OrganisationKind.AGENCY)
    other = make_account(session, "윤해인", roles=((Role.PROGRAMME_OFFICER, agency),))
    next_desk = client_of(app, other, session)
    assert next_desk.post(f"/claim-appeals/{appeal.id}", data={**answer, "words": ""}).status_code == 422
    assert next_desk.post(f"/claim-appeals/{appeal.id}", data=answer).status_code == 303
    assert next_desk.post(f"/claim-appeals/{appeal.id}", data=answer).status_code == 409
    found = claim_of(session, claim.reference)
    assert (found.state, found.officer_id) == (ClaimState.IN_REVIEW, other.id)
    assert "출석부를 확인했습니다." in desk.get(f"/claims/{claim.reference}").text
    assert any("이의신청에 대한 답변" in each for each in told(session, employer.hr))


def test_a_dismissed_appeal_leaves_the_decision(
    app: Portal, desk: FlaskClient, session: Session, employer: Employer
) -> None:
    claim = employer.claim(plan())
    take_through(session, claim, ClaimState.IN_REVIEW, ClaimState.APPROVED, by=employer.officer)
    page = desk.get(f"/claims/{claim.reference}/appeal").text
    desk.post(f"/claims/{claim.reference}/appeal", data={"version": version_on(page), "words": "금액이 적습니다."})
    appeal = session.scalars(select(ClaimAppeal)).one()
    agency = make_organisation(session, OrganisationKind.AGENCY)
    other = make_account(session, "윤해인", roles=((Role.PROGRAMME_OFFICER, agency),))
    answer = {"outcome": "dismissed", "words": "규정대로입니다."}
    assert client_of(app, other, session).post(f"/claim-appeals/{appeal.id}", data=answer).status_code == 303
    assert claim_of(session, claim.reference).state is ClaimState.APPROVED
    session.refresh(appeal)
    assert appeal.state is AppealState.DISMISSED


def test_the_next_claim_begins_like_the_last(desk: FlaskClient, session: Session, employer: Employer) -> None:
    reference = fill_in(desk, employer.organisation.id)
    answer = desk.post(f"/claims/{reference}/duplicate")
    assert answer.status_code == 303
    first, new = (claim_of(session, each) for each in (reference, re.findall(r"CL-[0-9A-Z-]+", answer.location)[0]))
    assert new.state is ClaimState.DRAFT and new.employer_facts == first.employer_facts
    line, before = new.lines[0], first.lines[0]
    assert line.trainee_number == before.trainee_number
    assert line.part_started_on == before.part_ended_on + timedelta(days=1)
    assert line.facts["mode"] == "classroom" and not {"attendance", "hours", "other_grant"} & line.facts.keys()


def test_the_list_is_searched_filtered_and_exported(desk: FlaskClient, session: Session, employer: Employer) -> None:
    assert "아직 신청서가 없습니다" in desk.get("/claims").text
    claims = [employer.claim(plan("0001")), employer.draft(plan("0002", "=CMD()"))]
    session.commit()
    shown = {
        "": {0, 1}, "q=김하늘": {0}, "q=0002": {1}, f"q={claims[0].reference}": {0}, "state=draft": {1},
        f"year={claimed_year()}": {0, 1}, "year=1999": set(), "state=nonsense&year=x": {0, 1}, "q=%25": set(),
    }  # fmt: skip
    for query, wanted in shown.items():
        page = desk.get(f"/claims?{query}").text
        assert {number for number, each in enumerate(claims) if f">{each.reference}</a>" in page} == wanted, query
        file = desk.get(f"/claims/claims.csv?{query}").data.decode("utf-8-sig")
        assert file.count("\n") == len(wanted) + 1
    assert desk.get("/claims/claims.xlsx").data[:2] == b"PK"


def test_nobody_else_gets_at_a_claim(app: Portal, desk: FlaskClient, session: Session, employer: Employer) -> None:
    reference = fill_in(desk, employer.organisation.id)
    other = make_account(session, "남의 인사", roles=((Role.EMPLOYER_HR, make_organisation(session)),))
    stranger = client_of(app, other, session)
    version = str(claim_of(session, reference).version)
    for path in ("", "/trainees", "/facts", "/check", "/receipt", "/withdraw", "/appeal"):
        assert stranger.get(f"/claims/{reference}{path}").status_code == 404, path
    for path in (
        "/trainees/places", "/trainees/rows", "/trainees/days/1", "/trainees/leave-out", "/facts", "/submit",
        "/withdraw", "/appeal", "/duplicate",
    ):  # fmt: skip
        answer = stranger.post(f"/claims/{reference}{path}", data={"version": version, "reason": "x", "words": "x"})
        assert answer.status_code == 404, path
    assert reference not in stranger.get("/claims").text
    theirs = {"employer": employer.organisation.id, "programme": "employer_training", "year": 2026}
    assert stranger.post("/claims/new", data=theirs).status_code == 422
    officer = client_of(app, employer.officer, session)
    assert officer.get(f"/claims/{reference}").status_code == 404, "a draft is the employer's own business"
    assert hand_in(desk, reference) == 303
    assert officer.get(f"/claims/{reference}").status_code == 200
    assert officer.get(f"/claims/{reference}/facts").status_code == 403
    assert officer.post(f"/claims/{reference}/withdraw").status_code == 403
    learner = client_of(app, make_account(session, roles=((Role.LEARNER, employer.organisation),)), session)
    assert learner.get("/claims").status_code == 403


def test_hostile_words_stay_words(desk: FlaskClient, session: Session, employer: Employer) -> None:
    reference = begin(desk, employer.organisation.id)
    for number, hostile in enumerate(("<script>alert(1)</script>", "'; DROP TABLE claim; --", "{{ 7 * 7 }}")):
        take_in(desk, reference, title_ko=hostile, title_en="", training=hostile, people=f"{number}, {hostile}")
        assert desk.get("/claims", query_string={"q": hostile}).status_code == 200
    for path in ("", "/trainees", "/facts", "/check"):
        page = desk.get(f"/claims/{reference}{path}")
        assert page.status_code == 200 and "<script>alert" not in page.text and ">49<" not in page.text


def test_claims_that_cannot_begin(desk: FlaskClient, session: Session, employer: Employer) -> None:
    good = {"employer": str(employer.organisation.id), "programme": "employer_training", "year": "2026"}
    for name, value in (
        ("programme", "visa_e7"),
        ("programme", ""),
        ("year", "x"),
        ("year", "99999999"),
        ("employer", "1e3"),
    ):
        assert desk.post("/claims/new", data={**good, name: value}).status_code == 422, (name, value)
    assert session.scalars(select(Claim)).all() == []


def test_every_step_is_in_the_audit_trail(desk: FlaskClient, session: Session, employer: Employer) -> None:
    reference = fill_in(desk, employer.organisation.id)
    hand_in(desk, reference)
    claim = claim_of(session, reference)
    events = session.scalars(
        select(Event).where(Event.object_kind == "claim", Event.object_id == claim.id).order_by(Event.id)
    ).all()
    assert [each.verb for each in events] == ["opened a claim", "changed a claim", "changed a claim", "moved a claim"]
    assert {each.actor_id for each in events} == {employer.hr.id}
    assert "김하늘" not in str([each.details for each in events])
