"""How tables look to people: figures in words of their language, and two-way tables where rows would be too many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from naruteo_analytics.documents import Why
from naruteo_portal.core.i18n import N_, Locale, Message
from naruteo_portal.insight.reviews.tables import Cell, Column, FigureTable, Kind, key_of, row_names
from naruteo_portal.insight.reviews.words import REASONS, Name, listed

INTERVAL = N_("95 % interval")
# Bounds stand in one column; what they bound stands before them.
BOUNDS = {"low": "high", "difference_low": "difference_high"}
DASH = "–"
WHOSE = ("cohort", "group", "cause")
"""Columns that are left out where they say the same in all rows."""


@dataclass(frozen=True)
class Said:
    """A cell in words; `why` where its figure is not shown."""

    text: str
    why: Why | None = None


@dataclass(frozen=True)
class Face:
    """A table in words: headings (and whether figures stand below them), and rows."""

    head: tuple[tuple[str, bool], ...]
    rows: tuple[tuple[Said, ...], ...]


@dataclass(frozen=True)
class Crossed:
    """A cell of a two-way table: the rate, its interval and the count behind it."""

    rate: Said
    interval: str
    n: Said
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
    digits = f"{cell:,.3f}".rstrip("0").rstrip(".") if isinstance(cell, float) else f"{cell:,}"
    return Said(f"{digits} %" if kind is Kind.PER_CENT else digits)


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
    rows: dict[tuple[str, ...], str] = {}
    columns: dict[tuple[str, ...], str] = {}
    cells: dict[tuple[tuple[str, ...], tuple[str, ...]], Crossed] = {}
    for row in table.rows:
        at = (_keys(table, row, down), _keys(table, row, across))
        rows.setdefault(at[0], _joined(table, row, down, locale))
        columns.setdefault(at[1], _joined(table, row, across, locale))
        change = (changes or {}).get(row_names(row), 0)
        cells[at] = replace(_crossed(table, row, locale), change=f"{change:+,}" if change else "")
    corner = listed([table.columns[table.place(key)].label for key in down]).said_in(locale)
    return Cross(
        corner,
        tuple(columns.values()),
        tuple((name, tuple(cells.get((row, column)) for column in columns)) for row, name in rows.items()),
    )


def _crossed(table: FigureTable, row: tuple[Cell, ...], locale: Locale) -> Crossed:
    def cell(key: str, kind: Kind) -> Said:
        return said_cell(row[table.place(key)], kind, locale)

    n = cell("n", Kind.COUNT)
    if "per_cent" not in table.places:
        return Crossed(n, "", Said(""))
    interval = _interval(row, table.place("low"), table.place("high"), locale)
    return Crossed(cell("per_cent", Kind.PER_CENT), interval, n)


def _said(row: tuple[Cell, ...], column: Column, at: int, end: int | None, locale: Locale) -> Said:
    return said_cell(row[at], column.kind, locale) if end is None else Said(_interval(row, at, end, locale))


def _interval(row: tuple[Cell, ...], low: int, high: int, locale: Locale) -> str:
    if row[low] is None and row[high] is None:
        return DASH
    return f"{said_cell(row[low], Kind.NUMBER, locale).text} … {said_cell(row[high], Kind.NUMBER, locale).text}"


def _keys(table: FigureTable, row: tuple[Cell, ...], keys: Sequence[str]) -> tuple[str, ...]:
    return tuple(key_of(row[table.place(key)]) for key in keys)


def _joined(table: FigureTable, row: tuple[Cell, ...], keys: Sequence[str], locale: Locale) -> str:
    places = [table.place(key) for key in keys]
    between = "–" if all(isinstance(row[at], int | float) for at in places) else " · "
    return between.join(said_cell(row[at], table.columns[at].kind, locale).text for at in places)
