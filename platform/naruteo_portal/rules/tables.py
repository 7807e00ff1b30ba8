"""Parameters as arrays: one row for each day on which a figure changes, one column for each of its cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import product

import numpy as np
from numpy.typing import NDArray

from naruteo_portal.rules.model import Confidence, DatedValue, Fact, FactType, Figures, Parameter
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
class Entry:
    """What holds from one day on: a dated value with its figures in order, or nothing."""

    start: int
    dated: DatedValue | None
    figures: tuple[int | None, ...]


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
            usable = entry.dated is not None and entry.dated.confidence in trust
            rows.append([usable and figure is not None for figure in entry.figures])
        return np.array(rows, dtype=np.bool_).reshape(-1)

    def entry_on(self, day: int) -> Entry | None:
        """What holds on a day; None before the first."""
        place = int(np.searchsorted(self.starts, day, side="right"))
        return self.entries[place - 1] if place else None


def read_table(name: str, parameter: Parameter, facts: Mapping[str, Fact], rule_date: str) -> Table:
    """A parameter as a table; Unfit says what is wrong with it."""
    for key in parameter.keys:
        if key not in facts or facts[key].type is not FactType.CHOICE:
            raise Unfit(f"'{key}'은(는) 선택형 사실이 아닙니다.", f"'{key}' is not a fact with choices.")
    if parameter.dated_by and (parameter.dated_by not in facts or facts[parameter.dated_by].type is not FactType.DATE):
        raise Unfit(f"'{parameter.dated_by}'은(는) 날짜인 사실이 아닙니다.", f"'{parameter.dated_by}' is not a date.")
    bracketed = [value for value in parameter.values.values() if value.brackets is not None]
    if bool(bracketed) != (parameter.over is not None) or (bracketed and parameter.keys):
        raise Unfit("구간(brackets)에는 over가 있고 keys는 없어야 합니다.", "Brackets need `over`, and have no `keys`.")
    keys = tuple(tuple(facts[key].choices) for key in parameter.keys)
    edges = _edges(parameter)
    entries: list[Entry] = []
    width = len(edges) + 1 if edges else int(np.prod([len(key) for key in keys], initial=1))
    for day in sorted(parameter.values):
        dated = parameter.values[day]
        entries = [entry for entry in entries if entry.start < day_number(day)]
        entries.append(Entry(day_number(day), dated, _figures(parameter, dated, keys, edges)))
        if dated.until is not None:
            if dated.until < day:
                raise Unfit(f"{day}의 until이 더 이릅니다.", f"The value of {day} ends before it begins.")
            entries.append(Entry(day_number(dated.until) + 1, None, (None,) * width))
    return Table(name, parameter, parameter.dated_by or rule_date, keys, edges, tuple(entries))


def _edges(parameter: Parameter) -> tuple[int, ...]:
    since = {bracket.since for value in parameter.values.values() for bracket in value.brackets or []}
    return tuple(sorted(scaled(edge, parameter.over_decimals) for edge in since))


def _figures(
    parameter: Parameter, dated: DatedValue, keys: tuple[tuple[str, ...], ...], edges: tuple[int, ...]
) -> tuple[int | None, ...]:
    found: list[Decimal | None]
    if parameter.over is not None:
        own = {scaled(each.since, parameter.over_decimals): each.value for each in dated.brackets or []}
        if len(own) != len(dated.brackets or []):
            raise Unfit("같은 구간이 두 번 나옵니다.", "The same bracket is written twice.")
        found, present = [None], None
        for edge in edges:
            present = own.get(edge, present)
            found.append(present)
    else:
        found = [_cell(dated.value, case) for case in product(*keys)]
        _nothing_else(dated.value, keys)
    figures = tuple(None if value is None else scaled(value, parameter.decimals) for value in found)
    if any(figure is not None and abs(figure) > LARGEST for figure in figures):
        raise Unfit("수가 너무 큽니다.", "A figure is too large.")
    return figures


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
