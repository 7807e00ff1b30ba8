"""Checks those who apply together: what they got, and whether a row that they prefer would be open to them."""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from naruteo_matching.market import UNMATCHED
from naruteo_matching.verification.faults import Fault
from naruteo_matching.verification.reading import Case, Link

Holds = dict[int, list[int]]
NOT_ACCEPTED = np.iinfo(np.int64).max
"""The priority of somebody whom an opening does not take at all."""


def link_faults(case: Case, matched: NDArray[np.int32]) -> Iterator[Fault]:
    """Outcomes that a group did not list, and rows that block.

    A row blocks when the group prefers it and every opening in it, choosing from those it holds without the group and
    the members that the row gives it, takes all of these members; regions must not come above their caps by the move.
    """
    if not case.links:
        return
    holds = held_by(matched)
    for link in case.links:
        got = tuple(int(matched[member]) for member in link.members)
        nothing = all(place == UNMATCHED for place in got)
        if not nothing and got not in link.rows:
            yield Fault("linked_outcome", facts={"link": link.id})
        better = link.rows[: link.rows.index(got)] if got in link.rows else link.rows
        for number, row in enumerate(better, start=1):
            if is_open(case, link, row, matched, holds):
                yield Fault("blocking_linked", facts={"link": link.id, "row": number})
                break


def held_by(matched: NDArray[np.int32]) -> Holds:
    """By opening, the candidates whom it holds."""
    holds: Holds = defaultdict(list)
    for candidate in np.flatnonzero(matched >= 0).tolist():
        holds[int(matched[candidate])].append(candidate)
    return holds


def refusing(case: Case, link: Link, row: tuple[int, ...], holds: Holds) -> list[int]:
    """The openings of a row that would not take all the members whom it gives them."""
    return [
        opening
        for opening, members in _wanted(link, row).items()
        if not set(members) <= set(_choice(case, link, opening, members, holds))
    ]


def is_open(case: Case, link: Link, row: tuple[int, ...], matched: NDArray[np.int32], holds: Holds) -> bool:
    """Whether a group could have a row: its openings would take the members, and no region come above its cap."""
    if refusing(case, link, row, holds):
        return False
    wanted = _wanted(link, row)
    left = {int(matched[member]) for member in link.members} - {UNMATCHED}
    region, change = case.market.region, np.zeros(len(case.market.cap), np.int64)
    for opening in {*wanted, *left}:
        if region[opening] != UNMATCHED:
            chosen = _choice(case, link, opening, wanted.get(opening, []), holds)
            change[region[opening]] += len(chosen) - len(holds[opening])
    if not change.any():
        return True
    placed = matched[matched >= 0]
    now = np.bincount(region[placed][region[placed] >= 0], minlength=len(change))
    return bool((now + change <= case.market.cap).all())


def _wanted(link: Link, row: tuple[int, ...]) -> dict[int, list[int]]:
    wanted: dict[int, list[int]] = defaultdict(list)
    for member, opening in zip(link.members, row, strict=True):
        if opening != UNMATCHED:
            wanted[opening].append(member)
    return wanted


def _choice(case: Case, link: Link, opening: int, members: list[int], holds: Holds) -> list[int]:
    """Whom an opening takes out of those it holds without the group, and of the members who would come."""
    others = [each for each in holds[opening] if each not in link.members]
    able = [each for each in members if _priority(case, each, opening) != NOT_ACCEPTED]
    return _chosen(case, opening, others + able)


def _priority(case: Case, candidate: int, opening: int) -> int:
    begin, end = case.market.starts[candidate : candidate + 2]
    at = np.flatnonzero(case.market.openings[begin:end] == opening)
    return int(case.market.priority[begin + at[0]]) if len(at) else NOT_ACCEPTED


def _chosen(case: Case, opening: int, applicants: list[int]) -> list[int]:
    """Whom an opening takes out of these: reserves in their order, then the best of the rest."""
    ranked = sorted(applicants, key=lambda each: _priority(case, each, opening))
    left, taken = int(case.market.seats[opening]), list[int]()
    for number in np.flatnonzero(case.reserves.opening == opening).tolist():
        member = case.reserves.member[:, case.reserves.group[number]]
        able = [each for each in ranked if member[each] and each not in taken]
        taken += able[: min(int(case.reserves.seats[number]), left - len(taken))]
    return taken + [each for each in ranked if each not in taken][: left - len(taken)]
