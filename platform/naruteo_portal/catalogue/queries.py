"""Reading courses, cohorts and enrolments, never more than the reader may see."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.catalogue.models import Cohort, Course, Edition


def has_cohorts(session: Session, slug: str) -> bool:
    """Whether a course was ever offered."""
    query = select(Cohort.id).join(Edition).join(Course).where(Course.slug == slug).limit(1)
    return session.scalar(query) is not None
