"""Counts of a run: who was placed, at which rank of their list, and how regions are filled; never about one person."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

TOP = 3


def figures_of(instance: Mapping[str, Any], answer: Mapping[str, Any]) -> dict[str, Any]:
    """The counts of an answer.

    `ranks` says how many got the 1st, 2nd, … entry of their list, `wanted` how many have a list at all, and `regions`
    has seats, filled seats, cap and floor of each region in which something is offered. Those who apply together have
    what they share as their list, and `linked` says what came of that.
    """
    region_of = {opening["id"]: opening.get("region", "") for opening in instance["openings"]}
    matches: Mapping[str, str] = answer["matches"]
    places = {
        each["id"]: {opening: place for place, opening in enumerate(each["preferences"])}
        for each in instance["candidates"]
    }
    shared = _places_shared(instance, matches)
    ranks = Counter(
        shared.get(candidate, places[candidate].get(opening, -1)) + 1 for candidate, opening in matches.items()
    )
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
        "linked": _linked(instance, answer, shared),
    }  # fmt: skip


def first_choices(figures: Mapping[str, Any], top: int = 1) -> int:
    """How many got one of the first `top` entries of their list."""
    return sum(figures["ranks"][:top])


def _places_shared(instance: Mapping[str, Any], matches: Mapping[str, str]) -> dict[str, int]:
    """By member of a linked application that got one of its rows, the place of that row, counted from 0."""
    found: dict[str, int] = {}
    for link in instance.get("linked", ()):
        got = [matches.get(member) for member in link["members"]]
        if got in link["preferences"]:
            found |= dict.fromkeys(link["members"], link["preferences"].index(got))
    return found


def _linked(
    instance: Mapping[str, Any], answer: Mapping[str, Any], shared: Mapping[str, int]
) -> dict[str, Any] | None:  # fmt: skip
    links = instance.get("linked", ())
    if not links:
        return None
    return {
        "applications": len(links),
        "people": sum(len(each["members"]) for each in links),
        "met": sum(each["members"][0] in shared for each in links),
        "state": answer["linked"],
    }


def _mean(ranks: Mapping[int, int]) -> float | None:
    placed = sum(ranks.values())
    return round(sum(rank * number for rank, number in ranks.items()) / placed, 2) if placed else None
