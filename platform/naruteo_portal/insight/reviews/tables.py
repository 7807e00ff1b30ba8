"""Views as tables: the one form from which pages, files and reports take figures, so that all show the same.

A cell that is not shown holds the reason in place of a figure. Nothing is added up, subtracted or sorted here: what
is hidden must not come back through a total or through the order of rows.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import cast

from naruteo_analytics.documents import Count, Curve, Gap, Item, Quartiles, Rate, Summary, View, Week, Why
from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.insight.reviews.words import (
    CAUSES,
    MEASURES,
    REVIEWS,
    STAGES,
    SUMMARIES,
    TIMES,
    UNITS,
    Name,
    attribute_name,
    cohort_name,
    group_name,
    listed,
    name_of,
)

Cell = Name | int | float | Why | None
"""A name, a figure, why there is none, or nothing where there is nothing to say."""


class Kind(StrEnum):
    """What a column holds."""

    WORDS = "words"
    COUNT = "count"
    PER_CENT = "per_cent"
    NUMBER = "number"


@dataclass(frozen=True)
class Column:
    """A column of a table: its key in files, its heading, and what it holds."""

    key: str
    label: Message | str
    kind: Kind = Kind.WORDS


@dataclass(frozen=True)
class FigureTable:
    """Figures of one kind, of one cohort or several; the first two columns say of whom."""

    name: str
    title: Message
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    definitions: tuple[str, ...]
    """Which definitions (`definitions.DEFINITIONS`) its figures have."""

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Where each column stands."""
        return {column.key: at for at, column in enumerate(self.columns)}

    def place(self, key: str) -> int:
        """Where a column stands."""
        return self.places[key]

    @property
    def reasons(self) -> list[Why]:
        """Why cells of it are not shown, in the order of the legend."""
        found = {cell for row in self.rows for cell in row if isinstance(cell, Why)}
        return [each for each in Why if each in found]

    def differing(self, *keys: str) -> list[str]:
        """Those of the columns that it has and that do not say the same in all rows."""
        return [key for key in keys if key in self.places and self._differs(self.places[key])]

    def _differs(self, at: int) -> bool:
        first = key_of(self.rows[0][at]) if self.rows else ""
        return any(key_of(row[at]) != first for row in self.rows)

    def without(self, *keys: str) -> "FigureTable":
        """The same without some columns."""
        kept = [at for at, column in enumerate(self.columns) if column.key not in keys]
        columns = tuple(self.columns[at] for at in kept)
        rows = tuple(tuple(row[at] for at in kept) for row in self.rows)
        return FigureTable(self.name, self.title, columns, rows, self.definitions)


WHO = (Column("cohort", N_("Cohort")), Column("group", N_("Group")))
N_COLUMN = Column("n", N_("Enrolments (n)"), Kind.COUNT)
RATE_COLUMNS = (
    Column("per_cent", N_("Rate, %"), Kind.PER_CENT),
    Column("low", N_("95 % interval from"), Kind.PER_CENT),
    Column("high", N_("95 % interval to"), Kind.PER_CENT),
)
Rows = Iterator[tuple[Cell, ...]]
Views = Sequence[View]


def count_cell(count: Count) -> Cell:
    """A count, or why it is not shown."""
    return Why(count["why"]) if "why" in count else count["n"]


def rate_cells(rate: Rate) -> tuple[Cell, Cell, Cell]:
    """A rate with its interval; the reason alone where it is not shown."""
    return (Why(rate["why"]), None, None) if "why" in rate else (rate["per_cent"], rate["low"], rate["high"])


def who(view: View, key: str) -> tuple[Name, Name]:
    """Whose figures a row holds: a cohort, and a group with what was merged into it for being small."""
    merged = next((each["merged"] for each in view["groups"] if each["key"] == key), ())
    return cohort_name(view["cohort"]), group_name(key, tuple(merged))


def _table(
    name: str, title: Message, columns: Sequence[Column], views: Views, rows_of: Callable[[View], Rows],
    definitions: tuple[str, ...],
) -> FigureTable:  # fmt: skip
    rows = tuple(row for view in views for row in rows_of(view))
    return FigureTable(name, title, (*WHO, *columns), rows, definitions)


def key_of(cell: Cell) -> str:
    """A cell by which rows are told apart."""
    return cell.key if isinstance(cell, Name) else str(cell)


def row_names(row: Sequence[Cell]) -> tuple[str, ...]:
    """By which names a row is found again in another release."""
    return tuple(cell.key for cell in row if isinstance(cell, Name))


def persons_table(views: Views) -> FigureTable:
    """How many different persons the enrolments belong to; told only where the enrolments are."""

    def rows(view: View) -> Rows:
        registered = next((count_cell(each["count"]) for each in view["funnel"] if each["stage"] == "registered"), None)
        persons = count_cell(view["persons"])
        yield *who(view, ""), registered, registered if isinstance(registered, Why) else persons

    columns = (N_COLUMN, Column("persons", N_("Persons"), Kind.COUNT))
    return _table("persons", N_("Enrolments and persons"), columns, views, rows, ("enrolments",))


def funnel_table(views: Views) -> FigureTable:
    """How far enrolments came."""

    def rows(view: View) -> Rows:
        for each in view["funnel"]:
            stage = name_of(STAGES, each["stage"])
            yield *who(view, each["group"]), stage, count_cell(each["count"]), *rate_cells(each["rate"])

    columns = (Column("stage", N_("Stage")), N_COLUMN, *RATE_COLUMNS)
    return _table("funnel", N_("How far enrolments came"), columns, views, rows, ("enrolments", "stages", "rates"))


def activity_table(views: Views) -> FigureTable:
    """How many were active in each week."""
    title, definitions = N_("Active enrolments by week"), ("activity", "weeks", "rates")
    return _weekly("activity", title, views, lambda view: view["activity"], definitions)


def retention_table(views: Views) -> FigureTable:
    """How many were still there in each week."""
    title, definitions = N_("Retention by week"), ("retention", "weeks")
    return _weekly("retention", title, views, lambda view: view["retention"], definitions)


def _weekly(
    name: str, title: Message, views: Views, part: Callable[[View], list[Week]], definitions: tuple[str, ...]
) -> FigureTable:
    def rows(view: View) -> Rows:
        for each in part(view):
            yield *who(view, each["group"]), each["week"], count_cell(each["count"]), *rate_cells(each["rate"])

    columns = (Column("week", N_("Week"), Kind.NUMBER), N_COLUMN, *RATE_COLUMNS)
    return _table(name, title, columns, views, rows, definitions)


def grades_table(views: Views) -> FigureTable:
    """How grades are spread."""

    def rows(view: View) -> Rows:
        for each in view["grades"]:
            yield *who(view, each["group"]), each["low"], each["high"], count_cell(each["count"])

    bounds = (Column("from", N_("Grade from"), Kind.NUMBER), Column("to", N_("Grade to"), Kind.NUMBER))
    return _table("grades", N_("Spread of grades"), (*bounds, N_COLUMN), views, rows, ("grades",))


def quartiles_table(views: Views) -> FigureTable:
    """The middle of grades, and between which two half of them lie."""

    def rows(view: View) -> Rows:
        for each in view["quartiles"]:
            yield *who(view, each["group"]), count_cell(each["count"]), *_or_why(each, "lower", "median", "upper")

    columns = (
        N_COLUMN, Column("lower", N_("Lower quartile"), Kind.NUMBER), Column("median", N_("Median"), Kind.NUMBER),
        Column("upper", N_("Upper quartile"), Kind.NUMBER),
    )  # fmt: skip
    return _table("quartiles", N_("Quartiles of grades"), columns, views, rows, ("grades", "quartiles"))


def withdrawal_table(views: Views) -> FigureTable:
    """Which share had withdrawn by when."""
    title, definitions = N_("Withdrawal over time"), ("withdrawal", "survival")
    return _curve("withdrawal", title, views, lambda view: view["withdrawal"], definitions)


def placement_table(views: Views) -> FigureTable:
    """Which share had found work, went on to study or stopped looking by when."""
    title, definitions = N_("Time to placement"), ("placement", "survival", "intervals")
    return _curve("placement", title, views, lambda view: view["placement"], definitions)


def _curve(
    name: str, title: Message, views: Views, part: Callable[[View], Curve], definitions: tuple[str, ...]
) -> FigureTable:
    def rows(view: View) -> Rows:
        for each in part(view)["steps"]:
            cause = name_of(CAUSES, each["cause"])
            at_risk, rate = count_cell(each["at_risk"]), rate_cells(each["rate"])
            yield *who(view, each["group"]), cause, each["time"], at_risk, *rate

    unit = UNITS[part(views[0])["unit"]] if views else UNITS["day"]
    columns = (
        Column("cause", N_("What happened")), Column("time", unit, Kind.NUMBER),
        Column("at_risk", N_("At risk (n)"), Kind.COUNT), *RATE_COLUMNS,
    )  # fmt: skip
    return _table(name, title, columns, views, rows, definitions)


def withdrawal_summary(views: Views) -> FigureTable:
    """What sums up the curves of withdrawal."""
    return _summary("withdrawal_summary", N_("Withdrawal in short"), views, lambda view: view["withdrawal"])


def placement_summary(views: Views) -> FigureTable:
    """What sums up the curves of placement."""
    return _summary("placement_summary", N_("Time to placement in short"), views, lambda view: view["placement"])


def _summary(name: str, title: Message, views: Views, part: Callable[[View], Curve]) -> FigureTable:
    def rows(view: View) -> Rows:
        unit = UNITS[part(view)["unit"]]
        for each in part(view)["summaries"]:
            yield *who(view, each["group"]), _summary_name(each["name"], unit), *_or_why(each, "value", "low", "high")

    columns = (
        Column("figure", N_("Figure")), Column("value", N_("Value"), Kind.NUMBER),
        Column("low", N_("95 % interval from"), Kind.NUMBER), Column("high", N_("95 % interval to"), Kind.NUMBER),
    )  # fmt: skip
    return _table(name, title, columns, views, rows, ("survival",))


def _summary_name(key: str, unit: Message) -> Name:
    """What a figure is called; times with their unit."""
    called = SUMMARIES.get(key, key)
    return Name(key, Message("%(called)s (%(unit)s)", {"called": called, "unit": unit}) if key in TIMES else called)


def items_table(views: Views) -> FigureTable:
    """What each task of an exercise measures."""
    there = {name for view in views for each in view["items"] for name in each["figures"]}
    measures = [name for name in MEASURES if name in there]

    def rows(view: View) -> Rows:
        for each in view["items"]:
            exercise, item = Name(each["exercise"], each["exercise"]), Name(each["item"], each["item"])
            figures = (each["figures"].get(name) for name in measures)
            yield *who(view, ""), exercise, item, count_cell(each["count"]), _remarks(each), _differing(each), *figures

    columns = (
        Column("exercise", N_("Exercise")), Column("item", N_("Task")), N_COLUMN, Column("review", N_("Review")),
        Column("functioning", N_("Between groups (A, B, C)")),
        *(Column(name, MEASURES[name], Kind.NUMBER) for name in measures),
    )  # fmt: skip
    return _table(
        "items", N_("What tasks measure"), columns, views, rows, ("items", "functioning", "attempts", "spread")
    )


def _differing(item: Item) -> Name | None:
    """The farthest class of each attribute, and which groups are of it."""
    # Earlier releases do not say it.
    told = sorted(item.get("functioning", ()), key=lambda each: each["level"], reverse=True)
    farthest = {each["by"]: each["level"] for each in reversed(told)}
    said = []
    for by in dict.fromkeys(each["by"] for each in told):
        level = farthest[by]
        groups = [group_name(each["group"]).label for each in told if (each["by"], each["level"]) == (by, level)]
        values = {"attribute": attribute_name(by).label, "level": level, "groups": listed(groups)}
        said.append(Message("%(attribute)s: %(level)s (%(groups)s)", values))
    return (
        Name(" ".join(f"{each['by']}:{each['group']}:{each['level']}" for each in told), listed(said)) if said else None
    )


def _remarks(item: Item) -> Name | None:
    said = [REVIEWS.get(each, each) for each in item["review"]]
    return Name(" ".join(item["review"]), listed(said)) if said else None


def equity_table(views: Views) -> FigureTable:
    """How a group's outcome differs from all others'."""

    def rows(view: View) -> Rows:
        for each in view["equity"]:
            rate, stage = rate_cells(each["rate"]), name_of(STAGES, each["outcome"])
            gap = _or_why(each, "difference", "low", "high", "ratio", "within")
            yield *who(view, each["group"]), stage, *rate, *gap, _reversal(each)

    columns = (
        Column("outcome", N_("Outcome")), *RATE_COLUMNS,
        Column("difference", N_("Difference to all others, points"), Kind.NUMBER),
        Column("difference_low", N_("Difference from"), Kind.NUMBER),
        Column("difference_high", N_("Difference to"), Kind.NUMBER), Column("ratio", N_("Ratio"), Kind.NUMBER),
        Column("within", N_("Difference within courses, points"), Kind.NUMBER), Column("remark", N_("Remark")),
    )  # fmt: skip
    return _table("equity", N_("Outcomes by group"), columns, views, rows, ("equity", "within", "rates"))


def _reversal(gap: Gap) -> Name | None:
    return Name("reverses", N_("Within courses it points the other way")) if gap["reverses"] else None


def _or_why(figures: Quartiles | Summary | Gap, *names: str) -> tuple[Cell, ...]:
    """Figures of a document by name; the reason alone where they are not shown."""
    found: Mapping[str, object] = figures
    if why := figures.get("why"):
        return Why(why), *(None,) * (len(names) - 1)
    return tuple(cast("float | None", found[name]) for name in names)
