"""Results in pages: reasons, taking the place, asking a human; and the officers' side of questions."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from naruteo_portal.core.jobs import Worker
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.models import OrganisationKind, Role
from naruteo_portal.settings import Settings
from naruteo_portal.talent.answers.jobs import explain_rounds, rerun_for_question
from naruteo_portal.talent.answers.models import OutcomeQuestion, QuestionState
from naruteo_portal.talent.rounds.models import OfferState
from naruteo_testing.answers import LEFT, TOOK, make_question, outcome_of, publish_fair
from naruteo_testing.factories import client_of, make_account, make_organisation
from naruteo_testing.rounds import HOUR, Fair


@pytest.fixture
def fair(session: Session, settings: Settings) -> Fair:
    return publish_fair(session, settings)


def candidate_of(app: Portal, session: Session, fair: Fair, number: int) -> FlaskClient:
    session.refresh(fair.candidates[number], ["account"])
    return client_of(app, fair.candidates[number].account, session)


def test_the_result_says_why_as_soon_as_the_reasons_are_made(
    app: Portal, session: Session, fair: Fair, engine: Engine, settings: Settings
) -> None:
    client, address = candidate_of(app, session, fair, LEFT), f"/results/{fair.round.reference}"
    assert "이유를 만들고 있어요." in client.get(address).text
    explain_rounds(Worker(engine, settings))
    page = client.get(address).text
    assert "정원 1명이 모두 순위가 앞선 사람들로 찼어요" in page and "강민호" in page
    assert fair.candidates[TOOK].reference not in page
    made = client.get(f"{address}/result.pdf")
    assert made.data.startswith(b"%PDF") and "attachment" in made.headers["Content-Disposition"]


def test_a_place_is_taken_or_left_in_time(app: Portal, session: Session, fair: Fair) -> None:
    client, address = candidate_of(app, session, fair, TOOK), f"/results/{fair.round.reference}"
    assert "자리를 수락해요" in client.get(address).text
    assert client.post(address, data={}).status_code == 422
    assert client.post(address, data={"answer": "accept"}).status_code == 303
    session.expire_all()
    assert outcome_of(session, fair, TOOK).offer is OfferState.ACCEPTED
    again = client.post(address, data={"answer": "decline"})
    assert again.status_code == 422 and "이미 답하셨을 수 있어요" in again.text
    assert "자리를 수락해요" not in client.get(address).text


def test_an_offer_is_not_answered_late(app: Portal, session: Session, fair: Fair) -> None:
    client, address = candidate_of(app, session, fair, TOOK), f"/results/{fair.round.reference}"
    fair.pass_time(certify_by=-4 * HOUR, publish_at=-2 * HOUR, answer_by=-HOUR)
    session.commit()
    late = client.post(address, data={"answer": "accept"})
    assert late.status_code == 422 and "응답 마감이 지나" in late.text


def test_a_candidate_asks_and_an_officer_answers(
    app: Portal, session: Session, fair: Fair, engine: Engine, settings: Settings
) -> None:
    client, address = candidate_of(app, session, fair, LEFT), f"/results/{fair.round.reference}"
    assert client.post(f"{address}/ask", data={"kind": "appeal", "words": ""}).status_code == 422
    number = client.post(f"{address}/ask", data={"kind": "appeal", "words": "제 주민번호는 900101-1234567입니다."})
    assert number.status_code == 422 and "주민등록번호" in number.text
    sent = client.post(f"{address}/ask", data={"kind": "appeal", "words": "경력이 빠졌어요."})
    own = sent.location
    assert sent.status_code == 303 and "30일 중 0일 지남" in client.get(own).text
    assert client.get(f"{own}/letter.pdf").status_code == 404
    question = session.scalars(select(OutcomeQuestion)).one()
    rerun_for_question(Worker(engine, settings), question.id)
    desk = f"/outcome-questions/{question.reference}"
    confirmer, officer = (client_of(app, each, session) for each in (fair.second_officer, fair.officer))
    assert "다른 담당자가 답변해야 합니다." in confirmer.get(desk).text
    refused = confirmer.post(desk, data={"state": "dismissed", "words": "유지합니다.", "version": "1"})
    assert refused.status_code == 403
    page = officer.get(desk).text
    assert "동결한 입력과 같음" in page and "경력이 빠졌어요." in page
    assert officer.post(f"{desk}/longer", data={"version": "1", "reason": "자료를 확인합니다."}).status_code == 303
    assert "자료를 확인합니다." in client.get(own).text
    stale = officer.post(desk, data={"state": "dismissed", "words": "유지합니다.", "version": "1"})
    assert stale.status_code == 422 and "유지합니다." in stale.text
    # The page holds the present version, so the words can be sent again.
    assert re.search(r'name="version"[^>]*value="2"', stale.text)
    assert officer.post(desk, data={"state": "dismissed", "words": "유지합니다.", "version": "2"}).status_code == 303
    late = officer.post(desk, data={"state": "dismissed", "words": "다른 답변입니다.", "version": "2"})
    assert late.status_code == 422 and "답변을 보내지 않았습니다." in late.text and "다른 답변입니다." in late.text
    assert "유지합니다." in client.get(own).text
    for reader, letter in ((client, f"{own}/letter.pdf"), (officer, f"{desk}/letter.pdf")):
        assert reader.get(letter).data.startswith(b"%PDF")
    assert "대기 중인 요청이 없습니다" in officer.get("/outcome-questions").text
    assert question.reference in officer.get("/outcome-questions?state=all&kind=appeal").text


def test_a_question_is_taken_back_and_is_nobody_elses(app: Portal, session: Session, fair: Fair) -> None:
    question = make_question(session, fair)
    other = candidate_of(app, session, fair, TOOK)
    assert other.get(f"/results/questions/{question.reference}").status_code == 404
    assert other.post(f"/results/questions/{question.reference}/take-back").status_code == 404
    own = candidate_of(app, session, fair, LEFT)
    assert own.post(f"/results/questions/{question.reference}/take-back").status_code == 303
    session.expire_all()
    assert session.get_one(OutcomeQuestion, question.id).state is QuestionState.WITHDRAWN
    assert own.post(f"/results/questions/{question.reference}/take-back").status_code == 409


def test_auditors_read_questions_and_answer_none(app: Portal, session: Session, fair: Fair) -> None:
    question = make_question(session, fair)
    agency = make_organisation(session, OrganisationKind.AGENCY)
    auditor = client_of(app, make_account(session, roles=((Role.AUDITOR, agency),)), session)
    desk = f"/outcome-questions/{question.reference}"
    assert question.reference in auditor.get("/outcome-questions").text
    assert "<textarea" not in auditor.get(desk).text
    data = {"state": "upheld", "words": "받아들입니다.", "version": "1"}
    assert auditor.post(desk, data=data).status_code == 403
    employer = client_of(app, fair.hr, session)
    assert employer.get(desk).status_code == 403
