"""Planning a round: its instants, who answers for it, the openings that take part, and its published quotas."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, joinedload

from naruteo_matching.lottery import commitment, new_seed
from naruteo_portal.audit.events import Actor, record
from naruteo_portal.core.clock import now
from naruteo_portal.core.provinces import PROVINCES, province
from naruteo_portal.core.references import Numbered, new_reference
from naruteo_portal.settings import Settings
from naruteo_portal.talent.openings.models import Opening, OpeningState
from naruteo_portal.talent.rounds.calendar import Instants, may_plan
from naruteo_portal.talent.rounds.errors import (
    NothingTakesPart,
    NotInOrder,
    NotTakingPart,
    OpensInThePast,
    PlanIsFixed,
    QuotaUnclear,
    ReservesUnclear,
    RoundChanged,
    TargetsAboveCap,
)
from naruteo_portal.talent.rounds.groups import GROUPS
from naruteo_portal.talent.rounds.models import Round, RoundOpening, RoundRegion
from naruteo_portal.talent.rounds.moves import hold_round, move
from naruteo_portal.talent.rounds.seeds import seal
from naruteo_portal.talent.rounds.states import RoundState


@dataclass(frozen=True)
class RoundPlan:
    """What an officer says of a round."""

    title: dict[str, str]
    instants: Instants
    supervisor_id: int
    contact: str


@dataclass(frozen=True)
class OpeningPlan:
    """How an opening takes part: its seats there, and the policy inputs of its region's cap with their reason."""

    reference: str
    seats: int
    target: int | None = None
    place_in_order: int | None = None
    reserves: dict[str, int] = field(default_factory=dict)
    """Seats by group of `groups.GROUPS`."""
    reason: str = ""


@dataclass(frozen=True)
class RegionPlan:
    """The quota of a region, and what it rests on."""

    region: str
    cap: int | None
    floor: int | None
    reason: str


def plan_round(
    session: Session, plan: RoundPlan, settings: Settings, *, actor: Actor, follows: Round | None = None
) -> Round:
    """Plan a round: its lottery's seed is drawn and sealed, and can be checked by everybody from now on."""
    _require_instants(plan.instants)
    at, seed = now(), new_seed()
    round_ = Round(
        reference=new_reference(Numbered.ROUND, at, lambda wanted: _is_taken(session, wanted)),
        title=plan.title, state=RoundState.PLANNED, follows_id=follows.id if follows else None,
        supervisor_id=plan.supervisor_id, contact=plan.contact, seed_commitment=commitment(seed),
        sealed_seed=seal(seed, settings), created_at=at, version=1,
        revealed_seed=None, frozen_at=None, input_sha256=None, run_by_id=None, confirmed_by_id=None,
        confirmed_at=None, published_at=None, **vars(plan.instants),
    )  # fmt: skip
    session.add(round_)
    record(session, actor, "planned a round", round_, commitment=round_.seed_commitment)
    return round_


def change_plan(session: Session, round_: Round, plan: RoundPlan, *, version: int, actor: Actor) -> None:
    """Change a round before it opens."""
    _hold_plan(session, round_, version)
    _require_instants(plan.instants)
    round_.title, round_.supervisor_id, round_.contact = plan.title, plan.supervisor_id, plan.contact
    for name, instant in vars(plan.instants).items():
        setattr(round_, name, instant)
    record(session, actor, "changed a round", round_)


def set_openings(session: Session, round_: Round, plans: Sequence[OpeningPlan], *, version: int, actor: Actor) -> None:
    """Say which openings take part, instead of those so far."""
    _hold_plan(session, round_, version)
    if not plans:
        raise NothingTakesPart
    found = {
        opening.reference: opening
        for opening in session.scalars(
            select(Opening).where(
                Opening.reference.in_([plan.reference for plan in plans]), Opening.state == OpeningState.OPEN
            )
        )
    }
    for plan in plans:
        if plan.reference not in found:
            raise NotTakingPart(plan.reference)
        _require_clear(plan, found[plan.reference])
    session.execute(delete(RoundOpening).where(RoundOpening.round_id == round_.id))
    session.add_all(
        RoundOpening(
            round_id=round_.id, opening_id=found[plan.reference].id, seats=plan.seats, target=plan.target,
            place_in_order=plan.place_in_order, reason=plan.reason,
            reserves=[{"group": group, "seats": seats} for group, seats in plan.reserves.items() if seats],
        )
        for plan in plans
    )  # fmt: skip
    _require_targets(session, round_)
    record(session, actor, "chose the openings of a round", round_, openings=[_plain(plan) for plan in plans])


def set_regions(session: Session, round_: Round, plans: Sequence[RegionPlan], *, version: int, actor: Actor) -> None:
    """Set the quotas of regions, instead of those so far."""
    _hold_plan(session, round_, version)
    for plan in plans:
        _require_quota(plan)
    at = now()
    session.execute(delete(RoundRegion).where(RoundRegion.round_id == round_.id))
    session.add_all(
        RoundRegion(
            round_id=round_.id, region=plan.region, cap=plan.cap, floor=plan.floor, reason=plan.reason, stated_at=at
        )
        for plan in plans
    )
    _require_targets(session, round_)
    record(session, actor, "set the quotas of a round", round_, quotas=[vars(plan) for plan in plans])


def open_round(session: Session, round_: Round, *, actor: Actor) -> None:
    """Take lists from now on; nothing if the round is not planned any more."""
    hold_round(session, round_)
    if round_.state is RoundState.PLANNED and round_.opens_at <= now():
        move(session, round_, RoundState.ELICITING, actor=actor)


def choosable_openings(session: Session) -> Sequence[Opening]:
    """The openings that may take part in a round, by employer."""
    return session.scalars(
        select(Opening)
        .where(Opening.state == OpeningState.OPEN)
        .order_by(Opening.organisation_id, Opening.id)
        .options(joinedload(Opening.organisation))
    ).all()


def quotas_digest(round_: Round) -> str:
    """The SHA-256 of a round's quotas as they are published, so that it can be seen that they stayed."""
    lines = [
        *sorted(f"{each.region}\t{each.cap}\t{each.floor}\t{each.reason}" for each in round_.regions),
        *sorted(
            f"{each.opening.reference}\t{each.seats}\t{each.target}\t{each.place_in_order}\t{each.reserves}"
            for each in round_.openings
        ),
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _hold_plan(session: Session, round_: Round, version: int) -> None:
    hold_round(session, round_)
    if not may_plan(round_, now()):
        raise PlanIsFixed
    if round_.version != version:
        raise RoundChanged
    round_.version += 1


def _require_instants(instants: Instants) -> None:
    if not instants.in_order:
        raise NotInOrder
    if instants.opens_at <= now():
        raise OpensInThePast


def _require_clear(plan: OpeningPlan, opening: Opening) -> None:
    says_more = plan.target is not None or plan.place_in_order is not None or any(plan.reserves.values())
    if (
        not 0 <= plan.seats <= opening.seats
        or (plan.target is not None and not 0 <= plan.target <= plan.seats)
        or not plan.reserves.keys() <= GROUPS.keys()
        or any(seats < 0 for seats in plan.reserves.values())
        or sum(plan.reserves.values()) > plan.seats
        or (says_more and not plan.reason)
    ):
        raise ReservesUnclear(plan.reference)


def _require_quota(plan: RegionPlan) -> None:
    numbers = [each for each in (plan.cap, plan.floor) if each is not None]
    if (
        plan.region not in PROVINCES
        or not numbers
        or min(numbers) < 0
        or (plan.cap is not None and plan.floor is not None and plan.floor > plan.cap)
        or not plan.reason
    ):
        raise QuotaUnclear(province(plan.region))


def _require_targets(session: Session, round_: Round) -> None:
    """Refuse targets that the caps, as both stand now, do not hold: the engine would refuse the whole instance."""
    session.flush()
    rows = session.execute(
        select(RoundRegion.region, RoundRegion.cap, func.sum(RoundOpening.target))
        .join(Opening, Opening.region == RoundRegion.region)
        .join(
            RoundOpening,
            (RoundOpening.opening_id == Opening.id) & (RoundOpening.round_id == RoundRegion.round_id),
        )
        .where(RoundRegion.round_id == round_.id, RoundRegion.cap.is_not(None), RoundOpening.target.is_not(None))
        .group_by(RoundRegion.region, RoundRegion.cap)
    )
    for region, cap, targets in rows:
        if cap is not None and int(targets or 0) > cap:
            raise TargetsAboveCap(province(region), int(targets or 0), cap)


def _plain(plan: OpeningPlan) -> dict[str, object]:
    return {"opening": plan.reference, "seats": plan.seats, "target": plan.target, "reserves": plan.reserves}


def _is_taken(session: Session, reference: str) -> bool:
    return session.scalar(select(Round.id).where(Round.reference == reference)) is not None
