"""Opening a claim, saying for whom, handing it in, and the one way in which it goes from state to state."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.catalogue.models import Enrolment
from naruteo_portal.core.clock import now, today_in_korea
from naruteo_portal.core.i18n import LOCALES
from naruteo_portal.core.references import Numbered, new_reference
from naruteo_portal.identity.models import Organisation
from naruteo_portal.incentives.claims.errors import (
    CeilingsDiffer,
    ClaimedAlready,
    ClaimHasMoved,
    NotClaimable,
    NotFromHere,
    NothingClaimed,
    NotOverYet,
    OtherYear,
    UnusableFacts,
)
from naruteo_portal.incentives.claims.models import Claim, ClaimLine, ClaimStep
from naruteo_portal.incentives.claims.news import tell_step
from naruteo_portal.incentives.claims.reckoning import Reckoned, UnreadableCase, reckon, total
from naruteo_portal.incentives.claims.states import MOVES, STANDING, ClaimState
from naruteo_portal.incentives.employers.access import hold_employer
from naruteo_portal.incentives.programmes import CLAIMABLE, programme_in_force
from naruteo_portal.rules.ceilings import UnequalCaps
from naruteo_portal.rules.saying import as_json

CHANGEABLE = frozenset({ClaimState.DRAFT, ClaimState.SUPPLEMENT})
"""States in which the employer may change what is claimed."""


@dataclass(frozen=True)
class LinePlan:
    """One trainee in one training, or one part of it, as the employer claims it."""

    trainee_number: str
    trainee_name: str
    training: str
    title: dict[str, str]
    part_started_on: date
    part_ended_on: date
    facts: Mapping[str, Any]
    enrolment_id: int | None = None


def open_claim(session: Session, employer: Organisation, programme: str, year: int, *, actor: Actor) -> Claim:
    """Begin a draft under a programme of CLAIMABLE, for trainings that ended in a year."""
    at = now()

    def is_taken(reference: str) -> bool:
        return session.scalar(select(Claim.id).where(Claim.reference == reference)) is not None

    if programme not in CLAIMABLE:
        raise NotClaimable
    claim = Claim(
        reference=new_reference(Numbered.CLAIM, at, is_taken), employer=employer,
        programme=programme, year=year, region=None, state=ClaimState.DRAFT, created_at=at,
        created_by_id=actor.account_id, submitted_at=None, claimed_on=None, officer_id=None, employer_facts={},
        amount=None, lines=[], steps=[],
    )  # fmt: skip
    session.add(claim)
    _step(session, claim, None, "", actor)
    record(session, actor, "opened a claim", claim, programme=programme, year=year, employer=employer.id)
    return claim


def hold_claim(session: Session, claim: Claim, version: int | None = None) -> None:
    """Hold a claim until the transaction ends, with its newest state; ClaimHasMoved if it is not the version seen."""
    session.refresh(claim, ["state", "version", "officer_id", "amount"], with_for_update=True)
    if version is not None and claim.version != version:
        raise ClaimHasMoved


def set_lines(session: Session, claim: Claim, plans: Sequence[LinePlan], *, version: int, actor: Actor) -> None:
    """Replace the lines of a claim whose `lines` are loaded, while the employer may change it."""
    hold_claim(session, claim, version)
    if claim.state not in CHANGEABLE:
        raise NotFromHere
    claim.lines.clear()
    session.flush()
    claim.lines.extend(
        ClaimLine(
            position=position, employer_id=claim.employer_id, trainee_number=plan.trainee_number,
            trainee_name=plan.trainee_name, enrolment_id=plan.enrolment_id, training=plan.training, title=plan.title,
            part_started_on=plan.part_started_on, part_ended_on=plan.part_ended_on, facts=dict(plan.facts),
            standing=False, outcome=None, judged_amount=None, amount=None, estimate=None, judgement=None, digest=None,
        )
        for position, plan in enumerate(plans, start=1)
    )  # fmt: skip
    claim.version += 1
    record(session, actor, "changed a claim", claim, trainees=len(plans))


def submit(
    session: Session, claim: Claim, employer_facts: Mapping[str, Any], *, version: int, actor: Actor, words: str = ""
) -> None:
    """Hand a claim in: it is judged, frozen, and stands in the way of others for the same trainings.

    `claim.lines` must be loaded. The first day of handing in is kept: what an officer asks for later is not late.
    `words` are the employer's to the officer.
    """
    hold_employer(session, claim.employer_id)
    hold_claim(session, claim, version)
    claim.claimed_on = claim.claimed_on or today_in_korea()
    _check(claim, claim.claimed_on)
    claim.employer_facts = dict(employer_facts)
    claim.region = employer_facts.get("region")
    judge_claim(session, claim)
    claim.submitted_at = claim.submitted_at or now()
    after = ClaimState.IN_REVIEW if claim.state is ClaimState.SUPPLEMENT else ClaimState.SUBMITTED
    move(session, claim, after, actor=actor, words=words)


def judge_claim(session: Session, claim: Claim) -> list[Reckoned]:
    """Judge a claim by the rules of its own days and keep the answer with its lines, which must be loaded.

    Who keeps the answer for good holds the employer first, so that nobody uses the ceiling meanwhile.
    """
    reckoned = reckoned_of(session, claim)
    for line, each in zip(claim.lines, reckoned, strict=True):
        line.outcome, line.digest = each.answer.outcome.name.lower(), each.answer.digest
        line.judged_amount, line.amount, line.estimate = each.judged, each.amount, each.estimate
        line.judgement = as_json(each.answer)
    claim.amount = total(each.amount for each in reckoned)
    return reckoned


def reckoned_of(session: Session, claim: Claim) -> list[Reckoned]:
    """How a claim would be judged now, without keeping it; Refusals name the trainee whose line cannot be judged."""
    cases = [case_of(claim, line) for line in claim.lines]
    try:
        return reckon(programme_in_force(session, claim.programme), cases, used_of(session, claim))
    except UnequalCaps as unequal:
        raise CeilingsDiffer(claim.lines[unequal.row].trainee_name) from None
    except UnreadableCase as bad:
        faults: dict[str, str] = {
            locale: " ".join(f"{fault.name}: {fault.message.both()[locale]}" for fault in bad.faults)
            for locale in LOCALES
        }
        raise UnusableFacts(claim.lines[bad.place].trainee_name, faults) from None


def case_of(claim: Claim, line: ClaimLine) -> dict[str, Any]:
    """All that is known of one line, by the names of the programme's facts."""
    days = CLAIMABLE[claim.programme]
    case = {**claim.employer_facts, **line.facts, days.ended: line.part_ended_on.isoformat()}
    if days.started:
        case.setdefault(days.started, line.part_started_on.isoformat())
    if days.claimed:
        case[days.claimed] = (claim.claimed_on or today_in_korea()).isoformat()
    return case


def used_of(session: Session, claim: Claim) -> int:
    """Won of the year's ceiling that other claims of the employer were granted under the programme."""
    granted = select(func.coalesce(func.sum(Claim.amount), 0)).where(
        Claim.employer_id == claim.employer_id,
        Claim.programme == claim.programme,
        Claim.year == claim.year,
        Claim.state.in_([ClaimState.APPROVED, ClaimState.PAID]),
        Claim.id != claim.id,
    )
    return int(session.scalars(granted).one() or 0)


def move(
    session: Session, claim: Claim, after: ClaimState, *, actor: Actor, words: str = "", due_on: date | None = None
) -> ClaimStep:
    """Take a claim that is held, with its lines, into another state; the only place where states change.

    Who hands in, opens again or decides holds the employer before the claim.
    """
    before = claim.state
    if after not in MOVES[before]:
        raise NotFromHere
    # Lines that were changed for a supplement stand for nothing until they are handed in again.
    if after in STANDING and not all(line.standing for line in claim.lines):
        _require_free(session, claim)
    claim.state = after
    claim.version += 1
    for line in claim.lines:
        line.standing = after in STANDING
    step = _step(session, claim, before, words, actor, due_on)
    record(session, actor, "moved a claim", claim, before=before.value, after=after.value, amount=claim.amount)
    tell_step(session, claim, step)
    return step


def _step(
    session: Session, claim: Claim, before: ClaimState | None, words: str, actor: Actor, due_on: date | None = None
) -> ClaimStep:
    step = ClaimStep(
        claim=claim, at=now(), by_id=actor.account_id, before=before, after=claim.state, words=words, due_on=due_on
    )
    session.add(step)
    return step


def _check(claim: Claim, today: date) -> None:
    """Refuse what can never be claimed: nobody, what is not over, and another year."""
    if not claim.lines:
        raise NothingClaimed
    for line in claim.lines:
        if line.part_ended_on > today:
            raise NotOverYet(line.trainee_name, line.part_ended_on)
        if line.part_ended_on.year != claim.year:
            raise OtherYear(line.trainee_name, claim.year)


def _require_free(session: Session, claim: Claim) -> None:
    """Refuse what another claim covers already."""
    # A person may be in two employers' claims for one place in a cohort; the place is what they would meet at.
    places = sorted({line.enrolment_id for line in claim.lines if line.enrolment_id is not None})
    session.execute(
        select(Enrolment.id).where(Enrolment.id.in_(places)).order_by(Enrolment.id).with_for_update(key_share=True)
    )
    numbers = {line.trainee_number for line in claim.lines}
    others = session.scalars(
        select(ClaimLine)
        .where(
            ClaimLine.standing,
            ClaimLine.claim_id != claim.id,
            ClaimLine.enrolment_id.in_(places)
            | ((ClaimLine.employer_id == claim.employer_id) & ClaimLine.trainee_number.in_(numbers)),
        )
        .options(joinedload(ClaimLine.claim))
    ).all()
    for line in claim.lines:
        for other in [*others, *claim.lines]:
            if other is not line and _same_training(line, other) and overlap(line, other):
                raise ClaimedAlready(line.trainee_name, other.claim.reference)


def _same_training(line: ClaimLine, other: ClaimLine) -> bool:
    if line.enrolment_id is not None and line.enrolment_id == other.enrolment_id:
        return True
    return (line.employer_id, line.trainee_number, line.training) == (
        other.employer_id, other.trainee_number, other.training,
    )  # fmt: skip


def overlap(line: LinePlan | ClaimLine, other: LinePlan | ClaimLine) -> bool:
    """Whether two parts of trainings have a day in common."""
    return line.part_started_on <= other.part_ended_on and other.part_started_on <= line.part_ended_on
