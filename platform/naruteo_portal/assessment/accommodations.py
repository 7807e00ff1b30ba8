"""Extensions and excuses: granting one, changing it, ending it; lateness follows in the same transaction."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from naruteo_portal.assessment.calendar_errors import (
    AccommodationHasChanged,
    ExtensionTooLate,
    NothingLeftToDo,
    NotLonger,
)
from naruteo_portal.assessment.calendar_news import tell_deadline
from naruteo_portal.assessment.lateness import attempts_of, judge_again, judged_otherwise
from naruteo_portal.assessment.models import Submission
from naruteo_portal.audit.events import Actor, record
from naruteo_portal.catalogue.deadlines import Deadline, deadline_of, in_force
from naruteo_portal.catalogue.errors import CohortIsClosed, NotInThatState
from naruteo_portal.catalogue.models import (
    Accommodation,
    AccommodationKind,
    CohortState,
    Enrolment,
    EnrolmentState,
    ScheduledTask,
)
from naruteo_portal.catalogue.schedule import start_of
from naruteo_portal.core.clock import now
from naruteo_portal.identity.names import both_names

ENROLMENT_COLUMNS = [column.key for column in inspect(Enrolment).column_attrs]


@dataclass(frozen=True)
class Grant:
    """What an instructor grants, and why."""

    kind: AccommodationKind
    due_at: datetime | None
    """For extensions only."""
    reason: str


def grant(
    session: Session, enrolment: Enrolment, scheduled: ScheduledTask, granted: Grant, *, seen: int | None, actor: Actor
) -> list[Submission]:
    """Grant somebody an extension or an excuse in place of what they have now; returns what is judged anew by it.

    `seen` is the accommodation that the instructor had before them. The enrolment's account, person, cohort, edition,
    schedule and accommodations must be loaded.
    """
    before = _hold(session, enrolment, scheduled, seen)
    if granted.due_at is not None:
        if granted.due_at <= scheduled.due_at:
            raise NotLonger(scheduled.due_at)
        if granted.due_at > (end := start_of(enrolment.cohort.ends_before)):
            raise ExtensionTooLate(end)
    if granted.kind is AccommodationKind.EXCUSE:
        _require_something_left(enrolment, scheduled)
    at = now()
    if before:
        _end(session, before, at, actor)
    accommodation = Accommodation(
        enrolment=enrolment, task_id=scheduled.task_id, kind=granted.kind, due_at=granted.due_at,
        reason=granted.reason, granted_at=at, granted_by_id=actor.account_id, ended_at=None, ended_by_id=None,
    )  # fmt: skip
    session.add(accommodation)
    # The reason may be about somebody's health: it stays with the accommodation, for those who may read that.
    record(
        session, actor, "granted", accommodation,
        enrolment_id=enrolment.id, task_id=scheduled.task_id, kind=granted.kind.value,
        due_at=granted.due_at.isoformat() if granted.due_at else None, replaces=before.id if before else None,
    )  # fmt: skip
    return _take_effect(session, enrolment, scheduled, actor)


def revoke(
    session: Session, enrolment: Enrolment, scheduled: ScheduledTask, *, seen: int | None, actor: Actor
) -> list[Submission]:
    """End what somebody was granted; the cohort's dates hold again. Returns what is judged anew by it."""
    before = _hold(session, enrolment, scheduled, seen)
    if before is None:
        raise AccommodationHasChanged
    _end(session, before, now(), actor)
    record(session, actor, "revoked", before, enrolment_id=enrolment.id, task_id=scheduled.task_id)
    return _take_effect(session, enrolment, scheduled, actor)


def late_without(session: Session, enrolment: Enrolment, scheduled: ScheduledTask) -> int:
    """How many attempts would be late if what was granted were revoked."""
    attempts = attempts_of(session, enrolment.id, scheduled.task_id)
    return sum(not each.late for each in judged_otherwise(attempts, Deadline(scheduled, None)))


def _hold(session: Session, enrolment: Enrolment, scheduled: ScheduledTask, seen: int | None) -> Accommodation | None:
    """Let nobody hand in or grant until the transaction ends, and make sure that nobody else granted first."""
    session.refresh(enrolment, [*ENROLMENT_COLUMNS, "accommodations"], with_for_update={"of": Enrolment})
    if enrolment.cohort.state is CohortState.CLOSED:
        raise CohortIsClosed
    if enrolment.state is not EnrolmentState.ADMITTED:
        raise NotInThatState(both_names(enrolment.account.person))
    present = in_force(enrolment.accommodations, scheduled.task_id)
    if (present.id if present else None) != seen:
        raise AccommodationHasChanged
    return present


def _end(session: Session, accommodation: Accommodation, at: datetime, actor: Actor) -> None:
    accommodation.ended_at, accommodation.ended_by_id = at, actor.account_id
    # Before another one begins: at most one of them is in force.
    session.flush()


def _require_something_left(enrolment: Enrolment, scheduled: ScheduledTask) -> None:
    if all(
        other.task_id == scheduled.task_id or deadline_of(enrolment, other).excused
        for other in enrolment.cohort.schedule
    ):
        raise NothingLeftToDo


def _take_effect(session: Session, enrolment: Enrolment, scheduled: ScheduledTask, actor: Actor) -> list[Submission]:
    deadline = deadline_of(enrolment, scheduled)
    tell_deadline(session, enrolment, deadline)
    otherwise = judged_otherwise(attempts_of(session, enrolment.id, scheduled.task_id), deadline)
    judge_again(session, otherwise, actor=actor)
    return otherwise
