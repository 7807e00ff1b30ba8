"""Reading outcomes and questions: candidates their own in published rounds, officers and auditors all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Integer, Select, cast, false, func, select, true
from sqlalchemy.orm import Session, joinedload, selectinload

from naruteo_portal.core.clock import KST, today_in_korea
from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.paging import Page, page_of
from naruteo_portal.core.references import Numbered, read_reference
from naruteo_portal.identity.models import Account
from naruteo_portal.identity.permissions import reads_rounds
from naruteo_portal.identity.readers import Reader
from naruteo_portal.talent.answers.clock import DAYS, AnswerClock, answer_clock
from naruteo_portal.talent.answers.models import (
    Extension,
    OutcomeExplanation,
    OutcomeQuestion,
    QuestionKind,
    QuestionState,
)
from naruteo_portal.talent.candidates.models import Candidate
from naruteo_portal.talent.openings.models import Opening
from naruteo_portal.talent.rounds.models import Outcome, Round
from naruteo_portal.talent.rounds.states import PUBLIC


def own_outcome(session: Session, candidate: Candidate, reference: str) -> Outcome:
    """The candidate's outcome in a published round, with round and opening; NotFound before and for others."""
    found = session.scalar(
        select(Outcome)
        .join(Outcome.round)
        .where(
            Outcome.candidate_id == candidate.id,
            Round.reference == read_reference(Numbered.ROUND, reference),
            Round.state.in_(PUBLIC),
        )
        .options(
            joinedload(Outcome.round).joinedload(Round.supervisor).joinedload(Account.person),
            joinedload(Outcome.candidate),
            joinedload(Outcome.opening).joinedload(Opening.organisation),
        )
    )
    if found is None:
        raise NotFound
    return found


def explanation_of(session: Session, outcome: Outcome) -> OutcomeExplanation | None:
    """Why an outcome that the reader was given is what it is; None while it is being made."""
    return session.get(OutcomeExplanation, outcome.id)


def questions_of(session: Session, outcome: Outcome) -> Sequence[OutcomeQuestion]:
    """The questions about an outcome that the reader was given, the latest first."""
    query = _questions().where(OutcomeQuestion.outcome_id == outcome.id).order_by(OutcomeQuestion.id.desc())
    return session.scalars(query).unique().all()


def own_question(session: Session, candidate: Candidate, reference: str) -> OutcomeQuestion:
    """The candidate's own question; NotFound for others'."""
    return _get(session, reference, Outcome.candidate_id == candidate.id)


def get_question(session: Session, reader: Reader, reference: str) -> OutcomeQuestion:
    """A question for who runs or audits rounds; NotFound for others."""
    return _get(session, reference, true() if reads_rounds(reader) else false())


@dataclass(frozen=True)
class QuestionFilter:
    """What a list of questions is narrowed to; empty values narrow nothing."""

    state: QuestionState | None = None
    kind: QuestionKind | None = None
    overdue: bool = False


def find_questions(session: Session, reader: Reader, wanted: QuestionFilter, number: int) -> Page[OutcomeQuestion]:
    """One page of questions for who runs or audits rounds, those due first on top."""
    if not reads_rounds(reader):
        raise NotFound
    query = _questions()
    if wanted.state is not None:
        query = query.where(OutcomeQuestion.state == wanted.state)
    if wanted.kind is not None:
        query = query.where(OutcomeQuestion.kind == wanted.kind)
    if wanted.overdue:
        query = query.where(OutcomeQuestion.state == QuestionState.OPEN, _due_on() < today_in_korea())
    by_day = _due_on() if wanted.state is QuestionState.OPEN or wanted.overdue else OutcomeQuestion.id.desc()
    return page_of(session, query.order_by(by_day, OutcomeQuestion.id), number)


def clock_of(question: OutcomeQuestion, today: date | None = None) -> AnswerClock:
    """The clock of a question, as of today or of the day on which it was closed."""
    ended = question.answered_at or question.withdrawn_at
    until = ended.astimezone(KST).date() if ended else today or today_in_korea()
    return answer_clock(question.asked_on, len(question.extensions), until)


def _due_on() -> ColumnElement[date]:
    extensions = (
        select(cast(func.count(), Integer))
        .where(Extension.question_id == OutcomeQuestion.id)
        .correlate(OutcomeQuestion)
        .scalar_subquery()
    )
    return OutcomeQuestion.asked_on + DAYS * (1 + extensions)


def _questions() -> Select[OutcomeQuestion]:
    return (
        select(OutcomeQuestion)
        .join(OutcomeQuestion.outcome)
        .options(
            joinedload(OutcomeQuestion.outcome).options(
                joinedload(Outcome.round).joinedload(Round.supervisor).joinedload(Account.person),
                joinedload(Outcome.candidate),
                joinedload(Outcome.opening).joinedload(Opening.organisation),
            ),
            joinedload(OutcomeQuestion.answered_by).joinedload(Account.person),
            joinedload(OutcomeQuestion.rerun),
            selectinload(OutcomeQuestion.extensions).joinedload(Extension.by).joinedload(Account.person),
        )
    )


def _get(session: Session, reference: str, condition: ColumnElement[bool]) -> OutcomeQuestion:
    written = read_reference(Numbered.QUESTION, reference)
    found = session.scalar(_questions().where(OutcomeQuestion.reference == written, condition))
    if found is None:
        raise NotFound
    return found
