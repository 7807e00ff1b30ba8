"""Hints about a claim: each appears for its reason, with it, and not without."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from naruteo_portal.core.i18n import N_
from naruteo_portal.incentives.claims.states import ClaimState
from naruteo_portal.incentives.decisions.anomalies import Elsewhere, Part, Picture, hints, number_of
from naruteo_portal.incentives.decisions.picture import picture_of
from naruteo_testing.catalogue import make_cohort, make_edition, make_enrolment
from naruteo_testing.claims import make_employer, plan
from naruteo_testing.factories import make_account

MONDAY = date(2026, 11, 16)


def part(number: str = "1", name: str = "김하늘", *, days: int = 5, hours: str = "40", attendance: str = "0.9") -> Part:
    return Part(number, name, "R-1", MONDAY, MONDAY + timedelta(days=days - 1), Decimal(hours), attendance)


def said(*parts: Part, amount: int = 500, elsewhere: tuple[Elsewhere, ...] = (), **seats: int) -> list[str]:
    picture = Picture(amount, 1_000, parts or (part(),), elsewhere, {"R-1": seats["seats"]} if seats else {})
    return [str(each) for each in hints(picture)]


def test_an_ordinary_claim_gives_no_hints() -> None:
    assert said(*(part(str(each), f"직원{each}", attendance=f"0.9{each}") for each in range(6)), seats=6) == []
    assert said(Part("1", "김하늘", "R-1", MONDAY, MONDAY, None, None)) == []


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (lambda: said(part(hours="40.5")), "40.5 hours in 5 days"),
        (lambda: said(part(), part("2")), "several employee numbers (1, 2)"),
        (lambda: said(part(), part(name="이바다")), "several names (김하늘, 이바다)"),
        (lambda: said(*(part(str(each), f"직원{each}") for each in range(5))), "All 5 trainees"),
        (lambda: said(part(), part("2", "이바다"), seats=1), "1 seats, and 2 people"),
        (lambda: said(amount=1_000), "just below the limit"),
        (lambda: said(amount=951), "just below the limit"),
        (
            lambda: said(elsewhere=(Elsewhere("김하늘", "CL-1", True, N_("Approved")),)),
            "another employer for overlapping days (Approved)",
        ),
        (lambda: said(elsewhere=(Elsewhere("김하늘", "CL-1", False, N_("Rejected")),)), "before, in CL-1 (Rejected)"),
    ],
)
def test_each_hint_says_what_it_rests_on(found: Callable[[], list[str]], words: str) -> None:
    hints = found()
    assert len(hints) == 1 and words in hints[0]


def test_hints_end_where_their_reason_ends() -> None:
    assert said(part(hours="40")) == said(amount=950) == said(amount=1_001) == []
    assert said(*(part(str(each), f"직원{each}") for each in range(4))) == []


def test_a_training_on_free_days_only_is_conspicuous() -> None:
    weekend = Part("1", "김하늘", "R-1", date(2026, 11, 28), date(2026, 11, 29), Decimal(10), "0.9")
    assert "weekends and public holidays only" in said(weekend)[0]


def test_numbers_are_read_as_facts_state_them() -> None:
    assert [number_of(value) for value in (40, "40.50", None, "viele")] == [Decimal(40), Decimal("40.50"), None, None]


def test_what_lies_beside_a_claim_is_found(session: Session) -> None:
    """The same account at two employers, the same name in the same training, and a claim that was rejected."""
    first, second = make_employer(session), make_employer(session, "낙동정밀")
    edition = make_edition(session, first.organisation)
    cohort = make_cohort(session, edition)
    learner = make_account(session, "김하늘")
    here = make_enrolment(session, cohort, learner)
    there = make_enrolment(session, make_cohort(session, edition), learner)
    cohort.seats = 1
    lines = [plan("0001"), plan("0002", "이바다"), plan("0003", "남궁민")]
    claim = first.draft(*lines)
    for line in claim.lines:
        line.training = f"cohort-{cohort.id}"
    claim.lines[0].enrolment_id = here.id
    elsewhere = second.draft(plan("7001", "Kim Haneul"), plan("7002", "이바다"), plan("7003", "다른 사람"))
    elsewhere.lines[0].enrolment_id, elsewhere.lines[1].training = there.id, f"cohort-{cohort.id}"
    elsewhere.state = ClaimState.SUBMITTED
    before = first.draft(plan("0003", "남궁민"))
    before.lines[0].training, before.state = f"cohort-{cohort.id}", ClaimState.REJECTED
    session.flush()
    picture = picture_of(session, claim, 1_000)
    assert [(each.name, each.reference, each.is_other_employer) for each in picture.elsewhere] == [
        ("Kim Haneul", elsewhere.reference, True),
        ("이바다", elsewhere.reference, True),
        ("남궁민", before.reference, False),
    ]
    assert picture.seats == {f"cohort-{cohort.id}": 1} and picture.parts[0].hours == 40
    elsewhere.state = before.state = ClaimState.DRAFT
    session.flush()
    assert list(picture_of(session, claim, 1_000).elsewhere) == []
