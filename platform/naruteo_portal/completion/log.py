"""The learning log as people read it: what was recorded, what was handed in, and corrections beside it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, joinedload

from naruteo_portal.assessment.models import Submission, SubmissionState
from naruteo_portal.catalogue.models import Cohort, Enrolment, EnrolmentState
from naruteo_portal.catalogue.schedule import start_of
from naruteo_portal.core.clock import KST
from naruteo_portal.core.errors import NotFound
from naruteo_portal.identity.models import Account, Person
from naruteo_portal.learning.days import counted_days, submission_key, trace_key
from naruteo_portal.learning.models import CorrectionState, LearningTrace, LogCorrection

Row = TypeVar("Row", LearningTrace, Submission, LogCorrection)


class EntryKind(StrEnum):
    """What an entry is evidence of."""

    TASK_OPENED = "task_opened"
    TASK_FETCHED = "task_fetched"
    READING_OPENED = "reading_opened"
    HANDED_IN = "handed_in"
    ADDED = "added"
    """By a correction that was accepted."""


@dataclass(frozen=True)
class LogEntry:
    """One line of a learning log; no instant means that only the day is known."""

    key: str
    kind: EntryKind
    day: date
    title: Mapping[str, str] | str
    first_at: datetime | None = None
    last_at: datetime | None = None
    submission: Submission | None = None
    minutes: int | None = None
    corrections: tuple[LogCorrection, ...] = ()

    @property
    def counts_for(self) -> date | None:
        """The day that counts by it: that of the latest correction which was accepted; None if it does not count."""
        accepted = [each for each in self.corrections if each.state is CorrectionState.ACCEPTED]
        return accepted[-1].day if accepted else self.day


@dataclass(frozen=True)
class LearningLog:
    """The log of one enrolment, latest entry first."""

    enrolment: Enrolment
    entries: tuple[LogEntry, ...]
    days: frozenset[date]
    """The days that count."""
    wishes: tuple[LogCorrection, ...]
    """Wishes to add an entry that were not, or not yet, granted."""

    def get_entry(self, key: str) -> LogEntry:
        """The entry of a key; NotFound if there is none that could be corrected."""
        for entry in self.entries:
            if entry.key == key and entry.kind is not EntryKind.ADDED:
                return entry
        raise NotFound

    @property
    def minutes(self) -> int:
        """The minutes that are known, all together."""
        return sum(entry.minutes or 0 for entry in self.entries)


def learning_log(session: Session, enrolment: Enrolment, *, for_graders: bool) -> LearningLog:
    """The log of an enrolment that the reader was given by `get_enrolment`."""
    return _logs(session, [enrolment], _hidden(enrolment.cohort) if for_graders else None)[0]


def cohort_logs(session: Session, cohort: Cohort) -> list[LearningLog]:
    """The logs of all who have a place in a cohort (that the reader was given by `get_cohort`), by name."""
    enrolments = session.scalars(
        select(Enrolment)
        .join(Enrolment.account)
        .join(Account.person)
        .where(Enrolment.cohort_id == cohort.id, Enrolment.state == EnrolmentState.ADMITTED)
        .order_by(Person.name_native, Enrolment.id)
        .options(contains_eager(Enrolment.account).contains_eager(Account.person))
    ).all()
    return _logs(session, enrolments, _hidden(cohort))


def whole_logs(session: Session, enrolments: Sequence[Enrolment]) -> list[LearningLog]:
    """The logs of enrolments as records of the training, whole, for whoever may see them all."""
    return _logs(session, enrolments, None)


def _hidden(cohort: Cohort) -> SubmissionState | None:
    """Who hides names from graders does not want them to find out here who handed what in."""
    return SubmissionState.NEEDS_REVIEW if cohort.anonymous_grading else None


def _logs(session: Session, enrolments: Sequence[Enrolment], hidden: SubmissionState | None) -> list[LearningLog]:
    """Three queries however many enrolments there are."""
    places = [each.id for each in enrolments]
    traces = session.scalars(select(LearningTrace).where(LearningTrace.enrolment_id.in_(places))).all()
    submissions = session.scalars(
        select(Submission)
        .where(Submission.enrolment_id.in_(places))
        .options(joinedload(Submission.task), joinedload(Submission.current_run))
    ).all()
    corrections = session.scalars(
        select(LogCorrection)
        .where(LogCorrection.enrolment_id.in_(places))
        .order_by(LogCorrection.id)
        .options(joinedload(LogCorrection.answered_by).joinedload(Account.person))
    ).all()
    shown = _by_place([each for each in submissions if each.state is not hidden])
    opened, asked = _by_place(traces), _by_place(corrections)
    return [_log(each, opened[each.id], shown[each.id], asked[each.id]) for each in enrolments]


def _by_place(rows: Sequence[Row]) -> Mapping[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.enrolment_id].append(row)
    return found


def _log(
    enrolment: Enrolment,
    traces: Sequence[LearningTrace],
    submissions: Sequence[Submission],
    corrections: Sequence[LogCorrection],
) -> LearningLog:
    accepted = [each for each in corrections if each.state is CorrectionState.ACCEPTED]
    entries = [_of_trace(each, corrections) for each in traces]
    entries += [_of_submission(each, corrections) for each in submissions]
    days = counted_days({entry.key: entry.day for entry in entries}, accepted)
    added = [each for each in accepted if not each.entry]
    entries += [
        LogEntry(f"added-{each.id}", EntryKind.ADDED, each.day, each.words, minutes=each.minutes, corrections=(each,))
        for each in added
        if each.day is not None
    ]
    entries.sort(key=lambda entry: (entry.day, entry.last_at or start_of(entry.day), entry.key), reverse=True)
    wishes = [each for each in corrections if not each.entry and each.state is not CorrectionState.ACCEPTED]
    return LearningLog(enrolment, tuple(entries), frozenset(days), tuple(wishes))


def _of_trace(trace: LearningTrace, corrections: Sequence[LogCorrection]) -> LogEntry:
    key = trace_key(trace.id)
    beside = _beside(key, corrections)
    return LogEntry(
        key, EntryKind(trace.kind.value), trace.day, trace.title, trace.first_at, trace.last_at,
        minutes=_minutes(beside), corrections=beside,
    )  # fmt: skip


def _of_submission(submission: Submission, corrections: Sequence[LogCorrection]) -> LogEntry:
    key, at = submission_key(submission.id), submission.received_at
    beside = _beside(key, corrections)
    return LogEntry(
        key, EntryKind.HANDED_IN, at.astimezone(KST).date(), submission.task.title, at, at, submission,
        minutes=_minutes(beside), corrections=beside,
    )  # fmt: skip


def _beside(key: str, corrections: Sequence[LogCorrection]) -> tuple[LogCorrection, ...]:
    return tuple(each for each in corrections if each.entry == key)


def _minutes(corrections: Sequence[LogCorrection]) -> int | None:
    """Minutes are known only where somebody has said them and an instructor has agreed; the latest word counts."""
    said = [each for each in corrections if each.state is CorrectionState.ACCEPTED]
    return said[-1].minutes if said and said[-1].day else None
