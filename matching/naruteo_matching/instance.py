"""Reads an instance, the JSON object that a round is frozen as, into arrays; everything wrong is listed at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from naruteo_matching.assignment.seating import NO_LIMIT, Reserves
from naruteo_matching.instance_extras import check_excluded, check_linked, check_values
from naruteo_matching.instance_faults import InstanceError
from naruteo_matching.instance_fields import Fields, Numbers, shown
from naruteo_matching.lottery import LEAST_BYTES, Id, break_tie, commitment
from naruteo_matching.market import UNMATCHED, Market

MODES = ("stable", "flexible", "optimal")
Object = Mapping[str, Any]


@dataclass(frozen=True)
class Instance:
    """An instance that was read and is sound.

    Attributes
    ----------
    candidates, openings, regions : list of id
        As they came, in their order; their places are the numbers in the arrays.
    market : Market
        The edges that both sides accept and no gate excludes; ties are broken by the lottery.
    reserves : Reserves
        Seats kept for groups.
    has_targets : bool array of shape (n_openings,)
        Which openings state a target; the others' is 0 in `market`.
    mode : str
        One of `MODES`.
    """

    candidates: list[Id]
    openings: list[Id]
    regions: list[Id]
    market: Market
    reserves: Reserves
    has_targets: NDArray[np.bool_]
    mode: str

    @property
    def has_floors(self) -> bool:
        """Whether any region ought to get some candidates at least."""
        return bool(self.market.floor.any())


def read_instance(instance: Any) -> Instance:
    """Read an instance.

    Parameters
    ----------
    instance : mapping
        The JSON object, as `docs/matching/solve.md` describes it.

    Returns
    -------
    Instance

    Raises
    ------
    InstanceError
        With every fault, where it is, and what to do.
    """
    fields = Fields()
    if not isinstance(instance, Mapping):
        fields.fault("instance", f"is {shown(instance)}; write an object with candidates and openings")
        raise InstanceError(fields.faults)
    fields.keys(
        "", instance, {"candidates", "openings"}, {"regions", "mode", "lottery", "values", "linked", "excluded"}
    )
    people = fields.objects("candidates", instance.get("candidates", []))
    places = fields.objects("openings", instance.get("openings", []))
    areas = fields.objects("regions", instance.get("regions", []))
    candidates = fields.ids("candidates", people)
    openings = fields.ids("openings", places)
    regions = fields.ids("regions", areas)
    seed = _seed(fields, instance.get("lottery"))
    wishes = _wishes(fields, people, openings)
    orders = _orders(fields, places, openings, candidates, seed)
    reserves = _reserves(fields, people, places)
    excluded = check_excluded(fields, instance.get("excluded", []), candidates, openings)
    market = _market(
        wishes, orders, excluded,
        seats=_numbers_of(fields, "openings", places, "seats", 0),
        region=_region(fields, places, regions, stated="regions" in instance),
        cap=_numbers_of(fields, "regions", areas, "cap", NO_LIMIT),
        floor=_numbers_of(fields, "regions", areas, "floor", 0),
        target=_numbers_of(fields, "openings", places, "target", 0),
        order=_order(fields, areas, openings, len(places)),
    )  # fmt: skip
    _check_sizes(fields, market, reserves)
    for at, area in enumerate(areas):
        fields.keys(f"regions[{at}]", area, {"id"}, {"cap", "floor", "order"})
    mode = _mode(fields, instance.get("mode"), market)
    check_linked(fields, instance.get("linked", []), candidates, openings)
    check_values(fields, instance.get("values", {}), candidates, openings)
    if fields.faults:
        raise InstanceError(fields.faults)
    has_targets = np.array(["target" in place for place in places], np.bool_)
    return Instance(candidates.ids, openings.ids, regions.ids, market, reserves, has_targets, mode)


def _seed(fields: Fields, lottery: Any) -> bytes | None:
    if lottery is None:
        return None
    if not isinstance(lottery, Mapping):
        fields.fault("lottery", f"is {shown(lottery)}; write an object with seed and commitment")
        return None
    fields.keys("lottery", lottery, {"seed", "commitment"}, set())
    try:
        seed = bytes.fromhex(lottery.get("seed", ""))
    except (TypeError, ValueError):
        fields.fault("lottery.seed", f"is {shown(lottery['seed'])}; write the seed's bytes in hexadecimal")
        return None
    if "seed" in lottery and len(seed) < LEAST_BYTES:
        words = f"has {len(seed)} bytes; a seed of fewer than {LEAST_BYTES} could be guessed from its commitment"
        fields.fault("lottery.seed", words)
    elif {"seed", "commitment"} <= lottery.keys() and lottery["commitment"] != commitment(seed):
        words = f"is {shown(lottery['commitment'])}, and the seed's is {commitment(seed)!r}: one of the two was changed"
        fields.fault("lottery.commitment", words)
    return seed


def _wishes(fields: Fields, people: Sequence[Object], openings: Numbers) -> list[list[int]]:
    found = []
    for at, person in enumerate(people):
        fields.keys(f"candidates[{at}]", person, {"id", "preferences"}, {"groups"})
        place = f"candidates[{at}].preferences"
        found.append(fields.references(place, person.get("preferences", []), openings, "opening"))
    return found


def _orders(
    fields: Fields, places: Sequence[Object], openings: Numbers, candidates: Numbers, seed: bytes | None
) -> list[list[int]]:
    """Each opening's order over candidates, ties broken."""
    found = []
    for at, place in enumerate(places):
        where = f"openings[{at}]"
        fields.keys(where, place, {"id", "seats", "preferences"}, {"region", "target", "reserves"})
        entries = fields.items(f"{where}.preferences", place.get("preferences", []))
        if {list, tuple} & set(map(type, entries)):
            found.append(_drawn(fields, f"{where}.preferences", openings.ids[at], entries, candidates, seed))
        else:
            found.append(fields.references(f"{where}.preferences", entries, candidates, "candidate"))
    return found


def _drawn(
    fields: Fields, where: str, opening: Id, entries: Sequence[Any], candidates: Numbers, seed: bytes | None
) -> list[int]:
    """An order with ties, which the lottery breaks."""
    tiers = [entry if isinstance(entry, list | tuple) else [entry] for entry in entries]
    flat = candidates.all_of(list(chain.from_iterable(tiers)))
    if flat is None:
        named = (
            (f"{where}[{at}]" if tier is not entries[at] else f"{where}[{at}][{nth}]", each)
            for at, tier in enumerate(tiers)
            for nth, each in enumerate(tier)
        )
        return fields.each(named, candidates, "candidate")
    order: list[int] = []
    for at, tier in enumerate(tiers):
        numbers = flat[len(order) : len(order) + len(tier)]
        if len(tier) > 1 and seed is None:
            fields.fault(f"{where}[{at}]", "is a tie; a lottery with seed and commitment is wanted to break it")
        elif len(tier) > 1 and seed is not None and not fields.faults:
            # Where something is wrong already, there is nothing to draw for.
            number = {candidates.ids[each]: each for each in numbers}
            numbers = [number[each] for each in break_tie(seed, opening, number)]
        order += numbers
    return order


def _reserves(fields: Fields, people: Sequence[Object], places: Sequence[Object]) -> Reserves:
    groups: dict[str, int] = {}
    rows: list[tuple[int, int, int]] = []
    for at, place in enumerate(places):
        where = f"openings[{at}].reserves"
        for nth, each in enumerate(fields.objects(where, place.get("reserves", []))):
            fields.keys(f"{where}[{nth}]", each, {"group", "seats"}, set())
            group = fields.text(f"{where}[{nth}].group", each.get("group", "?"))
            seats = fields.whole(f"{where}[{nth}].seats", each.get("seats", 0))
            rows.append((at, groups.setdefault(group, len(groups)), seats))
    member = np.zeros((len(groups), len(people)), np.bool_)
    for at, person in enumerate(people):
        if "groups" not in person:
            continue
        for nth, each in enumerate(fields.items(f"candidates[{at}].groups", person["groups"])):
            group = fields.text(f"candidates[{at}].groups[{nth}]", each)
            if group in groups:
                member[groups[group], at] = True
    columns = np.ascontiguousarray(np.array(rows, np.int64).reshape(-1, 3).T)
    return Reserves(columns[0], columns[1], columns[2], member)


def _region(fields: Fields, places: Sequence[Object], regions: Numbers, *, stated: bool) -> NDArray[np.int32]:
    """Where the openings lie; names of regions that nothing is said about bind nobody."""
    found = np.full(len(places), UNMATCHED, np.int32)
    for at, place in enumerate(places):
        if (name := place.get("region")) is None:
            continue
        if stated:
            number = fields.one_of(f"openings[{at}].region", name, regions, "region")
            found[at] = UNMATCHED if number is None else number
        else:
            fields.id(f"openings[{at}].region", name)
    return found


def _order(fields: Fields, areas: Sequence[Object], openings: Numbers, count: int) -> NDArray[np.int64]:
    """Openings that a region's order names come first, in that order; then the others, as the instance lists them."""
    order = np.arange(count, dtype=np.int64) + count
    for at, area in enumerate(areas):
        named = fields.references(f"regions[{at}].order", area.get("order", []), openings, "opening")
        order[named] = np.arange(len(named))
    return order


def _numbers_of(fields: Fields, name: str, objects: Sequence[Object], key: str, otherwise: int) -> NDArray[np.int64]:
    return np.array(
        [fields.whole(f"{name}[{at}].{key}", each[key]) if key in each else otherwise
         for at, each in enumerate(objects)], np.int64,
    )  # fmt: skip


def _check_sizes(fields: Fields, market: Market, reserves: Reserves) -> None:
    kept = np.zeros(market.n_openings, np.int64)
    np.add.at(kept, reserves.opening, reserves.seats)
    for at in np.flatnonzero(kept > market.seats):
        fields.fault(f"openings[{at}].reserves", f"keep {kept[at]} seats, and there are {market.seats[at]}")
    for at in np.flatnonzero(market.target > market.seats):
        fields.fault(f"openings[{at}].target", f"is {market.target[at]}, and there are {market.seats[at]} seats")
    lies = market.region >= 0
    wanted = np.zeros(len(market.cap), np.int64)
    np.add.at(wanted, market.region[lies], market.target[lies])
    for at in np.flatnonzero(wanted > market.cap):
        words = f"is {market.cap[at]}, and its openings' targets are {wanted[at]} together; lower the targets"
        fields.fault(f"regions[{at}].cap", words)
    for at in np.flatnonzero(market.floor > market.cap):
        fields.fault(f"regions[{at}].floor", f"is {market.floor[at]}, above the cap of {market.cap[at]}")


def _mode(fields: Fields, stated: Any, market: Market) -> str:
    capped = bool((market.cap < NO_LIMIT).any())
    if stated is None:
        return "flexible" if capped else "stable"
    if stated not in MODES:
        fields.fault("mode", f"is {shown(stated)}; write one of {', '.join(MODES)}, or leave it out")
    elif stated == "stable" and capped:
        fields.fault("mode", "'stable' keeps no region's cap; write 'flexible', or leave the caps out")
    return str(stated)


def _market(
    wishes: list[list[int]], orders: list[list[int]], excluded: list[tuple[int, int]], **limits: NDArray[Any]
) -> Market:
    """Join both sides' lists; a pair is an edge where each stands on the other's list and no gate excludes it."""
    width = max(1, len(wishes))
    wisher, wanted = _flat(wishes)
    opening, listed = _flat(orders)
    asked, offered = wanted * width + wisher, opening * width + listed
    by_pair = np.argsort(offered, kind="stable")
    offered = offered[by_pair]
    at = np.minimum(np.searchsorted(offered, asked), max(0, len(offered) - 1))
    mutual = offered[at] == asked if len(offered) else np.zeros(len(asked), np.bool_)
    if excluded:
        mutual &= ~np.isin(asked, np.array([place * width + person for person, place in excluded], np.int64))
    lengths = np.array([len(order) for order in orders], np.int64)
    begins = np.cumsum(lengths) - lengths
    priority = by_pair[at[mutual]] - begins[wanted[mutual]]
    starts = np.zeros(len(wishes) + 1, np.int64)
    np.cumsum(np.bincount(wisher[mutual], minlength=len(wishes)), out=starts[1:])
    return Market(starts, wanted[mutual].astype(np.int32), priority, **limits)


def _flat(lists: list[list[int]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    lengths = np.array([len(each) for each in lists], np.int64)
    owner = np.repeat(np.arange(len(lists), dtype=np.int64), lengths)
    return owner, np.fromiter(chain.from_iterable(lists), np.int64, len(owner))
