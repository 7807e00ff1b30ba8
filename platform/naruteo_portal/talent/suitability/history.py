"""The decided rounds as pairs to learn from: whom openings found acceptable among those who wanted them."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import Session, selectinload

from naruteo_portal.talent.candidates.blind import blind_of
from naruteo_portal.talent.candidates.consents import consents_to
from naruteo_portal.talent.candidates.models import Candidate, Purpose
from naruteo_portal.talent.openings.models import Opening
from naruteo_portal.talent.rounds.models import PreferenceList, Ranking, Round, RoundOpening
from naruteo_portal.talent.rounds.states import RoundState
from naruteo_portal.talent.suitability.pairs import of_candidate, of_opening

DECIDED = (RoundState.PUBLISHED, RoundState.CLOSED)
LEARNED_FROM = (Purpose.MATCHING, Purpose.SHOW_PROFILE, Purpose.SUITABILITY_MODEL)
"""What a candidate consents to, today, of whom anything is learned."""
MOST_PAIRS = 200_000
"""Of more pairs, so many are drawn by a fixed seed."""


@dataclass
class History:
    """Pairs of decided rounds, in columns; nothing in it says who anybody is."""

    rounds: list[str] = field(default_factory=list)
    candidates: list[dict[str, Any]] = field(default_factory=list)
    openings: list[dict[str, Any]] = field(default_factory=list)
    """By round: what was chosen before differs."""
    kinds: list[str] = field(default_factory=list)
    """By candidate; only the check by group looks at it."""
    pairs: list[tuple[int, int, int, bool]] = field(default_factory=list)
    """(candidate, opening, round, whether the opening found the candidate acceptable), by their places above."""


def load_history(session: Session) -> History:
    """The certified lists and orders of all decided rounds, the earliest first, of candidates who consent to it."""
    found = History()
    decided = session.scalars(select(Round).where(Round.state.in_(DECIDED)).order_by(Round.published_at)).all()
    people = session.scalars(select(Candidate).where(consents_to(*LEARNED_FROM)).order_by(Candidate.id)).all()
    profiles = blind_of(session, people)
    place_of = {each.id: at for at, each in enumerate(people)}
    found.candidates = [of_candidate(profiles[each.id]) for each in people]
    found.kinds = [each.kind.value for each in people]
    chosen: Counter[int] = Counter()
    for round_ in decided:
        _add_round(session, found, round_, place_of, chosen)
    if len(found.pairs) > MOST_PAIRS:
        drawn = np.random.default_rng(0).choice(len(found.pairs), MOST_PAIRS, replace=False)
        found.pairs = [found.pairs[at] for at in sorted(drawn.tolist())]
    return found


def chosen_so_far(opening_id: int) -> ScalarSelect[int]:
    """For queries: how often an opening stood in certified lists of rounds that were decided."""
    query = select(func.count()).select_from(PreferenceList).join(Round, Round.id == PreferenceList.round_id)
    listed = PreferenceList.certified.contains([opening_id])
    return query.where(Round.state.in_(DECIDED), listed).scalar_subquery()


def _add_round(
    session: Session, found: History, round_: Round, place_of: dict[int, int], chosen: Counter[int]
) -> None:  # fmt: skip
    rows = session.execute(
        select(Opening, Ranking.certified)
        .join(RoundOpening, RoundOpening.opening_id == Opening.id)
        .join(Ranking, (Ranking.opening_id == Opening.id) & (Ranking.round_id == RoundOpening.round_id))
        .where(RoundOpening.round_id == round_.id, Ranking.certified_at.is_not(None))
        .order_by(Opening.id)
        .options(selectinload(Opening.skills))
    ).all()
    accepts = {
        opening.id: {one for tier in order or () for one in ([tier] if isinstance(tier, int) else tier)}
        for opening, order in rows
    }
    first = len(found.openings)
    number = {opening.id: first + at for at, (opening, _order) in enumerate(rows)}
    found.openings += [of_opening(opening, chosen[opening.id]) for opening, _order in rows]
    lists = session.execute(
        select(PreferenceList.candidate_id, PreferenceList.certified)
        .where(PreferenceList.round_id == round_.id, PreferenceList.certified_at.is_not(None))
        .order_by(PreferenceList.candidate_id)
    )
    at = len(found.rounds)
    found.rounds.append(round_.reference)
    for candidate_id, listed in lists:
        chosen.update(listed or ())
        if candidate_id in place_of:
            found.pairs += [
                (place_of[candidate_id], number[each], at, candidate_id in accepts[each])
                for each in listed or ()
                if each in number
            ]
