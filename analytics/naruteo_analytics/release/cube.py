"""The people of a release: one row per enrolment, with everything by which it is counted, in bins that name nobody.

Columns beside `enrolment`: `cohort`; attributes (rare values together, `layout`); `stage`; `grade`; `exit`; `last`;
`place`; and for each week `active W`. Times are in periods of several weeks (after the end: months), so that no step of
a curve is one person's day.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from naruteo_analytics.funnel import furthest_stage, recorded
from naruteo_analytics.grades import of_enrolments
from naruteo_analytics.groups import places
from naruteo_analytics.release.layout import Layout
from naruteo_analytics.shape import Programme

GRADES = (0, 40, 50, 60, 70, 80, 90, 100)
"""Bounds of the bins of grades; the last bin has both of its bounds. Below 40 there are few."""
MONTHS, DAYS_OF_MONTH = 24, 365 / 12
"""For how long people are followed after the end at most."""
CAUSES = ("placed", "further_study", "lost", "")
"""What ends the watching in a period after the end, in this order; '' is the end of the follow-up."""
NOBODY = "none"
"""The level of those who have no such thing: no grade, no follow-up."""
STAYED = "stayed"
WITHOUT_PERIOD = ("undated", "before")
"""The levels of those who withdrew on a day that nobody recorded, or before the start."""
FIRST_WEEK, LAST_WEEK = -4, 52
ACTIVE = "active "
"""Begins the names of columns of weeks."""
SAMPLED = 4
"""Activity by attributes is shown of each fourth week."""


@dataclass(frozen=True, eq=False)
class Cube:
    """Enrolments by all that a release counts.

    Attributes
    ----------
    people : DataFrame
        One row per enrolment.
    layout : Layout
    weeks : list of int
        The weeks that have a column.
    recorded : DataFrame of bool, index cohort
        Which stages each cohort records (`funnel.recorded`).
    courses : dict from str to str
        Cohort to its course.
    ended : list of str
        Cohorts that were over on the day of the release; while there is none, all.
    watched : dict from str to int
        Weeks of each cohort that were over on that day.
    """

    people: pd.DataFrame
    layout: Layout
    weeks: list[int]
    recorded: pd.DataFrame
    courses: dict[str, str]
    ended: list[str]
    watched: dict[str, int]

    @property
    def cohorts(self) -> list[str]:
        """All cohorts, in order."""
        return list(self.watched)

    def of_view(self, cohort: str) -> list[str]:
        """The cohorts that a view is of; '' means those that have ended."""
        return [cohort] if cohort else self.ended

    def weeks_over(self, cohort: str) -> int:
        """How many weeks were over in a cohort (for the programme: in each)."""
        return min(self.watched[each] for each in self.of_view(cohort))

    @property
    def sampled_weeks(self) -> list[int]:
        """The weeks whose activity is shown by attributes."""
        return [week for week in self.weeks if week >= 0 and week % SAMPLED == 0]

    @property
    def starts(self) -> list[str]:
        """The names of periods: the weeks with which they begin."""
        return [str(self.layout.period * each) for each in range(self.layout.periods)]


def cube(
    programme: Programme, rollup: pd.DataFrame, layout: Layout, as_of: date, told: Iterable[int] = ()
) -> Cube:  # fmt: skip
    """Sort the enrolments of a programme into bins.

    Parameters
    ----------
    programme : Programme
    rollup : DataFrame
        Of all its cohorts (`rollup.read`).
    layout : Layout
    as_of : date
        The day of the release; cohorts without a first day are taken to be over.
    told : iterable of int
        The weeks that earlier releases counted. They are counted for ever, also where nobody is active in them any
        more: a week that went with its last person would tell of that one. Without any activity they are not, since
        then none is recorded.
    """
    enrolments, cohorts = programme.enrolments, programme.cohorts
    passed = (pd.Timestamp(as_of) - cohorts["starts"]).dt.days.to_numpy(np.float64, na_value=np.inf)
    whole = np.clip(np.minimum(cohorts["length"].to_numpy(np.float64), passed) // 7, 0, None).astype(int)
    watched = dict(zip(cohorts["cohort"], whole.tolist(), strict=True))
    over = [str(each) for each in cohorts["cohort"][passed >= cohorts["length"].to_numpy()]]
    week = rollup["week"].to_numpy()
    found = Cube(
        pd.DataFrame({
            "enrolment": enrolments["enrolment"],
            # Also those that nobody is in.
            "cohort": pd.Categorical(enrolments["cohort"], categories=sorted(cohorts["cohort"])),
        }),
        layout, _weeks(week, told), recorded(programme),
        dict(zip(cohorts["cohort"], cohorts["course"], strict=True)),
        over or list(cohorts["cohort"]), watched,
    )  # fmt: skip
    length = cohorts.set_index("cohort")["length"].reindex(enrolments["cohort"]).to_numpy()
    at = places(enrolments["enrolment"], rollup["enrolment"].to_numpy())
    columns: dict[str, Any] = {name: layout.column(name, enrolments[name]) for name in layout.attributes}
    columns |= {
        "stage": furthest_stage(programme, rollup).array,
        "grade": _binned(of_enrolments(programme).to_numpy(np.float64)),
        "exit": _exits(found, enrolments, length),
        "last": _last(found, at, week),
    }
    if programme.destinations is not None:
        columns["place"] = _places(programme, layout.months)
    for each in found.weeks:
        active = np.zeros(len(enrolments), np.int8)
        active[at[week == each]] = 1
        columns[week_name(each)] = pd.Categorical.from_codes(active, dtype=pd.CategoricalDtype(["no", "yes"]))
    for name, column in columns.items():
        found.people[name] = column
    # Looked up by name again and again, which Arrow's strings are slow at.
    found.people.columns = found.people.columns.astype(object)
    return found


def week_name(week: int) -> str:
    """The column of a week."""
    return f"{ACTIVE}{week}"


def weeks_among(dimensions: Iterable[str]) -> list[int]:
    """The weeks that have a column among these."""
    return [int(each.removeprefix(ACTIVE)) for each in dimensions if each.startswith(ACTIVE)]


def _weeks(active: NDArray[np.int64], told: Iterable[int]) -> list[int]:
    now = set(np.unique(active).tolist())
    return sorted(each for each in now.union(told) if FIRST_WEEK <= each <= LAST_WEEK) if now else []


def place_names(months: int) -> list[str]:
    """The names of periods of so many months, by their ends, with what ended the watching in them, as `3 placed`."""
    return [f"{end} {cause}" for end in range(months, MONTHS + 1, months) for cause in CAUSES]


def _ordered(codes: NDArray[np.int64], levels: Sequence[str]) -> "pd.Categorical[Any]":
    return pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype([*levels], ordered=True))


def _binned(grade: NDArray[np.floating]) -> "pd.Categorical[Any]":
    known = ~np.isnan(grade)
    codes = np.zeros(len(grade), np.int64)
    codes[known] = np.clip(np.searchsorted(GRADES, grade[known], side="right"), 1, len(GRADES) - 1)
    return _ordered(codes, (NOBODY, *(str(low) for low in GRADES[:-1])))


def _exits(of: Cube, enrolments: pd.DataFrame, length: NDArray[np.int64]) -> "pd.Categorical[Any]":
    """In which period each withdrew: on a day that nobody recorded, before the start, in a period, or not at all."""
    days, periods = 7 * of.layout.period, of.layout.periods
    left = enrolments["left"].to_numpy(np.float64, na_value=np.nan)
    undated = np.isnan(left) & np.asarray(enrolments["outcome"] == "withdrawn")
    stayed = (np.isnan(left) & ~undated) | (left > length) | (left >= periods * days)
    inside = np.clip(np.nan_to_num(left) // days, 0, periods - 1).astype(np.int64)
    codes = np.where(undated, 0, np.where(stayed, periods + 2, np.where(left < 0, 1, 2 + inside)))
    return _ordered(codes, (*WITHOUT_PERIOD, *of.starts, STAYED))


def _last(of: Cube, at: NDArray[np.int64], week: NDArray[np.int64]) -> "pd.Categorical[Any]":
    """The last period in which each was active; the first holds those, too, who never were."""
    found = np.zeros(len(of.people), np.int64)
    np.maximum.at(found, at, np.clip(week.astype(np.int64) // of.layout.period, 0, of.layout.periods - 1))
    return _ordered(found, of.starts)


def _places(programme: Programme, months: int) -> "pd.Categorical[Any]":
    """In which period after the end what happened first, or until when each was followed."""
    assert programme.destinations is not None  # noqa: S101 - for the type checker
    where = programme.destinations.dropna(subset="day")
    period = (where["day"].to_numpy(np.int64) // (months * DAYS_OF_MONTH)).astype(np.int64)
    period = np.minimum(period, MONTHS // months - 1)
    cause = pd.Categorical(where["kind"].astype("object").fillna(""), categories=CAUSES).codes.astype(np.int64)
    codes = np.zeros(len(programme.enrolments), np.int64)
    codes[places(programme.enrolments["enrolment"], where["enrolment"])] = 1 + period * len(CAUSES) + cause
    return _ordered(codes, (NOBODY, *place_names(months)))
