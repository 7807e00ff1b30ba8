"""Between which pots of a budget won go, and what the sums of the pots mean."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Pot(StrEnum):
    """Where the won of a budget are. What leaves one enters another, so all pots together are always 0."""

    SOURCE = "source"
    """Outside: what was allotted stands here with a minus."""
    LEFT = "left"
    COMMITTED = "committed"
    PAID = "paid"


class EntryKind(StrEnum):
    """Why won go from one pot to another."""

    ALLOT = "allot"
    COMMIT = "commit"
    RELEASE = "release"
    PAY = "pay"


WAYS: dict[EntryKind, tuple[Pot, Pot]] = {
    EntryKind.ALLOT: (Pot.SOURCE, Pot.LEFT),
    EntryKind.COMMIT: (Pot.LEFT, Pot.COMMITTED),
    EntryKind.RELEASE: (Pot.COMMITTED, Pot.LEFT),
    EntryKind.PAY: (Pot.COMMITTED, Pot.PAID),
}
"""From which pot into which."""


@dataclass(frozen=True)
class Balance:
    """What a budget has, in whole won."""

    allotted: int = 0
    committed: int = 0
    paid: int = 0
    left: int = 0

    @property
    def is_low(self) -> bool:
        """Whether less than a tenth of what was allotted is left."""
        return 10 * self.left < self.allotted or self.left == 0


def postings(kind: EntryKind, won: int) -> dict[Pot, int]:
    """What an entry adds to each pot it touches; only an allotment may take back (a negative number of won)."""
    if won == 0 or (won < 0 and kind is not EntryKind.ALLOT):
        raise ValueError(f"{kind} of {won} won")
    before, after = WAYS[kind]
    return {before: -won, after: won}


def balance(sums: Mapping[Pot, int]) -> Balance:
    """What the sums of the pots say; pots that nothing went into are empty."""
    return Balance(
        -sums.get(Pot.SOURCE, 0), sums.get(Pot.COMMITTED, 0), sums.get(Pot.PAID, 0), sums.get(Pot.LEFT, 0)
    )  # fmt: skip


def is_sound(kind: EntryKind, booked: Mapping[Pot, int]) -> bool:
    """Whether postings are those of an entry of the kind."""
    won = booked.get(WAYS[kind][1], 0)
    return won != 0 and (won > 0 or kind is EntryKind.ALLOT) and booked == postings(kind, won)
