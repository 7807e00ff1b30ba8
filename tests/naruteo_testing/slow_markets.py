"""Small matching instances, and what is right about them, reckoned the slow and obvious way with lists and sets."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from itertools import product
from random import Random
from typing import Any

Matching = dict[str, str]
SEED = "6e617275746561206c6f747465727921"


def lottery(seed: str = SEED) -> dict[str, str]:
    return {"seed": seed, "commitment": hashlib.sha256(bytes.fromhex(seed)).hexdigest()}


def random_instance(
    chance: Random, candidates: int = 5, openings: int = 3, *,
    ties: bool = False, reserves: bool = False, caps: bool = False, excluded: bool = False,
) -> dict[str, Any]:  # fmt: skip
    people, places = [f"c{at}" for at in range(candidates)], [f"o{at}" for at in range(openings)]
    instance: dict[str, Any] = {
        "candidates": [{"id": each, "preferences": _some(chance, places)} for each in people],
        "openings": [
            {"id": each, "seats": chance.randint(0, 3), "preferences": _some(chance, people)} for each in places
        ],
    }
    if ties:
        instance["lottery"] = lottery()
        for each in instance["openings"]:
            each["preferences"] = _tied(chance, each["preferences"])
    if reserves:
        for each in instance["candidates"]:
            each["groups"] = [group for group in ("local", "returning") if chance.random() < 0.5]
        for each in instance["openings"]:
            first = chance.randint(0, each["seats"])
            each["reserves"] = [
                {"group": "local", "seats": first},
                {"group": "returning", "seats": chance.randint(0, each["seats"] - first)},
            ]
    if caps:
        names = ["r0", "r1"]
        for each in instance["openings"]:
            each["region"] = chance.choice(names)
        instance["regions"] = []
        for name in names:
            inside = [each for each in instance["openings"] if each["region"] == name]
            cap = chance.randint(0, sum(each["seats"] for each in inside))
            instance["regions"].append({"id": name, "cap": cap})
            for each in inside:
                each["target"] = chance.randint(0, min(cap, each["seats"]))
                cap -= each["target"]
    if excluded:
        instance["excluded"] = [
            {"candidate": person, "opening": place, "rule": "licence"}
            for person, place in product(people, places)
            if chance.random() < 0.15
        ]
    return instance


def _some(chance: Random, names: list[str]) -> list[str]:
    return chance.sample(names, chance.randint(len(names) // 2, len(names)))


def _tied(chance: Random, order: list[str]) -> list[Any]:
    rows: list[Any] = []
    while order:
        many = chance.randint(1, 3)
        rows.append(order[:many] if many > 1 else order[0])
        order = order[many:]
    return rows


class SlowMarket:
    """An instance as dictionaries."""

    def __init__(self, instance: Mapping[str, Any]) -> None:
        self.instance = instance
        out = {(each["candidate"], each["opening"]) for each in instance.get("excluded", ())}
        self.orders = {each["id"]: self._order(each) for each in instance["openings"]}
        self.wishes = {
            each["id"]: [
                place for place in each["preferences"]
                if each["id"] in self.orders[place] and (each["id"], place) not in out
            ]
            for each in instance["candidates"]
        }  # fmt: skip
        self.openings = {each["id"]: each for each in instance["openings"]}
        self.groups = {each["id"]: set(each.get("groups", ())) for each in instance["candidates"]}
        self.caps = {each["id"]: each.get("cap", 10**9) for each in instance.get("regions", ())}

    def _order(self, opening: Mapping[str, Any]) -> list[str]:
        order: list[str] = []
        for entry in opening["preferences"]:
            if isinstance(entry, list):
                seed = bytes.fromhex(self.instance["lottery"]["seed"])
                order += sorted(
                    entry,
                    key=lambda who: hashlib.sha256(
                        b"\0".join([seed, opening["id"].encode(), who.encode()])
                    ).hexdigest(),
                )
            else:
                order.append(entry)
        return order

    def choose(self, opening: str, applicants: set[str], seats: int | None = None) -> set[str]:
        """Whom an opening takes: reserves in their order, then the best of the rest."""
        seats = self.openings[opening]["seats"] if seats is None else seats
        ranked = [each for each in self.orders[opening] if each in applicants]
        taken: list[str] = []
        for reserve in self.openings[opening].get("reserves", ()):
            able = [each for each in ranked if each not in taken and reserve["group"] in self.groups[each]]
            taken += able[: min(reserve["seats"], seats - len(taken))]
        taken += [each for each in ranked if each not in taken][: seats - len(taken)]
        return set(taken)

    def held(self, matching: Matching, opening: str) -> set[str]:
        return {who for who, where in matching.items() if where == opening}

    def region(self, opening: str) -> str | None:
        name = self.openings[opening].get("region")
        return name if name in self.caps else None

    def in_region(self, matching: Matching, region: str) -> int:
        return sum(self.region(where) == region for where in matching.values())

    def is_feasible(self, matching: Matching) -> bool:
        return (
            all(where in self.wishes[who] for who, where in matching.items())
            and all(len(self.held(matching, each)) <= self.openings[each]["seats"] for each in self.openings)
            and all(self.in_region(matching, each) <= cap for each, cap in self.caps.items())
        )

    def prefers(self, who: str, opening: str, matching: Matching) -> bool:
        wishes, now = self.wishes[who], matching.get(who)
        return opening in wishes and (now not in wishes or wishes.index(opening) < wishes.index(now))

    def blocking(self, matching: Matching) -> set[tuple[str, str]]:
        """All pairs that block, with the exceptions of Kamada and Kojima where a cap is reached."""
        return {
            (who, opening)
            for who in self.wishes
            for opening in self.openings
            if self.prefers(who, opening, matching) and self._takes(who, opening, matching)
        }

    def _takes(self, who: str, opening: str, matching: Matching) -> bool:
        held, region = self.held(matching, opening), self.region(opening)
        if region is None or self.in_region(matching, region) < self.caps[region]:
            return who in self.choose(opening, held | {who})
        if who in self.choose(opening, held | {who}, len(held)):
            return True
        now = matching.get(who)
        if len(held) == self.openings[opening]["seats"] or now is None or self.region(now) != region:
            return False
        after = {**matching, who: opening}
        return self._above(opening, after) <= self._above(now, after)

    def _above(self, opening: str, matching: Matching) -> int:
        return len(self.held(matching, opening)) - int(self.openings[opening].get("target", 0))

    def all_matchings(self) -> Iterator[Matching]:
        """Every feasible matching."""
        people = list(self.wishes)
        for places in product(*([*self.wishes[who], None] for who in people)):
            matching = {who: where for who, where in zip(people, places, strict=True) if where is not None}
            if self.is_feasible(matching):
                yield matching

    def deferred_acceptance(self) -> Matching:
        """The stable matching that is best for all candidates; flexible where there are caps."""
        refused: dict[str, set[str]] = {who: set() for who in self.wishes}
        while True:
            asked: dict[str, set[str]] = {each: set() for each in self.openings}
            for who, wishes in self.wishes.items():
                if place := next((each for each in wishes if each not in refused[who]), None):
                    asked[place].add(who)
            kept = self._keep(asked)
            if kept == asked:
                return {who: where for where, people in kept.items() for who in people}
            for place, people in asked.items():
                for who in people - kept[place]:
                    refused[who].add(place)

    def _keep(self, asked: dict[str, set[str]]) -> dict[str, set[str]]:
        """Whom openings keep of those who ask: up to the targets first, then one by one in turn to the caps."""
        seats = {each: place["seats"] for each, place in self.openings.items()}
        for region, cap in self.caps.items():
            inside = [each for each in self.openings if self.region(each) == region]
            given = {each: min(self.openings[each].get("target", 0), len(asked[each])) for each in inside}
            while sum(given.values()) < cap:
                able = [each for each in inside if given[each] < min(seats[each], len(asked[each]))]
                if not able:
                    break
                lowest = min(able, key=lambda each: given[each] - self.openings[each].get("target", 0))
                given[lowest] += 1
            seats.update(given)
        return {each: self.choose(each, people, seats[each]) for each, people in asked.items()}


def answer_of(instance: Mapping[str, Any], matching: Matching) -> dict[str, Any]:
    """A matching as an answer."""
    capped = any("cap" in each for each in instance.get("regions", ()))
    return {
        "matches": dict(sorted(matching.items())),
        "unmatched": [each["id"] for each in instance["candidates"] if each["id"] not in matching],
        "mode": instance.get("mode") or ("flexible" if capped else "stable"),
    }


def right_answer(instance: Mapping[str, Any]) -> dict[str, Any]:
    """A stable answer, by the slow deferred acceptance."""
    return answer_of(instance, SlowMarket(instance).deferred_acceptance())
