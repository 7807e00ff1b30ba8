"""What is wrong with files that were handed in: which file, which row, which column, and which rule it breaks.

The words for people are said by whoever shows them; here is what they are made of. A value that looks like a resident
registration number is never repeated.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

LISTED = 20_000
"""So many faults are kept one by one; of the others only how many there are."""
LONGEST_VALUE = 60
# A birth date and a digit for sex and century, with nothing that would make it part of a longer word or number.
RESIDENT_NUMBER = (
    r"(?:^|[^0-9A-Za-z_-])\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[- ]?[1-8]\d{6}(?:$|[^0-9A-Za-z_-])"
)
"""As RE2 and `re` both read it."""
RESIDENT_NUMBER_HEADINGS = ("주민등록번호", "주민번호", "외국인등록번호", "residentregistrationnumber", "rrn")


class Kind(StrEnum):
    """Which rule a file, a row or a value breaks."""

    FILE_MISSING = "file_missing"
    FILE_TWICE = "file_twice"
    FILE_EMPTY = "file_empty"
    NOT_TEXT = "not_text"
    """Neither UTF-8 nor CP949."""
    UNREADABLE = "unreadable"
    COLUMN_MISSING = "column_missing"
    COLUMN_TWICE = "column_twice"
    CELLS = "cells"
    """A row has more or fewer cells than the heading."""
    VALUE_MISSING = "value_missing"
    NOT_WHOLE = "not_whole"
    NOT_A_NUMBER = "not_a_number"
    NOT_A_DATE = "not_a_date"
    OUT_OF_RANGE = "out_of_range"
    NOT_ALLOWED = "not_allowed"
    """Not one of the words that the column may hold."""
    TWICE = "twice"
    """A key stands in the file for the second time."""
    UNKNOWN = "unknown"
    """What is referred to is in no other file."""
    RESIDENT_NUMBER = "resident_number"
    NOT_BULK = "not_bulk"
    """OneRoster: the file holds changes only (delta), not everything."""
    OTHER_VERSION = "other_version"
    NO_FINAL = "no_final"
    """OneRoster: no line item has the title of the one that is to hold the final result."""
    TWO_FINALS = "two_finals"
    """OneRoster: a class has two line items of that title."""
    NOTHING_LEFT = "nothing_left"
    """After all that was left out, no enrolment remains."""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong.

    Attributes
    ----------
    file : str
    row : int or None
        As a spreadsheet numbers it, the heading being row 1; None: the file as a whole.
    column : str or None
    kind : Kind
    value : str
        What stands there, shortened.
    wanted : str
        What may stand there: the allowed words, the range, or the file that should know it.
    """

    file: str
    row: int | None
    column: str | None
    kind: Kind
    value: str = ""
    wanted: str = ""


class Faults:
    """Faults as they are found: the first ones by name, all of them counted."""

    def __init__(self, listed: int = LISTED) -> None:
        self.listed: list[Fault] = []
        self._most = listed
        self.counts: Counter[tuple[str, str]] = Counter()
        """How many, by file and kind."""

    @property
    def in_all(self) -> int:
        """How many there are, listed or not."""
        return self.counts.total()

    def are_in(self, file: str) -> bool:
        """Whether a file has any."""
        return any(name == file for name, _kind in self.counts)

    def add(
        self, file: str, row: int | None, column: str | None, kind: Kind, value: object = "", wanted: str = ""
    ) -> None:
        """Note one fault."""
        self.counts[file, kind.value] += 1
        if len(self.listed) < self._most:
            self.listed.append(
                Fault(file, row, column, kind, "" if kind is Kind.RESIDENT_NUMBER else shown(value), wanted)
            )

    def add_rows(
        self, file: str, column: str, kind: Kind, rows: Iterable[tuple[int, object]], *, count: int, wanted: str = ""
    ) -> None:
        """Note the same fault of several rows (number, value); `count` says how many, as rows may be lazily made."""
        room = max(0, self._most - len(self.listed))
        for (row, value), _ in zip(rows, range(min(room, count)), strict=False):
            self.add(file, row, column, kind, value, wanted)
        self.counts[file, kind.value] += count - min(room, count)


def shown(value: object) -> str:
    """A value as a sentence can hold it: short, on one line, and no resident registration number."""
    text = " ".join(str(value).split())
    if re.search(RESIDENT_NUMBER, text):
        return ""
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 1]}…"
