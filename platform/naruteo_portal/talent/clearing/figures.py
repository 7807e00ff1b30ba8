"""Counts of a run: who was placed, at which rank of their list, and how regions are filled; never about one person."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

TOP = 3


def figures_of(instance: Mapping[str, Any], answer: Mapping[str, Any]) -> dict[str, Any]:
    """The counts of an answer.

    `ranks` says how many got the 1st, 2nd, … entry of their list, `wanted` how many have a list at all, and `regions`
    has seats, filled seats, cap and floor of each region in which something is offered.
    """
    region_of = {opening["id"]: opening.get("region", "") for opening in instance["openings"]}
    matches: Mapping[str, str] = answer["matches"]
    places = {
        each["id"]: {opening: place for place, opening in enumerate(each["preferences"])}
        for each in instance["candidates"]
    }
    ranks = Counter(places[candidate].get(opening, -1) + 1 for candidate, opening in matches.items())
    filled = Counter(region_of[opening] for opening in matches.values())
    used = Counter(matches.values())
    quotas = {each["id"]: each for each in instance.get("regions", ())}
    seats: Counter[str] = Counter()
    for opening in instance["openings"]:
        seats[region_of[opening["id"]]] += opening["seats"]
    listed = {rank: number for rank, number in ranks.items() if rank > 0}
    return {
        "candidates": len(places),
        "wanted": sum(bool(each) for each in places.values()),
        "placed": len(matches),
        "unplaced": len(places) - len(matches),
        "seats": sum(seats.values()),
        "free": sum(max(0, each["seats"] - used[each["id"]]) for each in instance["openings"]),
        "openings": len(region_of),
        "empty_openings": sum(each["seats"] > 0 and not used[each["id"]] for each in instance["openings"]),
        "ranks": [listed.get(rank, 0) for rank in range(1, max(listed, default=0) + 1)],
        "mean_rank": _mean(listed),
        "regions": {
            region: {
                "seats": seats[region], "filled": filled[region],
                "cap": quotas.get(region, {}).get("cap"), "floor": quotas.get(region, {}).get("floor"),
            }
            for region in sorted(seats)
        },
    }  # fmt: skip


def first_choices(figures: Mapping[str, Any], top: int = 1) -> int:
    """How many got one of the first `top` entries of their list."""
    return sum(figures["ranks"][:top])


def _mean(ranks: Mapping[int, int]) -> float | None:
    placed = sum(ranks.values())
    return round(sum(rank * number for rank, number in ranks.items()) / placed, 2) if placed else None
