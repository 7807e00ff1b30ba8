"""The trainings of an employer's people: which there are, until when each part is claimed, and how each person stands.

A training is an employer's as far as its people were members of it, as learners, on one of its days. Their accounts are
matched to the roster by a proved mail address.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from naruteo_portal.assessment.queries import LearnerCourse, courses_behind
from naruteo_portal.catalogue.models import Cohort, CohortState, Edition, Enrolment, EnrolmentState
from naruteo_portal.catalogue.progress import Progress
from naruteo_portal.core.clock import KST
from naruteo_portal.core.paging import Page, page_of
from naruteo_portal.identity.models import Account, Membership, Organisation, Role
from naruteo_portal.incentives.employers.clock import Part, Phase, Window, parts_of, window_of
from naruteo_portal.incentives.employers.facts import asked_by, facts_on
from naruteo_portal.incentives.employers.models import Employee, EmployerFact
from naruteo_portal.rules.cases import read_facts
from naruteo_portal.rules.explaining import Explanation, Step, explain
from naruteo_portal.rules.model import CONFIRMED
from naruteo_portal.rules.programme import Programme
from naruteo_portal.rules.tables import day_number

COMPLETION = "completed"
"""The condition of the programme that says whether a training was completed by the standard of its mode."""
PEOPLE_ON_A_PAGE = 20


@dataclass(frozen=True)
class Deadline:
    """A part of a cohort and until when it is claimed; `window` is None where no confirmed rule gives the days."""

    cohort: Cohort
    part: Part
    window: Window | None
    people: int
    """How many of the employer's people have a place in the cohort."""


@dataclass(frozen=True)
class Trainee:
    """One person in one training, with what the rules say of the part that is looked at."""

    course: LearnerCourse
    employee: Employee | None
    progress: Progress
    part: Part
    phase: Phase
    answer: Explanation

    @property
    def completion(self) -> Step:
        """The condition that tells whether the training was completed."""
        return next(step for step in self.answer.conditions if step.name == COMPLETION)


def is_of(employer: Organisation) -> ColumnElement[bool]:
    """The condition that an enrolment is of somebody who learnt for an employer on a day of the cohort."""
    return and_(
        Enrolment.state == EnrolmentState.ADMITTED,
        Cohort.state.in_([CohortState.OPEN, CohortState.CLOSED]),
        exists().where(
            Membership.account_id == Enrolment.account_id,
            Membership.organisation_id == employer.id,
            Membership.role == Role.LEARNER,
            Membership.since < Cohort.ends_before,
            or_(Membership.until.is_(None), Membership.until > Cohort.starts_on),
        ),
    )


def deadlines_of(session: Session, employer: Organisation, programme: Programme, since: date) -> list[Deadline]:
    """Every part of the cohorts that ended on or after a day, or still go on; the earliest last day first."""
    rows = session.execute(
        select(Cohort, func.count(Enrolment.id))
        .join(Enrolment, Enrolment.cohort_id == Cohort.id)
        .where(is_of(employer), Cohort.ends_before > since)
        .group_by(Cohort.id)
        .options(joinedload(Cohort.edition))
    ).all()
    found = []
    for cohort, people in rows:
        for part in parts_in(cohort, programme):
            days = confirmed_count(programme, "claim_days", part.last_day)
            window = None if days is None else window_of(part.last_day, days)
            found.append(Deadline(cohort, part, window, people))
    return sorted(found, key=lambda each: (each.part.last_day, each.cohort.id))


def confirmed_count(programme: Programme, name: str, day: date) -> int | None:
    """A parameter that is one whole number (of days, of months), as it stands on a day; None if it is not confirmed."""
    table = programme.tables.get(name)
    entry = table.entry_on(day_number(day)) if table else None
    cell = entry.cells[0] if entry else None
    return cell.figure if cell and cell.is_known(CONFIRMED) else None


def parts_in(cohort: Cohort, programme: Programme) -> tuple[Part, ...]:
    """The parts in which a cohort is claimed; one if no confirmed rule divides it."""
    months = confirmed_count(programme, "part_months", cohort.last_day)
    if months is None:
        return (Part(1, 1, cohort.starts_on, cohort.last_day),)
    return parts_of(cohort.starts_on, cohort.last_day, months)


def trainees_page(
    session: Session, employer: Organisation, programme: Programme, stated: Sequence[EmployerFact], at: datetime,
    number: int,
) -> Page[Trainee]:  # fmt: skip
    """One page of the employer's people in their trainings, the latest to end first; as many queries however many."""
    query: Select[Enrolment] = (
        select(Enrolment)
        .join(Enrolment.cohort)
        .where(is_of(employer))
        .order_by(Cohort.ends_before.desc(), Cohort.id, Enrolment.id)
        # Each row shows who learns what.
        .options(
            joinedload(Enrolment.account).joinedload(Account.person),
            contains_eager(Enrolment.cohort).joinedload(Cohort.edition).joinedload(Edition.course),
        )
    )
    page = page_of(session, query, number, PEOPLE_ON_A_PAGE)
    courses = {each.enrolment.id: each for each in courses_behind(session, [each.id for each in page.rows])}
    employees = employees_by_account(session, employer, [each.account_id for each in page.rows])
    rows = tuple(
        _trainee(courses[each.id], employees.get(each.account_id), programme, stated, at) for each in page.rows
    )
    return Page(rows, page.number, page.total, page.size)


def employees_by_account(session: Session, employer: Organisation, accounts: Sequence[int]) -> dict[int, Employee]:
    """Those of the roster whom these accounts are, by proved mail address; the accounts must be the employer's."""
    rows = session.execute(
        select(Account.id, Employee)
        .join(Employee, Employee.email == Account.email)
        .where(
            Account.id.in_(accounts), Account.email_verified_at.is_not(None), Employee.organisation_id == employer.id
        )
    )
    return {account_id: employee for account_id, employee in rows}


def _trainee(
    course: LearnerCourse, employee: Employee | None, programme: Programme, stated: Sequence[EmployerFact],
    at: datetime,
) -> Trainee:  # fmt: skip
    today = at.astimezone(KST).date()
    progress = course.progress(at)
    parts = parts_in(course.cohort, programme)
    part = next((each for each in reversed(parts) if each.first_day <= today), parts[0])
    days = confirmed_count(programme, "claim_days", part.last_day)
    phase = Phase.RUNNING if today < part.last_day else Phase.OPEN
    if days is not None:
        phase = window_of(part.last_day, days).phase(today)
    known = {
        **asked_by(programme, facts_on(stated, part.last_day)),
        **training_facts(course.cohort, part, progress),
        # Who has not claimed yet can do so today, or when the part ends.
        "claimed_on": max(today, part.last_day).isoformat(),
    }
    if employee is not None and employee.trainee:
        known["trainee"] = employee.trainee
    return Trainee(course, employee, progress, part, phase, explain(programme, read_facts(programme, known)))


def training_facts(cohort: Cohort, part: Part, progress: Progress) -> Mapping[str, object]:
    """What the platform knows of one person's training, by the names of employer_training's facts.

    Progress is what was handed in of all tasks, the score that of the course. Nobody's attendance is recorded here, nor
    how many hours fall into one part of several: both are left out, and so is what comes from the course's recognition.
    """
    known: dict[str, object] = {
        "started_on": cohort.starts_on.isoformat(),
        "part_ended_on": part.last_day.isoformat(),
        "mode": cohort.edition.delivery.value,
        # Extra points make no more than all points.
        "score": digits(Fraction(min(progress.score, 100.0)), 2),
    }
    if progress.total:
        known["progress"] = digits(Fraction(progress.done, progress.total), 4)
    if part.of == 1:
        known["hours"] = digits(Fraction(cohort.edition.hours), 1)
    return known


def digits(value: Fraction, decimals: int) -> str:
    """A number with so many decimals, rounded down: nobody completes by rounding. A float's last bit is forgiven."""
    scale: int = 10**decimals
    whole = int((value + Fraction(1, 10**9)) * scale)
    return f"{whole // scale}.{whole % scale:0{decimals}d}"
