"""How far a group's rate lies from that of all others (`equity`), from shown counts alone."""

import math
from collections.abc import Iterator, Sequence

from naruteo_analytics.documents import Gap, Why
from naruteo_analytics.equity import OUTCOMES, common_difference, newcombe
from naruteo_analytics.release.cells import Cells
from naruteo_analytics.release.curves import Groups

COVERED = 0.8
"""Of a group's enrolments such a share must be in the courses whose counts are shown. Of a small group mostly those are
shown in which many succeeded, and their mean would be taken for that of all."""
Four = tuple[int, int, int, int]
"""Of a group: with the outcome, and all; of all others the same."""


def gaps(cells: Cells, by: str, cohort: str, groups: Groups, recorded: Sequence[str]) -> list[Gap]:
    """The gaps of all groups in each outcome that is recorded, in per cent points.

    `within` is the difference within courses, over those of whose cohorts all counts are shown, where these hold
    `COVERED` of the group's enrolments. A cohort is of one course, so its views have none. Those whose group is not
    known are among the others.
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
    if four is None or rate["per_cent"] is None or cells.rate({"n": four[2]}, {"n": four[3]})["per_cent"] is None:
        return {"group": key, "outcome": outcome, "rate": rate, "difference": None, "low": None, "high": None,
                "ratio": None, "within": None, "reverses": False, "why": rate.get("why", Why.LOW)}  # fmt: skip
    one, of, rest, others = four
    difference, low, high = (_points(each) for each in newcombe(*four))
    within = None if cohort else _within(cells, by, group, outcome, of)
    return {
        "group": key, "outcome": outcome, "rate": rate, "difference": difference, "low": low, "high": high,
        "ratio": round((one / of) / (rest / others), 2), "within": within,
        "reverses": within is not None and within * difference < 0,
    }  # fmt: skip


def _four(cells: Cells, by: str, cohort: str, group: Sequence[str], outcome: str) -> Four | None:
    """The four counts, if all are shown."""
    one, of = (cells.count("stage", by, cohort, group, stage)["n"] for stage in (outcome, "registered"))
    together, everybody = (cells.count("stage", "", cohort, (), stage)["n"] for stage in (outcome, "registered"))
    if one is None or of is None or together is None or everybody is None:
        return None
    return one, of, together - one, everybody - of


def _within(cells: Cells, by: str, group: Sequence[str], outcome: str, registered: int) -> float | None:
    strata = list(_courses(cells, by, group, outcome))
    if not strata or sum(of for _one, of, _rest, _others in strata) < COVERED * registered:
        return None
    difference, _low, _high = common_difference(*zip(*strata, strict=True))
    return None if math.isnan(difference) else _points(difference)


def _courses(cells: Cells, by: str, group: Sequence[str], outcome: str) -> Iterator[Four]:
    """The four counts of each course whose ended cohorts all show theirs and record the outcome."""
    cohorts = [each for each in cells.cube.ended if cells.cube.recorded.loc[each, outcome]]
    for course in dict.fromkeys(cells.cube.courses[each] for each in cohorts):
        parts = [_four(cells, by, each, group, outcome) for each in cohorts if cells.cube.courses[each] == course]
        shown = [each for each in parts if each is not None]
        if len(shown) == len(parts):
            one, of, rest, others = (sum(column) for column in zip(*shown, strict=True))
            yield one, of, rest, others


def _points(share: float) -> float:
    return round(100 * share, 1) + 0.0
