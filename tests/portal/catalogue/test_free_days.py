"""Days off in Korea."""

from datetime import UTC, date, datetime

import pytest

from naruteo_portal.catalogue.free_days import free_day, free_day_of_due, free_day_of_opening


@pytest.mark.parametrize(
    ("day", "english"),
    [
        (date(2027, 2, 8), "The second day of Korean New Year"),
        (date(2027, 2, 9), "Alternative holiday for Korean New Year"),
        (date(2027, 2, 10), None),
        (date(2027, 9, 15), "Chuseok"),
        (date(2027, 3, 6), "Saturday"),
        (date(2027, 3, 7), "Sunday"),
        (date(2999, 9, 2), None),
    ],
)
def test_weekends_and_holidays_are_days_off(day: date, english: str | None) -> None:
    found = free_day(day)
    assert (found and found["en"]) == english
    assert found is None or found["ko"] != found["en"]


def test_midnight_belongs_to_the_day_that_it_ends() -> None:
    sunday_ends = datetime(2027, 3, 7, 15, tzinfo=UTC)
    due = free_day_of_due(sunday_ends)
    assert due
    assert due["en"] == "Sunday"
    assert free_day_of_opening(sunday_ends) is None
