"""When a cohort's tasks open and are due, computed from the course's due rules in Korean time; knows no database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from naruteo_portal.core.clock import KST


@dataclass(frozen=True)
class DueRule:
    """The rule of one task: due so many days after the first day, at a time; without it, when the cohort ends."""

    task_id: int
    days_after_start: int | None
    time: time | None


@dataclass(frozen=True)
class Planned:
    """The window in which one task is worked on: from `opens_at` until (not including) `due_at`."""

    task_id: int
    opens_at: datetime
    due_at: datetime


def start_of(day: date) -> datetime:
    """The first instant of a day in Korea."""
    return datetime.combine(day, time(), KST).astimezone(UTC)


def plan(rules: Iterable[DueRule], starts_on: date, ends_before: date) -> list[Planned]:
    """The schedule of a cohort: every task opens on the first day and is due by its rule."""
    opens_at = start_of(starts_on)
    return [Planned(rule.task_id, opens_at, _due(rule, starts_on, ends_before)) for rule in rules]


def _due(rule: DueRule, starts_on: date, ends_before: date) -> datetime:
    if rule.days_after_start is None:
        return start_of(ends_before)
    day = starts_on + timedelta(days=rule.days_after_start)
    return datetime.combine(day, rule.time or time(), KST).astimezone(UTC)
