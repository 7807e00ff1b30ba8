"""A second round: hands out the places that the first one left free, by a plan of its own."""

from collections import Counter

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.core.clock import now
from naruteo_portal.settings import Settings
from naruteo_portal.talent.clearing.errors import NothingLeft
from naruteo_portal.talent.openings.models import OpeningState
from naruteo_portal.talent.rounds.models import OfferState, Outcome, Round, RoundOpening, RoundRegion
from naruteo_portal.talent.rounds.moves import hold_round
from naruteo_portal.talent.rounds.planning import RoundPlan, plan_round
from naruteo_portal.talent.rounds.states import RoundState


def plan_following(session: Session, round_: Round, plan: RoundPlan, settings: Settings, *, actor: Actor) -> Round:
    """Plan a round of the free places of a closed one, whose openings and regions are loaded.

    Seats, caps and floors are those of the first round less the places that were taken, without targets and reserves;
    officers may still change them.
    """
    hold_round(session, round_, RoundState.CLOSED)
    taken = taken_places(session, round_)
    free = {each.opening_id: each.seats - taken[each.opening_id] for each in round_.openings}
    left = [each for each in round_.openings if free[each.opening_id] > 0 and each.opening.state is OpeningState.OPEN]
    if not left:
        raise NothingLeft
    made = plan_round(session, plan, settings, actor=actor, follows=round_)
    session.add_all(
        RoundOpening(
            round_id=made.id, opening_id=each.opening_id, seats=free[each.opening_id],
            target=None,
            place_in_order=each.place_in_order, reserves=[], reason=each.reason,
        )
        for each in left
    )  # fmt: skip
    regions: Counter[str] = Counter()
    for each in round_.openings:
        regions[each.opening.region] += taken[each.opening_id]
    session.add_all(
        RoundRegion(
            round_id=made.id, region=each.region, reason=each.reason, stated_at=now(),
            cap=None if each.cap is None else max(0, each.cap - regions[each.region]),
            floor=None if each.floor is None else max(0, each.floor - regions[each.region]),
        )
        for each in round_.regions
    )  # fmt: skip
    record(
        session,
        actor,
        "followed a round",
        made,
        first=round_.reference,
        places=sum(free[each.opening_id] for each in left),
    )
    return made


def taken_places(session: Session, round_: Round) -> Counter[int]:
    """How many places of each opening were accepted, by the opening's id."""
    rows = session.execute(
        select(Outcome.opening_id, func.count())
        .where(Outcome.round_id == round_.id, Outcome.offer == OfferState.ACCEPTED)
        .group_by(Outcome.opening_id)
    )
    return Counter({opening_id: number for opening_id, number in rows if opening_id is not None})
