"""Fingerprints of what submissions say: winnowing after Schleimer, Wilkerson and Aiken (SIGMOD 2003).

All runs of so many symbols are hashed, and in every window of so many hashes the smallest is kept. Two works that
share a run of `Grain.sure` symbols always share a fingerprint; what is shorter than `Grain.length` never counts.
"""

from array import array
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from hashlib import blake2b

from naruteo_portal.assessment.similarity.reading import Kind, Part

METHOD = 1
"""Counts the ways in which fingerprints were made; those of another way are made anew."""
GAP = 1_000
"""Places between two parts, so that no fragment reaches from one into the next."""


@dataclass(frozen=True)
class Grain:
    """How long the runs of symbols are, and in how many of them one is kept."""

    length: int
    window: int

    @property
    def sure(self) -> int:
        """The symbols in a row that are always found."""
        return self.length + self.window - 1


GRAINS = {Kind.CODE: Grain(10, 5), Kind.WORDS: Grain(20, 8)}
NEAR = max(grain.window for grain in GRAINS.values())
"""Between two runs that were kept of one shared stretch lie at most so many places."""


@dataclass(frozen=True)
class Fingerprints:
    """The hashes that were kept, each once, and the place of each: where its run begins, counted over all parts."""

    hashes: "array[int]"
    places: "array[int]"

    @classmethod
    def from_bytes(cls, hashes: bytes, places: bytes) -> "Fingerprints":
        """The fingerprints as a database row keeps them."""
        return cls(array("Q", hashes), array("I", places))

    def place_of(self) -> dict[int, int]:
        """Each hash with its place."""
        return dict(zip(self.hashes, self.places, strict=True))


def fingerprints_of(parts: Iterable[Part]) -> Fingerprints:
    """The fingerprints of a whole submission."""
    found: dict[int, int] = {}
    for begin, part in with_places(parts):
        for place, value in winnow(run_hashes(part), GRAINS[part.kind].window):
            found.setdefault(value, begin + place)
    return Fingerprints(array("Q", found.keys()), array("I", found.values()))


def with_places(parts: Iterable[Part]) -> list[tuple[int, Part]]:
    """Each part with the place of its first symbol."""
    placed, begin = [], 0
    for part in parts:
        placed.append((begin, part))
        begin += len(part.symbols) + GAP
    return placed


def all_runs(parts: Iterable[Part]) -> set[int]:
    """Every run's hash: whatever of it stands in a submission was given to the learner."""
    return {value for part in parts for value in run_hashes(part)}


def run_hashes(part: Part) -> list[int]:
    """The hash of each run of symbols in a part; one that is too short has none."""
    length = GRAINS[part.kind].length
    symbols = [f"{symbol.what}\0".encode() for symbol in part.symbols]
    person = part.kind.encode()
    return [
        int.from_bytes(blake2b(b"".join(symbols[at : at + length]), digest_size=8, person=person).digest(), "big")
        for at in range(len(symbols) - length + 1)
    ]


def winnow(hashes: Sequence[int], window: int) -> list[tuple[int, int]]:
    """(place, hash) of the smallest in every window, of equal ones the last; fewer hashes than a window are one."""
    kept: list[tuple[int, int]] = []
    place = -1
    for begin in range(max(1, len(hashes) - window + 1) if hashes else 0):
        end = min(begin + window, len(hashes))
        if place < begin:
            place = min(range(begin, end), key=lambda at: (hashes[at], -at))
        elif hashes[end - 1] <= hashes[place]:
            place = end - 1
        else:
            continue
        kept.append((place, hashes[place]))
    return kept


@dataclass(frozen=True)
class Fragment:
    """A stretch that two works share: the places of its first and its last run, in the one and in the other."""

    here: tuple[int, int]
    there: tuple[int, int]


def fragments(one: Fingerprints, other: Fingerprints, ignored: AbstractSet[int]) -> list[Fragment]:
    """What two works share, in the order of the first; runs that follow each other closely in both are one stretch."""
    there = other.place_of()
    shared = sorted(
        (place, there[value]) for value, place in one.place_of().items() if value in there and value not in ignored
    )
    found: list[Fragment] = []
    for here, at in shared:
        last = found[-1] if found else None
        if last and here - last.here[1] <= NEAR and 0 < at - last.there[1] <= NEAR:
            found[-1] = Fragment((last.here[0], here), (last.there[0], at))
        else:
            found.append(Fragment((here, here), (at, at)))
    return found
