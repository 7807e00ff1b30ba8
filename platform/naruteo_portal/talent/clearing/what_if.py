"""What if: the same lists with other seats, caps, wages, lengths of lists, or another aim."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from naruteo_matching.what_if import with_cap, with_lists_of, with_seats, without_openings

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
    made = dict(instance)
    for opening, by in change.seats.items():
        made = with_seats(made, by, opening)
    if change.wage_floor is not None:
        made = without_openings(made, [each for each, wage in wages.items() if wage and wage < change.wage_floor])
    for region, cap in change.caps.items():
        made = with_cap(made, region, cap)
    if change.list_length is not None:
        made = with_lists_of(made, change.list_length)
    return {**made, "mode": change.mode} if change.mode else made
