"""The parts of an instance that only some instances have: excluded pairs, linked applications and values."""

from collections.abc import Mapping
from typing import Any

from naruteo_matching.instance_fields import Fields, Numbers, shown

LARGEST_VALUE = 1e9
FACTS = {"value", "threshold", "on", "source"}
"""What an exclusion may keep of its gate."""


def check_excluded(fields: Fields, value: Any, candidates: Numbers, openings: Numbers) -> list[tuple[int, int]]:
    """The pairs (candidate, opening) that a gate excludes, by their numbers."""
    pairs = []
    for at, each in enumerate(fields.objects("excluded", value)):
        place = f"excluded[{at}]"
        fields.keys(place, each, {"candidate", "opening", "rule"}, FACTS)
        if "rule" in each:
            fields.text(f"{place}.rule", each["rule"])
        for fact in FACTS & each.keys():
            fields.plain(f"{place}.{fact}", each[fact])
        if {"candidate", "opening"} <= each.keys():
            person = fields.one_of(f"{place}.candidate", each["candidate"], candidates, "candidate")
            opening = fields.one_of(f"{place}.opening", each["opening"], openings, "opening")
            if person is not None and opening is not None:
                pairs.append((person, opening))
    return pairs


def check_linked(fields: Fields, value: Any, candidates: Numbers, openings: Numbers) -> None:
    """Candidates who apply together: each in one such application, and rows with one opening or null for each."""
    links = fields.objects("linked", value)
    fields.ids("linked", links)
    elsewhere: set[int] = set()
    for at, link in enumerate(links):
        place = f"linked[{at}]"
        fields.keys(place, link, {"id", "members", "preferences"}, set())
        members = fields.references(f"{place}.members", link.get("members", []), candidates, "candidate")
        if len(members) < 2 and "members" in link:
            fields.fault(f"{place}.members", "are fewer than two; one candidate alone needs no link")
        if both := elsewhere & set(members):
            names = ", ".join(shown(candidates.ids[number]) for number in sorted(both))
            fields.fault(f"{place}.members", f"{names}: linked already; a candidate is linked once")
        elsewhere |= set(members)
        for nth, row in enumerate(fields.items(f"{place}.preferences", link.get("preferences", []))):
            _check_row(fields, f"{place}.preferences[{nth}]", row, len(members), openings)


def _check_row(fields: Fields, place: str, row: Any, members: int, openings: Numbers) -> None:
    entries = fields.items(place, row)
    if len(entries) != members:
        fields.fault(place, f"has {len(entries)} entries; write an opening or null for each of {members} members")
    for at, each in enumerate(entries):
        if each is not None:
            fields.one_of(f"{place}[{at}]", each, openings, "opening")


def check_values(fields: Fields, value: Any, candidates: Numbers, openings: Numbers) -> None:
    """What a pair is worth: ``{candidate: {opening: number}}``."""
    for person, worth in _entries(fields, "values", value):
        fields.one_of(f"values.{person}", person, candidates, "candidate")
        for opening, number in _entries(fields, f"values.{person}", worth):
            place = f"values.{person}.{opening}"
            fields.one_of(place, opening, openings, "opening")
            if type(number) not in (int, float) or not abs(number) <= LARGEST_VALUE:
                fields.fault(place, f"is {shown(number)}; write a number from -1e9 to 1e9")


def _entries(fields: Fields, place: str, value: Any) -> list[tuple[Any, Any]]:
    if isinstance(value, Mapping):
        return list(value.items())
    fields.fault(place, f"is {shown(value)}; write an object")
    return []
