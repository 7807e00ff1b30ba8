"""The most similar rows of a sparse table for every row of another: exact, by block, among admissible pairs only."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from naruteo_matching.market import UNMATCHED

Engine = Literal["numba", "scipy"]
Mask = NDArray[np.bool_]
Admissible = Mask | Callable[[int, int], Mask] | None

BLOCK = 512
"""Rows at a time: with 10,000 columns, scores of 20 MB."""
WORTH_LOADING = 2_000_000
"""Pairs from which on loading numba is worth its second."""


@dataclass(frozen=True)
class Nearest:
    """The best of each row, best first; equal scores in the order of their numbers.

    Attributes
    ----------
    places : int32 array of shape (n_rows, k)
        The row of the other table, `UNMATCHED` where fewer than k are admissible and have anything in common.
    scores : float32 array of shape (n_rows, k)
        The scalar products; 0 where there is no place.
    """

    places: NDArray[np.int32]
    scores: NDArray[np.float32]


def weigh(counts: Any, frequency: NDArray[np.int64] | None = None, rows: int | None = None) -> sparse.csr_array:
    """TF-IDF rows of length 1.

    Parameters
    ----------
    counts : sparse array of shape (n_rows, n_terms)
        How often, or how much, each row has each term.
    frequency : int64 array of shape (n_terms,), optional
        In how many of `rows` rows each term occurs; by default in these. Both tables of a comparison need the same.

    Returns
    -------
    csr_array of float32
        Counts times ``log((1 + rows) / (1 + frequency)) + 1``, each row divided by its length.
    """
    table = sparse.csr_array(counts, dtype=np.float64, copy=True)
    if frequency is None or rows is None:
        frequency, rows = document_frequency(table), table.shape[0]
    table.data *= (np.log((1 + rows) / (1 + frequency)) + 1)[table.indices]
    squares = np.add.reduceat(np.append(table.data**2, 0.0), np.minimum(table.indptr[:-1], table.nnz))
    lengths = np.sqrt(np.where(np.diff(table.indptr) > 0, squares, 1.0))
    table.data /= np.repeat(lengths, np.diff(table.indptr))
    return table.astype(np.float32)


def document_frequency(counts: Any) -> NDArray[np.int64]:
    """In how many rows each term occurs."""
    table = sparse.csr_array(counts)
    return np.bincount(table.indices[table.data != 0], minlength=table.shape[1]).astype(np.int64)


def nearest(rows: Any, others: Any, k: int, admissible: Admissible = None, *, engine: Engine | None = None) -> Nearest:
    """The k rows of `others` with the largest scalar product for each of `rows`; no approximation.

    Parameters
    ----------
    rows, others : sparse arrays of shapes (n_rows, n_terms) and (n_others, n_terms)
        Candidates and openings, or openings and candidates; no weight below 0.
    k : int
        How many.
    admissible : bool array of shape (n_rows, n_others), or a function of (start, stop), optional
        Which pairs pass the gates. A function gives ``stop - start`` rows of the array at a time, so that the whole
        need not be held.
    engine : {"numba", "scipy"}, optional
        What reckons; by default what is faster. Both give the same up to the last bit of a score.

    Raises
    ------
    ValueError
        Different terms, a k below 1, weights below 0, or a mask of another shape.
    """
    left, right = sparse.csr_array(rows, dtype=np.float32), sparse.csr_array(others, dtype=np.float32)
    _check(left, right, k, admissible)
    places = np.full((left.shape[0], k), UNMATCHED, np.int32)
    scores = np.zeros((left.shape[0], k), np.float32)
    if right.shape[0]:
        chosen = engine or _suitable(left.shape[0] * right.shape[0])
        fill = _compiled(left, right) if chosen == "numba" else _by_scipy(left, right)
        for start in range(0, left.shape[0], BLOCK):
            stop = min(start + BLOCK, left.shape[0])
            mask = None if admissible is None else _mask(admissible, start, stop, right.shape[0])
            fill(start, stop, mask, places[start:stop], scores[start:stop])
    return Nearest(places, scores)


Fill = Callable[[int, int, Mask | None, NDArray[np.int32], NDArray[np.float32]], None]


def _compiled(left: sparse.csr_array, right: sparse.csr_array) -> Fill:
    # Only now: numba takes a moment to load, and is an extra.
    index: Fill = import_module("naruteo_matching.nearest_compiled").Index(left, right).fill
    return index


def _by_scipy(left: sparse.csr_array, right: sparse.csr_array) -> Fill:
    across = sparse.csr_array(right.T)

    def fill(start: int, stop: int, mask: Mask | None, places: NDArray[np.int32], scores: NDArray[np.float32]) -> None:
        block = (left[start:stop] @ across).toarray()
        if mask is not None:
            block[~mask] = 0
        most = min(places.shape[1], block.shape[1])
        least = np.partition(block, block.shape[1] - most, axis=1)[:, block.shape[1] - most]
        for at, row in enumerate(block):
            # All that reach the last place; of those that only just do, sorting keeps the first.
            found = np.flatnonzero((row >= least[at]) & (row > 0))
            best = found[np.argsort(-row[found], kind="stable")[:most]]
            places[at, : len(best)] = best
            scores[at, : len(best)] = row[best]

    return fill


def _mask(admissible: Mask | Callable[[int, int], Mask], start: int, stop: int, width: int) -> Mask:
    mask = admissible(start, stop) if callable(admissible) else admissible[start:stop]
    if mask.shape != (stop - start, width):
        raise ValueError(f"admissible has shape {mask.shape} for rows {start} to {stop} and {width} others")
    return np.ascontiguousarray(mask)


def _check(left: sparse.csr_array, right: sparse.csr_array, k: int, admissible: Admissible) -> None:
    if left.shape[1] != right.shape[1]:
        raise ValueError(f"rows have {left.shape[1]} terms and others {right.shape[1]}; both need the same")
    if k < 1:
        raise ValueError(f"k is {k}; at least one is found")
    if any(table.nnz and table.data.min() < 0 for table in (left, right)):
        raise ValueError("weights are below 0; TF-IDF has none")
    if isinstance(admissible, np.ndarray) and admissible.shape != (left.shape[0], right.shape[0]):
        raise ValueError(f"admissible has shape {admissible.shape}, not {(left.shape[0], right.shape[0])}")


def _suitable(pairs: int) -> Engine:
    return "numba" if pairs >= WORTH_LOADING and find_spec("numba") else "scipy"
