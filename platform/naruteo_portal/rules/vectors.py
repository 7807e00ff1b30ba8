"""Computes expressions for many cases at once, in NumPy's 64-bit whole numbers.

A column is its values and which of them are known (None: all). What stands in the place of an unknown value lies within
the type's bounds, so no sum of it leaves 64 bits either.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from naruteo_portal.rules import calendar_sums
from naruteo_portal.rules.model import Confidence
from naruteo_portal.rules.programme import Programme, ReadRule
from naruteo_portal.rules.tables import Table
from naruteo_portal.rules.typed import Expr

Known = NDArray[np.bool_] | None


class Column(NamedTuple):
    """Values, one for each case or one for all, and which are known."""

    values: NDArray[Any]
    known: Known = None


def both(*known: Known) -> Known:
    """Known where all are."""
    found: Known = None
    for each in known:
        found = each if found is None else found if each is None else found & each
    return found


class Tables:
    """A programme's tables as one who trusts certain marks may use them."""

    def __init__(self, programme: Programme, trust: frozenset[Confidence]) -> None:
        self._known = {name: table.known(trust) for name, table in programme.tables.items()}

    def look_up(self, table: Table, row: NDArray[np.intp], column: NDArray[np.intp] | int) -> Column:
        """The figures at rows and columns; `row` 0 is the time before the first day."""
        place = row * table.width + column
        known = self._known[table.name]
        return Column(table.figures[place], None if known.all() else known[place])


class Batch:
    """Some cases while their rules are computed; every fact and rule once."""

    def __init__(self, programme: Programme, tables: Tables, facts: Mapping[str, Column], size: int) -> None:
        self._programme = programme
        self._tables = tables
        self._facts = facts
        self._size = size
        self._rules: dict[str, Column] = {}

    def fact(self, name: str) -> Column:
        """What is known of each case."""
        return self._facts[name]

    def rule(self, name: str) -> Column:
        """What a rule gives for each case, by the version of each case's day."""
        if name not in self._rules:
            self._rules[name] = self._by_version(self._programme.rules[name])
        return self._rules[name]

    def _by_version(self, rule: ReadRule) -> Column:
        dates = self._facts[self._programme.file.rule_date]
        row = _row(np.array(rule.starts), dates)
        lowest, highest = int(row.min()), int(row.max())
        if lowest == highest and lowest > 0:
            found = self.of(rule.versions[lowest - 1].expr)
            return Column(found.values, both(found.known, dates.known))
        values = np.full(self._size, rule.type.low, np.int64)
        known = np.zeros(self._size, np.bool_)
        for number in range(max(lowest, 1), highest + 1):
            found = self.of(rule.versions[number - 1].expr)
            here = row == number
            values = np.where(here, found.values, values)
            known |= here if found.known is None else here & found.known
        return Column(values, both(known, dates.known))

    def of(self, expr: Expr) -> Column:
        """What an expression gives for each case."""
        match expr.op:
            case "literal":
                return Column(np.array(expr.constant, np.int64))
            case "fact":
                return self._facts[expr.name]
            case "rule":
                return self.rule(expr.name)
            case "parameter":
                return self._parameter(expr)
            case "and" | "or":
                return self._combined([self.of(arg) for arg in expr.args], expr.op == "and")
            case "when":
                return self._when(*(self.of(arg) for arg in expr.args))
            case "in":
                chosen = self.of(expr.args[0])
                return Column(_is_one_of(chosen.values, sorted(expr.among)), chosen.known)
            case "rescale":
                number = self.of(expr.args[0])
                return Column(number.values * expr.constant, number.known)
            case "ratio":
                return _ratio(self.of(expr.args[0]), self.of(expr.args[1]), 10**expr.type.decimals)
        columns = [self.of(arg) for arg in expr.args]
        result = columns[0].values
        if len(columns) == 1:
            result = ALONE[expr.op](result)
        for column in columns[1:]:
            result = PAIRED[expr.op](result, column.values)
        return Column(result, both(*(column.known for column in columns)))

    def _parameter(self, expr: Expr) -> Column:
        table = self._programme.tables[expr.name]
        dates = self._facts[table.dated_by]
        column: NDArray[np.intp] | int = 0
        known = dates.known
        if table.edges:
            over = self.of(expr.args[0])
            column = np.searchsorted(np.array(table.edges), over.values, side="right")
            known = both(known, over.known)
        else:
            for key, argument in zip(table.keys, expr.args, strict=True):
                chosen = self.of(argument)
                column = column * len(key) + chosen.values
                known = both(known, chosen.known)
        found = self._tables.look_up(table, _row(table.starts, dates), column)
        return Column(found.values, both(known, found.known))

    def _combined(self, columns: list[Column], every: bool) -> Column:
        """All of them, or any of them; one known part that decides is enough."""
        if all(column.known is None for column in columns):
            combine = np.logical_and if every else np.logical_or
            result = columns[0].values.astype(np.bool_)
            for column in columns[1:]:
                result = combine(result, column.values)
            return Column(result)
        decided = np.zeros((), np.bool_)
        known: Known = None
        for column in columns:
            against = np.logical_not(column.values) if every else column.values.astype(np.bool_)
            decided = decided | (against if column.known is None else against & column.known)
            known = both(known, column.known)
        return Column(np.logical_not(decided) if every else decided, decided if known is None else decided | known)

    def _when(self, condition: Column, then: Column, otherwise: Column) -> Column:
        holds = condition.values.astype(np.bool_)
        values = np.where(holds, then.values, otherwise.values)
        if then.known is None and otherwise.known is None:
            return Column(values, condition.known)
        branches = [np.ones((), np.bool_) if each.known is None else each.known for each in (then, otherwise)]
        return Column(values, both(condition.known, np.where(holds, *branches)))


def _row(starts: NDArray[np.int64], dates: Column) -> NDArray[np.intp]:
    """Which of the starts each day follows (0: none); one number if it is the same for all."""
    lowest, highest = np.searchsorted(starts, (dates.values.min(), dates.values.max()), side="right")
    if lowest == highest:
        return np.array(lowest, np.intp)
    return np.searchsorted(starts, dates.values, side="right")


def _is_one_of(values: NDArray[Any], wanted: list[int]) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = values == wanted[0]
    for each in wanted[1:]:
        found |= values == each
    return found


def _ratio(over: Column, under: Column, scale: int) -> Column:
    positive = under.values > 0
    values = over.values * scale // np.where(positive, under.values, 1)
    known = both(over.known, under.known)
    return Column(values, known if positive.all() else both(known, positive))


def _floor_to(value: NDArray[np.int64], step: NDArray[np.int64]) -> NDArray[np.int64]:
    return value // step * step


def _ceil_to(value: NDArray[np.int64], step: NDArray[np.int64]) -> NDArray[np.int64]:
    return -(-value // step) * step


def _round_half_up_to(value: NDArray[np.int64], step: NDArray[np.int64]) -> NDArray[np.int64]:
    return (2 * value + step) // (2 * step) * step


ALONE: dict[str, Callable[..., NDArray[Any]]] = {
    "not": np.logical_not, "month_end": calendar_sums.month_end,
}  # fmt: skip
PAIRED: dict[str, Callable[..., NDArray[Any]]] = {
    "+": np.add, "-": np.subtract, "*": np.multiply,
    "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal, "==": np.equal, "!=": np.not_equal,
    "min": np.minimum, "max": np.maximum,
    "floor_to": _floor_to, "ceil_to": _ceil_to, "round_half_up_to": _round_half_up_to,
    "add_days": np.add, "add_months": calendar_sums.add_months,
    "days_between": lambda first, last: last - first, "age_on": calendar_sums.age_on,
}  # fmt: skip
