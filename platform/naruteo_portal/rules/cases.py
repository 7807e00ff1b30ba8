"""One case as people and programs write it (JSON), and as it is judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from naruteo_portal.core.safe_yaml import Text
from naruteo_portal.rules.model import Fact, FactType
from naruteo_portal.rules.programme import Programme
from naruteo_portal.rules.tables import EPOCH, day_number, scaled
from naruteo_portal.rules.typed import FIRST_DAY, LAST_DAY, Unfit


@dataclass(frozen=True)
class BadFact:
    """A fact that cannot be used, and what to write instead."""

    name: str
    message: Text


class BadFacts(Exception):
    """Facts of a case that cannot be judged."""

    def __init__(self, faults: list[BadFact]) -> None:
        super().__init__("\n".join(f"{fault.name}: {fault.message.en}" for fault in faults))
        self.faults = tuple(faults)


def read_facts(programme: Programme, given: Mapping[str, object]) -> dict[str, int]:
    """The facts that are known, as whole numbers; null and what is left out are not known.

    Numbers may be written as JSON numbers or, to keep their decimals, as text ("0.80"); dates as 2026-07-01.
    Raises BadFacts with everything that cannot be used: unknown names, other kinds, values beyond the bounds.
    """
    faults, found = [], {}
    for name, value in given.items():
        fact = programme.facts.get(name)
        try:
            if fact is None:
                known = ", ".join(programme.facts)
                raise Unfit(f"이런 사실은 없습니다. 있는 것: {known}.", f"There is no such fact. There are: {known}.")
            if value is not None:
                found[name] = _number(fact, value)
        except Unfit as unfit:
            faults.append(BadFact(name, Text(unfit.ko, unfit.en)))
    if faults:
        raise BadFacts(faults)
    return found


def read_asked(programme: Programme, case: Mapping[str, object]) -> dict[str, int]:
    """The facts of a case that the programme asks, as `read_facts` reads them; all others are left aside."""
    return read_facts(programme, {name: value for name, value in case.items() if name in programme.facts})


def said(fact: Fact, value: int) -> str | int | bool | None:
    """A fact's whole number as it is written in JSON."""
    if fact.type is FactType.TRUTH:
        return bool(value)
    if fact.type is FactType.DATE:
        return said_day(value)
    if fact.type is FactType.CHOICE:
        return list(fact.choices)[value]
    return said_number(value, fact.decimals)


def said_number(value: int, decimals: int) -> str | int:
    """A whole multiple of 10^-decimals: a number if it is whole, otherwise its digits as text, so that none is lost."""
    whole, rest = divmod(value, 10**decimals)
    return whole if rest == 0 else str(Decimal(value).scaleb(-decimals)).rstrip("0")


def said_day(value: int) -> str:
    """A day as 2026-07-01."""
    return date.fromordinal(value + EPOCH).isoformat()


def _number(fact: Fact, value: object) -> int:
    if fact.type is FactType.TRUTH:
        if not isinstance(value, bool):
            raise Unfit("true 또는 false로 적어 주세요.", "Write true or false.")
        return int(value)
    if fact.type is FactType.CHOICE:
        names = list(fact.choices)
        if value not in names:
            raise Unfit(f"다음 가운데 하나로 적어 주세요: {', '.join(names)}.", f"Write one of: {', '.join(names)}.")
        return names.index(str(value))
    if fact.type is FactType.DATE:
        try:
            day = day_number(date.fromisoformat(value if isinstance(value, str) else ""))
        except ValueError:
            raise Unfit("2026-07-01처럼 적어 주세요.", "Write a date like 2026-07-01.") from None
        if not FIRST_DAY <= day <= LAST_DAY:
            raise Unfit("1870년부터 2199년까지의 날짜를 적어 주세요.", "Write a date from 1870 to 2199.")
        return day
    return _whole(fact, value)


def _whole(fact: Fact, value: object) -> int:
    try:
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise InvalidOperation
        # The digits of a JSON number, not its binary fraction.
        digits = Decimal(repr(value) if isinstance(value, float) else value)
        if not digits.is_finite():
            raise InvalidOperation
    except InvalidOperation:
        raise Unfit("수를 적어 주세요.", "Write a number.") from None
    least, most = fact.bounds
    if not least <= digits <= most:
        raise Unfit(f"{least}부터 {most}까지의 수를 적어 주세요.", f"Write a number from {least} to {most}.")
    return scaled(digits, fact.decimals)
