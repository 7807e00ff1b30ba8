"""Costs of a year net of grants: grants are taken off once, and what is not known is not nought."""

import io
from datetime import UTC, date, datetime
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from naruteo_portal.core.clock import today_in_korea
from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.paper import write_pdf
from naruteo_portal.incentives.claims.claims import move
from naruteo_portal.incentives.claims.states import ClaimState
from naruteo_portal.incentives.documents.tax import (
    Counted,
    TaxLine,
    TaxYear,
    accounting_rows,
    counted,
    merged,
    rules_words,
    tax_sheet,
)
from naruteo_portal.incentives.documents.workbooks import write_xlsx
from naruteo_portal.incentives.documents.yearly import get_claiming_employer, payments_of, tax_year_of
from naruteo_portal.incentives.figures.in_force import SHIPPED
from naruteo_portal.rules.reading import read_programme
from naruteo_testing.claims import make_employer, plan
from naruteo_testing.factories import make_reader

AT = datetime(2027, 1, 10, 5, tzinfo=UTC)
FIRST, LAST = date(2026, 3, 2), date(2026, 3, 27)


def line(cost: int | None, granted: int | None, number: str = "0001") -> TaxLine:
    return TaxLine(
        number, "김하늘", "R-1", {"ko": "프레스 라인", "en": "The press line"}, FIRST, LAST, cost, granted,
        Counted(None, "조세특례제한법 시행규칙 제7조", ({"ko": "사내 직무교육의 분야", "en": "Field"},)),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("cost", "granted", "net"),
    [(300_000, 252_000, 48_000), (300_000, 0, 300_000), (200_000, 252_000, 0), (None, 1, None), (1, None, None)],
)
def test_the_net_cost_is_what_grants_leave(cost: int | None, granted: int | None, net: int | None) -> None:
    assert line(cost, granted).net == net


def test_a_training_under_two_programmes_costs_once_and_its_grants_add_up() -> None:
    (found,) = merged([line(None, 100_000), line(300_000, 50_000)])
    assert (found.cost, found.granted, found.net) == (300_000, 150_000, 150_000)
    (open_one,) = merged([line(300_000, 100_000), line(300_000, None)])
    assert open_one.granted is None
    assert len(merged([line(1, 0), line(1, 0, "0002")])) == 2


@pytest.mark.parametrize(
    ("facts", "counts"),
    [
        ({"course_recognised_on": "2026-01-02", "hours": 8}, True),
        ({"hours": "23.9"}, False),
        ({"hours": 24}, None),
        ({}, None),
    ],
)
def test_the_24_hours_are_asked_of_the_programme(facts: dict[str, Any], counts: bool | None) -> None:
    answer = counted(read_programme(SHIPPED / "hrd_tax_credit"), 2026, facts)
    assert answer.counts is counts
    assert "제7조" in answer.source
    assert bool(answer.missing) is (counts is None)


def test_the_sheet_says_sums_sources_and_what_is_not_judged() -> None:
    programme = read_programme(SHIPPED / "hrd_tax_credit")
    lines = (line(300_000, 252_000), line(None, 0, "0002"))
    record = TaxYear({"ko": "㈜한강정밀", "en": "Hangang"}, "1234567891", 2026, AT, lines, rules_words(programme, 2026))
    paper = tax_sheet(record, "ko")
    cells = [
        cell
        for sheet in load_workbook(io.BytesIO(write_xlsx(paper)))
        for row in sheet.iter_rows(values_only=True)
        for cell in row
    ]
    for wanted in (300_000, 252_000, 48_000, "밝히지 않음", "252,000원", "판단할 수 없음 (사내 직무교육의 분야?)"):
        assert wanted in cells, wanted
    assert any("별표 6" in str(cell) for cell in cells)
    assert any("hrd_tax_credit · 2026-01-02" in str(cell) for cell in cells)
    assert write_pdf(paper) == write_pdf(paper)


def test_the_year_is_gathered_from_claims_that_stand(session: Session) -> None:
    employer = make_employer(session)
    employer.draft(plan("0009", training_cost=1))
    claim = employer.claim(plan("0001", training_cost=300_000))
    reader = make_reader(session, employer.hr)
    found = get_claiming_employer(session, reader, employer.organisation.slug)
    year = tax_year_of(session, found, claim.year, AT)
    assert [(each.number, each.cost, each.granted) for each in year.lines] == [("0001", 300_000, None)]
    for state in (ClaimState.IN_REVIEW, ClaimState.REJECTED):
        move(session, claim, state, actor=employer.actor)
    assert [each.granted for each in tax_year_of(session, found, claim.year, AT).lines] == [0]
    other = make_employer(session, "다른회사")
    with pytest.raises(NotFound):
        get_claiming_employer(session, make_reader(session, other.hr), employer.organisation.slug)


def test_a_paid_claim_has_a_journal_line_and_no_other(session: Session) -> None:
    employer = make_employer(session)
    claim = employer.claim(plan())
    assert payments_of(claim) == []
    claim.amount = 252_000
    for state in (ClaimState.IN_REVIEW, ClaimState.APPROVED, ClaimState.PAID):
        move(session, claim, state, actor=employer.actor)
    paid = payments_of(claim)
    assert accounting_rows(paid, "ko") == [
        ["날짜", "차변", "대변", "금액(원)", "지원금 신청서"],
        [today_in_korea().isoformat(), "보통예금", "정부보조금(교육훈련비)", 252_000, claim.reference],
    ]
