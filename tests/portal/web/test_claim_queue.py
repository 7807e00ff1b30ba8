"""The officers' pages: the queue, a claim, requests for more, decisions by one and by two, budgets and payments."""

import io
import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from naruteo_portal.core.clock import today_in_korea
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.bulk.sheets import write_table
from naruteo_portal.identity.bulk.tables import read_table
from naruteo_portal.identity.models import OrganisationKind, Role
from naruteo_portal.incentives.claims.models import Claim
from naruteo_portal.incentives.claims.states import ClaimState
from naruteo_testing.claims import Employer, claimed_year, confirm_figures, make_employer, plan
from naruteo_testing.decisions import colleague_of, decide, make_budget, review
from naruteo_testing.factories import client_of, make_account, make_membership, make_organisation

CLAIM_LINK = re.compile(r'<th scope="row"><a href="/claim-queue/([^"]+)">')


@dataclass
class Office:
    """An employer, and two officers who have signed in."""

    employer: Employer
    desk: FlaskClient
    second: FlaskClient

    def state_of(self, claim: Claim) -> ClaimState:
        """How far a claim has come by now."""
        self.employer.session.expire(claim, ["state", "version", "officer_id"])
        return claim.state


@pytest.fixture
def office(app: Portal, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    confirm_figures(tmp_path, monkeypatch)
    employer = make_employer(session)
    employer.organisation.business_number = "1234567891"
    colleague = colleague_of(session, employer.officer)
    return Office(employer, client_of(app, employer.officer, session), client_of(app, colleague, session))


def listed(client: FlaskClient, query: str = "") -> list[str]:
    return CLAIM_LINK.findall(client.get(f"/claim-queue?{query}").text)


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


def send_decision(client: FlaskClient, claim: Claim, kind: str, reason: str = "") -> TestResponse:
    """Fill in the form as the page gives it."""
    address = f"/claim-queue/{claim.reference}/decision"
    page = client.get(address).text
    seen = {name: hidden(page, name) for name in ("seen", "version")}
    return client.post(address, data={"kind": kind, "reason": reason, **seen})


def test_the_queue_is_shared_out_filtered_and_sorted(office: Office) -> None:
    employer, session = office.employer, office.employer.session
    small, large = employer.claim(plan("1")), employer.claim(plan("2", hours=80))
    other = make_employer(session, "낙동정밀").claim(plan("3"))
    session.commit()
    assert set(listed(office.desk)) == {small.reference, large.reference, other.reference}
    assert listed(office.desk, "order=amount")[0] == large.reference
    assert listed(office.desk, "order=employer")[0] == other.reference
    assert listed(office.desk, "q=낙동") == [other.reference]
    assert listed(office.desk, f"q={large.reference.lower()}") == [large.reference]
    assert set(listed(office.desk, "q=123-45-67891")) == {small.reference, large.reference}
    assert listed(office.desk, "view=mine") == listed(office.desk, "view=overdue") == []
    chosen = {"claims": [small.reference, other.reference], "officer": employer.officer.id}
    assert office.desk.post("/claim-queue/assign", data=chosen).status_code == 303
    assert set(listed(office.desk, "view=mine")) == {small.reference, other.reference}
    assert listed(office.desk, "view=unassigned") == [large.reference]
    small.steps[-1].at -= timedelta(days=60)
    session.commit()
    assert listed(office.desk, "view=overdue") == [small.reference] == listed(office.desk, "order=due")[:1]


def test_a_claim_is_reviewed_asked_about_and_decided_by_one(office: Office) -> None:
    employer, session, desk = office.employer, office.employer.session, office.desk
    claim = employer.claim(plan())
    make_budget(session)
    session.commit()
    address = f"/claim-queue/{claim.reference}"
    page = desk.get(address).text
    assert "김하늘" in page and "252,000" in page and "접수" in page
    assert desk.post(f"{address}/begin", data={"version": 1}).status_code == 409
    assert desk.post(f"{address}/begin", data={"version": hidden(page, "version")}).status_code == 303
    assert desk.post(f"{address}/notes", data={"words": ""}).status_code == 422
    assert desk.post(f"{address}/notes", data={"words": "900101-1234567"}).status_code == 422
    desk.post(f"{address}/notes", data={"words": "출석부를 확인함"})
    phrase = {"ko": "출석부를 보내 주세요.", "en": "Please send the attendance list."}
    assert desk.post("/claim-phrases/new", data=phrase).status_code == 303
    form = desk.get(f"{address}/supplement").text
    number = re.search(r'name="phrases"[^>]*value="(\d+)"', form)
    assert number
    asked = {"version": hidden_field(form, "version"), "phrases": number[1], "words": "3월분입니다."}
    assert desk.post(f"{address}/supplement", data={**asked, "due_on": today_in_korea()}).status_code == 422
    later = today_in_korea() + timedelta(days=14)
    assert desk.post(f"{address}/supplement", data={**asked, "due_on": later}).status_code == 303
    assert office.state_of(claim) is ClaimState.SUPPLEMENT
    page = desk.get(address).text
    assert "출석부를 보내 주세요.\n3월분입니다." in page and "출석부를 확인함" in page and "멈춤" in page
    assert "지금은 결정할 수 없습니다" in desk.get(f"{address}/decision").text


def hidden_field(page: str, name: str) -> str:
    found = re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', page)
    assert found, name
    return found[1]


def test_one_officer_approves_a_small_claim_and_rejects_with_a_reason(office: Office) -> None:
    employer, session = office.employer, office.employer.session
    claims = [review(employer, employer.claim(plan(number))) for number in "12"]
    session.commit()
    assert send_decision(office.desk, claims[0], "approve").status_code == 409
    make_budget(session)
    session.commit()
    assert send_decision(office.desk, claims[0], "approve").status_code == 303
    assert send_decision(office.desk, claims[1], "reject").status_code == 422
    assert send_decision(office.desk, claims[1], "reject", "기한이 지났습니다.").status_code == 303
    assert [office.state_of(claim) for claim in claims] == [ClaimState.APPROVED, ClaimState.REJECTED]
    assert listed(office.desk) == []
    assert "기한이 지났습니다." in office.desk.get(f"/claim-queue/{claims[1].reference}").text


def test_two_officers_approve_a_large_claim(office: Office, monkeypatch: pytest.MonkeyPatch, app: Portal) -> None:
    app.settings = app.settings.model_copy(update={"second_person_won": 200_000})
    employer, session = office.employer, office.employer.session
    make_budget(session)
    claim = review(employer, employer.claim(plan()))
    session.commit()
    address = f"/claim-queue/{claim.reference}/decision"
    assert send_decision(office.desk, claim, "approve").status_code == 303
    assert office.state_of(claim) is ClaimState.IN_REVIEW
    version = {"version": claim.version}
    assert office.desk.post(f"{address}/confirm", data=version).status_code == 403
    assert listed(office.second, "view=to-confirm") == [claim.reference]
    assert listed(office.desk, "view=to-confirm") == []
    assert office.second.post(f"{address}/decline", data={"words": "다시 보십시오."}).status_code == 303
    assert office.second.post(f"{address}/confirm", data=version).status_code == 404
    assert send_decision(office.desk, claim, "approve").status_code == 303
    assert office.second.post(f"{address}/confirm", data={"version": 1}).status_code == 409
    assert office.second.post(f"{address}/confirm", data=version).status_code == 303
    assert office.state_of(claim) is ClaimState.APPROVED
    assert "윤서아" in office.desk.get(f"/claim-queue/{claim.reference}").text


def test_an_officer_of_the_employer_only_looks(office: Office) -> None:
    employer, session = office.employer, office.employer.session
    claim, unassigned = review(employer, employer.claim(plan())), employer.claim(plan("2"))
    make_membership(session, employer.officer, employer.organisation, Role.LEARNER)
    session.commit()
    address = f"/claim-queue/{claim.reference}"
    assert "다른 담당자가 처리해야 합니다" in office.desk.get(address).text
    assert 'name="seen"' not in office.desk.get(f"{address}/decision").text
    assert office.desk.post(f"{address}/decision", data={"kind": "reject", "reason": "?"}).status_code == 409
    assert office.desk.post("/claim-queue/assign", data={"claims": unassigned.reference}).status_code == 403


def test_others_see_nothing_of_it(app: Portal, office: Office) -> None:
    session, claim = office.employer.session, office.employer.claim(plan())
    provider = make_organisation(session, OrganisationKind.TRAINING_PROVIDER)
    away = client_of(app, make_account(session, roles=((Role.PROGRAMME_OFFICER, provider),)), session)
    hr = client_of(app, office.employer.hr, session)
    assert hr.get(f"/claim-queue/{claim.reference}").status_code == 403
    assert away.get(f"/claim-queue/{claim.reference}").status_code == 404
    assert listed(away) == [] and away.get("/payment-batches").status_code == 404
    assert away.get("/budgets/new").status_code == 403
    auditor = client_of(
        app,
        make_account(session, roles=((Role.AUDITOR, make_organisation(session, OrganisationKind.AGENCY)),)),
        session,
    )
    assert auditor.get("/budgets").status_code == 200 and auditor.get("/budgets/new").status_code == 403


def test_phrases_are_changed_and_deleted(office: Office) -> None:
    words = {"ko": "계약서", "en": "the contract"}
    office.desk.post("/claim-phrases/new", data=words)
    number = re.search(r'href="/claim-phrases/(\d+)"', office.second.get("/claim-phrases").text)
    assert number
    address = f"/claim-phrases/{number[1]}"
    assert office.second.post(address, data={**words, "en": "The contract."}).status_code == 303
    assert "The contract." in office.desk.get(address).text
    assert office.desk.post(address, data={"ko": "", "en": ""}).status_code == 422
    office.desk.post(f"{address}/drop")
    assert office.desk.get(address).status_code == 404


def test_budgets_are_allotted_changed_and_warn(office: Office) -> None:
    employer, session, desk = office.employer, office.employer.session, office.desk
    new = {
        "programme": "employer_training",
        "region": "",
        "year": claimed_year(),
        "won": 260_000,
        "reason": "공문 1호",
    }
    for wrong in ({"won": "많이"}, {"year": 26}):
        assert desk.post("/budgets/new", data={**new, **wrong}).status_code == 422
    made = desk.post("/budgets/new", data=new)
    assert made.status_code == 303 and desk.post("/budgets/new", data=new).status_code == 409
    decide(employer, review(employer, employer.claim(plan())))
    session.commit()
    page = desk.get("/budgets").text
    assert [number in page for number in ("260,000", "252,000", "8,000", "거의 소진")] == [True] * 4
    assert desk.post(made.location, data={"won": -8_001, "reason": "감액"}).status_code == 409
    assert desk.post(made.location, data={"won": -8_000, "reason": "감액"}).status_code == 303
    page = desk.get(made.location).text
    assert "감액" in page and "공문 1호" in page and "-8,000" in page
    assert desk.get(f"/budgets?year={claimed_year() - 1}").text.count('<th scope="row">') == 0


def test_claims_are_paid_by_two_officers_and_a_file(office: Office) -> None:
    employer, session = office.employer, office.employer.session
    make_budget(session)
    claims = [review(employer, employer.claim(plan(number))) for number in "12"]
    for claim in claims:
        decide(employer, claim)
    session.commit()
    chosen = {"claims": [claim.reference for claim in claims]}
    assert office.desk.post("/payment-batches").location == "/payment-batches"
    address = office.desk.post("/payment-batches", data=chosen).location
    assert "이미 다른 묶음에" in office.second.post("/payment-batches", data=chosen, follow_redirects=True).text
    assert office.desk.post(f"{address}/release").status_code == 403
    assert office.second.get(f"{address}/file.csv").status_code == 404
    assert office.second.post(f"{address}/release").status_code == 303
    table = read_table(office.second.get(f"{address}/file.xlsx").data)
    rows = [list(row) for _, row in table.rows]
    assert rows[0][:4] == [claims[0].reference, "한강정밀", "1234567891", "252000"]
    rows[0][4:6], rows[1][4:7] = ["지급", today_in_korea().isoformat()], ["반송", "", "해지된 계좌"]
    wrong = upload(office.desk, address, [list(table.heading), [*rows[0][:3], "1", *rows[0][4:]], rows[1]])
    assert "1건" not in wrong and "252,000" in office.desk.get(wrong).text
    assert office.desk.post(wrong).status_code == 422
    preview = upload(office.desk, address, [list(table.heading), *rows])
    assert "해지된 계좌" in office.desk.get(preview).text
    assert office.desk.post(preview).status_code == 303
    assert "0건" in office.desk.post(preview, follow_redirects=True).text
    assert [office.state_of(claim) for claim in claims] == [ClaimState.PAID, ClaimState.APPROVED]
    page = office.desk.get(f"/claim-queue/{claims[1].reference}").text
    assert "해지된 계좌" in page and "은행이 지급 묶음" in page
    again = office.desk.post("/payment-batches", data={"claims": claims[1].reference}).location
    assert office.second.post(f"{again}/cancel").status_code == 303
    assert office.desk.post(f"{address}/returns", data={"file": (io.BytesIO(b""), "leer.csv")}).status_code == 422


def upload(client: FlaskClient, address: str, rows: list[list[str]]) -> str:
    """Send a file of results; the page that shows what it says."""
    answer = client.post(f"{address}/returns", data={"file": (io.BytesIO(write_table("csv", rows)), "결과.csv")})
    assert answer.status_code == 303, answer.text
    return answer.location


def test_officers_see_what_was_done_to_claims_in_the_audit_trail(office: Office) -> None:
    claim = office.employer.claim(plan())
    office.employer.session.commit()
    page = office.desk.get(f"/audit?kind=claim&number={claim.id}").text
    assert "신청서 상태 변경" in page
    assert 'class="empty-state"' in office.desk.get("/audit?kind=account").text
