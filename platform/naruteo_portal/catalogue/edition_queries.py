"""Reading the editions of courses, for those who may publish them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, select, true
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from naruteo_portal.catalogue.models import Cohort, Course, Edition, Enrolment, EnrolmentState
from naruteo_portal.core.errors import NotFound
from naruteo_portal.identity.models import Account
from naruteo_portal.identity.permissions import publishes_courses
from naruteo_portal.identity.readers import Reader


@dataclass(frozen=True)
class UsingCohort:
    """A cohort with the number of learners that have a place in it."""

    cohort: Cohort
    learners: int


def editions_of(session: Session, reader: Reader, slug: str) -> Sequence[Edition]:
    """All editions of a course that the reader may publish, the latest first; NotFound if there is none."""
    found = session.scalars(_own_editions(reader).where(Course.slug == slug).order_by(Edition.number.desc())).all()
    if not found:
        raise NotFound
    return found


def get_own_edition(session: Session, reader: Reader, edition_id: int) -> Edition:
    """An edition of a course that the reader may publish, with its tasks; NotFound otherwise."""
    edition = session.scalar(_own_editions(reader).where(Edition.id == edition_id).options(selectinload(Edition.tasks)))
    if edition is None:
        raise NotFound
    return edition


def find_present_edition(session: Session, slug: str, organisation_id: int) -> Edition | None:
    """The latest edition of an organisation's course, with its tasks."""
    return session.scalar(
        select(Edition)
        .join(Edition.course)
        .where(Course.slug == slug, Course.organisation_id == organisation_id)
        .order_by(Edition.number.desc())
        .limit(1)
        .options(contains_eager(Edition.course), selectinload(Edition.tasks))
    )


def cohorts_using(session: Session, editions: Sequence[int]) -> dict[int, list[UsingCohort]]:
    """The cohorts that take these editions, the latest first."""
    learners = (
        select(func.count())
        .where(Enrolment.cohort_id == Cohort.id, Enrolment.state == EnrolmentState.ADMITTED)
        .correlate(Cohort)
        .scalar_subquery()
    )
    found: dict[int, list[UsingCohort]] = {edition_id: [] for edition_id in editions}
    for cohort, number in session.execute(
        select(Cohort, learners)
        .where(Cohort.edition_id.in_(editions))
        .order_by(Cohort.starts_on.desc(), Cohort.id.desc())
    ):
        found[cohort.edition_id].append(UsingCohort(cohort, number))
    return found


def all_editions(session: Session, slug: str | None) -> Sequence[Edition]:
    """Every edition of a course, or of all, with its tasks, for the command that checks them."""
    query = select(Edition).join(Edition.course).order_by(Course.slug, Edition.number)
    return session.scalars(
        (query if slug is None else query.where(Course.slug == slug)).options(
            contains_eager(Edition.course), selectinload(Edition.tasks)
        )
    ).all()


def _own_editions(reader: Reader) -> Select[Edition]:
    return (
        select(Edition)
        .join(Edition.course)
        .where(_covered(reader))
        .options(
            # The pages say whose course it is, who published it, and what its tasks are.
            selectinload(Edition.tasks),
            contains_eager(Edition.course).joinedload(Course.organisation),
            joinedload(Edition.published_by).joinedload(Account.person),
        )
    )


def _covered(reader: Reader) -> ColumnElement[bool]:
    reach = publishes_courses(reader)
    return true() if reach.everywhere else Course.organisation_id.in_(reach.organisations)
