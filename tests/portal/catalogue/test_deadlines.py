"""What is due when for one person."""

from datetime import UTC, datetime, timedelta

import pytest

from naruteo_portal.catalogue.deadlines import deadline_of
from naruteo_portal.catalogue.models import (
    Accommodation,
    AccommodationKind,
    Enrolment,
    LatePolicy,
    ScheduledTask,
    Task,
)

AT = datetime(2027, 3, 10, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def scheduled(policy: LatePolicy = LatePolicy.REFUSED) -> ScheduledTask:
    """A task that is due at AT, with ten minutes of grace."""
    task = Task(id=1, name="first", late_policy=policy, grace_minutes=10)
    return ScheduledTask(task_id=1, task=task, opens_at=AT - 7 * DAY, due_at=AT)


def granted(kind: AccommodationKind, due_at: datetime | None = None, *, ended: bool = False) -> Enrolment:
    one = Accommodation(task_id=1, kind=kind, due_at=due_at, ended_at=AT if ended else None)
    return Enrolment(accommodations=[Accommodation(task_id=2, kind=AccommodationKind.EXCUSE, ended_at=None), one])


def test_whoever_was_granted_nothing_has_the_cohorts_dates() -> None:
    deadline = deadline_of(Enrolment(accommodations=[]), scheduled())
    assert (deadline.opens_at, deadline.due_at) == (AT - 7 * DAY, AT)
    assert (deadline.extended, deadline.excused) == (False, False)


@pytest.mark.parametrize(("minutes", "late"), [(0, False), (10, False), (11, True)])
def test_grace_is_part_of_being_in_time(minutes: int, late: bool) -> None:
    deadline = deadline_of(Enrolment(accommodations=[]), scheduled())
    assert deadline.late_at(AT + timedelta(minutes=minutes)) is late


def test_an_extension_moves_due_instant_and_grace() -> None:
    deadline = deadline_of(granted(AccommodationKind.EXTENSION, AT + DAY), scheduled())
    assert deadline.due_at == AT + DAY
    assert deadline.extended
    assert not deadline.late_at(AT + DAY + timedelta(minutes=10))
    assert deadline.late_at(AT + DAY + timedelta(minutes=11))


def test_an_extension_that_the_cohort_has_overtaken_takes_nothing_away() -> None:
    deadline = deadline_of(granted(AccommodationKind.EXTENSION, AT - DAY), scheduled())
    assert deadline.due_at == AT
    assert not deadline.extended


def test_what_has_ended_no_longer_counts() -> None:
    assert not deadline_of(granted(AccommodationKind.EXCUSE, ended=True), scheduled()).excused


def test_nothing_is_late_for_who_is_excused_or_where_the_course_does_not_mind() -> None:
    assert not deadline_of(granted(AccommodationKind.EXCUSE), scheduled()).late_at(AT + 30 * DAY)
    assert not deadline_of(Enrolment(accommodations=[]), scheduled(LatePolicy.NONE)).late_at(AT + 30 * DAY)
