"""Parameters as arrays: one row for each day on which a figure changes, one column for each of its cases."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import product

import numpy as np
from numpy.typing import NDArray

from naruteo_portal.rules.model import Confidence, DatedValue, Fact, FactType, Figures, Parameter, StatedValue
from naruteo_portal.rules.typed import LARGEST, Expr, Type, Unfit
from naruteo_portal.rules.units import Unit

EPOCH = date(1970, 1, 1).toordinal()


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - EPOCH


def scaled(value: Decimal, decimals: int) -> int:
    """A figure as a whole number of 10^-decimals; Unfit if it has more decimals than that."""
    whole = value.scaleb(decimals)
    if whole != whole.to_integral_value():
        raise Unfit(
            f"소수 {decimals}자리까지만 적을 수 있습니다: {value}.", f"{value} has more than {decimals} decimals."
        )
    return int(whole)


@dataclass(frozen=True)
class Cell:
    """One figure, the day from which it holds and the dated value that it stands in; nothing before and after."""

    since: int
    dated: DatedValue | None = None
    figure: int | None = None

    def is_known(self, trust: frozenset[Confidence]) -> bool:
        """Whether somebody who trusts these marks may use the figure."""
        return self.figure is not None and self.dated is not None and self.dated.confidence in trust


@dataclass(frozen=True)
class Entry:
    """What holds from one day on: a figure for each case of the table, in order."""

    start: int
    cells: tuple[Cell, ...]

    @property
    def figures(self) -> tuple[int | None, ...]:
        """The figures in order."""
        return tuple(cell.figure for cell in self.cells)

    @property
    def sources(self) -> list[DatedValue]:
        """The dated values that the figures stand in, each once; mostly one."""
        found: list[DatedValue] = []
        for cell in self.cells:
            if cell.dated is not None and not any(cell.dated is each for each in found):
                found.append(cell.dated)
        return found


@dataclass(frozen=True)
class Table:
    """A parameter, read: `keys` are the choices that index it, `edges` the lower ends of its brackets."""

    name: str
    parameter: Parameter
    dated_by: str
    keys: tuple[tuple[str, ...], ...]
    edges: tuple[int, ...]
    entries: tuple[Entry, ...]

    @property
    def width(self) -> int:
        """How many cases a row has; brackets have one more, below the lowest, that is never known."""
        return int(np.prod([len(key) for key in self.keys], initial=1)) if not self.edges else len(self.edges) + 1

    def leaf(self) -> Expr:
        """How the table looks to an expression."""
        figures = [figure for entry in self.entries for figure in entry.figures if figure is not None]
        unit = Unit.named(self.parameter.unit)
        low, high = (min(figures), max(figures)) if figures else (0, 0)
        type_ = Type(FactType.NUMBER, unit, self.parameter.decimals, low, high)
        if self.edges:
            over = Type(FactType.NUMBER, Unit.named(self.parameter.over or ""), self.parameter.over_decimals)
            return Expr("parameter", type_, (Expr("index", over),), self.name)
        indexes = tuple(Expr("index", Type(FactType.CHOICE, choices=key)) for key in self.keys)
        return Expr("parameter", type_, indexes, self.name)

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """The days on which something changes."""
        return np.array([entry.start for entry in self.entries], dtype=np.int64)

    @cached_property
    def figures(self) -> NDArray[np.int64]:
        """All figures, row after row; the first row is the time before the first day. Unknown ones have a value too."""
        spare = self.leaf().type.low
        rows = [[spare] * self.width]
        rows += [[spare if figure is None else figure for figure in entry.figures] for entry in self.entries]
        return np.array(rows, dtype=np.int64).reshape(-1)

    def known(self, trust: frozenset[Confidence]) -> NDArray[np.bool_]:
        """Which of the figures may be used by who trusts these marks."""
        rows = [[False] * self.width]
        for entry in self.entries:
            rows.append([cell.is_known(trust) for cell in entry.cells])
        return np.array(rows, dtype=np.bool_).reshape(-1)

    def row(self, entry: Entry) -> tuple[tuple[int, ...], tuple[int | None, ...]]:
        """The edges and figures of an entry alone: brackets of other days do not show in it."""
        if not self.edges:
            return (), entry.figures
        own = {each.since for dated in entry.sources for each in dated.brackets or []}
        kept = [
            place for place, edge in enumerate(self.edges) if Decimal(edge).scaleb(-self.parameter.over_decimals) in own
        ]
        return tuple(self.edges[place] for place in kept), (None, *(entry.figures[place + 1] for place in kept))

    def entry_on(self, day: int) -> Entry | None:
        """What holds on a day; None before the first."""
        place = int(np.searchsorted(self.starts, day, side="right"))
        return self.entries[place - 1] if place else None


def read_table(
    name: str, parameter: Parameter, facts: Mapping[str, Fact], rule_date: str, stated: Sequence[StatedValue] = ()
) -> Table:
    """A parameter as a table, with what is stated laid over it in that order; Unfit says what is wrong with it."""
    for key in parameter.keys:
        if key not in facts or facts[key].type is not FactType.CHOICE:
            raise Unfit(f"'{key}'은(는) 선택형 사실이 아닙니다.", f"'{key}' is not a fact with choices.")
    if parameter.dated_by and (parameter.dated_by not in facts or facts[parameter.dated_by].type is not FactType.DATE):
        raise Unfit(f"'{parameter.dated_by}'은(는) 날짜인 사실이 아닙니다.", f"'{parameter.dated_by}' is not a date.")
    values = [*parameter.values.values(), *(each.dated for each in stated)]
    bracketed = any(value.brackets is not None for value in values)
    if bracketed != (parameter.over is not None) or (bracketed and parameter.keys):
        raise Unfit("구간(brackets)에는 over가 있고 keys는 없어야 합니다.", "Brackets need `over`, and have no `keys`.")
    keys = tuple(tuple(facts[key].choices) for key in parameter.keys)
    edges = _edges(parameter, values)
    own = [(StatedValue(day, dated), False) for day, dated in parameter.values.items()]
    width = len(edges) + 1 if edges else int(np.prod([len(key) for key in keys], initial=1))
    columns: list[list[Cell]] = [[] for _ in range(width)]
    for value, is_partial in sorted(
        [*own, *((each, True) for each in stated)], key=lambda each: (each[0].since, each[1])
    ):
        if value.dated.until is not None and value.dated.until < value.since:
            raise Unfit(f"{value.since}의 until이 더 이릅니다.", f"The value of {value.since} ends before it begins.")
        for place, figure in _figures(parameter, value.dated, keys, edges, is_partial):
            _continue(columns[place], value, figure)
    return Table(name, parameter, parameter.dated_by or rule_date, keys, edges, _entries(columns))


def _continue(column: list[Cell], value: StatedValue, figure: int | None) -> None:
    """Let a figure follow upon the earlier ones of its column; it takes the place of one from the same day."""
    start = day_number(value.since)
    while column and column[-1].since >= start:
        column.pop()
    column.append(Cell(start, value.dated, figure))
    if value.dated.until is not None:
        column.append(Cell(day_number(value.dated.until) + 1))


def _entries(columns: Sequence[Sequence[Cell]]) -> tuple[Entry, ...]:
    days = sorted({cell.since for column in columns for cell in column})
    return tuple(Entry(day, tuple(_cell_on(column, day) for column in columns)) for day in days)


def _cell_on(column: Sequence[Cell], day: int) -> Cell:
    place = bisect_right(column, day, key=lambda cell: cell.since)
    return column[place - 1] if place else Cell(day)


def _edges(parameter: Parameter, values: Iterable[DatedValue]) -> tuple[int, ...]:
    since = {bracket.since for value in values for bracket in value.brackets or []}
    return tuple(sorted(scaled(edge, parameter.over_decimals) for edge in since))


def _figures(
    parameter: Parameter, dated: DatedValue, keys: tuple[tuple[str, ...], ...], edges: tuple[int, ...],
    is_partial: bool,
) -> Iterator[tuple[int, int | None]]:  # fmt: skip
    """The figures that a dated value gives, each with its place in the row."""
    found: Iterable[tuple[int, Decimal | None]]
    if parameter.over is not None:
        own = {scaled(each.since, parameter.over_decimals): each.value for each in dated.brackets or []}
        if len(own) != len(dated.brackets or []):
            raise Unfit("같은 구간이 두 번 나옵니다.", "The same bracket is written twice.")
        steps: list[Decimal | None] = [None]
        for edge in edges:
            steps.append(own.get(edge, steps[-1]))
        found = enumerate(steps)
    else:
        cases = enumerate(product(*keys))
        found = [
            (place, _cell(dated.value, case)) for place, case in cases if not is_partial or _has(dated.value, case)
        ]
        _nothing_else(dated.value, keys)
    for place, value in found:
        figure = None if value is None else scaled(value, parameter.decimals)
        if figure is not None and abs(figure) > LARGEST:
            raise Unfit("수가 너무 큽니다.", "A figure is too large.")
        yield place, figure


def _has(value: Figures, case: tuple[str, ...]) -> bool:
    """Whether a table says anything about a case."""
    found: object = value
    for key in case:
        if isinstance(found, dict) and key not in found:
            return False
        found = found[key] if isinstance(found, dict) else found
    return True


def _cell(value: Figures, case: tuple[str, ...]) -> Decimal | None:
    found: object = value
    for key in case:
        if found is None:
            return None
        if not isinstance(found, dict) or key not in found:
            raise Unfit(f"표에 '{key}'의 값이 없습니다.", f"The table has no value for '{key}'.")
        found = found[key]
    if isinstance(found, dict):
        raise Unfit("표의 단계가 keys보다 많습니다.", "The table has more levels than keys.")
    return found if isinstance(found, Decimal) else None


def _nothing_else(value: object, keys: tuple[tuple[str, ...], ...]) -> None:
    if isinstance(value, dict) and keys:
        for key, inner in value.items():
            if key not in keys[0]:
                raise Unfit(f"표의 '{key}'은(는) 선택지에 없습니다.", f"'{key}' in the table is not a choice.")
            _nothing_else(inner, keys[1:])
