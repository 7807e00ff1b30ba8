"""Reads an instance into arrays: written apart from the solver's reading, so that an error there is seen here."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from naruteo_matching.market import UNMATCHED, Market
from naruteo_matching.verification.reserves import Reserves

Id = str | int
NO_LIMIT = np.iinfo(np.int64).max


class Unreadable(ValueError):
    """The instance or the answer cannot be judged; the message names the place and what is wrong there."""


@dataclass(frozen=True)
class Link:
    """Candidates who apply together: their numbers, and rows of openings in their order (`UNMATCHED`: no place)."""

    id: Id
    members: tuple[int, ...]
    rows: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Case:
    """An instance as arrays; what is excluded is no edge of the market any more.

    Attributes
    ----------
    candidates, openings, regions : list of id
        As the instance writes them, in its order; their places are the numbers used in the arrays.
    candidate_number, opening_number : dict from str to int
        The number of each id, by its text.
    market : Market
        Edges accepted by both sides and excluded by no gate; ties broken by the lottery.
    reserves : Reserves
        Seats that openings keep for groups, in their order.
    excluded : dict from (candidate, opening) to the instance's entries
        The pairs that gates forbid, each with every rule that does.
    links : tuple of Link
        Who applies together.
    """

    candidates: list[Id]
    openings: list[Id]
    regions: list[Id]
    candidate_number: dict[str, int]
    opening_number: dict[str, int]
    market: Market
    reserves: Reserves
    excluded: dict[tuple[int, int], list[Mapping[str, Any]]]
    links: tuple[Link, ...]
    mode: str
    lottery: Mapping[str, Any] | None

    @property
    def linked(self) -> NDArray[np.bool_]:
        """Whether each candidate applies together with others, shape (n_candidates,)."""
        found = np.zeros(len(self.candidates), np.bool_)
        found[[member for link in self.links for member in link.members]] = True
        return found


def read_case(instance: Mapping[str, Any]) -> Case:
    """Read an instance.

    Raises
    ------
    Unreadable
        Where a part is missing, of the wrong kind, names nobody, or names somebody twice.
    """
    try:
        return _read(instance)
    except Unreadable:
        raise
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError) as fault:
        raise Unreadable(f"the instance: a part of it is missing or of the wrong kind ({fault!r})") from None


def _read(instance: Mapping[str, Any]) -> Case:
    people, places = _objects(instance, "candidates"), _objects(instance, "openings")
    areas = _objects(instance, "regions") if "regions" in instance else []
    candidate_number, opening_number = _numbers(people, "candidates"), _numbers(places, "openings")
    region_number = _numbers(areas, "regions")
    lottery = instance.get("lottery")
    seed = _seed(lottery)
    wishes = [
        _known(person.get("preferences", ()), opening_number, f"candidates[{at}].preferences")
        for at, person in enumerate(people)
    ]
    orders = [
        _known(in_order(place.get("preferences", ()), place["id"], seed, f"openings[{at}].preferences"),
               candidate_number, f"openings[{at}].preferences")
        for at, place in enumerate(places)
    ]  # fmt: skip
    links = _links(instance, candidate_number, opening_number)
    for link in links:
        # What somebody accepts who applies with others stands in the rows that they share.
        for place, member in enumerate(link.members):
            wishes[member] = list(dict.fromkeys(row[place] for row in link.rows if row[place] != UNMATCHED))
    excluded = _excluded(instance, candidate_number, opening_number)
    has_caps = any(area.get("cap") is not None for area in areas)
    return Case(
        [person["id"] for person in people],
        [place["id"] for place in places],
        [area["id"] for area in areas],
        candidate_number,
        opening_number,
        _market(wishes, orders, excluded, places, areas, region_number, opening_number),
        _reserves(people, places),
        excluded,
        links,
        instance.get("mode") or ("flexible" if has_caps else "stable"),
        lottery,
    )


def lottery_key(seed: bytes, opening: Id, candidate: Id) -> tuple[str, str]:
    """What orders a tie, smaller first: the SHA-256 of seed, opening and candidate with zero bytes between; then id."""
    text = seed + b"\0" + str(opening).encode() + b"\0" + str(candidate).encode()
    return hashlib.sha256(text).hexdigest(), str(candidate)


def in_order(preferences: Sequence[Any], opening: Id, seed: bytes | None, where: str = "preferences") -> list[Id]:
    """An opening's preferences as one list: a list inside is a tie, which the lottery orders."""
    order: list[Id] = []
    for entry in preferences:
        if not isinstance(entry, list | tuple):
            order.append(entry)
        elif len(entry) < 2:
            order.extend(entry)
        elif seed is None:
            raise Unreadable(f"{where}: a tie needs a lottery with a seed")
        else:
            order.extend(sorted(entry, key=lambda candidate: lottery_key(seed, opening, candidate)))
    return order


def _objects(instance: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = instance.get(name)
    if not isinstance(found, list):
        raise Unreadable(f"{name}: a list is wanted")
    for at, each in enumerate(found):
        if not isinstance(each, Mapping) or not isinstance(each.get("id"), str | int):
            raise Unreadable(f"{name}[{at}]: an object with an id is wanted")
    return found


def _numbers(objects: list[Mapping[str, Any]], name: str) -> dict[str, int]:
    numbers = {str(each["id"]): at for at, each in enumerate(objects)}
    if len(numbers) < len(objects):
        raise Unreadable(f"{name}: an id stands there twice")
    return numbers


def _known(ids: Iterable[Any], numbers: dict[str, int], where: str) -> list[int]:
    try:
        found = [numbers[str(each)] for each in ids]
    except (KeyError, TypeError) as fault:
        raise Unreadable(f"{where}: {fault} is not known") from None
    if len(set(found)) < len(found):
        raise Unreadable(f"{where}: an id stands there twice")
    return found


def _whole(value: Any, where: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise Unreadable(f"{where}: a whole number from 0 is wanted")
    return value


def _seed(lottery: Mapping[str, Any] | None) -> bytes | None:
    if lottery is None:
        return None
    try:
        return bytes.fromhex(lottery["seed"])
    except (KeyError, TypeError, ValueError):
        raise Unreadable("lottery.seed: hexadecimal is wanted") from None


def _excluded(
    instance: Mapping[str, Any], candidates: dict[str, int], openings: dict[str, int]
) -> dict[tuple[int, int], list[Mapping[str, Any]]]:
    found: dict[tuple[int, int], list[Mapping[str, Any]]] = {}
    try:
        for each in instance.get("excluded", ()):
            pair = candidates[str(each["candidate"])], openings[str(each["opening"])]
            found.setdefault(pair, []).append(each)
    except (KeyError, TypeError) as fault:
        raise Unreadable(f"excluded: {fault} is not known") from None
    return found


def _market(
    wishes: list[list[int]], orders: list[list[int]], excluded: Iterable[tuple[int, int]],
    places: list[Mapping[str, Any]], areas: list[Mapping[str, Any]],
    region_number: dict[str, int], opening_number: dict[str, int],
) -> Market:  # fmt: skip
    many = max(1, len(wishes))
    candidate, opening = _flat(wishes), np.array([each for row in wishes for each in row], np.int64)
    listing, listed = _flat(orders), np.array([each for row in orders for each in row], np.int64)
    place = np.arange(len(listed)) - np.repeat(_starts(orders)[:-1], np.diff(_starts(orders)))
    wanted, offered = opening * many + candidate, listing * many + listed
    by_pair = np.argsort(offered, kind="stable")
    at = np.minimum(np.searchsorted(offered, wanted, sorter=by_pair), max(0, len(offered) - 1))
    mutual = offered[by_pair[at]] == wanted if len(offered) else np.zeros(len(wanted), np.bool_)
    mutual &= ~np.isin(wanted, np.array([o * many + c for c, o in excluded], np.int64))
    kept = np.flatnonzero(mutual)
    starts = np.concatenate([[0], np.cumsum(np.bincount(candidate[kept], minlength=len(wishes)))]).astype(np.int64)
    return Market(
        starts,
        opening[kept].astype(np.int32),
        place[by_pair[at[kept]]] if len(kept) else np.empty(0, np.int64),
        np.array([_whole(each.get("seats"), f"openings[{at}].seats") for at, each in enumerate(places)], np.int64),
        _region(places, region_number),
        _limits(areas, "cap", NO_LIMIT),
        _limits(areas, "floor", 0),
        np.array([_whole(each.get("target", 0), f"openings[{at}].target") for at, each in enumerate(places)], np.int64),
        _order(areas, opening_number, len(places)),
    )


def _starts(rows: list[list[int]]) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int64)


def _flat(rows: list[list[int]]) -> NDArray[np.int64]:
    return np.repeat(np.arange(len(rows)), np.diff(_starts(rows)))


def _region(places: list[Mapping[str, Any]], numbers: dict[str, int]) -> NDArray[np.int32]:
    found = []
    for at, place in enumerate(places):
        area = place.get("region")
        if numbers and area is not None and str(area) not in numbers:
            raise Unreadable(f"openings[{at}].region: {area!r} is not known")
        found.append(numbers.get(str(area), UNMATCHED) if area is not None else UNMATCHED)
    return np.array(found, np.int32)


def _limits(areas: list[Mapping[str, Any]], name: str, default: int) -> NDArray[np.int64]:
    return np.array(
        [default if area.get(name) is None else _whole(area[name], f"regions[{at}].{name}")
         for at, area in enumerate(areas)], np.int64,
    )  # fmt: skip


def _order(areas: list[Mapping[str, Any]], numbers: dict[str, int], many: int) -> NDArray[np.int64]:
    order = np.arange(many, dtype=np.int64)
    for at, area in enumerate(areas):
        named = _known(area.get("order") or (), numbers, f"regions[{at}].order")
        order[named] = np.arange(len(named)) - many
    return order


def _reserves(people: list[Mapping[str, Any]], places: list[Mapping[str, Any]]) -> Reserves:
    entries = [
        (at, str(each["group"]), _whole(each.get("seats"), f"openings[{at}].reserves"))
        for at, place in enumerate(places)
        for each in place.get("reserves") or ()
    ]
    groups = {name: number for number, name in enumerate(sorted({group for _at, group, _seats in entries}))}
    member = np.zeros((len(people), len(groups)), np.bool_)
    for at, person in enumerate(people):
        for group in person.get("groups") or ():
            if str(group) in groups:
                member[at, groups[str(group)]] = True
    return Reserves(
        np.array([at for at, _group, _seats in entries], np.int64),
        np.array([groups[group] for _at, group, _seats in entries], np.int64),
        np.array([seats for _at, _group, seats in entries], np.int64),
        member,
        tuple(groups),
    )


def _links(instance: Mapping[str, Any], candidates: dict[str, int], openings: dict[str, int]) -> tuple[Link, ...]:
    found = []
    for at, each in enumerate(instance.get("linked") or ()):
        members = tuple(_known(each.get("members", ()), candidates, f"linked[{at}].members"))
        rows = []
        for row in each.get("preferences", ()):
            if len(row) != len(members):
                raise Unreadable(f"linked[{at}].preferences: each row names one opening or null for each member")
            rows.append(tuple(UNMATCHED if one is None else _known([one], openings, f"linked[{at}]")[0] for one in row))
        found.append(Link(each["id"], members, tuple(rows)))
    return tuple(found)
