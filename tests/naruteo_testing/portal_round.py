"""A round in the portal's database with as many candidates and openings as wanted, laid in whole tables at once."""

from datetime import date, timedelta
from typing import Any

import numpy as np
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from naruteo_portal.core.clock import now
from naruteo_portal.core.database import Base
from naruteo_portal.core.provinces import PROVINCES
from naruteo_portal.identity.models import Account, AccountState, Person
from naruteo_portal.talent.candidates.models import Candidate, CandidateKind, CandidateLegal, Consent, Purpose
from naruteo_portal.talent.candidates.wordings import wording_in_force
from naruteo_portal.talent.openings.models import Opening
from naruteo_portal.talent.rounds.models import PreferenceList, Ranking, RoundOpening
from naruteo_testing.markets import made_market
from naruteo_testing.rounds import Fair, make_opening

FIRST_DAY = date(2027, 3, 2)
DAYS = 10
"""On so many days work begins."""
FOREIGN = 0.05
"""The share of people who need a status of residence; half of these hold one that leaves the choice of work free."""
AT_A_TIME = 10_000


def fill(session: Session, fair: Fair, people: int, places: int, length: int) -> None:
    """Put openings and candidates with certified lists and rankings with ties into a round, and caps on its regions."""
    market, chance, at = made_market(people, places, length), np.random.default_rng(6), now()
    openings = _openings(session, fair, market.seats.tolist(), chance)
    candidates = _candidates(session, people, chance)
    wished = np.array(openings)[market.openings].reshape(people, length).tolist()
    _lay(session, PreferenceList, [
        {"round_id": fair.round.id, "candidate_id": candidate, "saved": mine, "saved_at": at, "certified": mine,
         "certified_at": at}
        for candidate, mine in zip(candidates, wished, strict=True)
    ])  # fmt: skip
    _lay(session, Ranking, [
        {"round_id": fair.round.id, "opening_id": opening, "saved": order, "refused": {}, "saved_at": at,
         "saved_by_id": fair.hr.id, "certified": order, "certified_at": at, "certified_by_id": fair.hr.id}
        for opening, order in zip(openings, _orders(market, candidates), strict=True)
    ])  # fmt: skip
    for region in PROVINCES:
        fair.add_region(region, cap=int(market.seats.sum()) // len(PROVINCES))
    session.commit()


def _openings(session: Session, fair: Fair, seats: list[int], chance: np.random.Generator) -> list[int]:
    example = make_opening(session, fair.employer)
    same = {column.key: getattr(example, column.key) for column in Opening.__table__.columns if column.key != "id"}
    regions = chance.choice(list(PROVINCES), len(seats)).tolist()
    session.delete(example)
    _lay(session, Opening, [
        {**same, "reference": f"J-2026-{at:06}", "seats": each, "region": region, "statuses": ["E-7-1"] * (at % 5 == 0),
         "starts_on": FIRST_DAY + timedelta(days=at % DAYS)}
        for at, (each, region) in enumerate(zip(seats, regions, strict=True))
    ])  # fmt: skip
    ids = list(session.scalars(select(Opening.id).order_by(Opening.reference)))
    _lay(session, RoundOpening, [
        {"round_id": fair.round.id, "opening_id": opening, "seats": each, "target": None, "reserves": [],
         "place_in_order": None}
        for opening, each in zip(ids, seats, strict=True)
    ])  # fmt: skip
    return ids


def _candidates(session: Session, people: int, chance: np.random.Generator) -> list[int]:
    at = now()
    _lay(session, Person, [{"name_native": f"지원자{each}"} for each in range(people)])
    persons = list(session.scalars(select(Person.id).where(Person.name_native.like("지원자%")).order_by(Person.id)))
    _lay(session, Account, [
        {"person_id": person, "handle": f"whole{person}", "email": f"whole{person}@example.kr", "password_hash": None,
         "locale": "ko", "state": AccountState.ACTIVE, "email_verified_at": at, "created_at": at}
        for person in persons
    ])  # fmt: skip
    accounts = session.scalars(select(Account.id).where(Account.handle.like("whole%")).order_by(Account.id))
    regions = chance.choice(list(PROVINCES), people).tolist()
    _lay(session, Candidate, [
        {"reference": f"CA2026{each:06}", "account_id": account, "kind": CandidateKind.GRADUATE, "region": region,
         "regions_wanted": [region], "licences": [], "created_at": at, "changed_at": at, "closed_at": None}
        for each, (account, region) in enumerate(zip(accounts, regions, strict=True))
    ])  # fmt: skip
    ids = list(session.scalars(select(Candidate.id).order_by(Candidate.reference)))
    foreign, free = chance.random(people) < FOREIGN, chance.random(people) < 0.5
    _lay(session, CandidateLegal, [
        {"candidate_id": candidate, "nationality": "VN" if abroad else "KR",
         "residence_status": ("F-2" if works else "D-10-1") if abroad else None,
         "status_until": FIRST_DAY + timedelta(days=DAYS // 2) if abroad else None, "facts": {}, "changed_at": at}
        for candidate, abroad, works in zip(ids, foreign.tolist(), free.tolist(), strict=True)
    ])  # fmt: skip
    wording = wording_in_force(Purpose.MATCHING).version
    _lay(session, Consent, [
        {"candidate_id": candidate, "purpose": Purpose.MATCHING, "wording": wording, "given_at": at,
         "withdrawn_at": None}
        for candidate in ids
    ])  # fmt: skip
    return ids


def _orders(market: Any, candidates: list[int]) -> list[list[Any]]:
    """Every opening's order over those who listed it, the first five in ties of two and three."""
    owner = np.repeat(np.arange(market.n_candidates), np.diff(market.starts))
    by_order = np.lexsort((market.priority, market.openings))
    bounds = np.searchsorted(market.openings[by_order], np.arange(market.n_openings + 1))
    ids = np.array(candidates)[owner[by_order]].tolist()
    orders = []
    for begin, end in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        mine = ids[begin:end]
        orders.append([mine[at : at + 5] if at % 2 else mine[at] for at in range(0, len(mine), 5)])
    return orders


def _lay(session: Session, table: type[Base], rows: list[dict[str, Any]]) -> None:
    for begin in range(0, len(rows), AT_A_TIME):
        session.execute(insert(table), rows[begin : begin + AT_A_TIME])
    session.flush()
