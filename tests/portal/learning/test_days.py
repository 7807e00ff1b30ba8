"""Which days count when entries are corrected."""

from dataclasses import dataclass
from datetime import date

from naruteo_portal.learning.days import counted_days

MONDAY, TUESDAY, FRIDAY = date(2027, 3, 8), date(2027, 3, 9), date(2027, 3, 12)


@dataclass(frozen=True)
class Correction:
    id: int
    entry: str
    day: date | None


def test_each_day_counts_once() -> None:
    assert counted_days({"trace-1": MONDAY, "trace-2": MONDAY, "submission-1": TUESDAY}, []) == {MONDAY, TUESDAY}


def test_a_corrected_entry_counts_for_another_day_or_for_none() -> None:
    recorded = {"trace-1": MONDAY, "trace-2": TUESDAY}

    assert counted_days(recorded, [Correction(1, "trace-1", FRIDAY)]) == {TUESDAY, FRIDAY}
    assert counted_days(recorded, [Correction(1, "trace-1", None)]) == {TUESDAY}


def test_of_two_corrections_of_one_entry_the_later_counts() -> None:
    twice = [Correction(2, "trace-1", MONDAY), Correction(1, "trace-1", None)]

    assert counted_days({"trace-1": TUESDAY}, twice) == {MONDAY}


def test_missing_entries_are_added_and_corrections_of_what_is_not_shown_are_not() -> None:
    assert counted_days({}, [Correction(1, "", FRIDAY), Correction(2, "submission-9", MONDAY)]) == {FRIDAY}
