"""Checks those who apply together: what they got, and whether a row that they prefer would be open to them."""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from naruteo_matching.market import UNMATCHED
from naruteo_matching.verification.faults import Fault
from naruteo_matching.verification.reading import Case, Link

NOT_ACCEPTED = np.iinfo(np.int64).max
"""The priority of somebody whom an opening does not take at all."""


def link_faults(case: Case, matched: NDArray[np.int32]) -> Iterator[Fault]:
    """Outcomes that a group did not list, and rows that block.

    A row blocks when the group prefers it and every opening in it, choosing from those it holds without the group and
    the members that the row gives it, takes all of these members; regions must not come above their caps by the move.
    """
    if not case.links:
        return
    holds = defaultdict(list)
    for candidate in np.flatnonzero(matched >= 0).tolist():
        holds[int(matched[candidate])].append(candidate)
    for link in case.links:
        got = tuple(int(matched[member]) for member in link.members)
        nothing = all(place == UNMATCHED for place in got)
        if not nothing and got not in link.rows:
            yield Fault("linked_outcome", facts={"link": link.id})
        better = link.rows[: link.rows.index(got)] if got in link.rows else link.rows
        for number, row in enumerate(better, start=1):
            if _open_to(case, link, row, matched, holds):
                yield Fault("blocking_linked", facts={"link": link.id, "row": number})
                break


def _open_to(
    case: Case, link: Link, row: tuple[int, ...], matched: NDArray[np.int32], holds: dict[int, list[int]]
) -> bool:
    wanted = defaultdict(list)
    for member, opening in zip(link.members, row, strict=True):
        if opening != UNMATCHED:
            wanted[opening].append(member)
    left = {int(matched[member]) for member in link.members} - {UNMATCHED}
    region, change = case.market.region, np.zeros(len(case.market.cap), np.int64)
    for opening in {*wanted, *left}:
        members = wanted.get(opening, [])
        if any(_priority(case, member, opening) == NOT_ACCEPTED for member in members):
            return False
        others = [each for each in holds[opening] if each not in link.members]
        chosen = _chosen(case, opening, others + members)
        if not set(members) <= set(chosen):
            return False
        if region[opening] != UNMATCHED:
            change[region[opening]] += len(chosen) - len(holds[opening])
    if not change.any():
        return True
    placed = matched[matched >= 0]
    now = np.bincount(region[placed][region[placed] >= 0], minlength=len(change))
    return bool((now + change <= case.market.cap).all())


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
