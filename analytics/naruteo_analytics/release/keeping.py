"""What is told anew only when many have changed: figures that are no counts of the cube, from release to release.

A figure of many that changed because one left would say something about the one. Persons are not followed: by how many
things have changed is read off some counts, as in `disclosure`, where a change by k has at least k persons behind it.
"""

from collections.abc import Iterable
from typing import Any, TypedDict


class Told(TypedDict):
    """Something that a release says, and the counts by which it is judged later whether few have changed."""

    key: list[str]
    counts: list[float]
    said: Any


def unless_few_changed(now: Iterable[Told], before: Iterable[Told], k: int) -> list[Told]:
    """What is said now, or what was said before where no count has changed by k or more."""
    earlier = {tuple(each["key"]): each for each in before}
    return [_chosen(each, earlier.get(tuple(each["key"])), k) for each in now]


def _chosen(now: Told, before: Told | None, k: int) -> Told:
    if before is None:
        return now
    changes = (abs(one - other) for one, other in zip(now["counts"], before["counts"], strict=True))
    return now if max(changes) >= k else before
