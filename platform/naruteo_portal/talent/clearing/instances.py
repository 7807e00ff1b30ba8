"""The engine's instance of a round, from certified lists: the same lists always make the same bytes.

Candidates and openings stand in it by their reference numbers, which say nothing about anybody. Who takes part: a
candidate who has certified a list, consents to matching, and took no place in the rounds that this one follows. Those
who apply together take part by what they share, if that holds for every one of them; if not, each by their own list.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from naruteo_matching.lottery import commitment
from naruteo_portal.settings import Settings
from naruteo_portal.talent.candidates.consents import consents_to
from naruteo_portal.talent.candidates.models import Candidate, Purpose
from naruteo_portal.talent.gating.conditions import own_exclusions
from naruteo_portal.talent.gating.gating import judge_known, what_is_known
from naruteo_portal.talent.gating.reasons import exclusions
from naruteo_portal.talent.links.models import LinkedApplication, LinkMember
from naruteo_portal.talent.links.queries import counted
from naruteo_portal.talent.openings.models import Opening, OpeningState
from naruteo_portal.talent.rounds.groups import groups_of, name_in
from naruteo_portal.talent.rounds.models import (
    OfferState,
    Outcome,
    PreferenceList,
    Ranking,
    Round,
    RoundOpening,
    RoundRegion,
)
from naruteo_portal.talent.rounds.seeds import unseal

Tiers = Sequence[int | Sequence[int]]


def build_instance(session: Session, round_: Round, seed: bytes) -> dict[str, Any]:
    """The instance of a round by the lists that are certified now, its ties broken by a seed."""
    candidates, links = _candidates(session, round_)
    names = {candidate.id: candidate.reference for candidate, _wanted in candidates}
    openings = _openings(session, round_)
    places = {row.opening_id: opening.reference for row, opening, _order in openings}
    instance: dict[str, Any] = {
        "candidates": [
            {
                "id": candidate.reference,
                "preferences": [places[each] for each in wanted if each in places],
                "groups": groups_of(candidate.kind, candidate.region),
            }
            for candidate, wanted in candidates
        ],
        "openings": [_opening(row, opening, order, names) for row, opening, order in openings],
        "lottery": {"seed": seed.hex(), "commitment": commitment(seed)},
    }
    linked = [_linked(each, names, places) for each in links]
    if linked:
        instance["linked"] = linked
    excluded = _excluded(session, candidates, openings)
    if excluded:
        instance["excluded"] = excluded
    regions = _regions(session, round_, [(row, opening) for row, opening, _order in openings])
    if regions:
        instance["regions"] = regions
    return instance


def true_seed(round_: Round, settings: Settings) -> bytes:
    """The seed that was committed to."""
    return unseal(round_.sealed_seed, settings)


def trial_seed(round_: Round) -> bytes:
    """A seed for dry runs before the deadline: they must not tell anybody how the lottery will end."""
    return hashlib.sha256(f"dry run of {round_.reference}".encode()).digest()


def _candidates(
    session: Session, round_: Round
) -> tuple[list[tuple[Candidate, Sequence[int]]], list[LinkedApplication]]:
    """Who takes part, each with the openings that they accept, and the applications made together that count."""
    took_a_place = exists().where(
        Outcome.candidate_id == Candidate.id,
        Outcome.round_id.in_(_earlier_rounds(session, round_)),
        Outcome.offer == OfferState.ACCEPTED,
    )
    may_take_part = consents_to(Purpose.MATCHING) & ~took_a_place
    rows = session.execute(
        select(Candidate, PreferenceList.certified)
        .join(PreferenceList, PreferenceList.candidate_id == Candidate.id)
        .where(PreferenceList.round_id == round_.id, PreferenceList.certified_at.is_not(None), may_take_part)
    )
    wanted = {candidate: certified or () for candidate, certified in rows}
    links = counted(session, round_.id)
    able = set(
        session.scalars(
            select(Candidate.id).join(LinkMember).where(LinkMember.round_id == round_.id, may_take_part)
        )
    )  # fmt: skip
    links = [each for each in links if all(member.candidate_id in able for member in each.joined)]
    for link in links:
        for at, member in enumerate(link.joined):
            own = (row[at] for row in link.certified or () if row[at] is not None)
            wanted[member.candidate] = list(dict.fromkeys(own))
    return sorted(wanted.items(), key=lambda each: each[0].reference), links


def _linked(link: LinkedApplication, names: Mapping[int, str], places: Mapping[int, str]) -> dict[str, Any]:
    """An application made together, without rows that name an opening which takes no part any more."""
    rows = [row for row in link.certified or () if all(each is None or each in places for each in row)]
    return {
        "id": link.reference,
        "members": [names[member.candidate_id] for member in link.joined],
        "preferences": [[None if each is None else places[each] for each in row] for row in rows],
    }


def _earlier_rounds(session: Session, round_: Round) -> list[int]:
    """The rounds whose free places came to this one."""
    earlier, follows_id = [], round_.follows_id
    while follows_id is not None:
        earlier.append(follows_id)
        follows_id = session.get_one(Round, follows_id).follows_id
    return earlier


def _openings(session: Session, round_: Round) -> list[tuple[RoundOpening, Opening, Tiers]]:
    rows = session.execute(
        select(RoundOpening, Opening, Ranking.certified)
        .join(Opening, Opening.id == RoundOpening.opening_id)
        .outerjoin(
            Ranking, (Ranking.opening_id == RoundOpening.opening_id) & (Ranking.round_id == RoundOpening.round_id)
        )
        .where(RoundOpening.round_id == round_.id, Opening.state == OpeningState.OPEN)
        .order_by(Opening.reference)
    )
    return [(row, opening, order or ()) for row, opening, order in rows]


def _opening(row: RoundOpening, opening: Opening, order: Tiers, names: Mapping[int, str]) -> dict[str, Any]:
    made: dict[str, Any] = {
        "id": opening.reference, "seats": row.seats, "preferences": list(_named(order, names)),
        "region": opening.region,
    }  # fmt: skip
    if row.target is not None:
        made["target"] = row.target
    if row.reserves:
        made["reserves"] = [
            {"group": name_in(each["group"], opening.region), "seats": each["seats"]} for each in row.reserves
        ]
    return made


def _named(order: Tiers, names: Mapping[int, str]) -> Iterable[str | list[str]]:
    """An order by reference numbers, without those who do not take part."""
    for tier in order:
        members = [tier] if isinstance(tier, int) else tier
        present = sorted(names[each] for each in members if each in names)
        if len(present) == 1:
            yield present[0]
        elif present:
            yield present


def _excluded(
    session: Session,
    candidates: Sequence[tuple[Candidate, Sequence[int]]],
    openings: Sequence[tuple[RoundOpening, Opening, Tiers]],
) -> list[dict[str, Any]]:
    """Listed pairs that the law of the first day of work, or the opening itself, keeps apart, with every rule.

    What is not known excludes nobody.
    """
    people = {candidate.id: candidate for candidate, _wanted in candidates}
    places = {row.opening_id: opening for row, opening, _order in openings}
    starts = {opening_id: opening.starts_on for opening_id, opening in places.items()}
    by_day: dict[date, list[tuple[int, int]]] = defaultdict(list)
    for candidate, wanted in candidates:
        candidate_id = candidate.id
        for opening_id in wanted:
            if opening_id in starts:
                by_day[starts[opening_id]].append((candidate_id, opening_id))
    if not by_day:
        return []
    days = {day: np.array(pairs, np.int64) for day, pairs in by_day.items()}
    known = what_is_known(session, np.concatenate(list(days.values())))
    by_law = (each for day, pairs in days.items() for each in exclusions(judge_known(known, pairs, day)))
    found = [
        {**each.record(), "candidate": people[each.candidate].reference, "opening": places[each.opening].reference}
        for each in (*by_law, *own_exclusions(people, places, by_day))
    ]
    return sorted(found, key=lambda each: (each["candidate"], each["opening"], each["rule"]))


def _regions(session: Session, round_: Round, openings: Sequence[tuple[RoundOpening, Opening]]) -> list[dict[str, Any]]:
    """Every region in which something is offered, with its quota; none at all if no region has one."""
    rows = session.scalars(select(RoundRegion).where(RoundRegion.round_id == round_.id))
    quotas = {row.region: {"cap": row.cap, "floor": row.floor} for row in rows}
    if not quotas:
        return []
    made = []
    for region in sorted({opening.region for _row, opening in openings}):
        inside = [(row, opening.reference) for row, opening in openings if opening.region == region]
        inside.sort(key=lambda each: (each[0].place_in_order is None, each[0].place_in_order or 0, each[1]))
        quota = {name: value for name, value in quotas.get(region, {}).items() if value is not None}
        made.append({"id": region, **quota, "order": [reference for _row, reference in inside]})
    return made
