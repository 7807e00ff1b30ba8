"""Reading extensions and excuses, for those who teach the cohort."""

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from naruteo_portal.catalogue.access import taught_by
from naruteo_portal.catalogue.models import (
    Accommodation,
    Cohort,
    Edition,
    Enrolment,
    EnrolmentState,
    ScheduledTask,
)
from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.paging import Page, page_of
from naruteo_portal.identity.models import Account
from naruteo_portal.identity.readers import Reader


def get_taught_place(
    session: Session, reader: Reader, enrolment_id: int, task_name: str
) -> tuple[Enrolment, ScheduledTask]:
    """A person's place in a cohort that the reader teaches, with all they were ever granted, and a task's dates."""
    enrolment = session.scalar(
        select(Enrolment)
        .where(
            Enrolment.id == enrolment_id,
            Enrolment.cohort_id.in_(taught_by(reader.account_id)),
            Enrolment.state == EnrolmentState.ADMITTED,
        )
        .options(
            # The page names the person, the course and who granted what when.
            joinedload(Enrolment.account).joinedload(Account.person),
            joinedload(Enrolment.cohort).options(
                joinedload(Cohort.edition).joinedload(Edition.course),
                selectinload(Cohort.schedule).joinedload(ScheduledTask.task),
            ),
            selectinload(Enrolment.accommodations).options(
                joinedload(Accommodation.granted_by).joinedload(Account.person),
                joinedload(Accommodation.ended_by).joinedload(Account.person),
            ),
        )
    )
    if enrolment is None:
        raise NotFound
    for scheduled in enrolment.cohort.schedule:
        if scheduled.task.name == task_name:
            return enrolment, scheduled
    raise NotFound


def find_accommodations(
    session: Session, reader: Reader, cohort_id: int, *, ended: bool, page: int
) -> Page[Accommodation]:
    """What people of a cohort that the reader teaches were granted, in force or ended, the latest first."""
    query = (
        select(Accommodation)
        .join(Accommodation.enrolment)
        .where(
            Enrolment.cohort_id == cohort_id,
            Enrolment.cohort_id.in_(taught_by(reader.account_id)),
            Accommodation.ended_at.is_not(None) if ended else Accommodation.ended_at.is_(None),
        )
        .order_by(Accommodation.granted_at.desc(), Accommodation.id.desc())
        # Each line names the person, the task and who granted it.
        .options(
            contains_eager(Accommodation.enrolment).joinedload(Enrolment.account).joinedload(Account.person),
            joinedload(Accommodation.task),
            joinedload(Accommodation.granted_by).joinedload(Account.person),
        )
    )
    return page_of(session, query, page)
