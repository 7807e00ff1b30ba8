"""Computes expressions for one case, and notes what was used and what is missing.

This is a second way to compute what `vectors.py` computes for many; tests hold the two to each other. It is there
because reasons need more than a result: which of the unknown things really stand in the way.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from naruteo_portal.rules.functions import RATIO_DECIMALS
from naruteo_portal.rules.model import Confidence, Reference
from naruteo_portal.rules.programme import Programme, Version
from naruteo_portal.rules.tables import EPOCH, Cell, Table
from naruteo_portal.rules.typed import Expr

RATIO_SCALE: int = 10**RATIO_DECIMALS


class Lack(StrEnum):
    """Why something is not known."""

    NOT_GIVEN = "not_given"
    NO_RULE_YET = "no_rule_yet"
    NO_FIGURE = "no_figure"
    NOT_CONFIRMED = "not_confirmed"
    NOT_DEFINED = "not_defined"


@dataclass(frozen=True)
class Missing:
    """One thing that stands in the way of an answer: a fact, a figure or a rule, and why."""

    name: str
    lack: Lack
    confidence: Confidence | None = None
    reference: Reference | None = None


@dataclass(frozen=True)
class Unknown:
    """No answer, because these are missing."""

    missing: frozenset[Missing]


Value = int | Unknown


@dataclass(frozen=True)
class Figure:
    """A parameter as it was used."""

    table: Table
    cell: Cell
    value: int


class Trace:
    """One case; each fact, figure and rule that was used is kept under its name."""

    def __init__(self, programme: Programme, facts: Mapping[str, int], trust: frozenset[Confidence]) -> None:
        self.programme = programme
        self.facts = facts
        self._trust = trust
        self._rules: dict[str, tuple[Version | None, Value]] = {}

    def rule(self, name: str) -> tuple[Version | None, Value]:
        """The version of a rule that judges the case, and what it gives."""
        if name not in self._rules:
            rule = self.programme.rules[name]
            day = self.fact(self.programme.file.rule_date)
            version = None if isinstance(day, Unknown) else rule.on(day)
            value: Value
            if isinstance(day, Unknown):
                value = day
            elif version is None:
                value = Unknown(frozenset({Missing(name, Lack.NO_RULE_YET)}))
            else:
                value = self.of(version.expr)
            self._rules[name] = version, value
        return self._rules[name]

    def fact(self, name: str) -> Value:
        """A fact of the case."""
        return self.facts.get(name, Unknown(frozenset({Missing(name, Lack.NOT_GIVEN)})))

    def cell(self, expr: Expr) -> Cell | Unknown:
        """What a parameter says of the case, whether it may be used or not."""
        table = self.programme.tables[expr.name]
        day = self.fact(table.dated_by)
        indexes = [self.of(arg) for arg in expr.args]
        lacking = _lacking(day, *indexes)
        if lacking:
            return lacking
        entry = table.entry_on(_whole(day))
        if entry is None:
            return Unknown(frozenset({Missing(expr.name, Lack.NO_RULE_YET)}))
        column = 0
        if table.edges:
            column = sum(edge <= _whole(indexes[0]) for edge in table.edges)
        else:
            for key, index in zip(table.keys, indexes, strict=True):
                column = column * len(key) + _whole(index)
        return entry.cells[column]

    def figure(self, expr: Expr) -> Figure | Unknown:
        """The figure that a parameter has for the case, if it may be used."""
        cell = self.cell(expr)
        if isinstance(cell, Unknown):
            return cell
        if cell.figure is not None and cell.is_known(self._trust):
            return Figure(self.programme.tables[expr.name], cell, cell.figure)
        lack = Lack.NO_FIGURE if cell.figure is None else Lack.NOT_CONFIRMED
        dated = cell.dated
        return Unknown(frozenset({Missing(
            expr.name, lack, dated.confidence if dated else None, dated.reference if dated else None
        )}))  # fmt: skip

    def of(self, expr: Expr) -> Value:
        """What an expression gives."""
        match expr.op:
            case "literal":
                return expr.constant
            case "fact":
                return self.fact(expr.name)
            case "rule":
                return self.rule(expr.name)[1]
            case "parameter":
                figure = self.figure(expr)
                return figure.value if isinstance(figure, Figure) else figure
            case "and" | "or":
                return _decided([self.of(arg) for arg in expr.args], against=expr.op == "or")
            case "when":
                condition = self.of(expr.args[0])
                if isinstance(condition, Unknown):
                    return condition
                return self.of(expr.args[1] if condition else expr.args[2])
        values = [self.of(arg) for arg in expr.args]
        lacking = _lacking(*values)
        if lacking:
            return lacking
        return self._computed(expr, [_whole(value) for value in values])

    def _computed(self, expr: Expr, values: list[int]) -> Value:
        if expr.op == "in":
            return int(values[0] in expr.among)
        if expr.op == "rescale":
            return values[0] * expr.constant
        if expr.op == "ratio":
            over, under = values
            if under == 0:
                return Unknown(frozenset({Missing("ratio", Lack.NOT_DEFINED)}))
            return int(over * RATIO_SCALE // under)
        result = values[0] if len(values) > 1 else ALONE[expr.op](values[0])
        for value in values[1:]:
            result = PAIRED[expr.op](result, value)
        return int(result)


def _whole(value: Value) -> int:
    assert isinstance(value, int)  # noqa: S101 - whoever asks has seen that nothing is lacking
    return value


def _lacking(*values: Value) -> Unknown | None:
    missing = [value.missing for value in values if isinstance(value, Unknown)]
    return Unknown(frozenset().union(*missing)) if missing else None


def _decided(values: list[Value], *, against: bool) -> Value:
    """One known part that decides is enough: a false one for all of them, a true one for any of them."""
    if any(not isinstance(value, Unknown) and bool(value) == against for value in values):
        return int(against)
    return _lacking(*values) or int(not against)


def _day(number: int) -> date:
    return date.fromordinal(number + EPOCH)


def whole_value(programme: Programme, facts: Mapping[str, int], rule: str, trust: frozenset[Confidence]) -> int | None:
    """What a rule gives for a case in whole units (a rest is left away); None where it is not known."""
    value = Trace(programme, facts, trust).rule(rule)[1]
    return None if isinstance(value, Unknown) else value // 10 ** programme.rules[rule].type.decimals


def _add_months(day: int, by: int) -> int:
    start = _day(day)
    month = start.year * 12 + start.month - 1 + by
    year, month = month // 12, month % 12 + 1
    last = calendar.monthrange(year, month)[1]
    return date(year, month, min(start.day, last)).toordinal() - EPOCH


def _month_end(day: int) -> int:
    start = _day(day)
    return start.replace(day=calendar.monthrange(start.year, start.month)[1]).toordinal() - EPOCH


def _age_on(birth: int, day: int) -> int:
    years = _day(day).year - _day(birth).year
    return years - (day < _add_months(birth, 12 * years))


ALONE: dict[str, Callable[[int], int]] = {"not": lambda value: int(not value), "month_end": _month_end}
PAIRED: dict[str, Callable[[int, int], int]] = {
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b,
    "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
    "==": lambda a, b: a == b, "!=": lambda a, b: a != b, "min": min, "max": max,
    "floor_to": lambda value, step: value // step * step,
    "ceil_to": lambda value, step: -(-value // step) * step,
    "round_half_up_to": lambda value, step: (2 * value + step) // (2 * step) * step,
    "add_days": lambda day, by: day + by, "add_months": _add_months,
    "days_between": lambda first, last: last - first, "age_on": _age_on,
}  # fmt: skip
