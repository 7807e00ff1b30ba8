"""Reading cohorts and their members, for the people who look after them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, false, func, or_, select, true
from sqlalchemy.orm import Session, aliased, contains_eager, selectinload

from naruteo_portal.catalogue.access import taught_by
from naruteo_portal.catalogue.models import (
    Cohort,
    CohortInstructor,
    CohortState,
    Course,
    Edition,
    Enrolment,
    EnrolmentState,
    ScheduledTask,
)
from naruteo_portal.core.clock import today_in_korea
from naruteo_portal.core.errors import NotAllowed, NotFound
from naruteo_portal.core.i18n import N_
from naruteo_portal.core.paging import Page, page_of
from naruteo_portal.identity.models import Account, Membership, OrganisationKind, Person, Role
from naruteo_portal.identity.readers import Reader

OFFICE = (Role.ADMINISTRATOR, Role.PROGRAMME_OFFICER)
STAFF = (*OFFICE, Role.INSTRUCTOR)
MEMBERS_ON_A_PAGE = 50


@dataclass(frozen=True)
class CohortEntry:
    """A cohort as its staff list it, with how many people stand where."""

    cohort: Cohort
    admitted: int
    applied: int
    waiting: int


def managed(reader: Reader) -> ColumnElement[bool]:
    """Cohorts that the reader looks after; the query must have Cohort and Course in it.

    The agency's officers look after all of them, those of an organisation after its own, instructors after the
    cohorts that they teach, and whoever stands in for them meanwhile.
    """
    if _is_office_of_agency(reader):
        return true()
    return or_(
        Course.organisation_id.in_(reader.organisations_as(*OFFICE)), Cohort.id.in_(taught_by(reader.account_id))
    )


def find_cohorts(
    session: Session, reader: Reader, *, state: CohortState | None, text: str, page: int
) -> Page[CohortEntry]:
    """The cohorts that the reader looks after, latest first; four queries however many there are."""
    query = (
        select(Cohort)
        .join(Cohort.edition)
        .join(Edition.course)
        .where(managed(reader), Cohort.state == state if state else true())
        .order_by(Cohort.starts_on.desc(), Cohort.id.desc())
        .options(
            # Each line names the course and who teaches.
            contains_eager(Cohort.edition).contains_eager(Edition.course),
            selectinload(Cohort.instructors).joinedload(CohortInstructor.account).joinedload(Account.person),
        )
    )
    for word in text.split():
        names = [column[locale].astext for column in (Cohort.name, Edition.title) for locale in ("ko", "en")]
        query = query.where(or_(*(name.icontains(word, autoescape=True) for name in names)))
    found = page_of(session, query, page)
    counts = _counts(session, [cohort.id for cohort in found.rows])
    return Page(
        tuple(CohortEntry(cohort, *(counts.get((cohort.id, state), 0) for state in _COUNTED)) for cohort in found.rows),
        found.number,
        found.total,
        found.size,
    )


def get_cohort(session: Session, reader: Reader, cohort_id: int) -> Cohort:
    """A cohort that the reader looks after, with its course, schedule and instructors; NotFound otherwise."""
    cohort = session.scalar(
        select(Cohort)
        .join(Cohort.edition)
        .join(Edition.course)
        .where(Cohort.id == cohort_id, managed(reader))
        .options(
            # The page shows all of this.
            contains_eager(Cohort.edition).contains_eager(Edition.course).joinedload(Course.organisation),
            selectinload(Cohort.schedule).joinedload(ScheduledTask.task),
            selectinload(Cohort.instructors).joinedload(CohortInstructor.account).joinedload(Account.person),
        )
    )
    if cohort is None:
        raise NotFound
    return cohort


def may_staff(reader: Reader, cohort: Cohort) -> bool:
    """Whether the reader, who looks after the cohort, may say who teaches it: not those who only stand in."""
    return (
        _is_office_of_agency(reader)
        or cohort.edition.course.organisation_id in reader.organisations_as(*OFFICE)
        or any(instructor.account_id == reader.account_id for instructor in cohort.instructors)
    )


def require_staffing(reader: Reader, cohort: Cohort) -> None:
    """Refuse those who only stand in: they could otherwise prolong it themselves."""
    if not may_staff(reader, cohort):
        raise NotAllowed(
            N_("You stand in for this cohort's instructors. Please ask one of them, or the office, for this change.")
        )


def count_members(session: Session, cohort: Cohort) -> dict[EnrolmentState, int]:
    """How many people of a cohort stand where."""
    counts = _counts(session, [cohort.id])
    return {state: counts.get((cohort.id, state), 0) for state in EnrolmentState}


def find_members(
    session: Session, cohort: Cohort, *, states: Sequence[EnrolmentState], text: str, page: int
) -> Page[Enrolment]:
    """The people of a cohort (that the reader was given by `get_cohort`) in some states, in order of application."""
    query = (
        select(Enrolment)
        .join(Enrolment.account)
        .join(Account.person)
        .where(Enrolment.cohort_id == cohort.id, Enrolment.state.in_(states))
        .order_by(Enrolment.applied_at, Enrolment.id)
        # Each line names the person.
        .options(contains_eager(Enrolment.account).contains_eager(Account.person))
    )
    for word in text.split():
        names = (Person.name_native, Person.name_roman, Person.preferred_name, Account.email)
        query = query.where(or_(*(name.icontains(word, autoescape=True) for name in names)))
    return page_of(session, query, page, MEMBERS_ON_A_PAGE)


def get_members(session: Session, cohort: Cohort, enrolments: Sequence[int]) -> Sequence[Enrolment]:
    """Those of the enrolments that belong to the cohort, in order of application; NotFound if one does not."""
    found = session.scalars(
        select(Enrolment)
        .where(Enrolment.cohort_id == cohort.id, Enrolment.id.in_(enrolments))
        .order_by(Enrolment.applied_at, Enrolment.id)
    ).all()
    if len(found) != len(set(enrolments)):
        raise NotFound
    return found


def may_offer(reader: Reader, organisation_id: int) -> bool:
    """Whether the reader may set up cohorts of an organisation's courses."""
    return _is_office_of_agency(reader) or organisation_id in reader.organisations_as(*STAFF)


def courses_to_offer(session: Session, reader: Reader) -> Sequence[Edition]:
    """The latest editions of the courses for which the reader may set up cohorts, by title."""
    later = aliased(Edition)
    allowed = (
        true()
        if _is_office_of_agency(reader)
        else Course.organisation_id.in_(organisations)
        if (organisations := reader.organisations_as(*STAFF))
        else false()
    )
    return session.scalars(
        select(Edition)
        .join(Edition.course)
        .where(allowed, ~exists().where(later.course_id == Edition.course_id, later.number > Edition.number))
        .order_by(Edition.title["ko"].astext, Edition.id)
        # The form names the course and asks its organisation for instructors.
        .options(contains_eager(Edition.course))
    ).all()


def instructors_of(session: Session, organisations: Sequence[int]) -> Sequence[Account]:
    """The instructors of organisations today, by name, for the form that assigns them."""
    today = today_in_korea()
    return (
        session.scalars(
            select(Account)
            .join(Account.person)
            .join(Account.memberships)
            .where(
                Membership.organisation_id.in_(organisations),
                Membership.role == Role.INSTRUCTOR,
                Membership.since <= today,
                Membership.until.is_(None) | (Membership.until > today),
            )
            .order_by(Person.name_native, Account.id)
            .options(contains_eager(Account.person))
        )
        .unique()
        .all()
    )


_COUNTED = (EnrolmentState.ADMITTED, EnrolmentState.APPLIED, EnrolmentState.WAITING)


def _counts(session: Session, cohorts: Sequence[int]) -> dict[tuple[int, EnrolmentState], int]:
    rows = session.execute(
        select(Enrolment.cohort_id, Enrolment.state, func.count())
        .where(Enrolment.cohort_id.in_(cohorts))
        .group_by(Enrolment.cohort_id, Enrolment.state)
    )
    return {(cohort_id, state): number for cohort_id, state, number in rows}


def _is_office_of_agency(reader: Reader) -> bool:
    return any(held.role in OFFICE and held.organisation_kind is OrganisationKind.AGENCY for held in reader.roles)
