"""The minimum wage of a year, by the hours that a month's wage pays."""

from decimal import Decimal

import pytest

from naruteo_portal.talent.openings.law.findings import Weight
from naruteo_portal.talent.openings.law.wage import (
    MinimumWage,
    check_wage,
    least_yearly_wage,
    paid_hours_in_a_month,
)

# A figure of this test's own: no year's notice.
TEN_THOUSAND = MinimumWage(Decimal(10_000), 2030, confirmed=True)


@pytest.mark.parametrize(("weekly", "monthly"), [(40, 209), (20, 105), (15, 79), (14, 61), (52, 261)])
def test_hours_that_a_month_pays(weekly: int, monthly: int) -> None:
    assert paid_hours_in_a_month(weekly) == monthly


def test_a_full_week_costs_two_hundred_and_nine_hours_a_month() -> None:
    assert least_yearly_wage(40, TEN_THOUSAND) == 10_000 * 209 * 12


def test_one_won_below_stops_and_the_minimum_itself_does_not() -> None:
    least = 10_000 * 209 * 12
    assert check_wage(least, 40, TEN_THOUSAND) == []
    (found,) = check_wage(least - 1, 40, TEN_THOUSAND)
    assert (found.rule, found.weight, found.place) == ("below_minimum_wage", Weight.STOPS, "yearly_wage")
    assert found.sentence == "10,000 × 209 × 12 = 25,080,000 (2030)"


def test_an_unknown_or_unconfirmed_figure_decides_nothing() -> None:
    for minimum in (None, MinimumWage(Decimal(10_000), 2030, confirmed=False)):
        (found,) = check_wage(1, 40, minimum)
        assert (found.rule, found.weight) == ("minimum_wage_unknown", Weight.WARNS)


@pytest.mark.parametrize(("wage", "hours"), [(None, 40), (30_000_000, None)])
def test_work_without_wage_or_hours_is_not_published(wage: int | None, hours: int | None) -> None:
    (found,) = check_wage(wage, hours, TEN_THOUSAND)
    assert (found.rule, found.weight) == ("wage_missing", Weight.STOPS)
