"""What an expression is once it has been understood: a tree of operations, each with the type of what it gives.

Numbers are whole multiples of 10^-decimals, so nothing is ever rounded unasked. Every number carries the least and the
most that it can be; an expression that could leave 64 bits is refused when it is read, and so nothing has to be watched
while it is computed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from naruteo_portal.core.safe_yaml import Text
from naruteo_portal.rules.model import FactType
from naruteo_portal.rules.units import Unit

LARGEST = 2**62
PURE_NUMBER = Unit()
MOST_DECIMALS = 12
FIRST_DAY, LAST_DAY = -36_525, 84_005
"""Days since 1970-01-01 that a date may be: the years 1870 to 2199."""


@dataclass(frozen=True)
class Type:
    """What an expression gives. Numbers: whole multiples of 10^-decimals between `low` and `high`, in a unit."""

    kind: FactType
    unit: Unit = PURE_NUMBER
    decimals: int = 0
    low: int = 0
    high: int = 0
    choices: tuple[str, ...] = ()


TRUTH = Type(FactType.TRUTH, high=1)
DATE = Type(FactType.DATE, low=FIRST_DAY, high=LAST_DAY)


@dataclass(frozen=True)
class Expr:
    """A node: an operation on others, or a leaf that names a fact, a parameter or an earlier rule.

    Operations: literal, fact, parameter (with its keys as `args`), rule; rescale (by `constant`), + - *, the
    comparisons, in (a set of choices), and, or, not, and the functions.
    """

    op: str
    type: Type
    args: tuple[Expr, ...] = ()
    name: str = ""
    constant: int = 0
    among: frozenset[int] = frozenset()

    @property
    def is_zero(self) -> bool:
        """Nothing, which is nothing in any unit."""
        return self.op == "literal" and self.constant == 0

    def leaves(self) -> Iterator[Expr]:
        """The facts, parameters and earlier rules that it looks at, a parameter before its keys."""
        if self.op in ("fact", "rule", "parameter"):
            yield self
        for arg in self.args:
            yield from arg.leaves()


class ExpressionError(Exception):
    """An expression that is refused; `column` counts from 1."""

    def __init__(self, column: int, ko: str, en: str) -> None:
        super().__init__(en)
        self.column = column
        self.message = Text(ko, en)


class Unfit(Exception):
    """Parts of an expression that do not go together; whoever reads it knows where."""

    def __init__(self, ko: str, en: str) -> None:
        super().__init__(en)
        self.ko, self.en = ko, en


def rescaled(expr: Expr, decimals: int) -> Expr:
    """The same number with as many decimals, which must not be fewer than it has."""
    if expr.type.decimals == decimals:
        return expr
    factor = 10 ** (decimals - expr.type.decimals)
    type_ = replace(expr.type, decimals=decimals, low=expr.type.low * factor, high=expr.type.high * factor)
    return Expr("rescale", type_, (expr,), constant=factor)


def of_kind(kind: FactType, *exprs: Expr) -> None:
    """Refuse expressions of another kind."""
    if any(each.type.kind is not kind for each in exprs):
        ko, en = {
            FactType.NUMBER: ("수", "a number"),
            FactType.TRUTH: ("예/아니오", "something true or false"),
            FactType.DATE: ("날짜", "a date"),
            FactType.CHOICE: ("선택지", "a choice"),
        }[kind]
        raise Unfit(f"여기에는 {ko}가 와야 합니다.", f"Here has to stand {en}.")


def of_one_unit(*exprs: Expr) -> tuple[Expr, ...]:
    """Numbers of one unit, each with as many decimals as the finest of them; refuse others."""
    of_kind(FactType.NUMBER, *exprs)
    units = {each.type.unit for each in exprs if not each.is_zero}
    if len(units) > 1:
        said = ", ".join(sorted(str(unit) for unit in units))
        raise Unfit(f"단위가 다릅니다: {said}.", f"These have different units: {said}.")
    decimals = max(each.type.decimals for each in exprs)
    unit = next(iter(units), Unit())
    fitted = (rescaled(each, decimals) for each in exprs)
    return tuple(replace(each, type=replace(each.type, unit=unit)) for each in fitted)
