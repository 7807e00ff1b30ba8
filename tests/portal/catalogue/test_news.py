"""Changed dates: everybody with a place is told which tasks, and nobody of a cohort that is being prepared."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import SYSTEM
from naruteo_portal.catalogue.cohorts import reschedule
from naruteo_portal.catalogue.models import Cohort, CohortState, EnrolmentState, ScheduledTask
from naruteo_portal.catalogue.schedule import Planned
from naruteo_portal.notices.models import Notice
from naruteo_testing.catalogue import make_cohort, make_edition, make_enrolment
from naruteo_testing.factories import make_account, make_organisation


def move_one(session: Session, cohort: Cohort, **by: int) -> None:
    """Save the schedule with the first task's due instant moved."""
    rows = session.scalars(
        select(ScheduledTask).where(ScheduledTask.cohort_id == cohort.id).order_by(ScheduledTask.task_id)
    ).all()
    due = [row.due_at + (timedelta(**by) if row is rows[0] else timedelta()) for row in rows]
    windows = [Planned(row.task_id, row.opens_at, at) for row, at in zip(rows, due, strict=True)]
    reschedule(session, cohort, windows, actor=SYSTEM)
    session.flush()


@pytest.fixture
def cohort(session: Session) -> Cohort:
    return make_cohort(session, make_edition(session, make_organisation(session)))


def test_people_with_a_place_are_told_which_dates_have_changed(session: Session, cohort: Cohort) -> None:
    korean, english = make_account(session), make_account(session, locale="en")
    places = [make_enrolment(session, cohort, account) for account in (korean, english)]
    make_enrolment(session, cohort, make_account(session), EnrolmentState.WAITING)
    move_one(session, cohort, days=0)
    assert session.scalars(select(Notice)).all() == []
    move_one(session, cohort, days=1)
    told = session.scalars(select(Notice).order_by(Notice.id)).all()
    assert [(each.account_id, each.address) for each in told] == [
        (place.account_id, f"/enrolments/{place.id}") for place in places
    ]
    assert told[0].body.splitlines()[2].startswith("시작: 20")
    assert told[1].body.splitlines()[2].startswith("The start: opens ")
    assert len(told[1].body.splitlines()) == 3, "the other task is as it was"


def test_a_cohort_in_preparation_is_nobodys_business(session: Session, cohort: Cohort) -> None:
    make_enrolment(session, cohort, make_account(session))
    cohort.state = CohortState.DRAFT
    move_one(session, cohort, days=1)
    assert session.scalars(select(Notice)).all() == []
