"""What one page of reviewed figures shows: plain data, already protected and rounded, ready to be stored as JSON.

A view is one cohort (or all of a programme) by one attribute (or by none). Everything that leaves the analytics of a
release, be it a page, a chart, a file or an answer of the API, is made from views and from nothing else, so that
what is hidden here cannot be found elsewhere. Counts are persons' enrolments unless a name says persons.
"""

from enum import StrEnum
from typing import Literal, NotRequired, TypedDict

CROSS = "*"
"""Joins attributes by which is looked at together, and the values that name such a group: region*sex, Busan*female."""


class Why(StrEnum):
    """Why a figure is not shown."""

    FEW = "few"
    """The group is smaller than the least count."""
    JOINT = "joint"
    """It is small itself, or with it a smaller group could be worked out: which of the two would tell too much."""
    LOW = "low"
    """The rate would rest on too few, or would say the same of almost everybody."""
    UNRECORDED = "unrecorded"
    """Nobody records it in this programme."""


class Count(TypedDict):
    """A count, or why there is none."""

    n: int | None
    why: NotRequired[Why]


class Rate(TypedDict):
    """A rate in per cent, rounded, with its 95 % Wilson interval, or why there is none."""

    per_cent: float | None
    low: float | None
    high: float | None
    why: NotRequired[Why]


class Stage(TypedDict):
    """A group's enrolments that came at least as far as a stage, and their share of the registered."""

    group: str
    stage: str
    count: Count
    rate: Rate


class Week(TypedDict):
    """A group's active enrolments in a week from the start of the cohort (negative before it)."""

    group: str
    week: int
    count: Count
    rate: Rate


class Bin(TypedDict):
    """How many of a group have a grade in [low, high), the last bin including its end."""

    group: str
    low: float
    high: float
    count: Count


class Quartiles(TypedDict):
    """Quartiles of a group's grades (linear, as R's type 7), rounded, or why there are none."""

    group: str
    count: Count
    lower: float | None
    median: float | None
    upper: float | None
    why: NotRequired[Why]


class Step(TypedDict):
    """A curve's value from a time on: share in per cent, with its interval; `cause` where there are several."""

    group: str
    cause: str
    time: int
    at_risk: Count
    rate: Rate


class Summary(TypedDict):
    """One figure about a curve of a group (median, restricted mean, test), in words of `name`, or why there is none."""

    group: str
    name: str
    value: float | None
    low: float | None
    high: float | None
    why: NotRequired[Why]


class Curve(TypedDict):
    """Steps and what sums them up; `unit` of the times is day, week or month."""

    unit: Literal["day", "week", "month"]
    steps: list[Step]
    summaries: list[Summary]


Level = Literal["A", "B", "C"]
"""Classes of the ETS: A differs hardly, B somewhat, C much."""


class Functioning(TypedDict):
    """Whether a task is harder or easier for a group than for another whose members do as well: a class of the ETS."""

    by: str
    group: str
    reference: str
    level: Level


class Item(TypedDict):
    """One task of an exercise as analysed: figures are None where too few; `review` names what to look at."""

    exercise: str
    item: str
    count: Count
    figures: dict[str, float | None]
    review: list[str]
    functioning: list[Functioning]


class Gap(TypedDict):
    """A group's rate of an outcome against all others': raw, and within courses; per cent points and ratio."""

    group: str
    outcome: str
    rate: Rate
    difference: float | None
    low: float | None
    high: float | None
    ratio: float | None
    within: float | None
    reverses: bool
    why: NotRequired[Why]


class Group(TypedDict):
    """A group of a view: its key, and the keys of groups that were merged into it for being small."""

    key: str
    merged: list[str]


class View(TypedDict):
    """All tables of one cohort by one attribute ('' for none), or by two (`CROSS`).

    By attributes a cohort has only funnel and equity, and so has the programme by two.

    The cohort '' is the whole programme: its ended cohorts together, or all of them while none has ended.
    """

    cohort: str
    by: str
    groups: list[Group]
    persons: Count
    funnel: list[Stage]
    activity: list[Week]
    retention: list[Week]
    grades: list[Bin]
    quartiles: list[Quartiles]
    withdrawal: Curve
    placement: Curve
    items: list[Item]
    equity: list[Gap]
