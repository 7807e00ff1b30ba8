"""The pre-check: three outcomes for visitors, reasons and sources, an estimate that is called one, and no record."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from naruteo_portal.audit.models import Event
from naruteo_portal.core.clock import today_in_korea
from naruteo_portal.identity import limits
from naruteo_portal.incentives.pre_check import GOALS, look
from naruteo_portal.incentives.programmes import programme_in_force
from naruteo_testing.claims import confirm_figures

TRAINING = "employer_training"
ANSWERS = {
    "mode": "classroom", "hours": "10", "trainee": "insured", "firm_size": "priority", "part_ended_on": "2026-11-01",
    "recognised": "yes", "restricted": "no",
}  # fmt: skip


def ask(client: FlaskClient, programme: str = TRAINING, **answers: str) -> tuple[int, str]:
    answer = client.get("/pre-check", query_string={"programme": programme, "check": "1", **answers})
    return answer.status_code, answer.text


def test_every_goal_asks_few_questions_of_its_programme(client: FlaskClient, session: Session) -> None:
    page = client.get("/pre-check").text
    for name, goal in GOALS.items():
        assert f"programme={name}" in page
        assert 5 <= len(goal.questions) <= 7
        facts = programme_in_force(session, name).facts
        assert {each for each in goal.questions if each not in facts} <= {"recognised"}
        questions = client.get("/pre-check", query_string={"programme": name})
        assert questions.status_code == 200
        assert 'method="get"' in questions.text
    assert "/pre-check" in client.get("/sign-in").text
    assert "programme=employer_training" in client.get("/pre-check?programme=unheard-of").text


def test_what_is_not_confirmed_leaves_it_undetermined(client: FlaskClient) -> None:
    status, page = ask(client, **ANSWERS)
    assert status == 200
    assert "판단할 수 없습니다" in page
    assert "아직 추정할 수 없습니다" in page
    # Reasons with their sources, and the figure that nobody has found.
    assert "국민 평생 직업능력 개발법 제24조 제1항" in page
    assert "기준단가: 금액이나 기준을 찾지 못했습니다" in page
    # The address holds the answers, so the form shows them again.
    assert 'value="priority" checked' in page


def test_a_condition_that_fails_decides_and_says_what_can_be_done(client: FlaskClient) -> None:
    for name, value in (("recognised", "no"), ("restricted", "yes"), ("hours", "3.9"), ("trainee", "nobody_of_these")):
        page = ask(client, **{**ANSWERS, name: value})[1]
        assert "지원 대상이 아닙니다" in page, name
        assert "추정 금액" not in page, name
    assert "더 긴 과정으로 인정받아 주세요" in ask(client, **{**ANSWERS, "hours": "3.9"})[1]


def test_the_answer_with_confirmed_figures_and_the_range_of_what_is_open(
    client: FlaskClient, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Without the standard cost there is not even an estimate; what was tried and what is not confirmed is told.
    programme = programme_in_force(session, TRAINING)
    estimate = look(programme, {"hours": 10, "part_ended_on": "2026-11-01"}).estimate
    assert estimate is not None
    assert (estimate.least, estimate.varied) == (None, ("firm_size", "mode"))
    assert {"unit_cost", "support_rate"} <= {used.name for used in estimate.unconfirmed}
    confirm_figures(tmp_path, monkeypatch)
    page = ask(client, **ANSWERS)[1]
    assert "지원 대상입니다" in page
    assert "훈련생 한 명의 금액: 63,000원" in page
    # Unknown are the size of the firm and the mode: 5,000 to 7,000 won an hour, 40 to 90 per cent.
    page = ask(client, **{**ANSWERS, "firm_size": "", "mode": ""})[1]
    assert "20,000원~63,000원" in page
    assert "기업 규모, 훈련 방법" in page


def test_days_that_no_rule_covers_are_undetermined(client: FlaskClient) -> None:
    page = ask(client, **{**ANSWERS, "part_ended_on": "2020-01-01"})[1]
    assert "그날의 규정이 준비되어 있지 않습니다" in page
    later = str(today_in_korea() + timedelta(days=400))
    assert ask(client, "talent_premium_training", ended_on=later)[0] == 200


def test_what_cannot_be_read_is_said_at_its_question(client: FlaskClient) -> None:
    for name, value in (
        ("hours", "many"), ("hours", "5001"), ("hours", "1.55"), ("part_ended_on", "2026-02-30"), ("mode", "by mail"),
        ("part_ended_on", "9999-12-31"),
    ):  # fmt: skip
        status, page = ask(client, **{**ANSWERS, name: value})
        assert status == 422, (name, value)
        assert f'href="#{name}' in page, (name, value)


def test_nothing_is_stored_and_nobody_asks_without_end(
    client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PRE_CHECK_FROM_ADDRESS", limits.Limit("pre-check-address", 2, 15))
    for status in (200, 200, 429):
        assert ask(client, **ANSWERS)[0] == status
    assert session.scalar(select(func.count(Event.id))) == 0
