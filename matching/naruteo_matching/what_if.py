"""What if: an instance with one thing changed, and whom that would place elsewhere.

Each change gives a whole instance, with the same candidates and openings in the same order, so that it can also be
solved, certified and kept.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from naruteo_matching.lottery import Id
from naruteo_matching.market import UNMATCHED
from naruteo_matching.solving import dry_run

Instance = Mapping[str, Any]


def with_seats(instance: Instance, by: int, opening: Id | None = None) -> dict[str, Any]:
    """Every opening, or one, with so many seats more or (negative) fewer; reserves and targets stay within them."""
    return _with_openings(
        instance, lambda each: max(0, each["seats"] + by) if opening is None or _is(each, opening) else each["seats"]
    )


def without_openings(instance: Instance, openings: Collection[Id]) -> dict[str, Any]:
    """Without a seat at these openings, such as all below a wage: they stay listed, so that answers compare."""
    names = {str(each) for each in openings}
    return _with_openings(instance, lambda each: 0 if str(each["id"]) in names else each["seats"])


def with_cap(instance: Instance, region: Id, cap: int | None) -> dict[str, Any]:
    """With another cap of a region, or none.

    The region's floor stays within it, and targets that are more together shrink in proportion. As soon as one region
    has a quota, every region in which something is offered has to be named.
    """
    areas = {str(each["id"]): each for each in instance.get("regions", [])}
    for each in instance["openings"]:
        if each.get("region") is not None:
            areas.setdefault(str(each["region"]), {"id": each["region"]})
    area = {key: value for key, value in areas.get(str(region), {"id": region}).items() if key != "cap"}
    if cap is not None:
        area |= {"cap": cap} | ({"floor": min(area["floor"], cap)} if "floor" in area else {})
    areas[str(region)] = area
    inside = [each for each in instance["openings"] if str(each.get("region")) == str(region)]
    wanted = sum(each.get("target", 0) for each in inside)
    changed = {key: value for key, value in instance.items() if key != "mode"} | {"regions": list(areas.values())}
    if instance.get("mode") == "optimal":
        changed["mode"] = "optimal"
    if cap is not None and wanted > cap:
        changed["openings"] = [
            {**each, "target": each["target"] * cap // wanted} if each in inside and "target" in each else each
            for each in instance["openings"]
        ]
    return changed


def with_lists_of(instance: Instance, length: int) -> dict[str, Any]:
    """With every candidate's list cut to so many openings, and that of those who apply together to so many rows."""
    return {
        **instance,
        **{
            kind: [{**each, "preferences": each["preferences"][:length]} for each in instance[kind]]
            for kind in ("candidates", "linked")
            if kind in instance
        },
    }


def without_rule(instance: Instance, rule: str) -> dict[str, Any]:
    """Without what one gate excludes."""
    return {**instance, "excluded": [each for each in instance.get("excluded", []) if each["rule"] != rule]}


def _is(named: Mapping[str, Any], wanted: Id) -> bool:
    return str(named["id"]) == str(wanted)


def _with_openings(instance: Instance, seats_of: Any) -> dict[str, Any]:
    changed = []
    for each in instance["openings"]:
        seats = room = seats_of(each)
        place = {**each, "seats": seats}
        if "target" in each:
            place["target"] = min(seats, each["target"])
        if "reserves" in each:
            place["reserves"] = []
            for reserve in each["reserves"]:
                kept = min(room, reserve["seats"])
                room -= kept
                place["reserves"].append({**reserve, "seats": kept})
        changed.append(place)
    return {**instance, "openings": changed}


@dataclass(frozen=True)
class Difference:
    """What a change does to people, each by their own list in the first instance.

    Attributes
    ----------
    placed_before, placed_after : int
        How many have a place.
    better, worse : list of id
        Whom it places where they would rather be, and whom where they would rather not; no place is the last wish.
        Those who apply together are asked for the rows that they share.
    newly_placed, no_longer_placed : list of id
        Those of them who had no place, and who would have none.
    regions : dict from region to (int, int)
        How many each region gets before and after.
    """

    placed_before: int
    placed_after: int
    better: list[Id]
    worse: list[Id]
    newly_placed: list[Id]
    no_longer_placed: list[Id]
    regions: dict[Id, tuple[int, int]]


def difference(instance: Instance, changed: Instance) -> Difference:
    """Place the candidates of both instances and compare.

    Parameters
    ----------
    instance, changed : mapping
        An instance, and one that the functions above made of it.

    Returns
    -------
    Difference

    Raises
    ------
    InstanceError
        If one of them is unsound.
    """
    before, after = dry_run(instance), dry_run(changed)
    better: list[Id] = []
    worse: list[Id] = []
    openings = [str(each["id"]) for each in instance["openings"]]
    number = {str(each["id"]): at for at, each in enumerate(instance["candidates"])}
    together = {str(each): link for link in instance.get("linked", ()) for each in link["members"]}
    for at in np.flatnonzero(before != after).tolist():
        person = instance["candidates"][at]
        # Those who apply together wish for the rows that they share.
        link = together.get(str(person["id"]))
        members = [at] if link is None else [number[str(each)] for each in link["members"]]
        rows = [[each] for each in person["preferences"]] if link is None else link["preferences"]
        wishes = [[each if each is None else str(each) for each in row] for row in rows]
        got = [
            [None if matched[each] == UNMATCHED else openings[matched[each]] for each in members]
            for matched in (before, after)
        ]
        ranks = [wishes.index(row) if row in wishes else len(wishes) for row in got]
        (better if ranks[1] < ranks[0] else worse).append(person["id"])
    ids = [each["id"] for each in instance["candidates"]]
    region = [each.get("region") for each in instance["openings"]]
    filled = [Counter(region[at] for at in matched[matched != UNMATCHED].tolist()) for matched in (before, after)]
    return Difference(
        int(np.count_nonzero(before != UNMATCHED)),
        int(np.count_nonzero(after != UNMATCHED)),
        better,
        worse,
        [ids[at] for at in np.flatnonzero((before == UNMATCHED) & (after != UNMATCHED)).tolist()],
        [ids[at] for at in np.flatnonzero((before != UNMATCHED) & (after == UNMATCHED)).tolist()],
        {name: (filled[0][name], filled[1][name]) for name in dict.fromkeys(region) if name is not None},
    )
