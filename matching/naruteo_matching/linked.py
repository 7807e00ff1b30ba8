"""Linked applications: couples and families who want places together.

Singles are placed by deferred acceptance. Then CP-SAT looks for an outcome that is stable for everybody, at first only
in the openings that linked applications name; whatever still blocks beyond these draws its opening in, and it is
looked again. A stable outcome may not exist. That is said when it is proved: when nobody whom the search touches has a
wish beyond the openings that it covers.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from naruteo_matching.assignment import NO_LIMIT, deferred_acceptance
from naruteo_matching.instance import Instance, read_instance
from naruteo_matching.linked_model import Link, Residual, Solution, blocking_openings
from naruteo_matching.market import UNMATCHED, Market
from naruteo_matching.optimal import MissingSolver

EFFORT = 60.0
"""How long CP-SAT looks each time, in its deterministic time: about seconds, and the same on every machine."""


class NotTogether(ValueError):
    """The instance asks for linked applications together with something that they cannot be combined with."""


@dataclass(frozen=True)
class Placement:
    """What came of an instance with linked applications.

    Attributes
    ----------
    matched : int32 array of shape (n_candidates,)
        The opening of each candidate, `UNMATCHED` for none.
    state : str
        ``stable``; ``none_exists`` when it is proved that no outcome is stable, and this is the one with the fewest
        pairs and linked applications that block, as far as the search came; ``not_found`` when the search ended before
        it knew, and those who are linked are not placed.
    """

    matched: NDArray[np.int32]
    state: Literal["stable", "none_exists", "not_found"]


def place(instance: Mapping[str, Any], effort: float = EFFORT) -> Placement:
    """Place singles and those who apply together.

    Parameters
    ----------
    instance : mapping
        The instance as JSON. What linked candidates accept stands in the rows that they share; lists of their own are
        not looked at.
    effort : float
        How long each search may take, in deterministic seconds.

    Returns
    -------
    Placement
        The same for the same instance and version of OR-Tools. Of the stable outcomes that the search covers it has
        the lowest sum of the places of what singles and linked applications got on their lists.

    Raises
    ------
    InstanceError
        With everything that is wrong with the instance.
    NotTogether
        When the instance has reserves, caps or floors, or is value-optimal.
    MissingSolver
        When OR-Tools is not installed.
    """
    links, read = _read(instance)
    try:
        solver = import_module("ortools.sat.python.cp_model")
    except ImportError:
        raise MissingSolver(
            "Linked applications need OR-Tools, which is not installed: pip install 'naruteo[optimal]'."
        ) from None
    market = read.market
    members = np.array(sorted(member for link in links for member in link.members), np.int64)
    singles = deferred_acceptance(_without(market, members))
    covered = {opening for link in links for row in link.rows for opening in row if opening != UNMATCHED}
    while True:
        residual = Residual(solver, market, links, members, singles, covered, effort)
        beyond = residual.wishes_beyond()
        solution, matched = residual.solve()
        if solution == Solution.FOUND:
            wanted = blocking_openings(market, links, matched) - covered
            if not wanted:
                return Placement(matched, "stable")
            covered |= wanted
        elif solution == Solution.UNKNOWN:
            return Placement(singles, "not_found")
        elif beyond:
            covered |= beyond
        else:
            solution, matched = residual.solve(blocking_allowed=True)
            return Placement(matched if solution == Solution.FOUND else singles, "none_exists")


def _read(instance: Mapping[str, Any]) -> tuple[list[Link], Instance]:
    rows_of: dict[str, list[Any]] = defaultdict(list)
    for each in instance.get("linked") or ():
        for row in each["preferences"]:
            for member, opening in zip(each["members"], row, strict=False):
                if opening is not None and opening not in rows_of[str(member)]:
                    rows_of[str(member)].append(opening)
        for member in each["members"]:
            rows_of[str(member)] = rows_of[str(member)]
    people = [
        {**each, "preferences": rows_of[str(each["id"])]} if str(each["id"]) in rows_of else each
        for each in instance["candidates"]
    ]
    read = read_instance({**instance, "candidates": people})
    capped = bool((read.market.cap < NO_LIMIT).any())
    if len(read.reserves) or capped or read.has_floors or read.mode != "stable":
        raise NotTogether(
            "Linked applications can be placed in the stable mode without reserves, caps and floors only."
        )
    candidates = {str(each): at for at, each in enumerate(read.candidates)}
    openings = {str(each): at for at, each in enumerate(read.openings)}
    links = []
    for each in instance["linked"]:
        rows = (tuple(UNMATCHED if one is None else openings[str(one)] for one in row) for row in each["preferences"])
        links.append(Link(tuple(candidates[str(member)] for member in each["members"]), tuple(dict.fromkeys(rows))))
    return links, read


def _without(market: Market, members: NDArray[np.int64]) -> Market:
    """The market without the edges of some candidates."""
    lengths = np.diff(market.starts)
    stays = np.ones(market.n_candidates, np.bool_)
    stays[members] = False
    edges = np.repeat(stays, lengths)
    starts = np.concatenate([[0], np.cumsum(np.where(stays, lengths, 0))]).astype(np.int64)
    return replace(market, starts=starts, openings=market.openings[edges], priority=market.priority[edges])
