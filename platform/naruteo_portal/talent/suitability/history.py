"""Rounds as pairs to learn from: whom openings found acceptable, and what candidates wished of what was open to them.

Openings are asked about those who listed them; candidates about every opening of their round that neither the law of
its first day of work nor the opening itself keeps from them: what somebody leaves out of a certified list is, by the
rules of the round, not wanted. Whether somebody saw an opening is recorded nowhere.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BigInteger, cast, func, select
from sqlalchemy.orm import Session, selectinload

from naruteo_matching.conditions import Outcome as Standing
from naruteo_portal.core.database import is_one_of
from naruteo_portal.rules.judging import Outcome
from naruteo_portal.talent.candidates.blind import blind_of
from naruteo_portal.talent.candidates.consents import consents_to, lets_learn_wishes
from naruteo_portal.talent.candidates.models import Candidate, Purpose
from naruteo_portal.talent.gating.conditions import hold_against
from naruteo_portal.talent.gating.gating import judge_known, what_is_known
from naruteo_portal.talent.openings.models import Opening
from naruteo_portal.talent.rounds.models import PreferenceList, Ranking, Round, RoundOpening
from naruteo_portal.talent.rounds.states import RoundState
from naruteo_portal.talent.suitability.models import Side
from naruteo_portal.talent.suitability.pairs import of_candidate, of_opening

DECIDED = (RoundState.PUBLISHED, RoundState.CLOSED)
MOST_PAIRS = 200_000
"""Of more pairs, so many are drawn by a fixed seed."""
Pair = tuple[int, int, int, bool]


@dataclass
class History:
    """Pairs of rounds, in columns; nothing in it says who anybody is."""

    side: Side
    rounds: list[str] = field(default_factory=list)
    candidates: list[dict[str, Any]] = field(default_factory=list)
    openings: list[dict[str, Any]] = field(default_factory=list)
    """By round: what was chosen before differs."""
    kinds: list[str] = field(default_factory=list)
    """By candidate; only the check by group looks at it."""
    pairs: list[Pair] = field(default_factory=list)
    """(candidate, opening, round, whether the side says yes), by their places above."""


@dataclass(frozen=True)
class _Round:
    """What is read of a round: its openings, those whom each certified as acceptable, and the certified lists."""

    openings: Sequence[Opening]
    accepted: Mapping[int, frozenset[int]]
    """Ids of candidates by opening, of openings that certified an order."""
    lists: Sequence[tuple[int, Sequence[int]]]
    """(id of a candidate who may be learned from, ids of openings)."""


def decided_rounds(session: Session) -> Sequence[Round]:
    """The rounds to learn from, the earliest first."""
    return session.scalars(select(Round).where(Round.state.in_(DECIDED)).order_by(Round.published_at, Round.id)).all()


def load_history(session: Session, side: Side, rounds: Sequence[Round]) -> History:
    """The certified lists and orders of rounds, of candidates who consent today to being learned from."""
    may_learn = consents_to(Purpose.MATCHING, Purpose.SUITABILITY_MODEL)
    may_learn &= consents_to(Purpose.SHOW_PROFILE) if side is Side.OPENING else lets_learn_wishes()
    people = session.scalars(select(Candidate).where(may_learn).order_by(Candidate.id)).all()
    profiles, place_of = blind_of(session, people), {each.id: at for at, each in enumerate(people)}
    found = History(
        side, [each.reference for each in rounds], [of_candidate(profiles[each.id]) for each in people],
        kinds=[each.kind.value for each in people],
    )  # fmt: skip
    read = [_read(session, each, place_of) for each in rounds]
    ids = np.array(_accepted(read) if side is Side.OPENING else _wished(read), np.int64).reshape(-1, 4)
    if side is Side.CANDIDATE:
        ids = ids[_open_to(session, ids, people, read)]
    number: dict[tuple[int, int], int] = {}
    for at, (round_, each) in enumerate(zip(rounds, read, strict=True)):
        chosen = chosen_so_far(session, [opening.id for opening in each.openings], round_.certify_by)
        first = len(found.openings)
        number |= {(at, opening.id): first + more for more, opening in enumerate(each.openings)}
        found.openings += [of_opening(opening, chosen.get(opening.id, 0)) for opening in each.openings]
    found.pairs = [
        (place_of[candidate], number[at, opening], at, bool(yes)) for candidate, opening, at, yes in ids.tolist()
    ]
    return found


def chosen_so_far(
    session: Session, opening_ids: Collection[int], before: datetime | None = None
) -> Mapping[int, int]:  # fmt: skip
    """How often openings stood in certified lists of rounds that were decided, before an instant if one is given."""
    listed: Any = func.jsonb_array_elements(PreferenceList.certified).column_valued("listed", joins_implicitly=True)
    opening_id = cast(listed, BigInteger)
    query = (
        select(opening_id, func.count())
        .select_from(PreferenceList)
        .join(Round, Round.id == PreferenceList.round_id)
        .where(Round.state.in_(DECIDED), is_one_of(opening_id, opening_ids))
        .group_by(opening_id)
    )
    if before is not None:
        query = query.where(Round.published_at <= before)
    return {each: count for each, count in session.execute(query)}


def _read(session: Session, round_: Round, people: Collection[int]) -> _Round:
    rows = session.execute(
        select(Opening, Ranking.certified)
        .join(RoundOpening, RoundOpening.opening_id == Opening.id)
        .outerjoin(Ranking, (Ranking.opening_id == Opening.id) & (Ranking.round_id == RoundOpening.round_id))
        .where(RoundOpening.round_id == round_.id)
        .order_by(Opening.id)
        .options(selectinload(Opening.skills))
    ).all()
    lists = session.execute(
        select(PreferenceList.candidate_id, PreferenceList.certified)
        .where(PreferenceList.round_id == round_.id, PreferenceList.certified_at.is_not(None))
        .order_by(PreferenceList.candidate_id)
    )
    return _Round(
        [opening for opening, _order in rows],
        {
            opening.id: frozenset(one for tier in order for one in ([tier] if isinstance(tier, int) else tier))
            for opening, order in rows
            if order is not None
        },
        [(candidate, listed or ()) for candidate, listed in lists if candidate in people],
    )


def _accepted(read: Sequence[_Round]) -> list[Pair]:
    """(candidate, opening, round, whether the opening found the candidate acceptable) of listed pairs."""
    pairs = [
        (candidate, each, at, candidate in round_.accepted[each])
        for at, round_ in enumerate(read)
        for candidate, listed in round_.lists
        for each in listed
        if each in round_.accepted
    ]
    return [pairs[at] for at in _drawn(len(pairs)).tolist()]


def _wished(read: Sequence[_Round]) -> list[Pair]:
    """(candidate, opening, round, whether it stood on the candidate's list) of each list with each opening."""
    sizes = [len(each.lists) * len(each.openings) for each in read]
    drawn, begins, pairs = _drawn(sum(sizes)), np.cumsum([0, *sizes]), list[Pair]()
    for at, (round_, begin, end) in enumerate(zip(read, begins, begins[1:], strict=False)):
        wished = [set(listed) for _candidate, listed in round_.lists]
        for number in (drawn[(drawn >= begin) & (drawn < end)] - begin).tolist():
            row, column = divmod(number, len(round_.openings))
            opening = round_.openings[column].id
            pairs.append((round_.lists[row][0], opening, at, opening in wished[row]))
    return pairs


def _drawn(size: int) -> NDArray[np.int64]:
    """Numbers below a size, rising: all of them, or `MOST_PAIRS` that are drawn, always the same."""
    if size <= MOST_PAIRS:
        return np.arange(size)
    return np.sort(np.random.default_rng(0).choice(size, MOST_PAIRS, replace=False))


def _open_to(
    session: Session, ids: NDArray[np.int64], people: Sequence[Candidate], read: Sequence[_Round]
) -> NDArray[np.bool_]:  # fmt: skip
    """Which pairs neither the law nor the opening keeps apart; what is not known keeps nobody apart."""
    if not len(ids):
        return np.ones(0, np.bool_)
    person_of = {each.id: each for each in people}
    opening_of = {each.id: each for round_ in read for each in round_.openings}
    days = np.array([opening_of[each].starts_on.toordinal() for each in ids[:, 1].tolist()])
    known = what_is_known(session, ids[:, :2])
    found = np.zeros(len(ids), np.bool_)
    for day in np.unique(days).tolist():
        here, on = np.flatnonzero(days == day), date.fromordinal(day)
        by_law = judge_known(known, ids[here, :2], on).outcome
        some, row = np.unique(ids[here, 0], return_inverse=True)
        places, column = np.unique(ids[here, 1], return_inverse=True)
        asked = hold_against(
            [person_of[each] for each in some.tolist()], [opening_of[each] for each in places.tolist()], on
        )  # fmt: skip
        found[here] = (by_law != Outcome.NOT_ELIGIBLE) & (asked.outcomes(row, column) != Standing.FAILS)
    return found
