"""Solves an instance: reads it, places its candidates by its mode, and answers by ids."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from naruteo_matching.assignment import deferred_acceptance, flexible_deferred_acceptance
from naruteo_matching.instance import Instance, read_instance
from naruteo_matching.market import UNMATCHED


def solve(instance: Mapping[str, Any]) -> dict[str, Any]:
    """Solve an instance.

    Parameters
    ----------
    instance : mapping
        The JSON object, as `docs/matching/solve.md` describes it.

    Returns
    -------
    dict
        ``matches`` (candidate to opening, in the order of the candidates), ``unmatched`` and ``mode``. The same
        instance gives the same answer, byte for byte.

    Raises
    ------
    InstanceError
        With everything that is wrong with the instance.
    """
    read = read_instance(instance)
    return answer(read, place(read))


def place(instance: Instance) -> NDArray[np.int32]:
    """Each candidate's opening, or `UNMATCHED`, shape (n_candidates,)."""
    if instance.mode == "stable":
        return deferred_acceptance(instance.market, instance.reserves)
    return flexible_deferred_acceptance(instance.market, instance.reserves)


def answer(instance: Instance, matched: NDArray[np.int32]) -> dict[str, Any]:
    """Say by ids who is placed where."""
    openings, pairs = instance.openings, list(zip(instance.candidates, matched.tolist(), strict=True))
    return {
        "matches": {candidate: openings[opening] for candidate, opening in pairs if opening != UNMATCHED},
        "unmatched": [candidate for candidate, opening in pairs if opening == UNMATCHED],
        "mode": instance.mode,
    }
