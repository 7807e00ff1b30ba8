"""How tables look to people: figures in words of their language, and two-way tables where rows would be too many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from naruteo_analytics.documents import Why
from naruteo_portal.core.i18n import N_, Locale, Message
from naruteo_portal.insight.reviews.tables import Cell, Column, FigureTable, Kind, key_of, row_names
from naruteo_portal.insight.reviews.words import REASONS, Name, listed

INTERVAL = N_("95 % interval")
# Bounds stand in one column; what they bound stands before them.
BOUNDS = {"low": "high", "difference_low": "difference_high"}
DASH = "–"
WHOSE = ("cohort", "group", "cause", "exercise")
"""Columns that are left out where they say the same in all rows."""


class Said(NamedTuple):
    """A cell in words; `why` where its figure is not shown."""

    text: str
    why: Why | None = None


@dataclass(frozen=True)
class Face:
    """A table in words: headings (and whether figures stand below them), and rows."""

    head: tuple[tuple[str, bool], ...]
    rows: tuple[tuple[Said, ...], ...]


class Crossed(NamedTuple):
    """A cell of a two-way table: the rate, its interval and the count behind it."""

    rate: Said
    interval: str
    """Nothing where there is none."""
    n: Said | None
    """None where the rate's reason says it already."""
    change: str = ""
    """By how many enrolments it differs from the release before."""


@dataclass(frozen=True)
class Cross:
    """A two-way table: what rows and columns are, their names, and the cells row by row (None: nothing there)."""

    corner: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Crossed | None, ...]], ...]


def said_label(label: Message | str, locale: Locale) -> str:
    """A heading or name in words."""
    return label.said_in(locale) if isinstance(label, Message) else label


def said_cell(cell: Cell, kind: Kind, locale: Locale) -> Said:
    """A cell in words; the sign of the reason where its figure is not shown."""
    if isinstance(cell, Why):
        return Said(REASONS[cell][0].said_in(locale), cell)
    if isinstance(cell, Name):
        return Said(said_label(cell.label, locale))
    if cell is None:
        return Said(DASH)
    return Said(f"{_digits(cell)} %" if kind is Kind.PER_CENT else _digits(cell))


@lru_cache(4096)
def _digits(figure: float) -> str:
    """A figure as it is written; rounded rates are few and stand in thousands of cells."""
    return f"{figure:z,.3f}".rstrip("0").rstrip(".") if isinstance(figure, float) else f"{figure:,}"


def face_of(table: FigureTable, locale: Locale) -> Face:
    """A table row by row, without the columns that say the same in all rows."""
    table = table.without(*(set(WHOSE) - set(table.differing(*WHOSE))))
    head: list[tuple[str, bool]] = []
    places: list[tuple[int, int | None]] = []
    ends = [table.place(end) for start, end in BOUNDS.items() if start in table.places]
    for at, column in enumerate(table.columns):
        if at in ends:
            continue
        bounds = column.key in BOUNDS
        head.append((said_label(INTERVAL if bounds else column.label, locale), column.kind is not Kind.WORDS))
        places.append((at, table.place(BOUNDS[column.key]) if bounds else None))
    rows = tuple(
        tuple(_said(row, table.columns[at], at, end, locale) for at, end in places) for row in table.rows
    )  # fmt: skip
    return Face(tuple(head), rows)


def cross_of(
    table: FigureTable, down: Sequence[str], across: Sequence[str], locale: Locale,
    changes: Mapping[tuple[str, ...], int] | None = None,
) -> Cross | None:  # fmt: skip
    """A table of rates with some of its columns down and others across; None where there is only one across.

    `changes` are those of the counts since the release before, by the names of the row.
    """
    down, across = table.differing(*down), table.differing(*across)
    if not down or not across:
        return None
    rows, columns = _Axis(table, down, locale), _Axis(table, across, locale)
    cells: dict[tuple[tuple[str, ...], tuple[str, ...]], Crossed] = {}
    for row in table.rows:
        change = changes.get(row_names(row), 0) if changes else 0
        cells[rows.key_of(row), columns.key_of(row)] = _crossed(table, row, change, locale)
    corner = listed([table.columns[table.place(key)].label for key in down]).said_in(locale)
    return Cross(
        corner,
        tuple(columns.names.values()),
        tuple((name, tuple(cells.get((row, column)) for column in columns.names)) for row, name in rows.names.items()),
    )


class _Axis:
    """What the rows or the columns of a two-way table are called; each is put into words once."""

    def __init__(self, table: FigureTable, keys: Sequence[str], locale: Locale) -> None:
        self.table, self.locale = table, locale
        self.places = [table.place(key) for key in keys]
        self.names: dict[tuple[str, ...], str] = {}

    def key_of(self, row: tuple[Cell, ...]) -> tuple[str, ...]:
        """On which row or in which column a figure stands."""
        key = tuple(key_of(row[at]) for at in self.places)
        if key not in self.names:
            self.names[key] = self._name(row)
        return key

    def _name(self, row: tuple[Cell, ...]) -> str:
        between = "–" if all(isinstance(row[at], int | float) for at in self.places) else " · "
        return between.join(said_cell(row[at], self.table.columns[at].kind, self.locale).text for at in self.places)


def _crossed(table: FigureTable, row: tuple[Cell, ...], change: int, locale: Locale) -> Crossed:
    places, count = table.places, row[table.places["n"]]
    n, changed = said_cell(count, Kind.COUNT, locale), f"{change:+,}" if change else ""
    if "per_cent" not in places:
        return Crossed(n, "", None, changed)
    rate, low = row[places["per_cent"]], row[places["low"]]
    return Crossed(
        said_cell(rate, Kind.PER_CENT, locale),
        "" if low is None else _interval(low, row[places["high"]]),
        None if isinstance(count, Why) and count is rate else n,
        changed,
    )


def _said(row: tuple[Cell, ...], column: Column, at: int, end: int | None, locale: Locale) -> Said:
    if end is None:
        return said_cell(row[at], column.kind, locale)
    return Said(DASH if row[at] is None and row[end] is None else _interval(row[at], row[end]))


def _interval(low: Cell, high: Cell) -> str:
    return f"{_bound(low)} … {_bound(high)}"


def _bound(cell: Cell) -> str:
    return _digits(cell) if isinstance(cell, int | float) else DASH
