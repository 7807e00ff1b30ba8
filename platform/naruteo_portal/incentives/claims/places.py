"""Whom an employer could claim for out of the platform's own cohorts, and what the platform knows of them."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from naruteo_portal.assessment.queries import LearnerCourse, cohort_learners
from naruteo_portal.catalogue.models import Cohort, Edition, Enrolment
from naruteo_portal.core.clock import now
from naruteo_portal.core.paging import Page, page_of
from naruteo_portal.identity.models import Account
from naruteo_portal.identity.names import display_name
from naruteo_portal.incentives.claims.claims import LinePlan
from naruteo_portal.incentives.claims.models import Claim
from naruteo_portal.incentives.employers.clock import Part
from naruteo_portal.incentives.employers.models import Employee
from naruteo_portal.incentives.employers.trainings import employees_by_account, is_of, training_facts
from naruteo_portal.incentives.programmes import CLAIMABLE, programme_in_force
from naruteo_portal.rules.programme import Programme


def places_page(session: Session, claim: Claim, today: date, number: int) -> Page[Enrolment]:
    """One page of the places in cohorts that are over and could be in a claim, the latest to end first."""
    return page_of(session, _places(claim, today), number)


def plans_for(session: Session, claim: Claim, places: Collection[int], today: date) -> list[LinePlan]:
    """Lines for those of these places that `places_page` gives, with what the platform's records say of them."""
    wanted = session.scalars(_places(claim, today).where(Enrolment.id.in_(places))).unique().all()
    cohorts = {each.cohort_id for each in wanted}
    ids = {each.id for each in wanted}
    learners = cohort_learners(session, *cohorts, with_cells=False) if cohorts else []
    employees = employees_by_account(session, claim.employer, [each.account_id for each in wanted])
    programme = programme_in_force(session, claim.programme)
    return [
        _plan(programme, each, employees.get(each.enrolment.account_id))
        for each in learners
        if each.enrolment.id in ids
    ]


def _places(claim: Claim, today: date) -> Select[Enrolment]:
    taken = [line.enrolment_id for line in claim.lines if line.enrolment_id is not None]
    return (
        select(Enrolment)
        .join(Enrolment.cohort)
        .where(
            is_of(claim.employer),
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


def _plan(programme: Programme, course: LearnerCourse, employee: Employee | None) -> LinePlan:
    """A line for one person; whoever is in the roster has its number and what it says of them."""
    cohort, account, progress = course.enrolment.cohort, course.enrolment.account, course.progress(now())
    whole = Part(1, 1, cohort.starts_on, cohort.last_day)
    known = {**training_facts(cohort, whole, progress), "completed": progress.complete}
    if employee is not None and employee.trainee:
        known["trainee"] = employee.trainee
    by_itself = {CLAIMABLE[programme.id].ended, CLAIMABLE[programme.id].started}
    return LinePlan(
        trainee_number=employee.number if employee else account.handle,
        trainee_name=employee.name if employee else display_name(account.person, "ko"),
        training=f"cohort-{cohort.id}",
        title=dict(cohort.edition.title),
        part_started_on=cohort.starts_on,
        part_ended_on=cohort.last_day,
        facts={name: value for name, value in known.items() if name in programme.facts and name not in by_itself},
        enrolment_id=course.enrolment.id,
    )


def chosen_employees(session: Session, claim: Claim, numbers: Collection[str]) -> Sequence[Employee]:
    """Those of the employer's roster who have these numbers."""
    return session.scalars(
        select(Employee)
        .where(Employee.organisation_id == claim.employer_id, Employee.number.in_(numbers))
        .order_by(Employee.number)
    ).all()


def people_plans(
    programme: Programme, employees: Sequence[Employee], people: Sequence[tuple[str, str]], training: str,
    title: dict[str, str], first_day: date, last_day: date,
) -> list[LinePlan]:  # fmt: skip
    """Lines for people whose training was held elsewhere: some of the roster, and (number, name) of others."""
    known = {each.number: each.trainee for each in employees if each.trainee and "trainee" in programme.facts}
    everybody = [*((each.number, each.name) for each in employees), *people]
    return [
        LinePlan(
            number, name, training, title, first_day, last_day, {"trainee": known[number]} if number in known else {}
        )
        for number, name in everybody
    ]
