"""Whom an employer could claim for out of the platform's own cohorts, and what the platform knows of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from naruteo_portal.assessment.queries import LearnerCourse, cohort_learners
from naruteo_portal.catalogue.models import Cohort, Edition, Enrolment
from naruteo_portal.core.clock import now
from naruteo_portal.core.paging import Page, page_of_rows
from naruteo_portal.identity.models import Account
from naruteo_portal.identity.names import display_name
from naruteo_portal.incentives.claims.claims import LinePlan
from naruteo_portal.incentives.claims.models import Claim
from naruteo_portal.incentives.employers.clock import Part
from naruteo_portal.incentives.employers.models import Employee
from naruteo_portal.incentives.employers.trainings import employees_by_account, is_of, parts_in, training_facts
from naruteo_portal.incentives.programmes import CLAIMABLE, programme_in_force
from naruteo_portal.rules.programme import Programme


@dataclass(frozen=True)
class Place:
    """A part of a cohort that somebody took part in, to be claimed by itself."""

    enrolment: Enrolment
    part: Part

    @property
    def key(self) -> str:
        """What tells it from the others in a form."""
        return _key(self.enrolment.id, self.part)


def places_page(session: Session, claim: Claim, today: date, number: int) -> Page[Place]:
    """One page of the parts of cohorts that are over and could be in a claim, the latest to end first."""
    page = page_of_rows(_offered(session, claim, today), number)
    enrolments = {
        each.id: each
        for each in session.scalars(
            select(Enrolment)
            .where(Enrolment.id.in_([enrolment for enrolment, _part in page.rows]))
            # Each row shows who learnt what.
            .options(
                joinedload(Enrolment.account).joinedload(Account.person),
                joinedload(Enrolment.cohort).joinedload(Cohort.edition).defer(Edition.manifest),
            )
        )
    }
    rows = tuple(Place(enrolments[enrolment], part) for enrolment, part in page.rows)
    return Page(rows, page.number, page.total, page.size)


def plans_for(session: Session, claim: Claim, keys: Collection[str], today: date) -> list[LinePlan]:
    """Lines for those of these places that `places_page` gives, with what the platform's records say of them."""
    wanted = [(enrolment, part) for enrolment, part in _offered(session, claim, today) if _key(enrolment, part) in keys]
    ids = {enrolment for enrolment, _part in wanted}
    cohorts = session.scalars(select(Enrolment.cohort_id).where(Enrolment.id.in_(ids)).distinct()).all()
    learners = cohort_learners(session, *cohorts, with_cells=False) if cohorts else []
    courses = {each.enrolment.id: each for each in learners if each.enrolment.id in ids}
    accounts = {enrolment: each.enrolment.account_id for enrolment, each in courses.items()}
    employees = employees_by_account(session, claim.employer, list(accounts.values()))
    programme = programme_in_force(session, claim.programme)
    return [
        _plan(programme, courses[enrolment], employees.get(accounts[enrolment]), part) for enrolment, part in wanted
    ]


def _key(enrolment_id: int, part: Part) -> str:
    return f"{enrolment_id}.{part.number}"


def _offered(session: Session, claim: Claim, today: date) -> list[tuple[int, Part]]:
    """(id of an enrolment, part) of all that has ended in the year of a claim and is not in it yet."""
    programme = programme_in_force(session, claim.programme)
    rows = session.execute(
        select(Enrolment.id, Cohort)
        .join(Enrolment.cohort)
        .where(
            is_of(claim.employer),
            Cohort.starts_on <= min(today, date(claim.year, 12, 31)),
            Cohort.ends_before > date(claim.year, 1, 1),
        )
        .order_by(Cohort.id, Enrolment.id)
    ).all()
    parts = {cohort.id: parts_in(cohort, programme) for _enrolment, cohort in rows}
    taken = {(line.enrolment_id, line.part_ended_on) for line in claim.lines}
    offered = [
        (enrolment, part)
        for enrolment, cohort in rows
        for part in parts[cohort.id]
        if part.last_day < today and part.last_day.year == claim.year and (enrolment, part.last_day) not in taken
    ]
    return sorted(offered, key=lambda each: each[1].last_day, reverse=True)


def _plan(programme: Programme, course: LearnerCourse, employee: Employee | None, part: Part) -> LinePlan:
    """A line for one person; whoever is in the roster has its number and what it says of them."""
    cohort, account, progress = course.enrolment.cohort, course.enrolment.account, course.progress(now())
    known = {**training_facts(cohort, part, progress), "completed": progress.complete}
    if employee is not None and employee.trainee:
        known["trainee"] = employee.trainee
    about = CLAIMABLE[programme.id]
    # A later part began on its own first day, but the training began with the first.
    by_itself = {about.ended, about.started} if part.number == 1 else {about.ended}
    return LinePlan(
        trainee_number=employee.number if employee else account.handle,
        trainee_name=employee.name if employee else display_name(account.person, "ko"),
        training=f"cohort-{cohort.id}",
        title=dict(cohort.edition.title),
        part_started_on=part.first_day,
        part_ended_on=part.last_day,
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
