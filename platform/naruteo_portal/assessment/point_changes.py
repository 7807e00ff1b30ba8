"""Which cells of a submission have other points after another grading; knows no database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

# Points may be sums of decimal fractions.
TOLERANCE = 1e-9


@dataclass(frozen=True)
class PointChange:
    """One cell's points before and after; None where a person has to give them, or where there was no such cell."""

    notebook: str
    grade_id: str
    heading: str
    before: float | None
    after: float | None


def point_changes(before: Iterable[Mapping[str, Any]], after: Iterable[Mapping[str, Any]]) -> list[PointChange]:
    """The cells that differ, in the order in which they stand; cells that are gone come last."""
    old = {(cell["notebook"], cell["grade_id"]): cell for cell in before}
    new = {(cell["notebook"], cell["grade_id"]): cell for cell in after}
    changes = []
    for key in (*new, *(key for key in old if key not in new)):
        was, now_is = old.get(key), new.get(key)
        points = (was["points"] if was else None, now_is["points"] if now_is else None)
        if was is None or now_is is None or not _equal(*points):
            heading = str((now_is or was or {}).get("heading") or "")
            changes.append(PointChange(key[0], key[1], heading, *points))
    return changes


def _equal(before: float | None, after: float | None) -> bool:
    if before is None or after is None:
        return before is after
    return abs(before - after) <= TOLERANCE
