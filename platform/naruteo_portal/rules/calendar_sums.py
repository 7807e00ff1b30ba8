"""Sums with days, for arrays of days since 1970-01-01."""

import numpy as np
from numpy.typing import NDArray

Days = NDArray[np.int64]


def _split(days: Days) -> tuple[Days, Days]:
    """Months since 1970-01, and days since the month's first."""
    day = days.astype("datetime64[D]")
    month = day.astype("datetime64[M]")
    return month.astype(np.int64), (day - month.astype("datetime64[D]")).astype(np.int64)


def _first(months: Days) -> Days:
    return months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


def add_months(days: Days, by: Days) -> Days:
    """The same day so many months later, or that month's last day where it has no such day."""
    months, day = _split(days)
    found: Days = np.minimum(_first(months + by) + day, _first(months + by + 1) - 1)
    return found


def month_end(days: Days) -> Days:
    """The last day of each day's month."""
    months, _ = _split(days)
    found: Days = _first(months + 1) - 1
    return found


def age_on(births: Days, days: Days) -> Days:
    """Completed years; who was born on 29 February completes them on 28 February of other years."""
    years = _split(days)[0] // 12 - _split(births)[0] // 12
    found: Days = years - (days < add_months(births, 12 * years))
    return found
