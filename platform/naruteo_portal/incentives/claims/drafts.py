"""Filling a claim in: trainees, days of trainings, what is stated about them, and beginning the next claim alike."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.core.clock import today_in_korea
from naruteo_portal.identity.bulk.rows import holds_resident_number
from naruteo_portal.identity.models import Organisation
from naruteo_portal.identity.names import MOST_CHARACTERS
from naruteo_portal.incentives.claims.claims import CHANGEABLE, LinePlan, hold_claim, open_claim, overlap, set_lines
from naruteo_portal.incentives.claims.errors import (
    DaysInDisorder,
    HoldsResidentNumber,
    InClaimAlready,
    NotFromHere,
    NothingClaimed,
    TooManyTrainees,
    UnreadableRow,
)
from naruteo_portal.incentives.claims.models import Claim, ClaimLine
from naruteo_portal.incentives.employers.facts import REGION, asked_by, employer_facts_on
from naruteo_portal.incentives.programmes import CLAIMABLE, programme_in_force

MOST_TRAINEES = 500
MOST_NUMBER = 40
OTHER_GRANT = "other_grant"
"""Among the facts of a line, though no programme asks for it: one of `double_funding.Grant`."""


def begin_claim(session: Session, employer: Organisation, programme: str, year: int, *, actor: Actor) -> Claim:
    """Open a claim with what the employer has stated of itself for today, or for the last day of a past year."""
    claim = open_claim(session, employer, programme, year, actor=actor)
    day = min(today_in_korea(), date(year, 12, 31))
    stated = employer_facts_on(session, employer.id, day)
    known = asked_by(programme_in_force(session, programme), stated)
    claim.employer_facts = {**known, **({REGION: stated[REGION]} if REGION in stated else {})}
    return claim


def refuse_resident_numbers(*texts: str) -> None:
    """Refuse words that hold what looks like a resident registration number."""
    if any(holds_resident_number(text) for text in texts):
        raise HoldsResidentNumber


def read_people(text: str) -> list[tuple[str, str]]:
    """(number, name) of each row that was typed or pasted from a table."""
    refuse_resident_numbers(text)
    people = []
    for row, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        number, _, name = line.replace("\t", ",").partition(",")
        number, name = number.strip(), " ".join(name.split())
        if not (0 < len(number) <= MOST_NUMBER and 0 < len(name) <= MOST_CHARACTERS) or "," in name:
            raise UnreadableRow(row)
        people.append((number, name))
    if not people:
        raise NothingClaimed
    return people


def plan_of(line: ClaimLine, **changes: Any) -> LinePlan:
    """A line as it could be entered again, with some of it changed."""
    same = {name: getattr(line, name) for name in LinePlan.__dataclass_fields__}
    return LinePlan(**(same | changes))


def add_trainees(session: Session, claim: Claim, plans: Sequence[LinePlan], *, version: int, actor: Actor) -> None:
    """Enter more trainees into a claim whose lines are loaded."""
    if len(claim.lines) + len(plans) > MOST_TRAINEES:
        raise TooManyTrainees(MOST_TRAINEES)
    _set(session, claim, [*map(plan_of, claim.lines), *plans], version, actor)


def leave_out(session: Session, claim: Claim, positions: Collection[int], *, version: int, actor: Actor) -> None:
    """Take trainees out of a claim."""
    kept = [plan_of(line) for line in claim.lines if line.position not in positions]
    _set(session, claim, kept, version, actor)


def set_days(
    session: Session, claim: Claim, held: tuple[str, date, date], first_day: date, last_day: date, *, version: int,
    actor: Actor,
) -> None:  # fmt: skip
    """Say when a training, or the part of it that is claimed, was held; `held` is what `ClaimLine.held` says now."""
    plans = [
        plan_of(line, part_started_on=first_day, part_ended_on=last_day) if line.held == held else plan_of(line)
        for line in claim.lines
    ]
    _set(session, claim, plans, version, actor)


def _set(session: Session, claim: Claim, plans: Sequence[LinePlan], version: int, actor: Actor) -> None:
    seen: list[LinePlan] = []
    for plan in plans:
        refuse_resident_numbers(plan.trainee_number, plan.trainee_name, plan.training, *plan.title.values())
        if plan.part_started_on > plan.part_ended_on:
            raise DaysInDisorder
        if any(_same(plan, other) for other in seen):
            raise InClaimAlready(plan.trainee_name)
        seen.append(plan)
    set_lines(session, claim, plans, version=version, actor=actor)


def _same(plan: LinePlan, other: LinePlan) -> bool:
    return (plan.trainee_number, plan.training) == (other.trainee_number, other.training) and overlap(plan, other)


def save_facts(
    session: Session, claim: Claim, employer_facts: Mapping[str, Any], facts: Mapping[int, Mapping[str, Any]],
    note: str, *, version: int, actor: Actor,
) -> None:  # fmt: skip
    """Keep what is stated about the employer and, by position, about the lines of a claim; lines left out stay."""
    refuse_resident_numbers(note)
    hold_claim(session, claim, version)
    if claim.state not in CHANGEABLE:
        raise NotFromHere
    claim.employer_facts = dict(employer_facts)
    claim.note = note
    for line in claim.lines:
        if line.position in facts:
            line.facts = dict(facts[line.position])
    claim.version += 1
    record(session, actor, "changed a claim", claim, trainees=len(claim.lines))


def duplicate(session: Session, claim: Claim, employer: Organisation, *, actor: Actor) -> Claim:
    """A draft for the next period: the same people and trainings, without what has to be stated anew.

    Each part begins the day after the last one and is as long; its employer puts the days right.
    """
    lasting = CLAIMABLE[claim.programme].lasting
    plans = [_next(line, lasting) for line in claim.lines]
    year = max((plan.part_ended_on.year for plan in plans), default=claim.year)
    new = begin_claim(session, employer, claim.programme, year, actor=actor)
    new.employer_facts = {**claim.employer_facts, **new.employer_facts}
    set_lines(session, new, plans, version=new.version, actor=actor)
    return new


def _next(line: ClaimLine, lasting: Collection[str]) -> LinePlan:
    first_day = line.part_ended_on + timedelta(days=1)
    facts = {name: value for name, value in line.facts.items() if name in lasting}
    length = line.part_ended_on - line.part_started_on
    # A place in a cohort of the platform belongs to that cohort's days.
    return plan_of(line, part_started_on=first_day, part_ended_on=first_day + length, facts=facts, enrolment_id=None)
