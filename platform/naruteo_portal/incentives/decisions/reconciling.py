"""What a payment file says that came back: which payments were made, which were refused, and what is wrong in it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from naruteo_portal.core.i18n import LOCALES, N_, Message

MADE = frozenset({"paid", "지급", "지급완료", "입금", "입금완료"})
TURNED_DOWN = frozenset({"refused", "rejected", "failed", "지급불가", "지급거절", "거절", "반송", "오류", "실패"})
DAY = re.compile(r"(\d{4})[-./년]\s?(\d{1,2})[-./월]\s?(\d{1,2})[.일]?", re.ASCII)


class Standing(StrEnum):
    """How a payment stands before the file is entered."""

    WAITING = "waiting"
    PAID = "paid"
    REFUSED = "refused"


@dataclass(frozen=True)
class Due:
    """A payment of the batch as the platform knows it; won."""

    payment_id: int
    reference: str
    amount: int
    standing: Standing


@dataclass(frozen=True)
class Result:
    """What a row says of one payment."""

    row: int
    due: Due
    paid_on: date | None
    """None if it was refused."""
    words: str


@dataclass(frozen=True)
class Problem:
    """What is wrong with a row (0: with the file)."""

    row: int
    reference: str
    said: Message


@dataclass(frozen=True)
class Reconciliation:
    """A whole file: what it settles, what is wrong, how many rows say nothing yet, and how many were entered before."""

    results: tuple[Result, ...]
    problems: tuple[Problem, ...]
    unsaid: int
    known: int


def reconcile(
    heading: Sequence[str], rows: Sequence[tuple[int, Sequence[str]]], columns: Mapping[str, Message],
    dues: Sequence[Due], *, released_on: date, today: date,
) -> Reconciliation:  # fmt: skip
    """Compare a file with the payments of its batch; columns are found by their names in either language."""
    places = {name: _place(heading, words) for name, words in columns.items()}
    lacking = [columns[name] for name in ("reference", "amount", "result", "paid_on", "words") if places[name] is None]
    if lacking:
        missing = N_("The column “%(column)s” is missing. Use the file of the batch.", column=lacking[0])
        return Reconciliation((), (Problem(0, "", missing),), 0, 0)
    by_reference = {due.reference: due for due in dues}
    results: list[Result] = []
    problems: list[Problem] = []
    seen: set[str] = set()
    unsaid = known = 0
    for number, cells in rows:
        told = {name: cells[place].strip() for name, place in places.items() if place is not None}
        reference = told["reference"]
        due = by_reference.get(reference)
        if not told["result"]:
            unsaid += 1
        elif due is None:
            problems.append(Problem(number, reference, N_("This claim number is not in the batch.")))
        elif reference in seen:
            problems.append(Problem(number, reference, N_("This claim number stands in the file twice.")))
        else:
            found = _read(number, due, told, released_on, today)
            if isinstance(found, Message):
                problems.append(Problem(number, reference, found))
            elif due.standing is Standing.WAITING:
                results.append(found)
            else:
                known += 1
        seen.add(reference)
    return Reconciliation(tuple(results), tuple(problems), unsaid, known)


def _place(heading: Sequence[str], words: Message) -> int | None:
    names = {_plain(words.said_in(locale)) for locale in LOCALES}
    return next((place for place, cell in enumerate(heading) if _plain(cell) in names), None)


def _read(row: int, due: Due, told: Mapping[str, str], released_on: date, today: date) -> Result | Message:
    result = _plain(told["result"])
    if result not in MADE | TURNED_DOWN:
        return N_("“%(result)s” is no result. Write paid or refused.", result=told["result"])
    if _won(told["amount"]) != due.amount:
        return N_(
            "The amount is %(told)s; the claim was to be paid %(amount)s won.",
            told=told["amount"] or N_("not stated"), amount=f"{due.amount:,}",
        )  # fmt: skip
    paid = result in MADE
    if due.standing is not Standing.WAITING and paid != (due.standing is Standing.PAID):
        return N_("The opposite was entered for this payment before.")
    if not paid:
        return Result(row, due, None, told["words"]) if told["words"] else N_("Write why the payment was refused.")
    paid_on = _day(told["paid_on"])
    if paid_on is None:
        return N_("Write the day of the payment as 2026-11-28.")
    if not released_on <= paid_on <= today:
        return N_("The day must lie between the release (%(first)s) and today.", first=released_on)
    return Result(row, due, paid_on, "")


def _won(text: str) -> int | None:
    digits = re.sub(r"[,\s원]", "", text)
    return int(digits) if re.fullmatch(r"[0-9]{1,15}", digits) else None


def _day(text: str) -> date | None:
    found = DAY.fullmatch(text)
    try:
        return date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        return None


def _plain(text: str) -> str:
    return re.sub(r"\s", "", text).lower()
