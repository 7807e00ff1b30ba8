"""Asking about an outcome, taking the question back, prolonging its time, and a named human's answer."""

from sqlalchemy import exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.catalogue.register.entries import refuse_resident_number
from naruteo_portal.core.clock import now, today_in_korea
from naruteo_portal.core.errors import NotAllowed
from naruteo_portal.core.jobs import enqueue
from naruteo_portal.core.references import Numbered, new_reference
from naruteo_portal.identity.permissions import runs_rounds
from naruteo_portal.identity.readers import Reader
from naruteo_portal.talent.answers.clock import answer_clock
from naruteo_portal.talent.answers.errors import NoMoreTime, QuestionMoved, QuestionOpen, TookPart, WrongAnswer
from naruteo_portal.talent.answers.models import Extension, OutcomeQuestion, QuestionKind, QuestionState
from naruteo_portal.talent.answers.news import tell_answered, tell_asked, tell_longer
from naruteo_portal.talent.answers.words import ANSWERS
from naruteo_portal.talent.rounds.models import Outcome


def ask(session: Session, outcome: Outcome, kind: QuestionKind, words: str, *, actor: Actor) -> OutcomeQuestion:
    """Ask about an outcome that `own_outcome` gave; one question at a time. The assignment is run again as evidence."""
    refuse_resident_number("words", words)
    question = OutcomeQuestion(
        reference=_new_reference(session), outcome=outcome, kind=kind, state=QuestionState.OPEN, words=words,
        asked_at=now(), asked_on=today_in_korea(), answered_at=None, answered_by_id=None, withdrawn_at=None,
        extensions=[], rerun=None,
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(question)
    except IntegrityError:
        raise QuestionOpen from None
    record(session, actor, "asked about an outcome", question, kind=kind.value, round=outcome.round.reference)
    tell_asked(session, question)
    enqueue(session, "talent.rerun_for_question", question_id=question.id)
    return question


def ask_for_explanation(session: Session, outcome: Outcome) -> None:
    """Have one outcome explained with its smallest changes, soon."""
    enqueue(
        session, "talent.explain_outcome", outcome_id=outcome.id, once=f"explanation of outcome {outcome.id}"
    )  # fmt: skip


def withdraw(session: Session, question: OutcomeQuestion, *, actor: Actor) -> None:
    """Take one's own question back before it is answered."""
    _hold(session, question)
    question.state, question.withdrawn_at = QuestionState.WITHDRAWN, now()
    record(session, actor, "took a question back", question)


def prolong(
    session: Session, question: OutcomeQuestion, reason: str, *, version: int, reader: Reader, actor: Actor
) -> None:
    """Take thirty days more, with the reason that the candidate is told; NoMoreTime after two."""
    _check_answerer(question, reader)
    refuse_resident_number("reason", reason)
    _hold(session, question, version)
    if not answer_clock(question.asked_on, len(question.extensions), today_in_korea()).may_extend:
        raise NoMoreTime
    question.extensions.append(
        Extension(number=len(question.extensions) + 1, at=now(), by_id=reader.account_id, reason=reason)
    )
    question.version += 1
    record(session, actor, "prolonged a question", question, number=len(question.extensions))
    tell_longer(session, question)


def answer(
    session: Session, question: OutcomeQuestion, state: QuestionState, words: str, *, version: int, reader: Reader,
    actor: Actor,
) -> None:  # fmt: skip
    """Answer a question that `get_question` gave, as a named human who did not confirm the round."""
    _check_answerer(question, reader)
    refuse_resident_number("words", words)
    if state not in ANSWERS[question.kind]:
        raise WrongAnswer
    _hold(session, question, version)
    question.state, question.answer = state, words
    question.answered_at, question.answered_by_id = now(), reader.account_id
    question.version += 1
    record(session, actor, "answered a question", question, state=state.value)
    tell_answered(session, question)


def took_part(outcome: Outcome) -> frozenset[int]:
    """Accounts of those who confirmed the round or changed this outcome by hand; its round must be loaded."""
    return frozenset(each for each in (outcome.round.confirmed_by_id, outcome.override_by_id) if each is not None)


def _check_answerer(question: OutcomeQuestion, reader: Reader) -> None:
    if not runs_rounds(reader):
        raise NotAllowed
    if reader.account_id in took_part(question.outcome):
        raise TookPart


def _hold(session: Session, question: OutcomeQuestion, version: int | None = None) -> None:
    session.refresh(question, ["state", "version"], with_for_update=True)
    if question.state is not QuestionState.OPEN or version not in (None, question.version):
        raise QuestionMoved


def _new_reference(session: Session) -> str:
    return new_reference(
        Numbered.QUESTION, now(),
        lambda number: bool(session.scalar(select(exists().where(OutcomeQuestion.reference == number)))),
    )  # fmt: skip
