"""What an employer has to do about its incentives: deadlines, the year's ceiling, and what is missing."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from naruteo_portal.catalogue.models import Enrolment
from naruteo_portal.identity.models import Organisation
from naruteo_portal.incentives.claims.models import Claim, ClaimLine, ClaimStep
from naruteo_portal.incentives.claims.states import OPEN, STANDING, ClaimState
from naruteo_portal.incentives.employers.ceiling import CapMeter, cap_meter
from naruteo_portal.incentives.employers.clock import Phase
from naruteo_portal.incentives.employers.facts import EMPLOYER_TRAINING, FACTS, REGION, definition_of, facts_on
from naruteo_portal.incentives.employers.models import EmployerFact
from naruteo_portal.incentives.employers.trainings import Deadline, deadlines_of
from naruteo_portal.rules.programme import Programme

LOOK_BACK = timedelta(days=366)
# What the ceiling and most conditions need; the others are asked when a rule does.
NEEDED = tuple(name for name in FACTS if name not in ("workers", REGION))


@dataclass(frozen=True)
class Due:
    """A deadline, and for how many of its people a claim stands already."""

    deadline: Deadline
    claimed: int

    @property
    def open_people(self) -> int:
        """For how many nothing is claimed yet."""
        return max(0, self.deadline.people - self.claimed)


@dataclass(frozen=True)
class Asked:
    """A claim to which an officer asked the employer to add something, and until when."""

    reference: str
    due_on: date


@dataclass(frozen=True)
class Overview:
    """An employer's deadlines by phase, its ceiling, and the facts that are missing today."""

    employer: Organisation
    today: date
    due: tuple[Due, ...]
    """Can be claimed today, the earliest last day first."""
    coming: tuple[Due, ...]
    over: tuple[Due, ...]
    """The days have passed; the latest first."""
    unknown: tuple[Due, ...]
    """No confirmed rule says until when they are claimed."""
    meter: CapMeter
    asked: tuple[Asked, ...]
    """Claims that wait for the employer, the earliest day first."""
    not_stated: tuple[str, ...]
    unproved: tuple[str, ...]
    """Facts in force today without the evidence that they need."""

    @property
    def to_claim(self) -> tuple[Due, ...]:
        """What somebody has to claim now."""
        return tuple(each for each in self.due if each.open_people)


def overview_of(
    session: Session, employer: Organisation, programme: Programme, stated: Sequence[EmployerFact], today: date
) -> Overview:
    """The overview of an employer by what it has stated; the reader may see both. As many queries for any number."""
    claimed = _claimed(session, employer)
    by_phase: dict[Phase | None, list[Due]] = defaultdict(list)
    for each in deadlines_of(session, employer, programme, today - LOOK_BACK):
        phase = each.window.phase(today) if each.window else None
        by_phase[phase].append(Due(each, claimed.get((each.cohort.id, each.part.last_day), 0)))
    holding = facts_on(stated, today)
    proved = {each.name for each in stated if each.holds_on(today) and each.evidence_sha256}
    granted, waiting, asked = _standing(session, employer, today.year)
    return Overview(
        employer=employer,
        today=today,
        due=tuple(by_phase[Phase.OPEN]),
        coming=tuple(by_phase[Phase.RUNNING]),
        over=tuple(reversed(by_phase[Phase.OVER])),
        unknown=tuple(by_phase[None]),
        meter=cap_meter(programme, stated, today, granted=granted, claimed=waiting),
        asked=asked,
        not_stated=tuple(name for name in NEEDED if name not in holding),
        unproved=tuple(name for name in holding if definition_of(name).evidence and name not in proved),
    )


def claimed_by(session: Session, employer: Organisation, enrolments: Sequence[int]) -> dict[tuple[int, date], str]:
    """The numbers of the claims that stand for places in cohorts, by place and the last day of the part."""
    rows = session.execute(
        select(ClaimLine.enrolment_id, ClaimLine.part_ended_on, Claim.reference)
        .join(Claim, Claim.id == ClaimLine.claim_id)
        .where(ClaimLine.employer_id == employer.id, ClaimLine.standing, ClaimLine.enrolment_id.in_(enrolments))
    )
    return {(place, day): reference for place, day, reference in rows if place is not None}


def _claimed(session: Session, employer: Organisation) -> dict[tuple[int, date], int]:
    """For how many people a claim stands, by cohort and the last day of the part."""
    by_cohort = (
        select(Enrolment.cohort_id, ClaimLine.part_ended_on, func.count(ClaimLine.enrolment_id.distinct()))
        .join(Enrolment, Enrolment.id == ClaimLine.enrolment_id)
        .where(ClaimLine.employer_id == employer.id, ClaimLine.standing)
        .group_by(Enrolment.cohort_id, ClaimLine.part_ended_on)
    )
    return {(cohort_id, day): count for cohort_id, day, count in session.execute(by_cohort)}


def _standing(session: Session, employer: Organisation, year: int) -> tuple[int, int, tuple[Asked, ...]]:
    """Won granted (approved or paid) and won claimed but not decided, of a year, and what waits for the employer.

    What nobody can say counts nothing.
    """
    latest = select(func.max(ClaimStep.due_on)).where(ClaimStep.claim_id == Claim.id).scalar_subquery()
    counted = (Claim.programme == EMPLOYER_TRAINING) & (Claim.year == year)
    rows = session.execute(
        select(Claim.state, Claim.reference, counted, Claim.amount, latest)
        .where(
            Claim.employer_id == employer.id,
            Claim.state.in_(STANDING),
            counted | (Claim.state == ClaimState.SUPPLEMENT),
        )
        .order_by(latest, Claim.reference)
    ).all()
    granted = sum(won or 0 for state, _, counts, won, _due in rows if counts and state not in OPEN)
    waiting = sum(won or 0 for state, _, counts, won, _due in rows if counts and state in OPEN)
    asked = tuple(Asked(each, due) for state, each, _, _won, due in rows if state is ClaimState.SUPPLEMENT and due)
    return granted, waiting, asked
