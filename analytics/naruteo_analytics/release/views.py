"""Views from shown counts: what a page, a chart or a file can show is all here."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, product
from typing import Literal

from naruteo_analytics.disclosure.tables import UNKNOWN
from naruteo_analytics.documents import CROSS, Bin, Count, Curve, Group, Item, Quartiles, Stage, View, Week, Why
from naruteo_analytics.funnel import STAGES
from naruteo_analytics.release.cells import Cells, no_rate
from naruteo_analytics.release.cube import GRADES, week_name
from naruteo_analytics.release.curves import Groups, placement, withdrawal
from naruteo_analytics.release.gaps import gaps
from naruteo_analytics.release.layout import OTHER
from naruteo_analytics.release.tables import attributes_of, by_cohort, ways

WIDEST = 20
"""Between bounds that are further apart, in points, no quartile is told."""
REGISTERED, STARTED = "registered", "started"


def all_views(cells: Cells, persons: Mapping[str, Count], tasks: Mapping[str, list[Item]]) -> list[View]:
    """The views of a release: each cohort and the programme (''), by each way.

    Parameters
    ----------
    cells : Cells
    persons : mapping from cohort ('' for the programme) to its persons
    tasks : mapping from cohort to its items
    """
    return [
        _view(cells, cohort, by, persons[cohort], tasks.get(cohort, []) if not by else [])
        for cohort in ("", *cells.cube.cohorts)
        for by in ways(cells.cube)
        if not cohort or by_cohort(cells.cube, "stage", by)
    ]


def _view(cells: Cells, cohort: str, by: str, persons: Count, tasks: list[Item]) -> View:
    groups = groups_of(cells, by, cohort)
    only_funnel = CROSS in by or bool(cohort and by)
    recorded = _recorded(cells, cohort)
    whole = {} if only_funnel else groups
    return View(
        cohort=cohort,
        by=by,
        groups=[_group(cells, key, by) for key in groups],
        persons=persons,
        funnel=[stage for key, group in groups.items() for stage in _funnel(cells, by, cohort, key, group, recorded)],
        activity=list(_activity(cells, by, cohort, whole)) if "started" in recorded else [],
        retention=list(_retention(cells, by, cohort, whole)) if "started" in recorded else [],
        grades=list(_grades(cells, by, cohort, whole)),
        quartiles=[_quartiles(cells, by, cohort, key, group) for key, group in whole.items()],
        withdrawal=withdrawal(cells, by, cohort, whole) if whole else _empty("week"),
        placement=placement(cells, by, cohort, whole) if "placed" in recorded and whole else _empty("month"),
        items=tasks,
        equity=gaps(cells, by, cohort, groups, recorded) if by else [],
    )


def _empty(unit: Literal["week", "month"]) -> Curve:
    return {"unit": unit, "steps": [], "summaries": []}


def groups_of(cells: Cells, by: str, cohort: str) -> Groups:
    """The groups of a way: key → a value of each of its attributes; without others and unknown where there are none."""
    found = product(*(cells.cube.layout.groups(name) for name in attributes_of(by)))
    return {
        CROSS.join(group): group
        for group in found
        if not {OTHER, UNKNOWN} & {*group} or cells.count("stage", by, cohort, group, REGISTERED) != {"n": 0}
    }


def _group(cells: Cells, key: str, by: str) -> Group:
    return {"key": key, "merged": cells.cube.layout.members(by, key) if by and CROSS not in by else []}


def _recorded(cells: Cells, cohort: str) -> list[str]:
    """The stages that a cohort records, or all cohorts of which the programme's figures are."""
    told = cells.cube.recorded.loc[cells.cube.of_view(cohort)]
    return [stage for stage in STAGES if bool(told[stage].all())]


def _funnel(
    cells: Cells, by: str, cohort: str, key: str, group: Sequence[str], recorded: Sequence[str]
) -> Iterator[Stage]:
    registered = cells.count("stage", by, cohort, group, REGISTERED)
    for stage in STAGES:
        if stage not in recorded:
            nothing: Count = {"n": None, "why": Why.UNRECORDED}
            yield {"group": key, "stage": stage, "count": nothing, "rate": no_rate(Why.UNRECORDED)}
            continue
        count = cells.count("stage", by, cohort, group, stage)
        rate = cells.all_of(registered) if stage == REGISTERED else cells.rate(count, registered)
        yield {"group": key, "stage": stage, "count": count, "rate": rate}


def _activity(cells: Cells, by: str, cohort: str, groups: Groups) -> Iterator[Week]:
    over = cells.cube.weeks_over(cohort)
    weeks = [week for week in (cells.cube.sampled_weeks if by else cells.cube.weeks) if week < over]
    for key, group in groups.items():
        registered = cells.count("stage", by, cohort, group, REGISTERED)
        for week in weeks:
            count = cells.count(week_name(week), by, cohort, group, "yes")
            yield {"group": key, "week": week, "count": count, "rate": cells.rate(count, registered)}


def _retention(cells: Cells, by: str, cohort: str, groups: Groups) -> Iterator[Week]:
    over = cells.cube.weeks_over(cohort)
    for key, group in groups.items():
        started = cells.count("stage", by, cohort, group, STARTED)
        for level in cells.cube.starts:
            week = int(level)
            if week >= over:
                break
            # Who was ever active from the first period on is who started.
            count = cells.count("last", by, cohort, group, level) if week else started
            rate = cells.rate(count, started) if week else cells.all_of(started)
            yield {"group": key, "week": week, "count": count, "rate": rate}


def _from(cells: Cells, by: str, cohort: str, group: Sequence[str]) -> list[Count]:
    """How many of a group have a grade from each bound of the bins on."""
    return [*(cells.count("grade", by, cohort, group, str(low)) for low in GRADES[:-1]), {"n": 0}]


def _grades(cells: Cells, by: str, cohort: str, groups: Groups) -> Iterator[Bin]:
    for key, group in groups.items():
        counts = pairwise(_from(cells, by, cohort, group))
        for (low, high), (here, above) in zip(pairwise(GRADES), counts, strict=True):
            n = None if here["n"] is None or above["n"] is None else max(0, here["n"] - above["n"])
            count: Count = {"n": None, "why": here.get("why") or above.get("why") or Why.JOINT}
            # The difference of counts as of two releases may be of few, and is nobody's count.
            if n is not None and not cells.policy.few(n):
                count = {"n": n}
            yield {"group": key, "low": float(low), "high": float(high), "count": count}


def _quartiles(cells: Cells, by: str, cohort: str, key: str, group: Sequence[str]) -> Quartiles:
    """Quartiles from the bins: grades between two bounds are taken to lie evenly between them."""
    counts = _from(cells, by, cohort, group)
    n = counts[0]["n"]
    if n is None or n < cells.policy.n_rate:
        why = counts[0].get("why", Why.LOW)
        return {"group": key, "count": counts[0], "lower": None, "median": None, "upper": None, "why": why}
    below = [(low, n - count["n"]) for low, count in zip(GRADES, counts, strict=True) if count["n"] is not None]
    lower, median, upper = (_at(below, share * n) for share in (0.25, 0.5, 0.75))
    return {"group": key, "count": counts[0], "lower": lower, "median": median, "upper": upper}


def _at(below: Sequence[tuple[int, int]], rank: float) -> float | None:
    """The grade below which so many lie; None where the bounds that are shown leave it too open."""
    for (low, before), (high, until) in pairwise(below):
        if before <= rank <= until and before < until:
            return round(low + (high - low) * (rank - before) / (until - before), 1) if high - low <= WIDEST else None
    return None
