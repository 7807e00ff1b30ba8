"""Features of candidate-opening pairs: what is asked for and shown, where it is, and what was chosen before."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

FEATURES = (
    "required_cover", "proven_cover", "desired_cover", "language_margin", "experience_margin", "region_match",
    "log_popularity",
)  # fmt: skip
"""In the order of the columns that `pair_features` gives."""
MOST_YEARS = 10
"""Years of experience beyond which more make no difference: long ones would tell a person's age."""


class Pairs:
    """Candidates and openings, read once, whose pairs' features are asked for as often as wanted.

    Parameters
    ----------
    candidates : sequence of mappings
        ``skills`` {skill id: True if proven by a certificate or a graded task, False if declared}, ``language_level``,
        ``experience_years``, ``regions`` (where the person lives or wishes to work). What is missing or None is not
        known.
    openings : sequence of mappings
        ``required`` and ``desired`` (skill ids), ``language_level``, ``experience_years`` (asked for; 0 or None:
        nothing is), ``region``, ``chosen_before`` (how many candidates chose it, or openings of its kind, in earlier
        rounds).
    """

    def __init__(self, candidates: Sequence[Mapping[str, Any]], openings: Sequence[Mapping[str, Any]]) -> None:
        numbers: dict[Any, int] = {}
        had = _incidence([each.get("skills") or () for each in candidates], numbers)
        proven = _incidence(
            [[skill for skill, sure in (each.get("skills") or {}).items() if sure] for each in candidates], numbers
        )
        required = _incidence([each.get("required") or () for each in openings], numbers)
        desired = _incidence([each.get("desired") or () for each in openings], numbers)
        size = len(numbers)
        self._had, self._proven, self._required, self._desired = (
            _widened(each, size) for each in (had, proven, required, desired)
        )
        regions: dict[Any, int] = {}
        wished = _incidence([each.get("regions") or () for each in candidates], regions)
        lying = _incidence([[each["region"]] if each.get("region") is not None else [] for each in openings], regions)
        self._wished, self._lying = (_widened(each, len(regions)) for each in (wished, lying))
        self._has_skills, self._has_regions = (
            np.array([each.get(name) is not None for each in candidates], np.bool_) for name in ("skills", "regions")
        )
        self._language, self._asked_language = (_column(each, "language_level") for each in (candidates, openings))
        self._years = np.minimum(_column(candidates, "experience_years"), MOST_YEARS)
        self._asked_years = np.nan_to_num(_column(openings, "experience_years"))
        self._chosen = np.log1p(_column(openings, "chosen_before"))

    def features(self, candidate_numbers: ArrayLike, opening_numbers: ArrayLike) -> NDArray[np.float64]:
        """The features of listed pairs, as `pair_features` gives them."""
        people, places = np.asarray(candidate_numbers, np.int64), np.asarray(opening_numbers, np.int64)
        has_skills = self._has_skills[people]
        return np.column_stack([
            np.where(has_skills, _cover(self._had, self._required, people, places), np.nan),
            np.where(has_skills, _cover(self._proven, self._required, people, places), np.nan),
            np.where(has_skills, _cover(self._had, self._desired, people, places), np.nan),
            self._language[people] - self._asked_language[places],
            self._years[people] - self._asked_years[places],
            np.where(self._has_regions[people], _cover(self._wished, self._lying, people, places), np.nan),
            self._chosen[places],
        ])  # fmt: skip


def pair_features(
    candidates: Sequence[Mapping[str, Any]], openings: Sequence[Mapping[str, Any]],
    candidate_numbers: ArrayLike, opening_numbers: ArrayLike,
) -> NDArray[np.float64]:  # fmt: skip
    """The features of listed pairs; for many pairs make one `Pairs` and ask it for some at a time.

    Parameters
    ----------
    candidates, openings : sequences of mappings
        As `Pairs` takes them.
    candidate_numbers, opening_numbers : int arrays of shape (n_pairs,)
        The pairs.

    Returns
    -------
    float64 array of shape (n_pairs, 7)
        `FEATURES`: the shares of required skills that are had and that are proven, and of desired ones that are had
        (NaN where the opening names none or the candidate's are not known); levels and years above what is asked (NaN
        where either is not known; years up to `MOST_YEARS`); 1 or 0; log of 1 + earlier choices.

    Examples
    --------
    >>> person = {"skills": {"welding": True, "plc": False}, "regions": ["busan"], "language_level": 4}
    >>> opening = {"required": ["welding", "plc"], "region": "busan", "language_level": 3}
    >>> pair_features([person], [opening], [0], [0])[0, :2].tolist()
    [1.0, 0.5]
    """
    return Pairs(candidates, openings).features(candidate_numbers, opening_numbers)


def _column(records: Sequence[Mapping[str, Any]], key: str) -> NDArray[np.float64]:
    return np.array([np.nan if each.get(key) is None else each[key] for each in records], np.float64)


def _incidence(lists: Sequence[Any], numbers: dict[Any, int]) -> csr_array:
    """Rows of ones at the numbers of what is listed; new things get the next number."""
    places = [[numbers.setdefault(each, len(numbers)) for each in dict.fromkeys(listed)] for listed in lists]
    ends = np.cumsum([0, *map(len, places)])
    columns = np.array([number for row in places for number in row], np.int64)
    return csr_array((np.ones(len(columns)), columns, ends), shape=(len(lists), len(numbers)))


def _widened(rows: csr_array, size: int) -> csr_array:
    return csr_array((rows.data, rows.indices, rows.indptr), shape=(rows.shape[0], size))


def _cover(
    had: csr_array, asked: csr_array, people: NDArray[np.int64], places: NDArray[np.int64]
) -> NDArray[np.float64]:
    """The share of what the opening asks that the person has, (n_pairs,); NaN where nothing is asked."""
    common = np.asarray(had[people].multiply(asked[places]).sum(axis=1), np.float64).ravel()
    wanted = np.diff(asked.indptr)[places].astype(np.float64)
    found: NDArray[np.float64] = np.divide(common, wanted, out=np.full(len(people), np.nan), where=wanted > 0)
    return found
