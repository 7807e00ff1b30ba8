"""Due rules become instants in Korean time."""

from datetime import UTC, date, datetime, time

import pytest

from naruteo_portal.catalogue.schedule import DueRule, plan, start_of


def test_a_day_begins_at_midnight_in_korea() -> None:
    assert start_of(date(2027, 3, 1)) == datetime(2027, 2, 28, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rule", "due"),
    [
        (DueRule(1, 7, time(23, 59)), datetime(2027, 3, 8, 14, 59, tzinfo=UTC)),
        (DueRule(1, 0, time(9)), datetime(2027, 3, 1, 0, tzinfo=UTC)),
        (DueRule(1, 31, time(0)), datetime(2027, 3, 31, 15, tzinfo=UTC)),
        (DueRule(1, None, None), datetime(2027, 3, 31, 15, tzinfo=UTC)),
    ],
)
def test_a_task_is_due_by_its_rule_or_when_the_cohort_ends(rule: DueRule, due: datetime) -> None:
    (window,) = plan([rule], date(2027, 3, 1), date(2027, 4, 1))

    assert (window.task_id, window.opens_at, window.due_at) == (1, datetime(2027, 2, 28, 15, tzinfo=UTC), due)
