"""Rates that are shown: of enough persons, not of almost all or none, and rounded. Imports no pandas."""

from naruteo_analytics.disclosure.policy import Policy
from naruteo_analytics.documents import Why

WHOLE_BELOW = 100
"""Rates of fewer persons are rounded to whole per cent, others to one decimal."""


def rounded(share: float, denominator: int) -> float:
    """A share as per cent, to as many places as its denominator bears."""
    return round(100 * share, 0 if denominator < WHOLE_BELOW else 1)


def rate(numerator: int | None, denominator: int | None, policy: Policy) -> tuple[float | None, Why | None]:
    """A rate in per cent as it may be shown, or why it may not.

    Where a count is hidden its rate is hidden too, however much it is rounded: together with the denominator it would
    give the count back.

    Parameters
    ----------
    numerator, denominator : int or None
        As shown; None where hidden.
    policy : Policy

    Returns
    -------
    (per cent, None) or (None, why)

    Examples
    --------
    >>> rate(30, 45, Policy()), rate(44, 45, Policy())
    ((67.0, None), (None, <Why.LOW: 'low'>))
    """
    if numerator is None or denominator is None:
        return None, Why.JOINT
    if denominator < policy.n_rate or min(numerator, denominator - numerator) < policy.least_part:
        return None, Why.LOW
    return rounded(numerator / denominator, denominator), None


def numerators(per_cent: float, denominator: int) -> range:
    """The counts that a shown rate could come from: what somebody finds who knows the denominator."""
    fitting = [each for each in range(denominator + 1) if rounded(each / denominator, denominator) == per_cent]
    return range(fitting[0], fitting[-1] + 1) if fitting else range(0)
