"""What a benchmark measured, and how it is written down."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Measured:
    """One number, and beside it the number of something well known, measured in the same run."""

    what: str
    value: float
    unit: str
    reference: str = ""
    reference_value: float | None = None

    @property
    def ratio(self) -> float | None:
        """How many times the reference."""
        return self.value / self.reference_value if self.reference_value else None


Report = Callable[..., None]
"""`report(what, value, unit, reference, reference_value)` adds a line to the table of a run."""


def said(value: float) -> str:
    """A number with as many digits as it deserves."""
    return f"{value:.0f}" if value >= 100 or value == int(value) else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def width(text: str) -> int:
    """The columns that a text takes on a terminal."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
