"""Which openings to show to a candidate: suggestions with their reasons for a list that is short, and plain baselines.

For all candidates against all openings at once see `nearest`. Nothing here loads more than NumPy.
"""

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from naruteo_matching.market import UNMATCHED

LENGTH = 20
"""Openings on a list from which on few candidates stay unplaced: 3.5 % at 20, 21 % at 10, 39 % at 5 (a market of 10,000
candidates and 28 % more seats)."""


@dataclass(frozen=True)
class Place:
    """What is compared of an opening.

    Attributes
    ----------
    code : str
    skills : mapping of a skill's code to its weight above 0
        1 for what is required, less for what is desired.
    region : str or None
        None where it is nowhere in particular, or not stated.
    wanted_by : int
        How many candidates have it on their list.
    """

    code: str
    skills: Mapping[str, float] = field(default_factory=dict)
    region: str | None = None
    wanted_by: int = 0


@dataclass(frozen=True)
class Shared:
    """A skill that candidate and opening share, and its part in the similarity."""

    skill: str
    part: float


@dataclass(frozen=True)
class Suggestion:
    """An opening, and exactly why it stands where it stands.

    Attributes
    ----------
    code : str
    in_region : bool or None
        Whether it lies in a region that the candidate wishes; None is undetermined, because the candidate wishes none
        or the opening names none.
    similarity : float
        The cosine of the skills' weights, 0 to 1; rare skills weigh more. It is no chance of being taken.
    shared : tuple of Shared
        The skills behind the similarity, the largest part first; the parts add up to it.
    wanted_by : int
    """

    code: str
    in_region: bool | None
    similarity: float
    shared: tuple[Shared, ...]
    wanted_by: int


def suggest(
    skills: Mapping[str, float],
    regions: Collection[str],
    admissible: Sequence[Place],
    listed: Collection[str] = (),
    length: int = LENGTH,
) -> list[Suggestion]:
    """Openings that would fill a preference list, best first.

    Openings in a wished region come first; among them those with the most similar skills; among equals those that more
    candidates want; the rest by code. What shares neither region nor skill comes last.

    Parameters
    ----------
    skills : mapping of a skill's code to its weight above 0
        The candidate's.
    regions : collection of str
        Where the candidate wishes to work; empty for anywhere.
    admissible : sequence of Place
        The openings that pass every gate for this candidate; how rare a skill is is counted among these.
    listed : collection of opening codes
        What is on the list already, and not suggested again.
    length : int
        How long the list should become.
    """
    missing = length - len(listed)
    if missing <= 0:
        return []
    rarity = _rarity(admissible)
    mine = _weighed(skills, rarity)
    found = [_compared(mine, regions, place, rarity) for place in admissible if place.code not in listed]
    found.sort(key=lambda each: (each.in_region is not True, -each.similarity, -each.wanted_by, each.code))
    return found[:missing]


def _rarity(places: Sequence[Place]) -> dict[str, float]:
    seen = Counter(skill for place in places for skill in place.skills)
    return {skill: math.log((1 + len(places)) / (1 + count)) + 1 for skill, count in seen.items()}


def _weighed(skills: Mapping[str, float], rarity: Mapping[str, float]) -> dict[str, float]:
    # A skill that no opening names still makes the candidate's list longer, and all others on it less telling.
    rarest = max(rarity.values(), default=1.0)
    weights = {skill: weight * rarity.get(skill, rarest) for skill, weight in skills.items()}
    size = math.sqrt(sum(weight**2 for weight in weights.values())) or 1.0
    return {skill: weight / size for skill, weight in weights.items()}


def _compared(
    mine: Mapping[str, float], regions: Collection[str], place: Place, rarity: Mapping[str, float]
) -> Suggestion:
    theirs = _weighed(place.skills, rarity)
    shared = [Shared(skill, mine[skill] * weight) for skill, weight in theirs.items() if skill in mine]
    shared.sort(key=lambda each: (-each.part, each.skill))
    in_region = place.region in regions if regions and place.region is not None else None
    similarity = round(sum(each.part for each in shared), 12)
    return Suggestion(place.code, in_region, similarity, tuple(shared), place.wanted_by)


def popular(popularity: NDArray[np.int64], n_candidates: int, k: int) -> NDArray[np.int32]:
    """The baseline that gives everybody the k most popular openings: int32 of shape (n_candidates, k)."""
    best = np.argsort(-popularity, kind="stable")[:k].astype(np.int32)
    return np.tile(_filled(best, k), (n_candidates, 1))


def regional_then_popular(
    candidate_region: NDArray[np.int32], opening_region: NDArray[np.int32], popularity: NDArray[np.int64], k: int
) -> NDArray[np.int32]:
    """The baseline that gives everybody the most popular openings of their region, and then those of the others.

    Regions are numbers; `UNMATCHED` is none. Gives int32 of shape (n_candidates, k), filled up with `UNMATCHED`.
    """
    by_popularity = np.argsort(-popularity, kind="stable").astype(np.int32)
    best = np.empty((len(candidate_region), k), np.int32)
    for region in np.unique(candidate_region):
        inside = (opening_region[by_popularity] == region) & (region != UNMATCHED)
        best[candidate_region == region] = _filled(np.concatenate([by_popularity[inside], by_popularity[~inside]]), k)
    return best


def _filled(best: NDArray[np.int32], k: int) -> NDArray[np.int32]:
    return np.concatenate([best[:k], np.full(max(0, k - len(best)), UNMATCHED, np.int32)])
