"""Correcting the learning log: learners ask with a reason, instructors of the cohort answer; nothing is overwritten."""

from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, contains_eager, joinedload

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.catalogue.access import taught_by
from naruteo_portal.catalogue.models import Cohort, Edition, Enrolment
from naruteo_portal.completion.errors import CorrectionIsAsked, CorrectionIsOver, DayOutside
from naruteo_portal.completion.log import LogEntry
from naruteo_portal.core.clock import now, today_in_korea
from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.i18n import N_
from naruteo_portal.core.paging import Page, page_of
from naruteo_portal.identity.models import Account
from naruteo_portal.identity.readers import Reader
from naruteo_portal.learning.models import CorrectionState, LogCorrection
from naruteo_portal.notices.models import NoticeKind
from naruteo_portal.notices.notices import notify


def ask_correction(
    session: Session,
    enrolment: Enrolment,
    entry: LogEntry | None,
    *,
    day: date | None,
    minutes: int | None,
    words: str,
    reason: str,
    actor: Actor,
) -> LogCorrection:
    """Ask that an entry count for another day, for none, or with minutes; without an entry, that one be added."""
    cohort = enrolment.cohort
    if day is not None and not cohort.starts_on <= day <= min(cohort.last_day, today_in_korea()):
        raise DayOutside
    correction = LogCorrection(
        enrolment_id=enrolment.id, entry=entry.key if entry else "", day=day, minutes=minutes, words=words,
        reason=reason, state=CorrectionState.OPEN, asked_at=now(), answer=None, answered_at=None, answered_by_id=None,
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(correction)
    except IntegrityError:
        raise CorrectionIsAsked from None
    record(
        session, actor, "asked to correct a learning log", correction,
        enrolment=enrolment.id, entry=correction.entry, day=day.isoformat() if day else None, minutes=minutes,
    )  # fmt: skip
    return correction


def withdraw_correction(session: Session, correction: LogCorrection, *, actor: Actor) -> None:
    """Take a wish back that nobody has answered yet."""
    _require_open(session, correction)
    correction.state, correction.answered_at = CorrectionState.WITHDRAWN, now()
    record(session, actor, "took a correction back", correction)


def answer_correction(session: Session, correction: LogCorrection, accepted: bool, *, words: str, actor: Actor) -> None:
    """Accept or decline, for a reason that the learner reads; what was recorded stays beside it."""
    _require_open(session, correction)
    correction.state = CorrectionState.ACCEPTED if accepted else CorrectionState.DECLINED
    correction.answer, correction.answered_at, correction.answered_by_id = words, now(), actor.account_id
    record(session, actor, "answered a correction", correction, outcome=correction.state.value)
    place = correction.enrolment
    notify(
        session, place.account, kind=NoticeKind.LEARNING_LOG,
        subject=N_("Your learning log was corrected") if accepted else N_("Your learning log stays as it is"),
        body=N_(
            "You asked to correct your learning log of “%(course)s”. The instructor answers: %(words)s",
            course=place.cohort.edition.title, words=words,
        ),
        address=f"/enrolments/{place.id}/learning-log",
    )  # fmt: skip


def get_own_correction(session: Session, reader: Reader, correction_id: int) -> LogCorrection:
    """A wish of the reader's own; NotFound otherwise."""
    return _one(session, _with_place().where(Enrolment.account_id == reader.account_id), correction_id)


def get_correction(session: Session, reader: Reader, correction_id: int) -> LogCorrection:
    """A wish of somebody else in a cohort that the reader teaches; NotFound otherwise."""
    return _one(session, _taught_by(reader), correction_id)


def find_corrections(
    session: Session, reader: Reader, *, cohort: int | None, state: CorrectionState | None, page: int
) -> Page[LogCorrection]:
    """The wishes in the cohorts that the reader teaches: those that wait longest first, then the others."""
    query = _taught_by(reader).order_by(
        LogCorrection.state != CorrectionState.OPEN, LogCorrection.asked_at, LogCorrection.id
    )
    if cohort:
        query = query.where(Cohort.id == cohort)
    if state:
        query = query.where(LogCorrection.state == state)
    return page_of(session, query, page)


def _one(session: Session, query: Select[LogCorrection], correction_id: int) -> LogCorrection:
    found = session.scalar(query.where(LogCorrection.id == correction_id))
    if found is None:
        raise NotFound
    return found


def _with_place() -> Select[LogCorrection]:
    return (
        select(LogCorrection)
        .join(LogCorrection.enrolment)
        .join(Enrolment.cohort)
        .options(
            contains_eager(LogCorrection.enrolment).options(
                joinedload(Enrolment.account).joinedload(Account.person),
                contains_eager(Enrolment.cohort).joinedload(Cohort.edition).joinedload(Edition.course),
            ),
            joinedload(LogCorrection.answered_by).joinedload(Account.person),
        )
    )


def _taught_by(reader: Reader) -> Select[LogCorrection]:
    return _with_place().where(Cohort.id.in_(taught_by(reader.account_id)), Enrolment.account_id != reader.account_id)


def _require_open(session: Session, correction: LogCorrection) -> None:
    """Hold on to a wish until the transaction ends; CorrectionIsOver if it was answered or taken back."""
    session.refresh(correction, ["state"], with_for_update=True)
    if correction.state is not CorrectionState.OPEN:
        raise CorrectionIsOver
