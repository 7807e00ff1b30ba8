"""How long people stayed and searched: where watching begins and ends, and who is left out."""

from datetime import date

import pandas as pd
import pytest

from naruteo_analytics.durations import placement, withdrawal
from naruteo_analytics.faults import BadRows

COHORTS = pd.DataFrame({"cohort": ["c"], "starts": [pd.Timestamp("2026-03-02")], "length": [100]})


def enrolled(registered: int | None, left: int | None, outcome: str | None = "withdrawn") -> pd.DataFrame:
    return pd.DataFrame({
        "enrolment": [7], "cohort": ["c"], "outcome": pd.Categorical([outcome]),
        "registered": pd.array([registered], "Int32"), "left": pd.array([left], "Int32"),
    })  # fmt: skip


@pytest.mark.parametrize(
    ("registered", "left", "time", "event"),
    [
        (-20, 30, 30, 1),
        (10, 30, 20, 1),
        (None, 30, 30, 1),
        (-20, 120, 100, 0),
    ],
)
def test_days_are_counted_from_the_beginning(registered: int | None, left: int, time: int, event: int) -> None:
    found = withdrawal(COHORTS, enrolled(registered, left))
    assert found.rows[["enrolment", "time", "event"]].to_numpy().tolist() == [[7, time, event]]
    assert found.left_out == {}


def test_who_stays_is_watched_until_the_end_or_the_day_of_the_data() -> None:
    stays = enrolled(-5, None, None)
    assert withdrawal(COHORTS, stays).rows["time"].tolist() == [100]
    found = withdrawal(COHORTS, stays, until=date(2026, 3, 12))
    assert found.rows[["time", "event"]].to_numpy().tolist() == [[10, 0]]


@pytest.mark.parametrize(
    ("rows", "until", "why"),
    [
        (enrolled(-20, -3), None, "withdrew before it began"),
        (enrolled(-20, None), None, "withdrew on a day that is not recorded"),
        (enrolled(-20, None, None), date(2026, 3, 1), "had not begun, or its end is not known"),
    ],
)
def test_who_is_left_out_is_counted(rows: pd.DataFrame, until: date | None, why: str) -> None:
    found = withdrawal(COHORTS, rows, until)
    assert (len(found.rows), found.left_out) == (0, {why: 1})


def test_a_placement_counts_from_the_end_of_the_cohort() -> None:
    rows = pd.DataFrame({
        "enrolment": [1, 2, 3], "day": pd.array([30, -4, 90], "Int32"),
        "kind": pd.Categorical(["placed", "placed", None]),
    })  # fmt: skip
    found = placement(rows)
    assert found.rows["time"].tolist() == [30, 0, 90]
    assert found.rows["cause"].isna().tolist() == [False, False, True]
    with pytest.raises(BadRows, match="more than once"):
        placement(pd.concat([rows, rows]))
