"""Where an opening's order was cut off: how far down the last person stands whom it holds.

The one place that says so: explanations, statistics and the pages of openings take it from here.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from naruteo_matching.market import UNMATCHED
from naruteo_matching.verification.findings import Findings
from naruteo_matching.verification.reading import Id
from naruteo_matching.verification.reserves import ANYBODY, NOBODY, bounds


@dataclass(frozen=True)
class Cutoff:
    """How far down one opening's order its places went; ranks count from 1, after ties were broken.

    Attributes
    ----------
    seats, held : int
        How many seats there are, and how many are taken. With free seats the order was not cut off at all.
    rank : int or None
        The rank of the last person who is held; None where nobody is.
    holder : id or None
        Who that is.
    general : int or None
        The rank of the last person on a seat that is reserved for nobody; `rank` may lie behind it because of reserved
        seats. None where a seat is free, and where all sit on reserved ones.
    reserved : int
        How many reserved seats are held by members of their groups.
    """

    seats: int
    held: int
    rank: int | None
    holder: Id | None
    general: int | None
    reserved: int


def cutoffs_of(found: Findings) -> list[Cutoff]:
    """The cutoff of every opening, in the order of the instance.

    Parameters
    ----------
    found : Findings
        What `examine` found in an instance and its answer.

    Returns
    -------
    list of Cutoff
    """
    market, case = found.case.market, found.case
    limit = bounds(case.reserves, market.seats, found.matched, found.state.priority)
    reserved = np.bincount(case.reserves.opening, limit.filled, market.n_openings).astype(int).tolist()
    return [
        Cutoff(
            seats=int(market.seats[at]), held=int(found.state.count[at]),
            rank=None if who == UNMATCHED else int(found.state.priority[who]) + 1,
            holder=None if who == UNMATCHED else case.candidates[who],
            general=None if general in (NOBODY, ANYBODY) else general + 1, reserved=reserved[at],
        )
        for at, (who, general) in enumerate(zip(_last_held(found).tolist(), limit.general.tolist(), strict=True))
    ]  # fmt: skip


def _last_held(found: Findings) -> NDArray[np.int64]:
    """The candidate whom each opening holds last, `UNMATCHED` for none."""
    placed = np.flatnonzero(found.matched >= 0)
    placed = placed[np.lexsort((found.state.priority[placed], found.matched[placed]))]
    last = np.full(found.case.market.n_openings, UNMATCHED, np.int64)
    last[found.matched[placed]] = placed
    return last
