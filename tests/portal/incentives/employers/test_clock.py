"""Parts of a training and the days on which each can be claimed, at their edges."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from naruteo_portal.incentives.employers.clock import Phase, end_of_months, parts_of, window_of

D = date.fromisoformat


@pytest.mark.parametrize(
    ("first", "end"),
    [
        ("2026-01-01", "2026-03-31"),
        ("2026-03-15", "2026-06-14"),
        ("2026-11-28", "2027-02-27"),
        # There is no 29th, 30th or 31st of February in 2027: 민법 160 ends the period with the month.
        ("2026-11-29", "2027-02-28"),
        ("2026-11-30", "2027-02-28"),
        ("2026-08-31", "2026-11-30"),
        # 2028 has a 29 February.
        ("2027-11-29", "2028-02-28"),
        ("2027-11-30", "2028-02-29"),
        ("2028-02-29", "2028-05-28"),
    ],
)
def test_three_months_end_as_the_civil_act_says(first: str, end: str) -> None:
    assert end_of_months(D(first), 3) == D(end)


@pytest.mark.parametrize(
    ("first", "last", "parts"),
    [
        ("2026-01-01", "2026-01-01", [("2026-01-01", "2026-01-01")]),
        ("2026-01-01", "2026-03-31", [("2026-01-01", "2026-03-31")]),
        ("2026-01-01", "2026-04-01", [("2026-01-01", "2026-03-31"), ("2026-04-01", "2026-04-01")]),
        (
            "2026-11-30", "2027-06-10",
            [("2026-11-30", "2027-02-28"), ("2027-03-01", "2027-05-29"), ("2027-05-30", "2027-06-10")],
        ),
    ],
)  # fmt: skip
def test_a_long_training_has_a_part_for_each_three_months(first: str, last: str, parts: list[tuple[str, str]]) -> None:
    found = parts_of(D(first), D(last), 3)
    assert [(str(part.first_day), str(part.last_day)) for part in found] == parts
    assert [(part.number, part.of) for part in found] == [(number, len(parts)) for number in range(1, len(parts) + 1)]


def test_parts_leave_no_day_out() -> None:
    first = D("2026-05-31")
    for days in range(0, 800, 7):
        parts = parts_of(first, first + timedelta(days=days), 3)
        assert parts[0].first_day == first
        assert parts[-1].last_day == first + timedelta(days=days)
        for one, other in pairwise(parts):
            assert other.first_day - one.last_day == timedelta(days=1)


@pytest.mark.parametrize(
    ("days_after", "phase", "left"),
    [(-1, Phase.RUNNING, 31), (0, Phase.OPEN, 30), (29, Phase.OPEN, 1), (30, Phase.OPEN, 0), (31, Phase.OVER, -1)],
)
def test_the_thirtieth_day_is_the_last(days_after: int, phase: Phase, left: int) -> None:
    ended = D("2026-04-30")
    window = window_of(ended, 30)
    today = ended + timedelta(days=days_after)
    assert (window.phase(today), window.days_left(today)) == (phase, left)


def test_a_window_over_a_leap_day_is_as_long_as_any() -> None:
    assert window_of(D("2028-02-10"), 30).last_day == D("2028-03-11")
    assert window_of(D("2027-02-10"), 30).last_day == D("2027-03-12")


@pytest.mark.parametrize(
    ("ended", "extended_to"),
    [
        ("2026-04-30", "2026-06-01"),  # Saturday 30 May
        ("2026-04-29", None),  # Friday
        ("2026-04-25", "2026-05-26"),  # Monday 25 May is the substitute of Buddha's birthday
    ],
)
def test_a_last_day_that_is_no_working_day_is_told(ended: str, extended_to: str | None) -> None:
    window = window_of(D(ended), 30)
    assert window.last_day == D(ended) + timedelta(days=30)
    assert window.extended_to == (D(extended_to) if extended_to else None)
