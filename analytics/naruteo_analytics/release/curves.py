"""Curves over time from shown counts: who has not withdrawn yet, and where people were after the end.

Times are bounds of periods. All of a cohort are watched for the same time while it runs, so that nobody is
lost from sight within it, and the Kaplan-Meier estimate is the share that is still in, its interval Wilson's. After the
end people are lost from sight: there the estimate is Aalen and Johansen's, on these periods (`survival`).
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import pandas as pd

from naruteo_analytics import survival
from naruteo_analytics.disclosure.rates import rounded
from naruteo_analytics.documents import Count, Curve, Rate, Step, Summary, Why
from naruteo_analytics.release.cells import Cells, settled
from naruteo_analytics.release.cube import CAUSES, MONTHS, STAYED, place_names

WITHDRAWN = "withdrawn"
MEDIAN, MEAN, LOG_RANK = "median", "restricted_mean", "log_rank_p"
HALF = 0.5

Groups = Mapping[str, Sequence[str]]
"""Key → a value of each attribute."""


def withdrawal(cells: Cells, by: str, cohort: str, groups: Groups) -> Curve:
    """The share of those who were in on the first day and have not withdrawn, at the beginning of each period.

    Summaries: `median` and `restricted_mean` (weeks until withdrawal, counting at most the weeks that were watched) of
    each group, and `log_rank_p` of all groups together, whose `group` is ''.
    """
    steps: list[Step] = []
    summaries: list[Summary] = []
    whole: dict[str, list[tuple[int, int]]] = {}
    for key, group in groups.items():
        points = [(week, cells.count("exit", by, cohort, group, level)) for week, level in _bounds(cells, cohort)]
        began = points[0][1] if points else {"n": 0}
        for week, count in points:
            rate = cells.rate(count, began) if week else cells.all_of(began)
            steps.append({"group": key, "cause": WITHDRAWN, "time": week, "at_risk": count, "rate": rate})
        summaries += _summed_up(cells, key, points)
        shown = [(week, count["n"]) for week, count in points if count["n"] is not None]
        if len(shown) == len(points) > 1 and (began["n"] or 0) >= cells.policy.n_rate:
            whole[key] = [(week, n) for week, n in shown]
    if len(groups) > 1:
        summaries.append(_log_rank(whole, groups))
    return {"unit": "week", "steps": steps, "summaries": summaries}


def _bounds(cells: Cells, cohort: str) -> list[tuple[int, str]]:
    """The bounds of the periods that were over in a cohort (of the programme: in each), by week and level."""
    cube = cells.cube
    over = min(cube.weeks_over(cohort) // cube.layout.period, cube.layout.periods)
    levels = [*cube.starts, STAYED]
    return [(cube.layout.period * each, levels[each]) for each in range(over + 1)] if over else []


def _summed_up(cells: Cells, key: str, points: Sequence[tuple[int, Count]]) -> Iterator[Summary]:
    counts = [count["n"] for _week, count in points]
    began = counts[0] if counts else None
    if began is None or began < cells.policy.n_rate or None in counts:
        for name in (MEDIAN, MEAN):
            yield _nothing(key, name, Why.LOW if counts else Why.UNRECORDED)
        return
    shares = [(week, (count["n"] or 0) / began) for week, count in points]
    median = next((week for week, share in shares if share <= HALF), None)
    yield {"group": key, "name": MEDIAN, "value": median, "low": None, "high": None}
    # Within a period people leave evenly, as far as anybody is told.
    mean = sum((later - week) * (share + after) / 2 for (week, share), (later, after) in pairwise(shares))
    yield {"group": key, "name": MEAN, "value": round(mean, 1), "low": None, "high": None}


def _nothing(key: str, name: str, why: Why) -> Summary:
    return {"group": key, "name": name, "value": None, "low": None, "high": None, "why": why}


def _log_rank(whole: Mapping[str, Sequence[tuple[int, int]]], groups: Groups) -> Summary:
    """Whether groups differ, by the periods in which they left; only where each group is shown in all periods."""
    if len(whole) < len(groups):
        return _nothing("", LOG_RANK, Why.LOW)
    rows = [
        (key, end, 1, before - after)
        for key, points in whole.items()
        for (_week, before), (end, after) in pairwise(points)
    ] + [(key, points[-1][0], 0, points[-1][1]) for key, points in whole.items()]
    frame = pd.DataFrame(rows, columns=["group", "time", "event", "n"])
    frame = frame.loc[frame.index.repeat(frame["n"].clip(lower=0))]
    if frame.empty or not frame["event"].any():
        return _nothing("", LOG_RANK, Why.LOW)
    p = survival.log_rank(frame["time"], frame["event"], frame["group"]).p
    return {"group": "", "name": LOG_RANK, "value": settled(p, 3), "low": None, "high": None}


def placement(cells: Cells, by: str, cohort: str, groups: Groups) -> Curve:
    """The share that was placed, studied further or was lost, by the end of each period after the cohort's end.

    The curve of a group begins with nobody at time 0, and ends with the last period all of whose counts are shown.
    Summaries: `median_placed`, months.
    """
    steps: list[Step] = []
    summaries: list[Summary] = []
    for key, group in groups.items():
        rows, at_risk = _followed(cells, by, cohort, group)
        if not rows or at_risk[0] < cells.policy.n_rate:
            summaries.append(_nothing(key, "median_placed", Why.LOW))
            continue
        frame = pd.DataFrame(rows, columns=["time", "cause", "n"])
        frame = frame.loc[frame.index.repeat(frame["n"])]
        if frame["cause"].isna().all():
            summaries.append(_nothing(key, "median_placed", Why.LOW))
            continue
        curves = survival.cumulative_incidence(frame["time"], frame["cause"])
        steps += _steps(cells, key, curves.steps, at_risk)
        placed = curves.summaries.set_index("cause")
        median = settled(placed["median"].get("placed", float("nan")), 0)
        summaries.append({"group": key, "name": "median_placed", "value": median, "low": None, "high": None})
    return {"unit": "month", "steps": steps, "summaries": summaries}


def _steps(cells: Cells, key: str, curve: pd.DataFrame, at_risk: Sequence[int]) -> Iterator[Step]:
    happened = dict.fromkeys(CAUSES, 0)
    n = at_risk[0]
    for row in curve.to_dict("records"):
        cause, period = str(row["cause"]), int(row["time"]) // cells.cube.layout.months
        if not period:
            # Where the curve begins is no figure of anybody: periods are counted by their ends.
            nobody: Rate = {"per_cent": 0.0, "low": 0.0, "high": 0.0}
            yield {"group": key, "cause": cause, "time": 0, "at_risk": {"n": n}, "rate": nobody}
            continue
        happened[cause] += int(row["events"])
        rate = cells.rate({"n": happened[cause]}, {"n": n})
        if rate["per_cent"] is not None:
            share, low, high = (rounded(float(row[each]), n) for each in ("share", "low", "high"))
            rate = {"per_cent": share, "low": low, "high": high}
        yield {"group": key, "cause": cause, "time": int(row["time"]), "at_risk": {"n": at_risk[period - 1]},
               "rate": rate}  # fmt: skip


def _followed(
    cells: Cells, by: str, cohort: str, group: Sequence[str]
) -> tuple[list[tuple[int, str | None, int]], list[int]]:
    """(months, cause, how many) of a group as far as all is shown, and how many were followed into each period."""
    if "place" not in cells.cube.people:
        return [], []
    months = cells.cube.layout.months
    there = [cells.count("place", by, cohort, group, level)["n"] for level in place_names(months)] + [0]
    rows: list[tuple[int, str | None, int]] = []
    at_risk: list[int] = []
    for period in range(MONTHS // months):
        counts = there[period * len(CAUSES) : (period + 1) * len(CAUSES) + 1]
        shown = [each for each in counts if each is not None]
        if len(shown) < len(counts) or shown[0] < cells.policy.k:
            break
        at_risk.append(shown[0])
        month = months * (period + 1)
        rows += [
            (month, cause or None, max(0, before - after))
            for cause, (before, after) in zip(CAUSES, pairwise(shown), strict=True)
        ]
        rest = shown[-1]
    if at_risk and rest:
        # Those of whom more is known than may be shown are watched until here.
        rows.append((months * len(at_risk), None, rest))
    return rows, at_risk
