"""The functions of the language of rules: what each takes and gives."""

from collections.abc import Callable
from dataclasses import replace

from naruteo_portal.rules.model import FactType
from naruteo_portal.rules.typed import DATE, FIRST_DAY, LAST_DAY, Expr, Type, Unfit, of_kind, of_one_unit
from naruteo_portal.rules.units import Unit

RATIO_DECIMALS = 6
LONGEST_STEP = 36_525
"""The most days or months that a date may be moved by."""


def _least(*numbers: Expr) -> Expr:
    fitted = of_one_unit(*numbers)
    low, high = min(each.type.low for each in fitted), min(each.type.high for each in fitted)
    return Expr("min", replace(fitted[0].type, low=low, high=high), fitted)


def _most(*numbers: Expr) -> Expr:
    fitted = of_one_unit(*numbers)
    low, high = max(each.type.low for each in fitted), max(each.type.high for each in fitted)
    return Expr("max", replace(fitted[0].type, low=low, high=high), fitted)


def _rounding(op: str) -> Callable[..., Expr]:
    def make(number: Expr, step: Expr) -> Expr:
        number, step = of_one_unit(number, step)
        if step.type.low <= 0:
            raise Unfit("단위 금액(절사 단위)은 0보다 커야 합니다.", "The step to round to has to be more than 0.")
        room = step.type.high
        return Expr(op, replace(number.type, low=number.type.low - room, high=number.type.high + room), (number, step))

    return make


def _when(condition: Expr, then: Expr, otherwise: Expr) -> Expr:
    of_kind(FactType.TRUTH, condition)
    if then.type.kind is FactType.NUMBER:
        then, otherwise = of_one_unit(then, otherwise)
    elif then.type.kind is not otherwise.type.kind or then.type.choices != otherwise.type.choices:
        raise Unfit("두 갈래가 같은 종류여야 합니다.", "Both branches have to be of the same kind.")
    low, high = min(then.type.low, otherwise.type.low), max(then.type.high, otherwise.type.high)
    return Expr("when", replace(then.type, low=low, high=high), (condition, then, otherwise))


def _ratio(over: Expr, under: Expr) -> Expr:
    over, under = of_one_unit(over, under)
    if under.type.low < 0:
        raise Unfit("나누는 수는 음수일 수 없습니다.", "What is divided by cannot be less than 0.")
    scale = 10**RATIO_DECIMALS
    ends = (over.type.low * scale, over.type.high * scale)
    return Expr("ratio", Type(FactType.NUMBER, Unit(), RATIO_DECIMALS, min(*ends, 0), max(*ends, 0)), (over, under))


def _moved(op: str, unit: str) -> Callable[..., Expr]:
    def make(day: Expr, by: Expr) -> Expr:
        of_kind(FactType.DATE, day)
        of_kind(FactType.NUMBER, by)
        if by.type.decimals or not (by.is_zero or by.type.unit == Unit.named(unit)):
            raise Unfit(f"두 번째는 {unit} 단위의 정수여야 합니다.", f"The second has to be a whole number of {unit}s.")
        if max(abs(by.type.low), abs(by.type.high)) > LONGEST_STEP:
            raise Unfit("날짜를 너무 멀리 옮깁니다.", "The date would be moved too far.")
        return Expr(op, DATE, (day, by))

    return make


def _days_between(first: Expr, last: Expr) -> Expr:
    of_kind(FactType.DATE, first, last)
    span = LAST_DAY - FIRST_DAY
    return Expr("days_between", Type(FactType.NUMBER, Unit.named("day"), 0, -span, span), (first, last))


def _month_end(day: Expr) -> Expr:
    of_kind(FactType.DATE, day)
    return Expr("month_end", DATE, (day,))


def _age_on(birth: Expr, day: Expr) -> Expr:
    of_kind(FactType.DATE, birth, day)
    return Expr("age_on", Type(FactType.NUMBER, Unit.named("year"), 0, -330, 330), (birth, day))


MANY = range(2, 9)
FUNCTIONS: dict[str, tuple[range, Callable[..., Expr]]] = {
    "min": (MANY, _least),
    "max": (MANY, _most),
    "floor_to": (range(2, 3), _rounding("floor_to")),
    "ceil_to": (range(2, 3), _rounding("ceil_to")),
    "round_half_up_to": (range(2, 3), _rounding("round_half_up_to")),
    "when": (range(3, 4), _when),
    "ratio": (range(2, 3), _ratio),
    "add_days": (range(2, 3), _moved("add_days", "day")),
    "add_months": (range(2, 3), _moved("add_months", "month")),
    "days_between": (range(2, 3), _days_between),
    "month_end": (range(1, 2), _month_end),
    "age_on": (range(2, 3), _age_on),
}
"""Name: how many arguments it takes, and what makes its node. `ratio` goes down to 6 decimals; by 0 it is unknown.
`add_months` keeps to the month (31 January and one month: the last of February)."""
