"""Whom an employer could claim for out of the platform's own cohorts, and what the platform knows of them."""

from collections.abc import Collection, Sequence
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from naruteo_portal.assessment.queries import LearnerCourse, cohort_learners
from naruteo_portal.catalogue.models import Cohort, Edition, Enrolment, EnrolmentState
from naruteo_portal.core.clock import now
from naruteo_portal.core.paging import Page, page_of
from naruteo_portal.identity.models import Account, Membership, Role
from naruteo_portal.identity.names import display_name
from naruteo_portal.incentives.claims.claims import LinePlan
from naruteo_portal.incentives.claims.models import Claim
from naruteo_portal.incentives.programmes import programme_in_force


def places_page(session: Session, claim: Claim, today: date, number: int) -> Page[Enrolment]:
    """One page of the places in cohorts that are over and could be in a claim, the latest to end first."""
    return page_of(session, _places(claim, today), number)


def plans_for(session: Session, claim: Claim, places: Collection[int], today: date) -> list[LinePlan]:
    """Lines for those of these places that `places_page` gives, with what the platform's records say of them."""
    wanted = session.scalars(_places(claim, today).where(Enrolment.id.in_(places))).unique().all()
    cohorts = {each.cohort_id for each in wanted}
    ids = {each.id for each in wanted}
    learners = cohort_learners(session, *cohorts, with_cells=False) if cohorts else []
    return [_plan(session, claim, each) for each in learners if each.enrolment.id in ids]


def _places(claim: Claim, today: date) -> Select[Enrolment]:
    taken = [line.enrolment_id for line in claim.lines if line.enrolment_id is not None]
    return (
        select(Enrolment)
        .join(Enrolment.cohort)
        .where(
            Enrolment.state == EnrolmentState.ADMITTED,
            _learnt_for(claim.employer_id),
            Cohort.ends_before <= today,
            Cohort.ends_before > date(claim.year, 1, 1),
            Cohort.ends_before <= date(claim.year + 1, 1, 1),
            Enrolment.id.not_in(taken),
        )
        .order_by(Cohort.ends_before.desc(), Cohort.id, Enrolment.id)
        .options(
            joinedload(Enrolment.account).joinedload(Account.person),
            contains_eager(Enrolment.cohort).joinedload(Cohort.edition).defer(Edition.manifest),
        )
    )


def _learnt_for(employer_id: int) -> ColumnElement[bool]:
    """The condition that somebody was the employer's learner on a day of the cohort."""
    return exists().where(
        and_(
            Membership.account_id == Enrolment.account_id,
            Membership.organisation_id == employer_id,
            Membership.role == Role.LEARNER,
            Membership.since < Cohort.ends_before,
            or_(Membership.until.is_(None), Membership.until > Cohort.starts_on),
        )
    )


def _plan(session: Session, claim: Claim, course: LearnerCourse) -> LinePlan:
    cohort, account = course.enrolment.cohort, course.enrolment.account
    return LinePlan(
        trainee_number=account.handle,
        trainee_name=display_name(account.person, "ko"),
        training=f"cohort-{cohort.id}",
        title=dict(cohort.edition.title),
        part_started_on=cohort.starts_on,
        part_ended_on=cohort.last_day,
        facts=_known(session, claim, course),
        enrolment_id=course.enrolment.id,
    )


def _known(session: Session, claim: Claim, course: LearnerCourse) -> dict[str, Any]:
    """What the platform knows of a training, by the names of the programme's facts; attendance it does not record."""
    edition, progress = course.enrolment.cohort.edition, course.progress(now())
    known = {
        "mode": edition.delivery.value,
        "hours": _digits(edition.hours, 1),
        "score": _digits(progress.score, 2),
        "progress": _digits(progress.done / progress.total, 4) if progress.total else None,
        "completed": progress.complete,
    }
    programme = programme_in_force(session, claim.programme)
    return {name: value for name, value in known.items() if name in programme.facts and value is not None}


def _digits(value: float, decimals: int) -> str:
    """A number with so many decimals, rounded down: nobody completes by rounding. A float's last bit is forgiven."""
    return str((Decimal(value) + Decimal("1e-9")).quantize(Decimal(1).scaleb(-decimals), ROUND_FLOOR))


def people_plans(
    people: Sequence[tuple[str, str]], training: str, title: dict[str, str], first_day: date, last_day: date
) -> list[LinePlan]:
    """Lines for people whose training was held elsewhere."""
    return [LinePlan(number, name, training, title, first_day, last_day, {}) for number, name in people]
