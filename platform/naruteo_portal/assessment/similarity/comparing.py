"""Comparing many works at once by an inverted index; knows no database."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from heapq import nlargest

from naruteo_portal.assessment.similarity.winnowing import Fingerprints, fragments

COMMON_SHARE = 0.1
"""A fragment that more than this share of people have is what the task itself leads to."""
COMMON_PEOPLE = 5
"""In small groups it is so only when more people than this have it."""
LEAST_SHARED = 3
"""Fewer shared fingerprints are no pair: two short answers to one question are easily alike."""
LEAST_SHARE = 0.25
"""A pair is listed when so much of either work stands in the other."""
MOST_PAIRS = 500
"""The pairs that are kept, those that share most: nobody looks at more."""


@dataclass(frozen=True)
class Work:
    """What is compared: one submission of one person."""

    id: int
    person: int
    fingerprints: Fingerprints


@dataclass(frozen=True)
class Pair:
    """Two works that have much in common: how much of each stands in the other (0 to 1), in how many stretches."""

    one: int
    other: int
    share_of_one: float
    share_of_other: float
    stretches: int


@dataclass(frozen=True)
class Outcome:
    """What comparing found: pairs, those that share most first, and the hashes that were passed over."""

    pairs: tuple[Pair, ...]
    ignored: "array[int]"


def compare(works: Sequence[Work], own: Collection[int], given: AbstractSet[int]) -> Outcome:
    """Compare the works named `own` with each other and with all others.

    `given` are the hashes of what learners were given. One person's works are not compared with each other.
    """
    index = _index(works)
    people = len({work.person for work in works})
    ignored = given & index.keys() | {
        value for value, ids in index.items() if len(ids) > max(COMMON_PEOPLE, COMMON_SHARE * people)
    }
    by_id = {work.id: work for work in works}
    counted = {value: ids for value, ids in index.items() if len(ids) > 1 and value not in ignored}
    sizes = {work.id: len(set(work.fingerprints.hashes) - ignored) for work in works}
    found = nlargest(MOST_PAIRS, _pairs(by_id, set(own), counted, sizes), key=_rank)
    return Outcome(
        tuple(_with_stretches(pair, by_id, ignored) for pair in found),
        array("Q", sorted(value for value in ignored if len(index[value]) > 1)),
    )


def _index(works: Sequence[Work]) -> Mapping[int, list[int]]:
    index: dict[int, list[int]] = defaultdict(list)
    for work in works:
        for value in work.fingerprints.hashes:
            index[value].append(work.id)
    return index


def _pairs(
    by_id: Mapping[int, Work], own: AbstractSet[int], counted: Mapping[int, list[int]], sizes: Mapping[int, int]
) -> list[Pair]:
    pairs = []
    for one in own:
        shared: Counter[int] = Counter()
        for value in by_id[one].fingerprints.hashes:
            shared.update(counted.get(value, ()))
        for other, number in shared.items():
            # Of two own works each finds the other; they are one pair.
            twice = other in own and other <= one
            if number < LEAST_SHARED or twice or by_id[one].person == by_id[other].person:
                continue
            pair = Pair(one, other, number / sizes[one], number / sizes[other], 0)
            if max(pair.share_of_one, pair.share_of_other) >= LEAST_SHARE:
                pairs.append(pair)
    return pairs


def _rank(pair: Pair) -> tuple[float, int, int]:
    return pair.share_of_one + pair.share_of_other, -pair.one, -pair.other


def _with_stretches(pair: Pair, by_id: Mapping[int, Work], ignored: AbstractSet[int]) -> Pair:
    stretches = len(fragments(by_id[pair.one].fingerprints, by_id[pair.other].fingerprints, ignored))
    return Pair(pair.one, pair.other, pair.share_of_one, pair.share_of_other, stretches)
