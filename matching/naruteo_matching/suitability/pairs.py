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


def pair_features(
    candidates: Sequence[Mapping[str, Any]], openings: Sequence[Mapping[str, Any]],
    candidate_numbers: ArrayLike, opening_numbers: ArrayLike,
) -> NDArray[np.float64]:  # fmt: skip
    """The features of listed pairs.

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
    people, places = np.asarray(candidate_numbers, np.int64), np.asarray(opening_numbers, np.int64)
    numbers: dict[Any, int] = {}
    had = _incidence([each.get("skills") or () for each in candidates], numbers)
    proven = _incidence(
        [[skill for skill, sure in (each.get("skills") or {}).items() if sure] for each in candidates], numbers
    )
    required = _incidence([each.get("required") or () for each in openings], numbers)
    desired = _incidence([each.get("desired") or () for each in openings], numbers)
    known = np.array([each.get("skills") is not None for each in candidates], np.bool_)[people]
    language, asked_language = _column(candidates, "language_level"), _column(openings, "language_level")
    years = np.minimum(_column(candidates, "experience_years"), MOST_YEARS)
    asked_years = np.nan_to_num(_column(openings, "experience_years"))
    size = len(numbers)
    return np.column_stack([
        np.where(known, _cover(_widened(had, size), _widened(required, size), people, places), np.nan),
        np.where(known, _cover(_widened(proven, size), _widened(required, size), people, places), np.nan),
        np.where(known, _cover(_widened(had, size), _widened(desired, size), people, places), np.nan),
        language[people] - asked_language[places],
        years[people] - asked_years[places],
        _region_match(candidates, openings, people, places),
        np.log1p(_column(openings, "chosen_before"))[places],
    ])  # fmt: skip


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


def _region_match(
    candidates: Sequence[Mapping[str, Any]], openings: Sequence[Mapping[str, Any]], people: NDArray[np.int64],
    places: NDArray[np.int64],
) -> NDArray[np.float64]:  # fmt: skip
    numbers: dict[Any, int] = {}
    wished = _incidence([each.get("regions") or () for each in candidates], numbers)
    lying = _incidence([[each["region"]] if each.get("region") is not None else [] for each in openings], numbers)
    found = _cover(_widened(wished, len(numbers)), _widened(lying, len(numbers)), people, places)
    known = np.array([each.get("regions") is not None for each in candidates], np.bool_)[people]
    return np.where(known, found, np.nan)
