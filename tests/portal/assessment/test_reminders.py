"""Reminders: those who have not handed in what is due soon, once."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from naruteo_portal.assessment.reminder_jobs import remind_of_due
from naruteo_portal.assessment.reminders import remind
from naruteo_portal.catalogue.models import Accommodation, AccommodationKind, CohortState, Enrolment, EnrolmentState
from naruteo_portal.core.clock import now
from naruteo_portal.core.jobs import Worker
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.notices.models import Notice, NoticeKind
from naruteo_portal.settings import Settings
from naruteo_testing.classroom import Classroom, make_classroom
from naruteo_testing.submissions import make_release, make_submission


@pytest.fixture
def room(session: Session, settings: Settings) -> Classroom:
    """A task that is due tomorrow."""
    room = make_classroom(session, BlobStore(settings.blobs))
    room.add_task("week1", release=False)
    return room


def reminded(session: Session) -> list[int]:
    session.flush()
    return list(session.scalars(select(Notice.account_id).where(Notice.kind == NoticeKind.DUE_SOON)))


def test_whoever_has_not_handed_in_is_reminded_once(session: Session, room: Classroom) -> None:
    diligent = room.add_learner(name="이바다")
    place = session.scalars(select(Enrolment).where(Enrolment.account_id == diligent.id)).one()
    make_submission(session, place, make_release(session, room.tasks["week1"], room.blobs))
    for _ in range(2):
        remind(session, 48)
    assert reminded(session) == [room.learner.id]
    notice = session.scalars(select(Notice)).one()
    assert notice.address == f"/cohorts/{room.cohort.id}/tasks/week1"
    assert "마감" in notice.subject


def test_nobody_is_reminded_too_early_or_too_late_or_of_what_is_closed(session: Session, room: Classroom) -> None:
    scheduled = room.scheduled["week1"]
    remind(session, 1)
    scheduled.opens_at, scheduled.due_at = now() - timedelta(days=2), now() - timedelta(minutes=1)
    remind(session, 48)
    scheduled.opens_at, scheduled.due_at = now() + timedelta(hours=1), now() + timedelta(hours=2)
    remind(session, 48)
    scheduled.opens_at, room.cohort.state = now() - timedelta(days=2), CohortState.CLOSED
    remind(session, 48)
    assert reminded(session) == []


def test_more_time_moves_the_reminder_and_an_excuse_spares_it(session: Session, room: Classroom) -> None:
    task = room.tasks["week1"]
    for kind, name, days in (("extension", "이바다", 9), ("excuse", "강나루", None)):
        account = room.add_learner(name=name)
        place = session.scalars(select(Enrolment).where(Enrolment.account_id == account.id)).one()
        session.add(
            Accommodation(
                enrolment_id=place.id, task_id=task.id, kind=AccommodationKind(kind), reason="입원", granted_at=now(),
                due_at=now() + timedelta(days=days) if days else None, granted_by_id=room.instructor.id,
            )
        )  # fmt: skip
    remind(session, 48)
    assert reminded(session) == [room.learner.id]
    remind(session, 10 * 24)
    assert len(reminded(session)) == 2


def test_only_those_with_a_place_are_reminded(session: Session, room: Classroom) -> None:
    room.add_learner(EnrolmentState.WAITING)
    room.add_learner(EnrolmentState.WITHDRAWN)
    remind(session, 48)
    assert reminded(session) == [room.learner.id]


def test_the_job_reminds_as_early_as_the_settings_say(
    session: Session, engine: Engine, settings: Settings, room: Classroom
) -> None:
    session.commit()
    remind_of_due(Worker(engine, settings.model_copy(update={"due_reminder_hours": 12})))
    assert reminded(session) == []
    session.rollback()
    for _ in range(2):
        remind_of_due(Worker(engine, settings))
    assert reminded(session) == [room.learner.id]
