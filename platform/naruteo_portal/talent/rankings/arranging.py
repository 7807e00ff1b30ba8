"""An order with ties as rows on a page, and back: whoever is tied stands at the same place as the one above."""

from collections.abc import Mapping, Sequence

Tiers = list[int | list[int]]
"""Ids of candidates, best first; a list inside is a tie."""


def ids_in(tiers: Sequence[int | Sequence[int]]) -> list[int]:
    """Everybody in an order, best first."""
    return [one for each in tiers for one in ([each] if isinstance(each, int) else each)]


def tied_in(tiers: Sequence[int | Sequence[int]]) -> set[int]:
    """Those who stand at the same place as the one above."""
    return {one for each in tiers if not isinstance(each, int) for one in each[1:]}


def tiers_of(ids: Sequence[int], tied: set[int]) -> Tiers:
    """The order of these ids, in which `tied` stand at the place of the one above; the first is tied with nobody."""
    groups: list[list[int]] = []
    for one in ids:
        if one in tied and groups:
            groups[-1].append(one)
        else:
            groups.append([one])
    return [each[0] if len(each) == 1 else each for each in groups]


def places_in(tiers: Sequence[int | Sequence[int]]) -> Mapping[int, int]:
    """At which place each stands, counted from 1; after a tie of two comes the third place."""
    found, place = {}, 1
    for each in tiers:
        group = [each] if isinstance(each, int) else each
        found.update(dict.fromkeys(group, place))
        place += len(group)
    return found
