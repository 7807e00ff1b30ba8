"""What if: the same lists with other seats, caps, wages, lengths of lists, or another aim."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

OTHER_AIMS = ("optimal",)
"""What may be tried instead of a stable assignment: the highest joint value."""


@dataclass(frozen=True)
class Change:
    """What is changed in an instance; nothing by default."""

    seats: dict[str, int] = field(default_factory=dict)
    """Seats to add to an opening, or to take away, by its id."""
    caps: dict[str, int | None] = field(default_factory=dict)
    """The cap of a region instead of the published one; None takes it away."""
    wage_floor: int | None = None
    """Openings whose yearly wage (won) is known and lower are left out."""
    list_length: int | None = None
    """No list counts beyond so many entries."""
    mode: str | None = None
    """Another aim of the assignment: one of OTHER_AIMS."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is changed."""
        return not (self.seats or self.caps or self.wage_floor or self.list_length or self.mode)

    def as_json(self) -> dict[str, Any]:
        """What is changed, as plain data."""
        return {name: value for name, value in vars(self).items() if value}

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> "Change":
        """The change that `as_json` described."""
        return cls(**content)


def changed(instance: Mapping[str, Any], change: Change, wages: Mapping[str, int | None]) -> dict[str, Any]:
    """A copy of an instance with a change; `wages` is the yearly wage (won) of openings by id, None for none."""
    openings = [{**each, "seats": _seats(each, change, wages.get(each["id"]))} for each in instance["openings"]]
    made = {
        **instance,
        "candidates": [
            {**each, "preferences": each["preferences"][: change.list_length]} for each in instance["candidates"]
        ],
        "openings": [_fitting(each) for each in openings],
    }
    if change.caps:
        present = {each["id"]: each for each in instance.get("regions", ())}
        for region, cap in change.caps.items():
            present[region] = _with_cap(present.get(region, {"id": region}), cap)
        offered = {str(each["region"]) for each in openings if "region" in each}
        # As soon as one region has a quota, every region in which something is offered has to be named.
        made["openings"] = [_within(each, change.caps, made["openings"]) for each in made["openings"]]
        made["regions"] = [present.get(region, {"id": region}) for region in sorted(present.keys() | offered)]
    if change.mode:
        made["mode"] = change.mode
    return made


def _seats(opening: Mapping[str, Any], change: Change, wage: int | None) -> int:
    if change.wage_floor is not None and wage is not None and wage < change.wage_floor:
        return 0
    return max(0, int(opening["seats"]) + change.seats.get(opening["id"], 0))


def _fitting(opening: dict[str, Any]) -> dict[str, Any]:
    """Targets and reserves that fit the seats that are left."""
    fitting = {**opening}
    if "target" in fitting:
        fitting["target"] = min(fitting["target"], fitting["seats"])
    left, reserves = fitting["seats"], []
    for reserve in fitting.get("reserves", ()):
        seats = min(left, reserve["seats"])
        left -= seats
        reserves.append({**reserve, "seats": seats})
    return {**fitting, "reserves": reserves} if reserves else fitting


def _within(opening: dict[str, Any], caps: Mapping[str, int | None], openings: list[dict[str, Any]]) -> dict[str, Any]:
    """An opening without its target where the targets of its region are more than the new cap."""
    cap = caps.get(opening.get("region", ""))
    targets = sum(each.get("target", 0) for each in openings if each.get("region") == opening.get("region"))
    return opening if cap is None or targets <= cap else _without(opening, "target")


def _with_cap(region: Mapping[str, Any], cap: int | None) -> dict[str, Any]:
    made = _without(region, "cap")
    if cap is None:
        return made
    # A floor above the cap could never be met.
    floor = {"floor": min(region["floor"], cap)} if "floor" in region else {}
    return {**made, **floor, "cap": cap}


def _without(entry: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if key != name}
