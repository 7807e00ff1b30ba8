"""Solves an instance: reads it, places its candidates by its mode, answers by ids, and has the answer certified."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from numpy.typing import NDArray

from naruteo_matching import linked, optimal
from naruteo_matching.assignment import deferred_acceptance
from naruteo_matching.assignment.floors import reach_floors
from naruteo_matching.certificate import certify
from naruteo_matching.instance import Instance, read_instance
from naruteo_matching.market import UNMATCHED


def solve(instance: Mapping[str, Any], key: Ed25519PrivateKey | None = None) -> dict[str, Any]:
    """Solve an instance.

    Parameters
    ----------
    instance : mapping
        The JSON object, as `docs/matching/solve.md` describes it.
    key : Ed25519PrivateKey, optional
        What the certificate is signed with.

    Returns
    -------
    dict
        ``matches`` (candidate to opening, in the order of the candidates), ``unmatched``, ``mode``, ``lowered_caps``
        (region to cap, only where floors needed it), ``linked`` (how the search for those who apply together ended)
        and ``certificate``. The same instance and key give the same answer, byte for byte.

    Raises
    ------
    InstanceError
        With everything that is wrong with the instance.
    NotTogether
        When linked applications are combined with what excludes them.
    MissingSolver
        When the mode or linked applications need OR-Tools, which is not installed.
    """
    answer = assign(instance)
    return answer | {"certificate": certify(instance, answer, key)}


def assign(instance: Mapping[str, Any]) -> dict[str, Any]:
    """Solve an instance without having the answer verified and certified.

    Parameters and errors are those of `solve`.

    Returns
    -------
    dict
        The answer of `solve` but for ``certificate``.
    """
    read = read_instance(instance)
    matched, more = _place(instance, read)
    openings, pairs = read.openings, list(zip(read.candidates, matched.tolist(), strict=True))
    return {
        "matches": {candidate: openings[opening] for candidate, opening in pairs if opening != UNMATCHED},
        "unmatched": [candidate for candidate, opening in pairs if opening == UNMATCHED],
        "mode": read.mode,
        **more,
    }


def dry_run(instance: Mapping[str, Any]) -> NDArray[np.int32]:
    """Place the candidates of an instance, without an answer by ids and without a certificate.

    Parameters and errors are those of `solve`.

    Returns
    -------
    int32 array of shape (n_candidates,)
        Each candidate's opening, or `UNMATCHED`.
    """
    return _place(instance, read_instance(instance))[0]


def place(read: Instance) -> NDArray[np.int32]:
    """Place candidates who apply for themselves, by the stable or the flexible mode; shape (n_candidates,)."""
    return _deferred(read)[0]


def _place(instance: Mapping[str, Any], read: Instance) -> tuple[NDArray[np.int32], dict[str, Any]]:
    """Who is where, and what else the answer says."""
    if instance.get("linked"):
        placement = linked.place(instance)
        return placement.matched, {"linked": placement.state}
    if read.mode == "optimal":
        return optimal.assign(read.market, optimal.edge_values(instance, read)), {}
    matched, cap = _deferred(read)
    lowered = np.flatnonzero(cap < read.market.cap)
    return matched, {"lowered_caps": {read.regions[at]: int(cap[at]) for at in lowered}} if len(lowered) else {}


def _deferred(read: Instance) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Who is where, and the caps that were kept."""
    if read.mode == "stable":
        return deferred_acceptance(read.market, read.reserves), read.market.cap
    return reach_floors(read.market, read.reserves)
