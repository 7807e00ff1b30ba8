"""Results with their reasons, and questions about them: who asks, who answers, until when, with which evidence."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor
from naruteo_portal.core.clock import now, today_in_korea
from naruteo_portal.core.errors import NotAllowed, NotFound
from naruteo_portal.core.jobs import Worker
from naruteo_portal.core.paper import write_pdf
from naruteo_portal.notices.models import Notice
from naruteo_portal.settings import Settings
from naruteo_portal.talent.answers.errors import NoMoreTime, QuestionMoved, QuestionOpen, TookPart, WrongAnswer
from naruteo_portal.talent.answers.jobs import explain_outcome, explain_rounds, rerun_for_question
from naruteo_portal.talent.answers.letters import answer_letter, result_paper
from naruteo_portal.talent.answers.models import (
    Extension,
    OutcomeExplanation,
    QuestionKind,
    QuestionState,
    Rerun,
)
from naruteo_portal.talent.answers.papers import reply_of, result_of
from naruteo_portal.talent.answers.queries import (
    QuestionFilter,
    find_questions,
    get_question,
    own_outcome,
    own_question,
)
from naruteo_portal.talent.answers.questions import answer, ask, prolong, withdraw
from naruteo_portal.talent.choices.arranging import Standing
from naruteo_portal.talent.choices.tracking import stage_of
from naruteo_portal.talent.rounds.states import RoundState
from naruteo_testing.answers import LEFT, TOOK, make_question, outcome_of, publish_fair
from naruteo_testing.factories import make_account, make_reader
from naruteo_testing.rounds import Fair, by


@pytest.fixture
def fair(session: Session, settings: Settings) -> Fair:
    return publish_fair(session, settings)


@pytest.fixture
def worker(engine: Engine, settings: Settings) -> Worker:
    return Worker(engine, settings)


def told(session: Session, fair: Fair) -> list[Notice]:
    """What the candidate who is left over was told, in order."""
    account_id = fair.candidates[LEFT].account_id
    return list(session.scalars(select(Notice).where(Notice.account_id == account_id).order_by(Notice.id)))


def test_outcomes_are_explained_once_exactly_and_without_others(session: Session, fair: Fair, worker: Worker) -> None:
    explain_rounds(worker)
    explain_rounds(worker)
    kept = {each.outcome_id: each for each in session.scalars(select(OutcomeExplanation))}
    left = kept[outcome_of(session, fair, LEFT).id]
    assert [each["kind"] for each in left.reasons] == ["full", "unplaced"]
    assert (left.reasons[0]["facts"]["rank"], left.reasons[0]["facts"]["cutoff"]) == (2, 1)
    assert {each["kind"] for each in left.reasons[0]["changes"]} == {"rank", "seats"}
    said = " ".join(left.reasons[0]["said"]["ko"])
    assert "설비 데이터 담당 (한강정밀)" in said and "2번째" in said
    assert fair.candidates[TOOK].reference not in str(left.reasons)
    made_at = left.made_at
    explain_outcome(worker, left.outcome_id)
    session.refresh(left)
    assert left.made_at == made_at


def test_nobody_sees_an_outcome_of_others_or_before_it_is_published(session: Session, fair: Fair) -> None:
    assert outcome_of(session, fair, TOOK).opening_id == fair.openings[0].id
    with pytest.raises(NotFound):
        own_outcome(session, fair.candidates[TOOK], "RD-2026-2222-22")
    fair.round.state = RoundState.CONFIRMED
    session.flush()
    with pytest.raises(NotFound):
        outcome_of(session, fair, TOOK)


def test_a_question_is_answered_by_a_named_human_who_did_not_confirm(session: Session, fair: Fair) -> None:
    question = make_question(session, fair)
    other, said = make_reader(session, fair.officer), "순위가 두 번째였고 정원은 한 명이었습니다."

    def send(state: QuestionState, account: Any = fair.officer) -> None:
        answer(
            session, question, state, said, version=1, reader=make_reader(session, account), actor=by(account)
        )  # fmt: skip

    with pytest.raises(TookPart):
        send(QuestionState.DISMISSED, fair.second_officer)
    with pytest.raises(WrongAnswer):
        send(QuestionState.EXPLAINED)
    with pytest.raises(NotAllowed):
        send(QuestionState.DISMISSED, make_account(session))
    send(QuestionState.DISMISSED)
    with pytest.raises(QuestionMoved):
        send(QuestionState.UPHELD)
    subjects = [each.subject for each in told(session, fair)]
    assert subjects[-2:] == [f"접수증: 요청 {question.reference}", f"요청 {question.reference}에 답변했어요"]
    session.commit()
    session.expire_all()
    reply = reply_of(get_question(session, other, question.reference))
    assert reply is not None and reply.answered_by["ko"] == "강민호"
    korean, english = answer_letter(reply, "ko"), answer_letter(reply, "en")
    assert said in str(korean.blocks) and "제37조의2제3항" in str(korean.blocks)
    assert "article 37-2 (3)" in str(english.blocks)
    assert write_pdf(korean).startswith(b"%PDF")


def test_the_assignment_is_run_again_as_evidence(session: Session, fair: Fair, worker: Worker) -> None:
    question = make_question(session, fair)
    rerun_for_question(worker, question.id)
    rerun_for_question(worker, question.id)
    evidence = session.scalars(select(Rerun)).one()
    assert evidence.input_sha256 == fair.round.input_sha256 and evidence.faults == []
    assert evidence.is_frozen_input and evidence.same_for_everybody and evidence.same_for_candidate
    # Only who runs and audits rounds reads who was the last to be placed.
    assert fair.candidates[TOOK].reference in " ".join(evidence.reasons["ko"])


def test_one_question_at_a_time_and_it_may_be_taken_back(session: Session, fair: Fair) -> None:
    question, own = make_question(session, fair), Actor("person", fair.candidates[LEFT].account_id)
    with pytest.raises(QuestionOpen):
        ask(session, outcome_of(session, fair, LEFT), QuestionKind.REFUSAL, "다시 보아 주세요.", actor=own)
    with pytest.raises(NotFound):
        own_question(session, fair.candidates[TOOK], question.reference)
    withdraw(session, question, actor=own)
    with pytest.raises(QuestionMoved):
        withdraw(session, question, actor=own)
    assert make_question(session, fair, QuestionKind.REFUSAL).state is QuestionState.OPEN


def test_time_is_taken_twice_with_reason_and_not_when_it_is_late(session: Session, fair: Fair) -> None:
    question, reader = make_question(session, fair), make_reader(session, fair.officer)
    for version in (1, 2):
        prolong(session, question, "자료 확인", version=version, reader=reader, actor=by(fair.officer))
    with pytest.raises(NoMoreTime):
        prolong(session, question, "자료 확인", version=3, reader=reader, actor=by(fair.officer))
    due = today_in_korea() + timedelta(days=90)
    assert f"{due.year}. {due.month}. {due.day}." in told(session, fair)[-1].body
    session.execute(delete(Extension))
    session.expire_all()
    question = own_question(session, fair.candidates[LEFT], question.reference)
    question.asked_on = today_in_korea() - timedelta(days=31)
    session.flush()
    with pytest.raises(NoMoreTime):
        prolong(session, question, "자료 확인", version=3, reader=reader, actor=by(fair.officer))


def test_officers_find_what_is_due(session: Session, fair: Fair) -> None:
    question, reader = make_question(session, fair), make_reader(session, fair.officer)
    everything, overdue = QuestionFilter(), QuestionFilter(overdue=True)
    assert [each.reference for each in find_questions(session, reader, everything, 1).rows] == [question.reference]
    assert find_questions(session, reader, overdue, 1).total == 0
    question.asked_on = today_in_korea() - timedelta(days=31)
    session.flush()
    assert find_questions(session, reader, overdue, 1).total == 1
    session.add(Extension(question_id=question.id, number=1, at=now(), by_id=fair.officer.id, reason="자료 확인"))
    session.flush()
    assert find_questions(session, reader, overdue, 1).total == 0
    with pytest.raises(NotFound):
        find_questions(session, make_reader(session, make_account(session)), everything, 1)


def test_the_result_is_a_paper_in_both_languages(session: Session, fair: Fair, worker: Worker) -> None:
    explain_rounds(worker)
    outcome = outcome_of(session, fair, LEFT)
    explanation = session.get(OutcomeExplanation, outcome.id)
    result = result_of(outcome, explanation, stage_of(outcome.round, Standing.CERTIFIED, outcome))
    korean, english = result_paper(result, "ko"), result_paper(result, "en")
    assert "2번째" in str(korean.blocks) and "place 2" in str(english.blocks)
    assert fair.candidates[TOOK].reference not in str(korean.blocks) + str(english.blocks)
    assert write_pdf(korean) == write_pdf(korean)
