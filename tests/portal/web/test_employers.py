"""An employer's roster and facts: what is taken and refused, who reads, and what stays in the history."""

import io
import re
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from naruteo_portal.audit.events import SYSTEM
from naruteo_portal.audit.models import Event
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.models import Organisation, Role
from naruteo_portal.incentives.employers.evidence import MOST_BYTES, EvidenceRefused, check_evidence
from naruteo_portal.incentives.employers.facts import FactRefused, Statement, employer_facts_on, state_fact
from naruteo_portal.incentives.employers.models import Employee, EmployerFact, RosterUpload
from naruteo_portal.settings import Settings
from naruteo_testing.employers import PDF, Firm, make_employee, make_fact, make_firm
from naruteo_testing.factories import client_of, make_account, make_organisation

ROSTER = "사번,이름,메일 주소,훈련생 신분\n0001,김하늘,haneul@example.kr,피보험자\n0002,,,\n0003,박서준,,임원\n"


@pytest.fixture
def firm(session: Session) -> Firm:
    made = make_firm(session)
    session.commit()
    return made


@pytest.fixture
def hr(app: Portal, session: Session, firm: Firm) -> FlaskClient:
    return client_of(app, firm.hr, session)


def upload(client: FlaskClient, firm: Firm, content: str | bytes) -> TestResponse:
    file = content.encode() if isinstance(content, str) else content
    return client.post(f"{firm.address}/roster/imports", data={"file": (io.BytesIO(file), "명부.csv")})


def seen_at(client: FlaskClient, address: str) -> str:
    found = re.search(r'name="seen" value="(\w+)"', client.get(address).text)
    assert found
    return found[1]


def roster(session: Session) -> dict[str, str]:
    return {number: name for number, name in session.execute(select(Employee.number, Employee.name))}


def verbs(session: Session) -> list[str]:
    return list(session.scalars(select(Event.verb).order_by(Event.id)))


def test_a_roster_is_looked_at_before_it_is_taken(hr: FlaskClient, session: Session, firm: Firm) -> None:
    answer = upload(hr, firm, ROSTER)
    assert answer.status_code == 303
    assert roster(session) == {}
    assert "“임원”(이)라는 훈련생 신분은 없습니다" in hr.get(answer.location).text
    refused = hr.post(answer.location, data={"seen": seen_at(hr, answer.location)})
    assert refused.status_code == 409
    assert roster(session) == {}
    taken = hr.post(answer.location, data={"seen": seen_at(hr, answer.location), "only_valid": "y"})
    assert taken.status_code == 303
    assert roster(session) == {"0001": "김하늘"}
    # The same again changes nothing.
    hr.post(answer.location, data={"seen": "anything", "only_valid": "y"})
    assert 'name="seen"' not in hr.get(upload(hr, firm, ROSTER).location).text
    assert roster(session) == {"0001": "김하늘"}
    assert verbs(session).count("took a roster") == 1


def test_a_roster_that_has_changed_meanwhile_is_looked_at_again(hr: FlaskClient, session: Session, firm: Firm) -> None:
    first, second = upload(hr, firm, "사번,이름\n1,김하늘\n"), upload(hr, firm, "사번,이름\n1,김바다\n")
    seen = seen_at(hr, first.location)
    hr.post(second.location, data={"seen": seen_at(hr, second.location)})
    assert hr.post(first.location, data={"seen": seen}).status_code == 409
    assert roster(session) == {"1": "김바다"}


def test_the_file_comes_back_with_its_errors(hr: FlaskClient, firm: Firm) -> None:
    address = upload(hr, firm, ROSTER).location
    sheet = load_workbook(io.BytesIO(hr.get(f"{address}/corrections.xlsx").data)).worksheets[0]
    heading, *rows = [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert heading == ["사번", "이름", "메일 주소", "훈련생 신분", "오류"]
    assert [row[0] for row in rows] == ["0001", "0002", "0003"]
    assert [bool(row[-1]) for row in rows] == [False, True, True]
    # Corrected, it is taken as it is, the column with the errors too.
    again = upload(hr, firm, hr.get(f"{address}/corrections.csv").data)
    assert again.status_code == 303


def test_the_roster_goes_out_and_comes_back_unchanged(hr: FlaskClient, session: Session, firm: Firm) -> None:
    make_employee(session, firm, "0007", joined_on=date(2020, 2, 29), production_work=True, email="a@example.kr")
    session.commit()
    file = hr.get(f"{firm.address}/roster/file.xlsx").data
    page = hr.get(upload(hr, firm, file).location).text
    assert "바뀌는 행이 없습니다" in page or 'name="seen"' not in page


def test_lists_that_may_not_be_taken_leave_nothing(hr: FlaskClient, session: Session, firm: Firm) -> None:
    for content in (
        "사번,이름,주민등록번호\n1,김,\n",
        "사번,이름\n900101-1234567,김\n",
        "사번,이름,비고\n1,김,9001011234567\n",
        "이름\n김\n",
        "",
        b"\xd0\xcf\x11\xe0old",
    ):
        assert upload(hr, firm, content).status_code == 422, content
    assert session.scalars(select(RosterUpload)).all() == []


def test_officers_read_and_do_not_write(app: Portal, session: Session, firm: Firm, hr: FlaskClient) -> None:
    officer = client_of(app, firm.officer, session)
    for path in ("", "/roster", "/facts", "/roster/file.csv"):
        assert officer.get(f"{firm.address}{path}").status_code == 200
    for path in ("/roster/imports", "/facts/state/firm_size"):
        assert officer.get(f"{firm.address}{path}").status_code == 403
    both = make_account(session, "둘다", roles=((Role.EMPLOYER_HR, make_organisation(session)),))
    assert client_of(app, both, session).get(firm.address).status_code == 404


def test_somebody_elses_upload_is_not_found(app: Portal, session: Session, firm: Firm, hr: FlaskClient) -> None:
    address = upload(hr, firm, ROSTER).location
    colleague = make_account(session, "동료", roles=((Role.EMPLOYER_HR, firm.employer),))
    assert client_of(app, colleague, session).get(address).status_code == 404


def state(client: FlaskClient, firm: Firm, name: str, query: str = "", **values: Any) -> TestResponse:
    return client.post(f"{firm.address}/facts/state/{name}{query}", data=values)


def on(session: Session, firm: Firm, day: str) -> dict[str, object]:
    session.expire_all()
    return employer_facts_on(session, firm.employer.id, date.fromisoformat(day))


def test_a_fact_holds_on_its_days_and_keeps_its_evidence(hr: FlaskClient, session: Session, firm: Firm) -> None:
    proof = (io.BytesIO(PDF), "확인서.pdf")
    assert state(hr, firm, "firm_size", value="priority", first_day="2026-01-01", evidence=proof).status_code == 303
    assert state(hr, firm, "year_premium", value="12,500,000", year="2026").status_code == 303
    assert state(hr, firm, "restricted", value="no", first_day="2026-01-01", last_day="2026-12-31").status_code == 303
    known = {"firm_size": "priority", "year_premium": 12_500_000, "restricted": False}
    assert on(session, firm, "2026-12-31") == known
    assert on(session, firm, "2025-12-31") == {}
    assert on(session, firm, "2027-01-01") == {"firm_size": "priority"}
    fact = session.scalars(select(EmployerFact).where(EmployerFact.name == "firm_size")).one()
    answer = hr.get(f"{firm.address}/facts/{fact.id}/evidence")
    assert (answer.data, answer.content_type) == (PDF, "application/pdf")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    page = hr.get(f"{firm.address}/facts").text
    assert "12,500,000원" in page
    assert "확인서.pdf" in page


def test_a_change_of_size_within_the_year_keeps_both(hr: FlaskClient, session: Session, firm: Firm) -> None:
    state(hr, firm, "firm_size", value="priority", first_day="2026-01-01")
    assert state(hr, firm, "firm_size", value="under_1000", first_day="2026-07-01").status_code == 303
    assert on(session, firm, "2026-06-30") == {"firm_size": "priority"}
    assert on(session, firm, "2026-07-01") == {"firm_size": "under_1000"}
    assert verbs(session)[-2:] == ["ended a fact", "stated a fact"]


def test_days_are_stated_once(hr: FlaskClient, session: Session, firm: Firm) -> None:
    make_fact(session, firm, "firm_size", "priority", valid_from=date(2026, 3, 1), ends_before=date(2027, 1, 1))
    session.commit()
    for first, last in (("2026-06-01", "2026-08-31"), ("2026-03-01", ""), ("2025-01-01", ""), ("2026-12-31", "")):
        assert state(hr, firm, "firm_size", value="from_1000", first_day=first, last_day=last).status_code == 422
    assert on(session, firm, "2026-06-15") == {"firm_size": "priority"}
    # The days right before and after are free.
    for first, last in (("2025-01-01", "2026-02-28"), ("2027-01-01", "")):
        assert state(hr, firm, "firm_size", value="from_1000", first_day=first, last_day=last).status_code == 303


def test_two_who_state_the_same_days_at_once_do_not_both(
    engine: Engine, session: Session, settings: Settings, firm: Firm
) -> None:
    said = Statement("firm_size", "priority", date(2026, 1, 1), None)
    by: dict[str, Any] = {
        "evidence": None,
        "blobs": BlobStore(settings.blobs),
        "actor": SYSTEM,
        "account_id": firm.hr.id,
    }
    state_fact(session, firm.employer, said, **by)
    session.flush()
    with Session(engine) as other:
        employer = other.get_one(Organisation, firm.employer.id)
        other.execute(text("SET LOCAL lock_timeout = '100ms'"))
        with pytest.raises(OperationalError):
            state_fact(other, employer, said, **by)
        other.rollback()
        session.commit()
        with pytest.raises(FactRefused):
            state_fact(other, employer, said, **by)


def test_what_is_replaced_stays_in_the_history(hr: FlaskClient, session: Session, firm: Firm) -> None:
    old = make_fact(session, firm, "firm_size", "priority", valid_from=date(2026, 1, 1))
    session.commit()
    assert 'value="priority" checked' in hr.get(f"{firm.address}/facts/state/firm_size?replaces={old.id}").text
    query = f"?replaces={old.id}"
    assert state(hr, firm, "firm_size", query, value="under_1000", first_day="2026-02-01").status_code == 303
    assert on(session, firm, "2026-01-15") == {}
    assert on(session, firm, "2026-02-01") == {"firm_size": "under_1000"}
    session.refresh(old)
    assert (old.value, old.taken_back_by_id) == ("priority", firm.hr.id)
    assert "이정" not in hr.get(f"{firm.address}/facts").text
    # What somebody else replaced meanwhile is not replaced a second time.
    assert state(hr, firm, "firm_size", query, value="priority", first_day="2026-03-01").status_code == 422


def test_what_was_stated_by_mistake_is_taken_back(hr: FlaskClient, session: Session, firm: Firm) -> None:
    fact = make_fact(session, firm, "restricted", True)
    session.commit()
    address = f"{firm.address}/facts/{fact.id}/take-back"
    assert hr.get(address).status_code == 200
    assert hr.post(address).status_code == 303
    assert hr.post(address).status_code == 303
    assert on(session, firm, str(fact.valid_from)) == {}
    assert verbs(session).count("took back a fact") == 1


WRONG: tuple[tuple[str, dict[str, str], str], ...] = (
    ("firm_size", {"value": "huge", "first_day": "2026-01-01"}, "value"),
    ("firm_size", {"value": "priority", "first_day": "1900-01-01"}, "first_day"),
    ("firm_size", {"value": "priority", "first_day": "2026-02-01", "last_day": "2026-01-31"}, "last_day"),
    ("firm_size", {"value": "priority", "first_day": "2026-02-30"}, "first_day"),
    ("year_premium", {"value": "-1", "year": "2026"}, "value"),
    ("year_premium", {"value": "1.5", "year": "2026"}, "value"),
    ("year_premium", {"value": "9999999999999", "year": "2026"}, "value"),
    ("year_premium", {"value": "1", "year": "1066"}, "year"),
    ("workers", {"value": "³", "first_day": "2026-01-01"}, "value"),
    ("region", {"value": "atlantis", "first_day": "2026-01-01"}, "value"),
)


def test_what_no_rule_takes_is_refused_at_its_field(hr: FlaskClient, session: Session, firm: Firm) -> None:
    for name, values, where in WRONG:
        answer = state(hr, firm, name, **values)
        assert answer.status_code == 422, (name, values)
        assert f'href="#{where}' in answer.text, (name, values)
    assert session.scalars(select(EmployerFact)).all() == []


def test_evidence_is_known_by_what_is_in_it(hr: FlaskClient, session: Session, firm: Firm) -> None:
    for content, name in ((b"MZ", "a.pdf"), (b"", "a.pdf"), (PDF, "900101-1234567.pdf")):
        proof = (io.BytesIO(content), name)
        answer = state(hr, firm, "firm_size", value="priority", first_day="2026-01-01", evidence=proof)
        assert answer.status_code == 422
    with pytest.raises(EvidenceRefused):
        check_evidence(PDF + b"0" * MOST_BYTES, "a.pdf")
    assert session.scalars(select(EmployerFact)).all() == []


def test_no_such_fact_and_no_evidence_are_not_found(hr: FlaskClient, session: Session, firm: Firm) -> None:
    fact = make_fact(session, firm, "restricted", False)
    session.commit()
    for path in ("state/unheard_of", f"{fact.id}/evidence", "99/evidence", f"state/firm_size?replaces={fact.id}"):
        assert hr.get(f"{firm.address}/facts/{path}").status_code == 404
