"""The engine gives what an independent interpreter with fractions gives, for many cases and for one alike."""

from datetime import date
from fractions import Fraction

import numpy as np
import pytest

from naruteo_portal.rules.cases import read_facts
from naruteo_portal.rules.explaining import explain
from naruteo_portal.rules.judging import BadColumn, Outcome, judge
from naruteo_portal.rules.programme import Programme
from naruteo_portal.rules.reading import read_programme
from naruteo_testing.fraction_rules import Oracle
from naruteo_testing.rule_folders import TOY, as_case, random_columns

CASE = {
    "ended_on": "2026-07-01", "attendance": "0.72", "score": 55, "hours": 20, "fee": 200_000, "mode": "remote",
    "size": "priority", "region": "capital", "premium": 1_000_000,
}  # fmt: skip


@pytest.fixture(scope="module")
def toy() -> Programme:
    return read_programme(TOY)


@pytest.mark.parametrize("gaps", [0.0, 0.05])
def test_many_random_cases_are_judged_as_fractions_judge_them(
    toy: Programme, gaps: float, pytestconfig: pytest.Config
) -> None:
    count = 200_000 if pytestconfig.getoption("--thorough") else 3_000
    rng = np.random.default_rng(20_261_128)
    columns, known = random_columns(toy, rng, count, date(2024, 12, 1), 1200, gaps)
    # Close to the thresholds, where mistakes would be.
    columns["attendance"][::3] = 8000 + rng.integers(-1, 2, len(columns["attendance"][::3]))
    columns["score"][::5] = 600 + rng.integers(-1, 2, len(columns["score"][::5]))
    columns["hours"][::4] = 80 - 40 * rng.integers(0, 2, len(columns["hours"][::4])) + rng.integers(-1, 2)
    found = judge(toy, columns, known)
    oracle = Oracle(TOY)
    outcomes = set()
    for row in range(count):
        case = as_case(toy, columns, known, row)
        outcome, amount = oracle.judge(case)
        assert Outcome(found.outcome[row]).name.lower() == outcome, case
        assert bool(found.amount_known[row]) == (amount is not None), case
        assert amount is None or Fraction(int(found.amount[row]), 10**found.decimals) == amount, case
        outcomes.add(outcome)
    assert outcomes == {"eligible", "not_eligible", "undetermined"}


def test_one_case_is_explained_as_it_is_judged_among_many(toy: Programme) -> None:
    columns, known = random_columns(toy, np.random.default_rng(7), 400, date(2024, 12, 1), 1200, 0.1)
    found = judge(toy, columns, known)
    for row in range(400):
        facts = {name: int(columns[name][row]) for name in toy.facts if known[name][row]}
        one = explain(toy, facts)
        assert one.outcome == found.outcome[row]
        assert (one.amount is not None) == bool(found.amount_known[row])
        if one.amount is not None:
            assert Fraction(str(one.amount)) == Fraction(int(found.amount[row]), 10**found.decimals)


def test_a_refusal_says_each_condition_with_its_values_source_and_remedy(toy: Programme) -> None:
    found = explain(toy, read_facts(toy, CASE))
    assert found.outcome is Outcome.NOT_ELIGIBLE
    assert (found.amount, found.amount_if_met) == (0, 117_040)
    attended = found.conditions[0]
    assert attended.value is False
    assert attended.fix is not None
    assert [(used.name, used.value) for used in attended.used] == [("attendance", "0.72"), ("min_attendance", "0.8")]
    threshold = attended.used[1]
    assert (threshold.since, threshold.reference.article if threshold.reference else "") == ("2025-01-01", "41(1)2")
    assert found.regime == "2026-07-01"


def test_what_is_not_known_is_undetermined_unless_something_known_decides(toy: Programme) -> None:
    without = {**CASE, "score": None, "attendance": "0.8"}
    found = explain(toy, read_facts(toy, without))
    assert found.outcome is Outcome.UNDETERMINED
    assert (found.amount, [each.name for each in found.missing]) == (None, ["score"])
    found = explain(toy, read_facts(toy, {**without, "attendance": "0.7999"}))
    assert (found.outcome, found.amount, found.missing) == (Outcome.NOT_ELIGIBLE, 0, ())


@pytest.mark.parametrize("day", ["2024-12-31", "2028-01-01"])
def test_a_day_whose_rules_are_not_known_is_undetermined_and_not_nothing(toy: Programme, day: str) -> None:
    found = explain(toy, read_facts(toy, {**CASE, "ended_on": day}))
    assert (found.outcome, found.amount, found.not_covered) == (Outcome.UNDETERMINED, None, True)


def test_the_versions_of_the_day_judge(toy: Programme) -> None:
    case = {**CASE, "attendance": 1, "score": 100, "hours": 4}
    assert explain(toy, read_facts(toy, {**case, "ended_on": "2026-06-30"})).outcome is Outcome.NOT_ELIGIBLE
    assert explain(toy, read_facts(toy, {**case, "ended_on": "2026-07-01"})).outcome is Outcome.ELIGIBLE


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"size": [3]}, "size: row 0"),
        ({"hours": [5, -1]}, "hours: row 1"),
        ({"hours": [1.5]}, "whole numbers"),
        ({"unheard_of": [1]}, "no such fact"),
        ({"hours": [1], "fee": [1, 2]}, "another length"),
    ],
)
def test_columns_that_cannot_be_judged_are_refused(toy: Programme, columns: dict[str, list[int]], said: str) -> None:
    with pytest.raises(BadColumn, match=said):
        judge(toy, columns)
