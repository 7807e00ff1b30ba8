"""What is left for a second round when a first one is over: free seats, and people without a place."""

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np

from naruteo_matching.assignment.seating import fill_reserves
from naruteo_matching.instance import Instance, read_instance
from naruteo_matching.lottery import Id


def remaining(
    instance: Mapping[str, Any],
    answer: Mapping[str, Any],
    *,
    declined: Collection[Id] = (),
    withdrawn: Collection[Id] = (),
    lottery: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The instance of the second round, with the lists of the first one; whoever certifies another list replaces it.

    Seats, reserves, caps, floors and targets are what is left of them. Openings without a seat left are gone, also
    from lists; so is whoever has a place. Who declined an offer takes part again, but not at that opening. Linked
    applications remain where all members do.

    Parameters
    ----------
    instance, answer : mapping
        The first round and its answer, also after overrides.
    declined : collection of id, optional
        Candidates who did not take the place that they were offered.
    withdrawn : collection of id, optional
        Candidates and openings that take no part any more; places at those openings count as kept.
    lottery : mapping, optional
        Seed and commitment of the second round: the first round's seed is known by now and must break no tie again.

    Returns
    -------
    dict
        An instance.

    Raises
    ------
    InstanceError
        If the first instance is unsound.
    """
    read = read_instance(instance)
    refused, gone = {str(each) for each in declined}, {str(each) for each in withdrawn}
    offered = {str(candidate): str(opening) for candidate, opening in answer["matches"].items()}
    kept = {candidate: opening for candidate, opening in offered.items() if candidate not in refused}
    held = {str(each): 0 for each in read.openings}
    for opening in kept.values():
        held[opening] += 1
    openings = [
        _left_of(place, held[str(place["id"])], reserved)
        for place, reserved in zip(instance["openings"], _reserved(read, kept), strict=True)
        if held[str(place["id"])] < place["seats"] and str(place["id"]) not in gone
    ]
    places = {str(place["id"]) for place in openings}
    people = {str(each) for each in read.candidates} - kept.keys() - gone
    for place in openings:
        place["preferences"] = _only(place["preferences"], people)
    result: dict[str, Any] = {
        "candidates": [
            {**person, "preferences": _only(person["preferences"], places - {offered.get(str(person["id"]), "")})}
            for person in instance["candidates"]
            if str(person["id"]) in people
        ],
        "openings": openings,
    }
    if instance.get("regions"):
        region = {str(place["id"]): str(place.get("region")) for place in instance["openings"]}
        result["regions"] = [_left_in(area, held, region, places) for area in instance["regions"]]
        for area in result["regions"]:
            _shrink_targets([place for place in openings if region[str(place["id"])] == str(area["id"])], area)
    if "mode" in instance:
        result["mode"] = instance["mode"]
    if lottery is not None:
        result["lottery"] = dict(lottery)
    _carry_over(instance, result, people, places, offered)
    return result


def _left_of(place: Mapping[str, Any], held: int, reserved: list[int]) -> dict[str, Any]:
    seats = place["seats"] - held
    left = {**place, "seats": seats}
    if "target" in place:
        left["target"] = min(seats, max(0, place["target"] - held))
    if "reserves" in place:
        left["reserves"] = []
        room = seats
        for each, taken in zip(place["reserves"], reserved, strict=True):
            kept = min(room, each["seats"] - taken)
            room -= kept
            left["reserves"].append({**each, "seats": kept})
    return left


def _reserved(read: Instance, kept: Mapping[str, str]) -> list[list[int]]:
    """How many seats of each reserve of each opening are taken by those whom the reserve is for."""
    candidates = {str(each): at for at, each in enumerate(read.candidates)}
    openings = {str(each): at for at, each in enumerate(read.openings)}
    at = np.full(len(candidates), -1, np.int64)
    for candidate, opening in kept.items():
        at[candidates[candidate]] = openings[opening]
    owner = np.repeat(np.arange(len(candidates)), np.diff(read.market.starts))
    rank = np.full(len(candidates), np.iinfo(np.int64).max)
    there = read.market.openings == at[owner]
    rank[owner[there]] = read.market.priority[there]
    people = np.flatnonzero(at >= 0)
    people = people[np.lexsort((rank[people], at[people]))]
    seat = fill_reserves(read.reserves, people, at[people], read.market.seats)
    taken = [[0] * count for count in np.bincount(read.reserves.opening, minlength=len(openings)).tolist()]
    for opening, reserve in zip(at[people].tolist(), seat.tolist(), strict=True):
        if reserve < len(taken[opening]):
            taken[opening][reserve] += 1
    return taken


def _left_in(
    area: Mapping[str, Any], held: Mapping[str, int], region: Mapping[str, str], places: set[str]
) -> dict[str, Any]:
    filled = sum(count for opening, count in held.items() if region[opening] == str(area["id"]))
    left = dict(area)
    for limit in ("cap", "floor"):
        if limit in area:
            left[limit] = max(0, area[limit] - filled)
    if "order" in area:
        left["order"] = _only(area["order"], places)
    return left


def _shrink_targets(openings: list[dict[str, Any]], area: Mapping[str, Any]) -> None:
    """Lower targets in proportion where others, above theirs, have left less of the cap than is meant for these."""
    wanted = sum(place.get("target", 0) for place in openings)
    if wanted > area.get("cap", wanted):
        for place in openings:
            if "target" in place:
                place["target"] = place["target"] * area["cap"] // wanted


def _only(listed: list[Any], known: Collection[str]) -> list[Any]:
    """A list without those who take no part; a tie of one is none."""
    found: list[Any] = []
    for entry in listed:
        if isinstance(entry, list | tuple):
            tied = [each for each in entry if str(each) in known]
            found += [tied] if len(tied) > 1 else tied
        elif str(entry) in known:
            found.append(entry)
    return found


def _carry_over(
    instance: Mapping[str, Any], result: dict[str, Any], people: set[str], places: set[str], offered: Mapping[str, str]
) -> None:  # fmt: skip
    """Gates, values and linked applications, as far as they speak of those who take part."""
    if "excluded" in instance:
        result["excluded"] = [
            each for each in instance["excluded"] if str(each["candidate"]) in people and str(each["opening"]) in places
        ]
    if "values" in instance:
        result["values"] = {
            person: {opening: number for opening, number in worth.items() if str(opening) in places}
            for person, worth in instance["values"].items()
            if str(person) in people
        }
    if "linked" in instance:
        result["linked"] = [
            {**link, "preferences": [
                row for row in link["preferences"]
                if all(each is None or str(each) in places - {offered.get(str(member), "")}
                       for member, each in zip(link["members"], row, strict=True))
            ]}
            for link in instance["linked"]
            if all(str(member) in people for member in link["members"])
        ]  # fmt: skip
