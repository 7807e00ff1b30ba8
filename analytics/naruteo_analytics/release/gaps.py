"""How far a group's rate lies from that of all others, from shown counts alone."""

import math
from collections.abc import Iterator, Sequence

from naruteo_analytics.documents import Count, Gap, Rate, Why
from naruteo_analytics.release.cells import Cells
from naruteo_analytics.release.curves import Groups
from naruteo_analytics.statistics import Z95

OUTCOMES = ("completed", "passed", "placed")
"""The stages that are compared between groups."""


def gaps(cells: Cells, by: str, cohort: str, groups: Groups, recorded: Sequence[str]) -> list[Gap]:
    """The gaps of all groups in each outcome that is recorded.

    `difference` is in per cent points, with Wald's 95 % interval; `ratio` is that of the two rates; `within` is the
    mean of the differences within cohorts (each of which is of one course), weighted as Mantel and Haenszel do, over
    the cohorts in which all four counts are shown. `reverses`: the two point in different directions.
    """
    return [
        _gap(cells, by, cohort, key, group, outcome)
        for outcome in OUTCOMES
        if outcome in recorded
        for key, group in groups.items()
    ]


def _gap(cells: Cells, by: str, cohort: str, key: str, group: Sequence[str], outcome: str) -> Gap:
    rate = cells.rate(
        cells.count("stage", by, cohort, group, outcome), cells.count("stage", by, cohort, group, "registered")
    )
    four = _four(cells, by, cohort, group, outcome)
    if four is None or rate["per_cent"] is None:
        return {"group": key, "outcome": outcome, "rate": rate, "difference": None, "low": None, "high": None,
                "ratio": None, "within": None, "reverses": False, "why": rate.get("why", Why.LOW)}  # fmt: skip
    one, of, rest, others = four
    difference = one / of - rest / others
    error = math.sqrt(one * (of - one) / of**3 + rest * (others - rest) / others**3)
    within = None if cohort else _within(cells, by, group, outcome)
    return {
        "group": key, "outcome": outcome, "rate": rate, "difference": _points(difference),
        "low": _points(difference - Z95 * error), "high": _points(difference + Z95 * error),
        "ratio": round((one / of) / (rest / others), 2), "within": None if within is None else _points(within),
        "reverses": within is not None and _points(within) * _points(difference) < 0,
    }  # fmt: skip


def _four(cells: Cells, by: str, cohort: str, group: Sequence[str], outcome: str) -> tuple[int, int, int, int] | None:
    """Of a group: with the outcome, and all; of all others the same. None unless all are shown and many enough."""
    one, of = (cells.count("stage", by, cohort, group, stage)["n"] for stage in (outcome, "registered"))
    together, everybody = (cells.count("stage", "", cohort, (), stage)["n"] for stage in (outcome, "registered"))
    if one is None or of is None or together is None or everybody is None:
        return None
    rest, others = together - one, everybody - of
    rates: tuple[tuple[int, int], ...] = ((one, of), (rest, others))
    told = [cells.rate(Count(n=part), Count(n=whole)) for part, whole in rates]
    return (one, of, rest, others) if all(_is_shown(each) for each in told) else None


def _is_shown(rate: Rate) -> bool:
    return rate["per_cent"] is not None


def _within(cells: Cells, by: str, group: Sequence[str], outcome: str) -> float | None:
    weighted = list(_differences(cells, by, group, outcome))
    total = sum(weight for weight, _difference in weighted)
    return sum(weight * difference for weight, difference in weighted) / total if total else None


def _differences(cells: Cells, by: str, group: Sequence[str], outcome: str) -> Iterator[tuple[float, float]]:
    for cohort in cells.cube.ended:
        four = _four(cells, by, cohort, group, outcome) if cells.cube.recorded.loc[cohort, outcome] else None
        if four is not None:
            one, of, rest, others = four
            yield of * others / (of + others), one / of - rest / others


def _points(share: float) -> float:
    return round(100 * share, 1) + 0.0
