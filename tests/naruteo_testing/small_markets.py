"""Small instances by chance, and all their matchings judged by the definitions alone, slowly and plainly."""

from collections.abc import Iterator, Mapping
from itertools import product
from random import Random
from typing import Any

Instance = dict[str, Any]
Matching = dict[str, str]


def small_instance(
    chance: Random, *, people: int = 4, places: int = 3, groups: bool = False, caps: bool = False
) -> Instance:
    """A few candidates and openings whose lists miss some of the others."""
    candidates = [f"c{number}" for number in range(people)]
    openings = [f"o{number}" for number in range(places)]
    instance: Instance = {
        "candidates": [{"id": each, "preferences": _some(chance, openings)} for each in candidates],
        "openings": [
            {"id": each, "seats": chance.randint(0, 2), "preferences": _some(chance, candidates)} for each in openings
        ],
    }
    if groups:
        for person in instance["candidates"]:
            person["groups"] = [group for group in ("a", "b") if chance.random() < 0.5]
        for place in instance["openings"]:
            kept = chance.randint(0, place["seats"])
            rest = chance.randint(0, place["seats"] - kept)
            place["reserves"] = [{"group": "a", "seats": kept}, {"group": "b", "seats": rest}]
    if caps:
        instance["regions"] = [{"id": "r", "cap": chance.randint(1, 3), "order": openings[:2]}]
        left = instance["regions"][0]["cap"]
        for place in instance["openings"][:2]:
            place["region"] = "r"
            place["target"] = chance.randint(0, min(left, place["seats"]))
            left -= place["target"]
    return instance


def _some(chance: Random, ids: list[str]) -> list[str]:
    return chance.sample(ids, chance.randint(len(ids) // 2, len(ids)))


def chosen(instance: Instance, opening: Mapping[str, Any], who: list[str]) -> list[str]:
    """Whom an opening takes of these, in the order of its seats: reserves first, then by its order."""
    groups = {each["id"]: each.get("groups", []) for each in instance["candidates"]}
    rest = [each for each in opening["preferences"] if each in who]
    seated: list[str] = []
    for reserve in opening.get("reserves", []):
        best = [each for each in rest if reserve["group"] in groups[each]][: reserve["seats"]]
        seated += best
        rest = [each for each in rest if each not in best]
    return (seated + rest)[: opening["seats"]]


def held(matching: Matching, opening: str) -> list[str]:
    """Whom an opening has."""
    return [candidate for candidate, place in matching.items() if place == opening]


def prefers(instance: Instance, candidate: str, opening: str, to: str | None) -> bool:
    """Whether a candidate would rather have an opening than what they have."""
    wishes = next(each["preferences"] for each in instance["candidates"] if each["id"] == candidate)
    return opening in wishes and (to is None or wishes.index(opening) < wishes.index(to))


def objections(instance: Instance, matching: Matching) -> list[tuple[str, str]]:
    """The pairs that stability forbids: Kamada and Kojima's notion where a region is full, else the plain one."""
    found = []
    caps = {each["id"]: each.get("cap") for each in instance.get("regions", [])}
    of = {each["id"]: each for each in instance["openings"]}
    for candidate in (each["id"] for each in instance["candidates"]):
        present = matching.get(candidate)
        for opening in instance["openings"]:
            place = opening["id"]
            if candidate not in opening["preferences"] or not prefers(instance, candidate, place, present):
                continue
            now = held(matching, place)
            if candidate not in chosen(instance, opening, [*now, candidate]):
                continue
            region = opening.get("region")
            full = caps.get(region) is not None and caps[region] <= sum(
                of[each].get("region") == region for each in matching.values()
            )
            if full and len(chosen(instance, opening, [*now, candidate])) > len(now):
                if present is None or of[present].get("region") != region:
                    # The seat is free, and only the cap keeps it so: worse ones there would have to leave for it.
                    if candidate in chosen(instance, {**opening, "seats": len(now)}, [*now, candidate]):
                        found.append((candidate, place))
                    continue
                above = len(now) + 1 - opening.get("target", 0)
                there = len(held(matching, present)) - 1 - of[present].get("target", 0)
                if above > there and candidate not in chosen(
                    instance, {**opening, "seats": len(now)}, [*now, candidate]
                ):
                    continue
            found.append((candidate, place))
    return found


def matchings(instance: Instance) -> Iterator[Matching]:
    """Every matching that both sides accept, within seats and caps."""
    accepting = {each["id"]: each["preferences"] for each in instance["openings"]}
    choices = [
        [None, *(place for place in person["preferences"] if person["id"] in accepting[place])]
        for person in instance["candidates"]
    ]
    region = {each["id"]: each.get("region") for each in instance["openings"]}
    for row in product(*choices):
        matching = {
            person["id"]: place for person, place in zip(instance["candidates"], row, strict=True) if place is not None
        }
        seats = all(len(held(matching, each["id"])) <= each["seats"] for each in instance["openings"])
        caps = all(
            sum(region[place] == each["id"] for place in matching.values()) <= each.get("cap", len(matching))
            for each in instance.get("regions", [])
        )
        if seats and caps:
            yield matching


def stable_matchings(instance: Instance) -> list[Matching]:
    """Every stable matching."""
    return [each for each in matchings(instance) if not objections(instance, each)]
