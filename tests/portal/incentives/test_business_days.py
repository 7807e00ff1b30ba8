"""The officer's clock counts business days in Korea, and stands still while the employer has to answer."""

from datetime import date, datetime

import pytest

from naruteo_portal.core.clock import KST
from naruteo_portal.incentives.claims.states import ClaimState
from naruteo_portal.incentives.decisions.business_days import (
    Moment,
    add_business_days,
    all_free,
    business_days_between,
    clock_of,
)

CAME_IN = (9, 30, ClaimState.SUBMITTED)
BEGUN = (10, 1, ClaimState.IN_REVIEW)


def moments(*told: tuple[int, int, ClaimState]) -> list[Moment]:
    return [(datetime(2026, month, day, 17, tzinfo=KST), state) for month, day, state in told]


@pytest.mark.parametrize(
    ("after", "until", "days"),
    [
        ("2026-11-27", "2026-11-27", 0),
        ("2026-11-27", "2026-11-29", 0),
        ("2026-11-27", "2026-11-30", 1),
        ("2026-09-23", "2026-09-28", 1),  # 추석 and the weekend
        ("2026-12-24", "2027-01-04", 5),  # Christmas, New Year's Day and two weekends
    ],
)
def test_weekends_and_holidays_do_not_count(after: str, until: str, days: int) -> None:
    assert business_days_between(date.fromisoformat(after), date.fromisoformat(until)) == days
    if days:
        assert add_business_days(date.fromisoformat(after), days) == date.fromisoformat(until)


def test_the_day_of_coming_in_does_not_count() -> None:
    clock = clock_of(moments(CAME_IN, BEGUN), date(2026, 9, 30), 5)
    assert (clock.used, clock.is_overdue, clock.due_on) == (0, False, date(2026, 10, 8))
    clock = clock_of(moments(CAME_IN, BEGUN), date(2026, 10, 8), 5)
    assert (clock.used, clock.is_overdue) == (5, False)
    assert clock_of(moments(CAME_IN, BEGUN), date(2026, 10, 12), 5).is_overdue


def test_the_clock_stands_still_while_the_employer_has_to_answer() -> None:
    asked = moments(CAME_IN, BEGUN, (10, 2, ClaimState.SUPPLEMENT))
    standing = clock_of(asked, date(2026, 12, 31), 5)
    assert (standing.used, standing.due_on, standing.is_running) == (2, None, False)
    answered = [*asked, *moments((10, 19, ClaimState.IN_REVIEW))]
    running = clock_of(answered, date(2026, 10, 20), 5)
    assert (running.used, running.due_on, running.is_running) == (3, date(2026, 10, 22), True)


def test_a_clock_that_has_run_out_is_overdue_at_once_when_it_goes_on() -> None:
    late = moments(CAME_IN, (10, 20, ClaimState.SUPPLEMENT), (10, 28, ClaimState.IN_REVIEW))
    clock = clock_of(late, date(2026, 10, 28), 5)
    assert clock.is_overdue and clock.due_on == date(2026, 10, 28)


def test_a_decision_stops_the_clock_for_good() -> None:
    decided = moments(CAME_IN, BEGUN, (10, 2, ClaimState.APPROVED), (10, 6, ClaimState.PAID))
    assert clock_of(decided, date(2027, 1, 1), 5).used == 2


def test_periods_without_a_business_day() -> None:
    assert all_free(date(2026, 11, 28), date(2026, 11, 29))
    assert not all_free(date(2026, 11, 27), date(2026, 11, 29))
