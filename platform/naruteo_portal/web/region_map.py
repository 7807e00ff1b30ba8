"""The map of regions: seventeen equal tiles, placed roughly as the provinces lie, our own drawing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from naruteo_portal.core.provinces import PROVINCES, province
from naruteo_portal.talent.rounds.models import Round

PLACES = {
    "incheon": (0, 0), "seoul": (1, 0), "gyeonggi": (2, 0), "gangwon": (3, 0),
    "chungnam": (0, 1), "sejong": (1, 1), "chungbuk": (2, 1), "gyeongbuk": (3, 1),
    "jeonbuk": (0, 2), "daejeon": (1, 2), "daegu": (2, 2), "ulsan": (3, 2),
    "jeonnam": (0, 3), "gwangju": (1, 3), "gyeongnam": (2, 3), "busan": (3, 3),
    "jeju": (1, 4),
}  # fmt: skip
"""Column and row of each province's tile."""
WIDTH, HEIGHT, GAP = 100, 84, 6
BAR = WIDTH - 16


@dataclass(frozen=True)
class Tile:
    """A province: what is offered there, how much of it is filled (None: not shown), and its quota."""

    name: dict[str, str]
    x: int
    y: int
    seats: int
    filled: int | None
    is_counted: bool
    """Whether there is an outcome to be counted at all."""
    cap: int | None
    floor: int | None
    reason: str

    @property
    def bar(self) -> int:
        """The length of the filled part of the bar."""
        return round(BAR * self.filled / self.seats) if self.filled and self.seats else 0

    @property
    def limit(self) -> int | None:
        """Where on the bar the cap stands; None if there is no cap below the seats."""
        return round(BAR * self.cap / self.seats) if self.cap is not None and 0 < self.seats > self.cap else None


def tiles_of(round_: Round, filled: Mapping[str, int | None] | None) -> list[Tile]:
    """The tiles of a round whose openings and regions are loaded; `filled` says how many were placed in each region."""
    seats: dict[str, int] = {}
    for each in round_.openings:
        seats[each.opening.region] = seats.get(each.opening.region, 0) + each.seats
    quotas: dict[str, Any] = {each.region: each for each in round_.regions}
    tiles = []
    for code in PROVINCES:
        column, row = PLACES[code]
        quota = quotas.get(code)
        tiles.append(
            Tile(
                province(code), column * (WIDTH + GAP), row * (HEIGHT + GAP), seats.get(code, 0),
                filled.get(code) if filled is not None else None, filled is not None,
                quota.cap if quota else None, quota.floor if quota else None, quota.reason if quota else "",
            )
        )  # fmt: skip
    return tiles
