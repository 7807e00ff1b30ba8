"""Figures of items for a release: of items that enough answered, rounded, with counts to the nearest ten.

They are no counts of the cube. A count to the nearest ten leaves ten persons open, more than the width that hidden
counts must have; a figure of at least `n_rate` answers in two decimals tells nobody's answer.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from naruteo_analytics import items
from naruteo_analytics.disclosure import Policy
from naruteo_analytics.documents import Item, Why
from naruteo_analytics.release.cells import LEAST_APART, settled
from naruteo_analytics.shape import Programme

NEAREST = 10
FIGURES: Mapping[str, int] = {
    "facility": 2, "sd": 2, "r_rest": 2, "efficiency": 2, "effective_weight": 2, "alpha_if_dropped": 2,
    "omit_rate": 2, "attempts": 1, "seconds": -1, "a": 2, "b": 2,
}  # fmt: skip
"""Columns of `items.analyse` with the decimals to which they are given."""
SHARES = ("facility", "omit_rate")


def of_cohorts(programme: Programme, policy: Policy) -> dict[str, list[Item]]:
    """The items of each cohort that has responses."""
    if programme.responses is None:
        return {}
    return {
        str(cohort): [_item(row, policy) for row in items.analyse(responses).items.to_dict("records")]
        for cohort, responses in programme.responses.groupby("cohort", sort=False)
    }


def _item(row: Mapping[Any, Any], policy: Policy) -> Item:
    n = int(row["n"])
    told = n >= policy.n_rate
    return Item(
        exercise=str(row["exercise"]), item=str(row["item"]),
        count={"n": NEAREST * round(n / NEAREST)} if told else {"n": None, "why": Why.FEW},
        figures=dict(_figures(row, n)) if told else dict.fromkeys(FIGURES),
        review=list(row["review"]) if told else [],
    )  # fmt: skip


def _figures(row: Mapping[Any, Any], n: int) -> Iterator[tuple[str, float | None]]:
    for name, decimals in FIGURES.items():
        value = row[name]
        known = not pd.isna(value)
        if known and name in SHARES and not _between(float(value) * n, n) and not (name == "omit_rate" and value == 0):
            known = False
        yield name, settled(value, decimals) if known else None


def _between(part: float, n: int) -> bool:
    return LEAST_APART <= part <= n - LEAST_APART
