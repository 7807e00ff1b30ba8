"""Due dates across courses, and how calendar programs read them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar, Event
from sqlalchemy.orm import Session

from naruteo_portal.assessment.accommodation_queries import get_taught_place
from naruteo_portal.assessment.accommodations import Grant, grant, revoke
from naruteo_portal.assessment.calendars import calendar_of
from naruteo_portal.assessment.due_dates import DueDate, due_dates, week_of
from naruteo_portal.assessment.queries import learner_courses
from naruteo_portal.audit.events import SYSTEM, Actor
from naruteo_portal.catalogue.cohorts import reschedule
from naruteo_portal.catalogue.enrolment import withdraw
from naruteo_portal.catalogue.models import AccommodationKind
from naruteo_portal.catalogue.schedule import Planned
from naruteo_portal.core.clock import now
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.settings import Settings
from naruteo_testing.classroom import Classroom, make_classroom
from naruteo_testing.factories import make_reader
from naruteo_testing.submissions import make_submission

PORTAL = "https://portal.example.kr"
DAY = timedelta(days=1)
SUNDAY = datetime(2026, 11, 29, 3, tzinfo=UTC)


@pytest.fixture
def classroom(session: Session, settings: Settings) -> Classroom:
    """Three tasks, due two days before a Sunday's noon, on the next day, and nine days after that."""
    made = make_classroom(session, BlobStore(settings.blobs))
    for name, days in (("first", -2), ("second", 1), ("third", 10)):
        made.add_task(name)
        made.scheduled[name].opens_at, made.scheduled[name].due_at = SUNDAY - 9 * DAY, SUNDAY + days * DAY
    session.flush()
    return made


def entries(classroom: Classroom) -> list[DueDate]:
    courses = learner_courses(classroom.session, make_reader(classroom.session, classroom.learner))
    return [DueDate(course, work) for course in courses for work in course.work]


def read(classroom: Classroom) -> dict[str, Event]:
    """What a calendar program finds, by the last words of the address."""
    classroom.session.flush()
    calendar = Calendar.from_ical(calendar_of(entries(classroom), "ko", PORTAL))
    return {str(event["URL"]).rpartition("/")[2]: event for event in calendar.events}


def give(classroom: Classroom, kind: AccommodationKind, due_at: datetime | None, seen: int | None = None) -> int:
    assert classroom.enrolment is not None
    reader = make_reader(classroom.session, classroom.instructor)
    enrolment, scheduled = get_taught_place(classroom.session, reader, classroom.enrolment.id, "second")
    actor = Actor("person", classroom.instructor.id)
    grant(classroom.session, enrolment, scheduled, Grant(kind, due_at, "입원"), seen=seen, actor=actor)
    return enrolment.accommodations[-1].id


@pytest.mark.parametrize(
    ("instant", "sunday"),
    [
        (datetime(2026, 11, 28, 14, 59, tzinfo=UTC), date(2026, 11, 22)),
        (datetime(2026, 11, 28, 15, 0, tzinfo=UTC), date(2026, 11, 29)),
        (datetime(2026, 12, 5, 14, 59, tzinfo=UTC), date(2026, 11, 29)),
    ],
)
def test_weeks_begin_on_sunday_in_korea(instant: datetime, sunday: date) -> None:
    assert week_of(instant) == sunday


def test_overdue_first_then_week_by_week(classroom: Classroom, session: Session) -> None:
    courses = learner_courses(session, make_reader(session, classroom.learner))
    due = due_dates(courses, SUNDAY)
    assert [each.work.task.name for each in due.overdue] == ["first"]
    assert [(sunday, [each.work.task.name for each in week]) for sunday, week in due.weeks] == [
        (date(2026, 11, 29), ["second"]), (date(2026, 12, 6), ["third"]),
    ]  # fmt: skip
    assert due.past == ()


def test_what_was_handed_in_is_not_overdue(classroom: Classroom, session: Session) -> None:
    assert classroom.enrolment is not None
    release = classroom.release(classroom.tasks["first"])
    session.refresh(release, ["task"])
    make_submission(session, classroom.enrolment, release)
    due = due_dates(learner_courses(session, make_reader(session, classroom.learner)), SUNDAY)
    assert due.overdue == ()
    assert [each.work.task.name for each in due.past] == ["first"]


def test_a_calendar_program_reads_course_task_instant_and_address(classroom: Classroom) -> None:
    classroom.tasks["second"].title = {"ko": "둘째; 표, 그림\\와 아주 긴 제목 " + "가" * 60, "en": "Second"}
    event = read(classroom)["second"]
    assert event.start == SUNDAY + DAY
    assert str(event["SUMMARY"]) == f"마감: {classroom.tasks['second'].title['ko']} (과정)"
    assert str(event["URL"]) == str(event["DESCRIPTION"]) == f"{PORTAL}/cohorts/{classroom.cohort.id}/tasks/second"
    assert event["DTSTART"].to_ical().endswith(b"Z"), "an instant in UTC needs no VTIMEZONE"
    assert set(event) == {
        "UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "SUMMARY", "DESCRIPTION", "URL", "CLASS", "TRANSP",
    }  # fmt: skip
    content = calendar_of(entries(classroom), "ko", PORTAL)
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT4H" in content
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert content == calendar_of(entries(classroom), "ko", PORTAL), "the same dates are the same bytes"
    assert "Due: Second (Course)" in calendar_of(entries(classroom), "en", PORTAL).decode()


def test_uids_stay_and_sequences_grow(classroom: Classroom, session: Session) -> None:
    begun = read(classroom)["second"]
    row = classroom.scheduled["second"]
    reschedule(session, classroom.cohort, [Planned(row.task_id, row.opens_at, now() + 5 * DAY)], actor=SYSTEM)
    moved = read(classroom)["second"]
    first = give(classroom, AccommodationKind.EXTENSION, now() + 7 * DAY)
    extended = read(classroom)["second"]
    second = give(classroom, AccommodationKind.EXCUSE, None, seen=first)
    assert "second" not in read(classroom), "what one is excused from is left out"
    reader = make_reader(session, classroom.instructor)
    assert classroom.enrolment is not None
    place = get_taught_place(session, reader, classroom.enrolment.id, "second")
    revoke(session, *place, seen=second, actor=Actor("person", classroom.instructor.id))
    again = read(classroom)["second"]

    versions = [begun, moved, extended, again]
    assert len({str(each["UID"]) for each in versions}) == 1
    numbers = [int(each["SEQUENCE"]) for each in versions]
    assert numbers == sorted(set(numbers))
    stamps = [each.stamp for each in versions]
    assert stamps == sorted(stamps)
    assert [each.last_modified for each in versions] == stamps
    assert extended.start > moved.start == again.start


def test_whoever_has_left_finds_nothing(classroom: Classroom, session: Session) -> None:
    assert classroom.enrolment is not None
    withdraw(session, classroom.enrolment, actor=SYSTEM, reason="이사")
    assert read(classroom) == {}
