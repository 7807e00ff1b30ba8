"""Which days of a learning log count, corrections taken in; knows no database."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Protocol


class Corrected(Protocol):
    """An accepted correction: of the entry with this key, or (empty) of one that was missing."""

    @property
    def id(self) -> int:
        """By which later corrections of an entry come after earlier ones."""

    @property
    def entry(self) -> str:
        """The entry's key."""

    @property
    def day(self) -> date | None:
        """The day that counts; None if the entry does not count."""


def counted_days(recorded: Mapping[str, date], accepted: Iterable[Corrected]) -> set[date]:
    """The days that count: those of the entries (by key), as corrected."""
    days: dict[str, date | None] = dict(recorded)
    for correction in sorted(accepted, key=lambda each: each.id):
        if correction.entry in recorded or not correction.entry:
            days[correction.entry or f"added-{correction.id}"] = correction.day
    return {day for day in days.values() if day is not None}


def trace_key(trace_id: int) -> str:
    """The key of what somebody opened, in their log."""
    return f"trace-{trace_id}"


def submission_key(submission_id: int) -> str:
    """The key of what somebody handed in, in their log."""
    return f"submission-{submission_id}"
