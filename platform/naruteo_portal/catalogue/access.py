"""Who learns and who teaches a course: the one answer that pages, exchange and Hub groups share."""

from sqlalchemy import Select, Subquery, select, union_all
from sqlalchemy.orm import Session

from naruteo_portal.catalogue.models import (
    Cohort,
    CohortInstructor,
    CohortState,
    CohortSubstitute,
    Course,
    Edition,
    Enrolment,
    EnrolmentState,
)
from naruteo_portal.core.clock import today_in_korea


def teaching_today() -> Subquery:
    """Each cohort with each account that teaches it today: its instructors, and whoever stands in for them just now."""
    today = today_in_korea()
    return union_all(
        select(CohortInstructor.cohort_id, CohortInstructor.account_id),
        select(CohortSubstitute.cohort_id, CohortSubstitute.account_id).where(
            CohortSubstitute.starts_on <= today, CohortSubstitute.ends_before > today
        ),
    ).subquery()


def taught_by(account_id: int) -> Select[int]:
    """Ids of the cohorts that an account teaches today; whatever instructors may see and do asks this."""
    teaching = teaching_today()
    return select(teaching.c.cohort_id).where(teaching.c.account_id == account_id)


def teachers_of(cohort_id: int) -> Select[int]:
    """Ids of the accounts that teach a cohort today."""
    teaching = teaching_today()
    return select(teaching.c.account_id).where(teaching.c.cohort_id == cohort_id)


def courses_learned(session: Session, account_id: int) -> frozenset[str]:
    """Slugs of the courses in whose open cohorts the account has a place."""
    return frozenset(
        session.scalars(
            select(Course.slug)
            .join(Edition)
            .join(Cohort)
            .join(Enrolment)
            .where(
                Enrolment.account_id == account_id,
                Enrolment.state == EnrolmentState.ADMITTED,
                Cohort.state == CohortState.OPEN,
            )
        )
    )


def courses_taught(session: Session, account_id: int) -> frozenset[str]:
    """Slugs of the courses that the account teaches in at least one cohort."""
    return frozenset(
        session.scalars(select(Course.slug).join(Edition).join(Cohort).where(Cohort.id.in_(taught_by(account_id))))
    )


def teaches_cohort(session: Session, account_id: int, cohort_id: int) -> bool:
    """Whether the account teaches the cohort today."""
    return (
        session.scalar(select(Cohort.id).where(Cohort.id == cohort_id, Cohort.id.in_(taught_by(account_id))))
        is not None
    )


def hub_groups(session: Session, account_id: int) -> list[str]:
    """The groups that JupyterHub knows the account by."""
    return sorted(
        [f"course:{slug}:learner" for slug in courses_learned(session, account_id)]
        + [f"course:{slug}:instructor" for slug in courses_taught(session, account_id)]
    )
