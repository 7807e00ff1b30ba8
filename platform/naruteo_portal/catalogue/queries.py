"""Reading courses and one's own enrolments, never more than the reader may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload, selectinload

from naruteo_portal.catalogue.cohort_queries import managed
from naruteo_portal.catalogue.models import (
    Cohort,
    CohortState,
    Course,
    Delivery,
    Edition,
    Enrolment,
    EnrolmentState,
    Level,
    ScheduledTask,
)
from naruteo_portal.core.clock import now, today_in_korea
from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.i18n import N_
from naruteo_portal.core.paging import Page, page_of
from naruteo_portal.identity.models import Account, Organisation
from naruteo_portal.identity.readers import Reader

MOST_SEARCH_WORDS = 6


class Length(StrEnum):
    """How long a course is, in hours, up to and including the second number."""

    TO_8 = "0-8"
    TO_20 = "8-20"
    TO_40 = "20-40"
    LONGER = "40-"

    @property
    def bounds(self) -> tuple[float, float]:
        """More than the first number of hours and at most the second."""
        low, _, high = self.value.partition("-")
        return float(low), float(high or "inf")


@dataclass(frozen=True)
class CourseFilter:
    """What a reader looks for in the catalogue; empty parts look for nothing."""

    text: str = ""
    level: Level | None = None
    length: Length | None = None
    language: str = ""
    delivery: Delivery | None = None
    skill: str = ""
    """A skill's English label."""
    starts_from: date | None = None
    """Courses with a cohort that takes applications and starts on this day or later."""


@dataclass(frozen=True)
class CohortSeats:
    """A cohort with how many people have a place in it."""

    cohort: Cohort
    taken: int

    @property
    def free(self) -> int:
        """Seats that nobody has yet."""
        return max(0, self.cohort.seats - self.taken)

    def takes_applications(self, at: datetime) -> bool:
        """Whether one can apply at an instant."""
        return self.cohort.state is CohortState.OPEN and at < self.cohort.apply_until


@dataclass(frozen=True)
class CourseEntry:
    """A course as the catalogue lists it, with the next cohort that takes applications."""

    edition: Edition
    next_cohort: CohortSeats | None


@dataclass(frozen=True)
class CoursePage:
    """A course with its present and coming cohorts, and the reader's own enrolments in them."""

    edition: Edition
    cohorts: tuple[CohortSeats, ...]
    own: Mapping[int, Enrolment]


def find_courses(session: Session, wanted: CourseFilter, page: int) -> Page[CourseEntry]:
    """One page of the catalogue, by title; three queries however many courses there are."""
    query = (
        _latest_editions()
        .join(Course.organisation)
        .where(*_conditions(wanted))
        .order_by(Edition.title["ko"].astext, Edition.id)
        # Each entry names who offers the course.
        .options(contains_eager(Edition.course).contains_eager(Course.organisation))
    )
    found = page_of(session, query, page)
    coming = _seats(session, [edition.course_id for edition in found.rows], applications_at=now())
    return Page(
        tuple(CourseEntry(edition, next(iter(coming[edition.course_id]), None)) for edition in found.rows),
        found.number,
        found.total,
        found.size,
    )


def skills_taught(session: Session) -> list[dict[str, str]]:
    """The skills of all courses, each once, for the catalogue's filter."""
    taught = session.scalars(_latest_editions().with_only_columns(Edition.skills).distinct())
    by_english = {skill["label"]["en"]: skill["label"] for skills in taught for skill in skills}
    return [by_english[english] for english in sorted(by_english)]


def get_course(session: Session, slug: str, reader: Reader | None) -> CoursePage:
    """A course as published last; NotFound if there is none of that slug."""
    edition = session.scalar(
        _latest_editions()
        .where(Course.slug == slug)
        .options(
            # The page says who offers the course and what its tasks are.
            contains_eager(Edition.course).joinedload(Course.organisation),
            selectinload(Edition.tasks),
        )
    )
    if edition is None:
        raise NotFound(N_("There is no such course."))
    cohorts = tuple(_seats(session, [edition.course_id])[edition.course_id])
    own: Sequence[Enrolment] = ()
    if reader is not None:
        own = session.scalars(
            select(Enrolment).where(
                Enrolment.account_id == reader.account_id,
                Enrolment.cohort_id.in_([each.cohort.id for each in cohorts]),
            )
        ).all()
    return CoursePage(edition, cohorts, {enrolment.cohort_id: enrolment for enrolment in own})


def get_edition(session: Session, slug: str, number: int | None = None) -> Edition:
    """An edition of a course by its number, or the latest one; NotFound if there is none."""
    query = (
        _latest_editions() if number is None else select(Edition).join(Edition.course).where(Edition.number == number)
    )
    edition = session.scalar(query.where(Course.slug == slug).options(contains_eager(Edition.course)))
    if edition is None:
        raise NotFound
    return edition


def editions_from(session: Session, edition: Edition) -> Sequence[Edition]:
    """An edition and the later ones of its course, the latest first."""
    return session.scalars(
        select(Edition)
        .where(Edition.course_id == edition.course_id, Edition.number >= edition.number)
        .order_by(Edition.number.desc())
    ).all()


def get_cohort_to_apply(session: Session, cohort_id: int) -> Cohort:
    """A cohort that everybody may know of, with its course; NotFound while it is being prepared."""
    cohort = session.scalar(
        select(Cohort)
        .where(Cohort.id == cohort_id, Cohort.state != CohortState.DRAFT)
        .options(joinedload(Cohort.edition).joinedload(Edition.course))
    )
    if cohort is None:
        raise NotFound
    return cohort


def own_enrolments(session: Session, reader: Reader) -> Sequence[Enrolment]:
    """All enrolments of the reader, latest first."""
    return session.scalars(
        select(Enrolment)
        .where(Enrolment.account_id == reader.account_id)
        .order_by(Enrolment.applied_at.desc(), Enrolment.id.desc())
        # Each line names the cohort and its course.
        .options(joinedload(Enrolment.cohort).joinedload(Cohort.edition).joinedload(Edition.course))
    ).all()


def own_applications(session: Session, reader: Reader) -> Sequence[Enrolment]:
    """The reader's enrolments that wait for a decision or a seat in a cohort that is not over, first one first."""
    return session.scalars(
        select(Enrolment)
        .join(Enrolment.cohort)
        .where(
            Enrolment.account_id == reader.account_id,
            Enrolment.state.in_([EnrolmentState.APPLIED, EnrolmentState.WAITING]),
            Cohort.state == CohortState.OPEN,
        )
        .order_by(Cohort.starts_on, Enrolment.id)
        .options(contains_eager(Enrolment.cohort).joinedload(Cohort.edition))
    ).all()


def get_enrolment(session: Session, reader: Reader, enrolment_id: int) -> Enrolment:
    """An enrolment that is the reader's own, or of a cohort that they look after; NotFound otherwise."""
    enrolment = session.scalar(
        select(Enrolment)
        .join(Enrolment.cohort)
        .join(Cohort.edition)
        .join(Edition.course)
        .where(Enrolment.id == enrolment_id, or_(Enrolment.account_id == reader.account_id, managed(reader)))
        .options(
            # The page names the person, the course and who offers it, and lists the due dates.
            joinedload(Enrolment.account).joinedload(Account.person),
            selectinload(Enrolment.accommodations),
            contains_eager(Enrolment.cohort).options(
                contains_eager(Cohort.edition).contains_eager(Edition.course).joinedload(Course.organisation),
                selectinload(Cohort.schedule).joinedload(ScheduledTask.task),
            ),
        )
    )
    if enrolment is None:
        raise NotFound
    return enrolment


def place_in_line(session: Session, enrolment: Enrolment) -> int:
    """The place of a waiting person on the waiting list, from 1."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Enrolment)
            .where(
                Enrolment.cohort_id == enrolment.cohort_id,
                Enrolment.state == EnrolmentState.WAITING,
                or_(
                    Enrolment.applied_at < enrolment.applied_at,
                    and_(Enrolment.applied_at == enrolment.applied_at, Enrolment.id <= enrolment.id),
                ),
            )
        )
        or 0
    )


def own_account(session: Session, reader: Reader) -> Account:
    """The reader's own account."""
    return session.get_one(Account, reader.account_id)


def has_cohorts(session: Session, slug: str) -> bool:
    """Whether a course was ever offered."""
    query = select(Cohort.id).join(Edition).join(Course).where(Course.slug == slug).limit(1)
    return session.scalar(query) is not None


def _latest_editions() -> Select[Edition]:
    later = aliased(Edition)
    return (
        select(Edition)
        .join(Edition.course)
        .where(~exists().where(later.course_id == Edition.course_id, later.number > Edition.number))
    )


def _conditions(wanted: CourseFilter) -> list[ColumnElement[bool]]:
    conditions = [_says(word) for word in wanted.text.split()[:MOST_SEARCH_WORDS]]
    if wanted.level is not None:
        conditions.append(Edition.level == wanted.level)
    if wanted.length is not None:
        low, high = wanted.length.bounds
        conditions.append(and_(Edition.hours > low, Edition.hours <= high))
    if wanted.language:
        conditions.append(Edition.languages.contains([wanted.language]))
    if wanted.delivery is not None:
        conditions.append(Edition.delivery == wanted.delivery)
    if wanted.skill:
        conditions.append(Edition.skills.contains([{"label": {"en": wanted.skill}}]))
    if wanted.starts_from is not None:
        offered = aliased(Edition)
        conditions.append(
            exists()
            .where(Cohort.edition_id == offered.id, offered.course_id == Edition.course_id)
            .where(_takes_applications(now()), Cohort.starts_on >= wanted.starts_from)
        )
    return conditions


def _says(word: str) -> ColumnElement[bool]:
    """The word stands in the title, the summary, a skill or the provider's name, in either language."""
    skill: Any = func.jsonb_array_elements(Edition.skills, type_=JSONB).column_valued("skill")
    texts = [
        column[locale].astext
        for column in (Edition.title, Edition.summary, Organisation.name)
        for locale in ("ko", "en")
    ]
    skilled = exists().where(
        or_(*(skill["label"][locale].astext.icontains(word, autoescape=True) for locale in ("ko", "en")))
    )
    return or_(*(text.icontains(word, autoescape=True) for text in texts), skilled)


def _takes_applications(at: datetime) -> ColumnElement[bool]:
    return and_(Cohort.state == CohortState.OPEN, Cohort.apply_until > at)


def _seats(
    session: Session, courses: Sequence[int], applications_at: datetime | None = None
) -> dict[int, list[CohortSeats]]:
    """The open cohorts of courses that have not ended, first one first; one query for all of them."""
    taken = (
        select(func.count())
        .where(Enrolment.cohort_id == Cohort.id, Enrolment.state == EnrolmentState.ADMITTED)
        .correlate(Cohort)
        .scalar_subquery()
    )
    query = (
        select(Edition.course_id, Cohort, taken)
        .join(Cohort.edition)
        .where(
            Edition.course_id.in_(courses),
            Cohort.state == CohortState.OPEN,
            Cohort.ends_before > today_in_korea(),
        )
        .order_by(Cohort.starts_on, Cohort.id)
    )
    if applications_at is not None:
        query = query.where(_takes_applications(applications_at))
    found: dict[int, list[CohortSeats]] = {course_id: [] for course_id in courses}
    for course_id, cohort, number in session.execute(query):
        found[course_id].append(CohortSeats(cohort, number))
    return found
