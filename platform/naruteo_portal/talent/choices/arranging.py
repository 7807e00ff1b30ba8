"""Putting a list in order: by places that were typed in, one step up or down, without one, with one more."""

from collections.abc import Mapping, Sequence
from enum import StrEnum


class Standing(StrEnum):
    """How a list stands between what was saved and what counts."""

    EMPTY = "empty"
    """Nothing was saved, and nothing counts."""
    SAVED = "saved"
    """Saved, not certified: nothing counts."""
    CERTIFIED = "certified"
    """What was saved is what counts."""
    CHANGED = "changed"
    """Something else was saved since; what was certified before still counts."""


def standing_of(saved: Sequence[int], certified: Sequence[int] | None) -> Standing:
    """How a list stands."""
    if certified is None:
        return Standing.SAVED if saved else Standing.EMPTY
    return Standing.CERTIFIED if list(saved) == list(certified) else Standing.CHANGED


def rearranged(listed: Sequence[int], typed: Mapping[int, int]) -> list[int]:
    """The list after people typed places, counted from 1; who keeps its place makes room for who was moved.

    Two that were given the same place stand in the order in which they stood; places beyond the end are the end.
    """
    moved = {each for at, each in enumerate(listed, start=1) if typed.get(each, at) != at}
    after = [each for each in listed if each not in moved]
    for each in sorted(moved, key=lambda each: (typed[each], listed.index(each))):
        at = min(typed[each] - 1, len(after))
        while at < len(after) and after[at] in moved and typed[after[at]] == typed[each]:
            at += 1
        after.insert(at, each)
    return after


def stepped(listed: Sequence[int], one: int, step: int) -> list[int]:
    """The list with one of its openings moved by one place up (-1) or down (1); at an end it stays."""
    after = list(listed)
    at = after.index(one)
    to = min(max(0, at + step), len(after) - 1)
    after.insert(to, after.pop(at))
    return after


def without(listed: Sequence[int], one: int) -> list[int]:
    """The list without one of its openings."""
    return [each for each in listed if each != one]
