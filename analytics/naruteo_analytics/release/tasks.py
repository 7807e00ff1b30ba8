"""Figures of items for a release: of items that enough answered, rounded, with counts to the nearest ten.

They are no counts of the cube. A count to the nearest ten leaves ten persons open, more than the width that hidden
counts must have; a figure of at least `n_rate` answers in two decimals tells nobody's answer. It is kept until k have
changed (`keeping`), so that two releases do not tell what one who left had answered.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd

from naruteo_analytics import items
from naruteo_analytics.disclosure import Policy
from naruteo_analytics.documents import Functioning, Item, Why
from naruteo_analytics.release.cells import settled
from naruteo_analytics.release.keeping import Told
from naruteo_analytics.shape import Programme

NEAREST = 10
FIGURES: Mapping[str, int] = {
    "facility": 2, "sd": 2, "r_rest": 2, "efficiency": 2, "effective_weight": 2, "alpha_if_dropped": 2,
    "omit_rate": 2, "attempts": 1, "seconds": -1, "a": 2, "b": 2,
}  # fmt: skip
"""Columns of `items.analyse` with the decimals to which they are given."""
SHARES = ("facility", "omit_rate")


def of_cohorts(programme: Programme, policy: Policy) -> Iterator[Told]:
    """The items of each cohort that has responses."""
    if programme.responses is None:
        return
    for cohort, responses in programme.responses.groupby("cohort", sort=False):
        for row in items.analyse(responses).items.to_dict("records"):
            n, facility = int(row["n"]), float(row["facility"])
            yield {
                "key": [str(cohort), str(row["exercise"]), str(row["item"])],
                "counts": [n, round(n * facility, 1) if n else 0], "said": _item(row, policy),
            }  # fmt: skip


def together(told: Iterable[Told], differing: Iterable[Told]) -> dict[str, list[Item]]:
    """The items of each cohort, with what is said of groups for whom they function differently."""
    by_item: defaultdict[tuple[str, ...], list[Functioning]] = defaultdict(list)
    for each in differing:
        if each["said"] is not None:
            by_item[tuple(each["key"][:3])].append(each["said"])
    found: defaultdict[str, list[Item]] = defaultdict(list)
    for each in told:
        functioning = by_item[tuple(each["key"])]
        remarks = ["functions_differently"] if any(one["level"] == "C" for one in functioning) else []
        item: Item = each["said"]
        found[each["key"][0]].append({**item, "review": [*item["review"], *remarks], "functioning": functioning})
    return found


def _item(row: Mapping[Any, Any], policy: Policy) -> Item:
    n = int(row["n"])
    told = n >= policy.n_rate
    return Item(
        exercise=str(row["exercise"]), item=str(row["item"]),
        count={"n": NEAREST * ((n + NEAREST // 2) // NEAREST)} if told else {"n": None, "why": Why.FEW},
        figures=dict(_figures(row, n, policy)) if told else dict.fromkeys(FIGURES),
        review=list(row["review"]) if told else [],
        functioning=[],
    )  # fmt: skip


def _figures(row: Mapping[Any, Any], n: int, policy: Policy) -> Iterator[tuple[str, float | None]]:
    for name, decimals in FIGURES.items():
        value = row[name]
        known = not pd.isna(value)
        # Nor is it said that nobody left one open: it would say of what is not told that one or two did.
        if known and name in SHARES and not policy.least_part <= float(value) * n <= n - policy.least_part:
            known = False
        yield name, settled(value, decimals) if known else None
