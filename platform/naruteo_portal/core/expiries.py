"""How long before an expiry people are reminded of it."""

from datetime import date

STEPS = (30, 90)
"""Days before, the nearest first."""


def step_before(day: date, today: date) -> int | None:
    """The nearest of the steps that a day which is still to come has reached; None for a day that is far or past."""
    left = (day - today).days
    return next((step for step in STEPS if 0 <= left <= step), None)
