"""Who learns and who teaches a course: the one answer that pages, exchange and Hub groups share."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.catalogue.models import (
    Cohort,
    CohortInstructor,
    CohortState,
    Course,
    Edition,
    Enrolment,
    EnrolmentState,
)


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
        session.scalars(
            select(Course.slug)
            .join(Edition)
            .join(Cohort)
            .join(CohortInstructor)
            .where(CohortInstructor.account_id == account_id)
        )
    )


def teaches_cohort(session: Session, account_id: int, cohort_id: int) -> bool:
    """Whether the account is an instructor of the cohort."""
    return session.get(CohortInstructor, (cohort_id, account_id)) is not None


def hub_groups(session: Session, account_id: int) -> list[str]:
    """The groups that JupyterHub knows the account by."""
    return sorted(
        [f"course:{slug}:learner" for slug in courses_learned(session, account_id)]
        + [f"course:{slug}:instructor" for slug in courses_taught(session, account_id)]
    )
