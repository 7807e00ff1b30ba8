"""The short survey before the certificate: sending it once, and reading it only as sums.

It asks how the course was received (level 1 of Kirkpatrick, Evaluating Training Programs, 1994). Who has sent it is
known, what they answered is not: a sheet carries neither account nor time. Instructors read sums of at least
LEAST_ANSWERS, once, after nobody can answer any more: sums that grew answer by answer would give each one away.
"""

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.catalogue.models import Cohort, Enrolment, EnrolmentState
from naruteo_portal.catalogue.progress import Progress
from naruteo_portal.catalogue.schedule import start_of
from naruteo_portal.core.clock import now
from naruteo_portal.core.errors import Conflict
from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.learning.models import SurveyReceipt, SurveySheet

DAYS_AFTER_THE_END = 14
LEAST_ANSWERS = 5
RATED: Mapping[str, Message] = {
    "useful": N_("What I learnt is of use in my work."),
    "clear": N_("The tasks and the readings were easy to understand."),
    "pace": N_("Difficulty and pace were right for me."),
    "help": N_("I got help when I needed it."),
    "feedback": N_("The feedback showed me what to do better."),
    "tools": N_("The notebooks and these pages worked well."),
    "confident": N_("I am confident that I can use it on my own."),
    "recommend": N_("I would recommend the course to a colleague."),
}
WRITTEN: Mapping[str, Message] = {
    "helped": N_("What helped you most?"),
    "better": N_("What should be better next time?"),
}
SCALE: Mapping[int, Message] = {
    5: N_("I agree fully"),
    4: N_("I agree"),
    3: N_("Neither agree nor disagree"),
    2: N_("I disagree"),
    1: N_("I disagree fully"),
}


class SurveyIsSent(Conflict):
    """A survey is sent once."""

    def __init__(self) -> None:
        super().__init__(N_("You have sent the survey already. Thank you."))


class SurveyIsClosed(Conflict):
    """Too late, and no harm done."""

    def __init__(self) -> None:
        super().__init__(N_("The survey has closed. You need it no longer: nothing is missing for your certificate."))


class SurveyIsNotOpen(Conflict):
    """It asks about the whole course, so it comes after it."""

    def __init__(self, from_day: date) -> None:
        super().__init__(
            N_(
                "The survey opens when you have handed in every task, and on %(day)s at the latest.",
                day=from_day,
            )
        )


def last_day_of_survey(cohort: Cohort) -> date:
    """The last day, in Korea, on which the survey of a cohort can be sent."""
    return cohort.last_day + timedelta(days=DAYS_AFTER_THE_END)


def survey_closes_at(cohort: Cohort) -> datetime:
    """The first instant that is too late."""
    return start_of(last_day_of_survey(cohort) + timedelta(days=1))


def is_open(progress: Progress, cohort: Cohort, at: datetime) -> bool:
    """Whether somebody who has come so far can send the survey: all is handed in, or the cohort's last day is here."""
    return (progress.done == progress.total or at >= start_of(cohort.last_day)) and at < survey_closes_at(cohort)


def has_sent(session: Session, enrolment: Enrolment) -> bool:
    """Whether somebody has sent the survey of their course."""
    return session.get(SurveyReceipt, enrolment.id) is not None


def send_survey(
    session: Session,
    enrolment: Enrolment,
    progress: Progress,
    ratings: Mapping[str, int],
    remarks: Mapping[str, str],
    *,
    actor: Actor,
) -> None:
    """Keep the answers without their author, and that the author has answered."""
    cohort, at = enrolment.cohort, now()
    if survey_closes_at(cohort) <= at:
        raise SurveyIsClosed
    if not is_open(progress, cohort, at):
        raise SurveyIsNotOpen(cohort.last_day)
    receipt = insert(SurveyReceipt).values(enrolment_id=enrolment.id, sent_at=at).on_conflict_do_nothing()
    if session.scalar(receipt.returning(SurveyReceipt.enrolment_id)) is None:
        raise SurveyIsSent
    session.add(
        SurveySheet(
            id=uuid.uuid4().hex, cohort_id=enrolment.cohort_id,
            ratings={question: ratings[question] for question in RATED if question in ratings},
            remarks={question: remarks[question] for question in WRITTEN if remarks.get(question)},
        )
    )  # fmt: skip
    record(session, actor, "sent the survey of", enrolment)


@dataclass(frozen=True)
class Rated:
    """How a question was answered: numbers of answers by rating, or nothing while there are too few."""

    question: Message
    counts: Mapping[int, int] | None

    @property
    def answers(self) -> int:
        """How many answered it."""
        return sum(self.counts.values()) if self.counts else 0

    @property
    def mean(self) -> float:
        """The mean rating."""
        return sum(rating * count for rating, count in self.counts.items()) / self.answers if self.counts else 0.0


@dataclass(frozen=True)
class SurveyResults:
    """What those who look after a cohort may read: no sums and remarks while somebody could be found out."""

    sent: int
    asked: int
    closes_after: date
    closed: bool
    rated: tuple[Rated, ...] = ()
    remarks: tuple[tuple[Message, tuple[str, ...]], ...] = ()


def survey_results(session: Session, cohort: Cohort) -> SurveyResults:
    """The survey of a cohort (that the reader was given by `get_cohort`), as far as it may be read now."""
    asked = session.scalar(
        select(func.count()).where(Enrolment.cohort_id == cohort.id, Enrolment.state == EnrolmentState.ADMITTED)
    )
    sheets = session.scalars(select(SurveySheet).where(SurveySheet.cohort_id == cohort.id)).all()
    closed = survey_closes_at(cohort) <= now()
    readable = closed and len(sheets) >= LEAST_ANSWERS
    return SurveyResults(
        len(sheets), asked or 0, last_day_of_survey(cohort), closed,
        tuple(Rated(words, _counts(sheets, question)) for question, words in RATED.items() if readable),
        tuple((words, _remarks(sheets, question)) for question, words in WRITTEN.items() if readable),
    )  # fmt: skip


def _counts(sheets: Sequence[SurveySheet], question: str) -> Mapping[int, int] | None:
    given = Counter(sheet.ratings[question] for sheet in sheets if question in sheet.ratings)
    return {rating: given[rating] for rating in SCALE} if given.total() >= LEAST_ANSWERS else None


def _remarks(sheets: Sequence[SurveySheet], question: str) -> tuple[str, ...]:
    """In the order of the alphabet: neither who was first nor which two remarks are one person's can be told."""
    return tuple(sorted(sheet.remarks[question] for sheet in sheets if question in sheet.remarks))
