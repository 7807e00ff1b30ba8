"""Whether a yearly wage reaches the minimum wage of the year in which the contract begins."""

import math
from dataclasses import dataclass
from decimal import Decimal

from naruteo_portal.talent.openings.law.findings import Finding, Weight

WEEKS_IN_A_MONTH = Decimal(365) / 7 / 12
LEAST_HOURS_WITH_HOLIDAY = 15
"""Who works at least so many hours a week has a paid weekly holiday (근로기준법 제18조 제3항, 제55조)."""
FULL_WEEK = 40


@dataclass(frozen=True)
class MinimumWage:
    """Won for an hour, and whether that was confirmed from its source."""

    hourly: Decimal
    year: int
    confirmed: bool


def paid_hours_in_a_month(weekly_hours: int) -> int:
    """The hours that a month's wage pays: those worked, and the paid weekly holiday in proportion to them.

    40 hours make 209: (40 + 8) × 365 / 7 / 12 = 208.57, counted up to whole hours as the yearly notice of the minimum
    wage does (최저임금법 시행령 제5조 제1항). Premiums for hours above 40 are left out: a wage that is too low without
    them is too low with them.
    """
    holiday = Decimal(min(weekly_hours, FULL_WEEK)) / 5 if weekly_hours >= LEAST_HOURS_WITH_HOLIDAY else Decimal(0)
    return math.ceil((weekly_hours + holiday) * WEEKS_IN_A_MONTH)


def least_yearly_wage(weekly_hours: int, minimum: MinimumWage) -> int:
    """The least that a year of so many weekly hours costs, in won, counted up to whole won."""
    return math.ceil(minimum.hourly * paid_hours_in_a_month(weekly_hours) * 12)


def check_wage(yearly_wage: int | None, weekly_hours: int | None, minimum: MinimumWage | None) -> list[Finding]:
    """What is wrong with the wage; unknown figures are undetermined, never enough."""
    if yearly_wage is None or weekly_hours is None:
        return [Finding("wage_missing", Weight.STOPS, "yearly_wage" if yearly_wage is None else "weekly_hours", "", "")]
    if minimum is None or not minimum.confirmed:
        known = f"{minimum.year}: {minimum.hourly:,}" if minimum else ""
        return [Finding("minimum_wage_unknown", Weight.WARNS, "yearly_wage", f"{yearly_wage:,}", known)]
    least = least_yearly_wage(weekly_hours, minimum)
    if yearly_wage >= least:
        return []
    sum_of_it = f"{minimum.hourly:,} × {paid_hours_in_a_month(weekly_hours)} × 12 = {least:,} ({minimum.year})"
    return [Finding("below_minimum_wage", Weight.STOPS, "yearly_wage", f"{yearly_wage:,}", sum_of_it)]
