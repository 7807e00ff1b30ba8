"""The two walks over all lists, compiled; imported only where numba is installed and the market is large."""

import numpy as np
from numba import njit


@njit(cache=True)
def held(starts, openings, matched):  # type: ignore[no-untyped-def]
    """The edge on which each candidate is placed, -1 for none."""
    found = np.full(len(matched), -1, np.int64)
    for candidate in range(len(matched)):
        mine = matched[candidate]
        if mine < 0:
            continue
        for edge in range(starts[candidate], starts[candidate + 1]):
            if openings[edge] == mine:
                found[candidate] = edge
                break
    return found


@njit(cache=True)
def wanted(starts, openings, priority, held, bound):  # type: ignore[no-untyped-def]
    """Whether each edge stands before its candidate's own and has a smaller priority than the opening's bound."""
    found = np.zeros(len(openings), np.bool_)
    for candidate in range(len(held)):
        end = held[candidate] if held[candidate] >= 0 else starts[candidate + 1]
        for edge in range(starts[candidate], end):
            if priority[edge] < bound[openings[edge]]:
                found[edge] = True
    return found
