"""Judges cases by rule files with fractions, sharing nothing with the engine but the files: what it is held to."""

import ast
from bisect import bisect_right
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

Case = dict[str, Any]
CONFIRMED = ("S", "O")


def judge(folder: Path, case: Case) -> tuple[str, Fraction | None]:
    """Outcome and amount of one case; facts are Fractions, booleans, texts, dates, or None where not known."""
    return Oracle(folder).judge(case)


class Oracle:
    """A programme's files, read by the ordinary YAML loader."""

    def __init__(self, folder: Path) -> None:
        def load(path: Path) -> Any:
            return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)

        self.programme = load(folder / "programme.yaml")
        self.rules = load(folder / "rules.yaml")
        self.parameters: dict[str, Any] = {}
        for path in sorted(folder.glob("parameters/*.yaml")):
            self.parameters |= load(path)["parameters"]

    def judge(self, case: Case) -> tuple[str, Fraction | None]:
        """Outcome and amount."""
        day = case.get(self.programme["rule_date"])
        coverage = self.programme["coverage"]
        if day is None or day < _date(coverage["since"]) or ("until" in coverage and day > _date(coverage["until"])):
            return "undetermined", None
        values = {name: self.rule(name, case) for name in self.rules["decision"]["eligible"]}
        if False in values.values():
            return "not_eligible", Fraction(0)
        if None in values.values():
            return "undetermined", None
        return "eligible", self.rule(self.rules["decision"]["amount"], case)

    def rule(self, name: str, case: Case) -> Any:
        """What a rule gives."""
        version = _latest(self.rules["rules"][name]["versions"], case[self.programme["rule_date"]])
        return None if version is None else self.value(ast.parse(version["expr"].strip(), mode="eval").body, case)

    def figure(self, name: str, keys: list[Any], case: Case) -> Any:
        """The figure of a parameter."""
        parameter = self.parameters[name]
        day = case[parameter.get("dated_by", self.programme["rule_date"])]
        if day is None or None in keys:
            return None
        dated = _latest(parameter["values"], day)
        if dated is None or dated["confidence"] not in CONFIRMED or ("until" in dated and day > _date(dated["until"])):
            return None
        found = dated.get("value")
        if "brackets" in dated:
            fitting = [each["value"] for each in dated["brackets"] if Fraction(each["since"]) <= keys[0]]
            return Fraction(fitting[-1]) if fitting else None
        for key in keys:
            found = found[key]
        return None if found in ("", None) else Fraction(found)

    def value(self, node: ast.AST, case: Case) -> Any:
        """What an expression gives."""
        match node:
            case ast.Constant(value=value):
                return Fraction(value) if isinstance(value, int) else value
            case ast.Name(id=name):
                return self.name(name, [], case)
            case ast.Subscript(value=ast.Name(id=name), slice=ast.Tuple(elts=keys)):
                return self.name(name, [self.value(key, case) for key in keys], case)
            case ast.Subscript(value=ast.Name(id=name), slice=key):
                return self.name(name, [self.value(key, case)], case)
            case ast.BoolOp(op=op, values=parts):
                found = [self.value(part, case) for part in parts]
                decisive = isinstance(op, ast.Or)
                return decisive if decisive in found else None if None in found else not decisive
            case ast.UnaryOp(operand=part):
                found = self.value(part, case)
                return None if found is None else not found
            case ast.Compare(left=left, ops=[op], comparators=[ast.Tuple(elts=elements)]):
                found = self.value(left, case)
                among = {self.value(element, case) for element in elements}
                return None if found is None else (found in among) == isinstance(op, ast.In)
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return _apply(COMPARE[type(op)], self.value(left, case), self.value(right, case))
            case ast.BinOp(left=left, op=op, right=right):
                return _apply(RECKON[type(op)], self.value(left, case), self.value(right, case))
            case ast.Call(func=ast.Name(id="when"), args=[condition, then, otherwise]):
                found = self.value(condition, case)
                return None if found is None else self.value(then if found else otherwise, case)
            case ast.Call(func=ast.Name(id=name), args=args):
                return _apply(CALL[name], *(self.value(arg, case) for arg in args))
        raise NotImplementedError(ast.dump(node))

    def name(self, name: str, keys: list[Any], case: Case) -> Any:
        """A fact, a figure or another rule."""
        if name in self.parameters:
            return self.figure(name, keys, case)
        return self.rule(name, case) if name in self.rules["rules"] else case.get(name)


def _date(text: str) -> date:
    return date.fromisoformat(text)


def _latest(dated: dict[str, Any], day: date) -> Any:
    days = sorted(dated)
    place = bisect_right([_date(each) for each in days], day)
    return dated[days[place - 1]] if place else None


def _apply(function: Any, *values: Any) -> Any:
    return None if None in values else function(*values)


def _add_months(day: date, by: Fraction) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + int(by), 12)
    for last in range(day.day, 27, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    return date(year, month + 1, day.day)


def _age_on(birth: date, day: date) -> Fraction:
    years = day.year - birth.year
    return Fraction(years - (day < _add_months(birth, Fraction(12 * years))))


COMPARE = {
    ast.Lt: lambda a, b: a < b, ast.LtE: lambda a, b: a <= b, ast.Gt: lambda a, b: a > b,
    ast.GtE: lambda a, b: a >= b, ast.Eq: lambda a, b: a == b, ast.NotEq: lambda a, b: a != b,
}  # fmt: skip
RECKON = {ast.Add: lambda a, b: a + b, ast.Sub: lambda a, b: a - b, ast.Mult: lambda a, b: a * b}
CALL = {
    "min": min,
    "max": max,
    "floor_to": lambda value, step: Fraction(value // step * step),
    "ceil_to": lambda value, step: Fraction(-(-value // step) * step),
    "round_half_up_to": lambda value, step: Fraction((value + step / 2) // step * step),
    "ratio": lambda a, b: None if b == 0 else Fraction(a * 10**6 // b, 10**6),
    "add_days": lambda day, by: day + timedelta(int(by)),
    "add_months": _add_months,
    "days_between": lambda first, last: Fraction((last - first).days),
    "month_end": lambda day: _add_months(day.replace(day=1), Fraction(1)) - timedelta(1),
    "age_on": _age_on,
}  # fmt: skip
