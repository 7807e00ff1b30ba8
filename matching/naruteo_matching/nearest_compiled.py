"""An inverted index compiled by numba: each term adds to the scores of the rows that have it, a sieve keeps the best.

Terms that many rows have are kept as whole rows of weights, zeros among them: adding such a row is one sweep that the
processor does eight at a time, where jumping from entry to entry would take longer.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy import sparse

COMMON = 0.15
"""From which share of rows on a term is kept as a whole row."""
MOST_COMMON_BYTES = 256 * 1024 * 1024


class Index:
    """Finds the best of `right` for blocks of rows of `left`."""

    def __init__(self, left: sparse.csr_array, right: sparse.csr_array) -> None:
        self.left = left
        by_term = sparse.csc_array(right)
        # Numbers without sign: numba need not ask whether an index counts from the end.
        self.starts, self.rows = by_term.indptr.astype(np.uint64), by_term.indices.astype(np.uint32)
        self.weights = by_term.data
        self.width, terms = right.shape
        frequency = np.diff(by_term.indptr)
        common = np.flatnonzero(frequency >= max(COMMON * self.width, 1))
        common = common[np.argsort(-frequency[common], kind="stable")][: MOST_COMMON_BYTES // (4 * self.width)]
        self.whole_at = np.full(terms, -1, np.int32)
        self.whole_at[common] = np.arange(len(common), dtype=np.int32)
        self.whole = np.ascontiguousarray(by_term[:, common].toarray().T) if len(common) else _NO_ROWS

    def fill(
        self, start: int, stop: int, mask: NDArray[np.bool_] | None,
        places: NDArray[np.int32], scores: NDArray[np.float32],
    ) -> None:  # fmt: skip
        """Write the best of rows ``start`` to ``stop`` into `places` and `scores`."""
        _fill(
            self.left.indptr[start : stop + 1].astype(np.uint64), self.left.indices, self.left.data,
            self.starts, self.rows, self.weights, self.whole_at, self.whole,
            _NO_MASK if mask is None else mask, self.width, places, scores,
        )  # fmt: skip


# A key holds a score's bits, whose order is that of scores above 0, and below them its place from the end: the larger
# key is the better place, and of equal scores the earlier one.
SHIFT, LAST = np.uint64(32), np.uint64(2**32 - 1)
_NO_MASK = np.empty((0, 0), np.bool_)
_NO_ROWS = np.empty((0, 0), np.float32)


@njit(cache=True)
def _add(total, value, rows, weights):  # type: ignore[no-untyped-def]
    for entry in range(len(rows)):
        total[rows[entry]] += value * weights[entry]


@njit(cache=True)
def _add_whole(total, value, weights):  # type: ignore[no-untyped-def]
    for other in range(len(total)):
        total[other] += value * weights[other]


@njit(cache=True)
def _fill(starts, terms, values, term_starts, rows, weights, whole_at, whole, mask, width, places, scores):  # type: ignore[no-untyped-def]
    k = min(places.shape[1], width)
    total = np.empty(width, np.float32)
    bits = total.view(np.uint32)
    keys = np.empty(4 * k + 64, np.uint64)
    for row in range(len(starts) - 1):
        total[:] = 0
        for at in range(starts[row], starts[row + 1]):
            term = terms[at]
            if whole_at[term] >= 0:
                _add_whole(total, values[at], whole[whole_at[term]])
            else:
                first, last = term_starts[term], term_starts[term + 1]
                _add(total, values[at], rows[first:last], weights[first:last])
        held = 0
        least = np.uint32(0)
        for other in range(width):
            if bits[other] > least and (mask.shape[0] == 0 or mask[row, other]):
                keys[held] = (np.uint64(bits[other]) << SHIFT) | (LAST - np.uint64(other))
                held += 1
                if held == len(keys):
                    _largest_first(keys, held, k)
                    held = k
                    least = np.uint32(keys[k - 1] >> SHIFT)
        if held > k:
            _largest_first(keys, held, k)
            held = k
        keys[:held].sort()
        for at in range(held):
            place = LAST - (keys[held - 1 - at] & LAST)
            places[row, at] = place
            scores[row, at] = total[place]


@njit(cache=True)
def _largest_first(keys, held, k):  # type: ignore[no-untyped-def]
    """Quickselect: the k largest of the first `held` keys come first, the smallest of them at ``k - 1``."""
    low, high = 0, held - 1
    while low < high:
        pivot = keys[(low + high) // 2]
        up, down = low, high
        while up <= down:
            while keys[up] > pivot:
                up += 1
            while keys[down] < pivot:
                down -= 1
            if up <= down:
                keys[up], keys[down] = keys[down], keys[up]
                up += 1
                down -= 1
        if k - 1 <= down:
            high = down
        elif k - 1 >= up:
            low = up
        else:
            return
