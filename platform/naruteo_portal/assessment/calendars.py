"""Due dates as calendar programs read them (iCalendar, RFC 5545): course, task, instant and address, nothing else."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from icalendar import CLASS, TRANSP, Calendar, Event

from naruteo_portal.assessment.due_dates import DueDate
from naruteo_portal.catalogue.models import Accommodation
from naruteo_portal.core.i18n import N_, Locale, choose

CALENDAR_NAME = N_("Naruteo due dates")
FETCHED_EVERY = timedelta(hours=4)


def calendar_of(due: Iterable[DueDate], locale: Locale, portal_url: str) -> bytes:
    """The calendar of these due dates; what the learner is excused from is left out."""
    calendar = Calendar.new(
        prodid="-//Naruteo//Due dates//KO",
        name=CALENDAR_NAME.said_in(locale),
        language=locale,
        refresh_interval=FETCHED_EVERY,
        subcomponents=[_event(each, locale, portal_url) for each in due if not each.deadline.excused],
    )
    # RFC 7986 wants the type said; the library leaves it out.
    calendar["REFRESH-INTERVAL"].params["VALUE"] = "DURATION"
    # The library draws a new one each time; calendars need none, and the same dates should be the same bytes.
    del calendar["UID"]
    content: bytes = calendar.to_ical()
    return content


def _event(due: DueDate, locale: Locale, portal_url: str) -> Event:
    course, task, deadline = due.course, due.work.task, due.deadline
    ever = [each for each in course.enrolment.accommodations if each.task_id == task.id]
    changed = max([deadline.scheduled.set_at, *(_last_change(each) for each in ever)]).astimezone(UTC)
    title, edition = choose(task.title, locale), choose(course.cohort.edition.title, locale)
    address = f"{portal_url.rstrip('/')}/cohorts/{course.cohort.id}/tasks/{task.name}"
    return Event.new(
        uid=f"due-{course.enrolment.id}-{task.id}@{urlsplit(portal_url).hostname}",
        # Each of the changes that may have moved the instant counts, so that the number never falls.
        sequence=deadline.scheduled.moves + sum(1 if each.ended_at is None else 2 for each in ever),
        # Without a METHOD, DTSTAMP is when the entry was last revised; so the same dates are the same bytes.
        stamp=changed,
        last_modified=changed,
        start=deadline.due_at.astimezone(UTC),
        summary=N_("Due: %(task)s (%(course)s)", task=title, course=edition).said_in(locale),
        description=address,
        url=address,
        classification=CLASS.PRIVATE,
        # A due instant keeps nobody from other appointments.
        transparency=TRANSP.TRANSPARENT,
    )


def _last_change(accommodation: Accommodation) -> datetime:
    return accommodation.ended_at or accommodation.granted_at
