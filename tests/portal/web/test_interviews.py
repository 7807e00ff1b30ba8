"""Stages of candidates at an opening, interviews outside a round, and the answers of candidates."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from naruteo_portal.core.clock import KST, now
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.models import Account
from naruteo_portal.notices.models import Notice
from naruteo_portal.settings import Settings
from naruteo_portal.talent.candidates.consents import withdraw
from naruteo_portal.talent.candidates.models import Candidate, Purpose
from naruteo_portal.talent.choices.zones import choose_zone
from naruteo_portal.talent.openings.models import Opening
from naruteo_portal.talent.rankings.models import Interview, InterviewState, PipelineEntry, Stage
from naruteo_testing.candidates import make_candidate
from naruteo_testing.factories import client_of, make_account
from naruteo_testing.openings import declare_operator
from naruteo_testing.rounds import by, open_fair

IN_THREE_DAYS = (now() + timedelta(days=3)).astimezone(KST).replace(hour=15, minute=0, second=0, microsecond=0)
INVITATION = {
    "day": IN_THREE_DAYS.date().isoformat(),
    "time": "15:00",
    "minutes": "30",
    "place": "https://example.kr/r",
}


class Talks:
    """An opening, a candidate in Hanoi who reads English, and the browsers of both sides."""

    def __init__(self, app: Portal, session: Session, settings: Settings) -> None:
        fair = open_fair(session, settings)
        declare_operator(session, fair.officer)
        self.opening: Opening = fair.add_opening()
        self.account: Account = make_account(session, "Trần Thị Lan", locale="en")
        self.candidate: Candidate = make_candidate(session, self.account)
        choose_zone(session, self.account.id, "Asia/Ho_Chi_Minh", actor=by(self.account))
        self.hr = fair.hr
        self.desk: FlaskClient = client_of(app, fair.hr, session)
        self.own: FlaskClient = client_of(app, self.account, session)
        place = f"/openings/{self.opening.reference}"
        self.entry = self.desk.post(f"{place}/candidates/{self.candidate.reference}/follow").location
        self.pipeline = f"{place}/pipeline"


@pytest.fixture
def talks(app: Portal, session: Session, settings: Settings) -> Talks:
    return Talks(app, session, settings)


def test_following_twice_makes_one_entry(session: Session, talks: Talks) -> None:
    again = talks.desk.post(
        f"/openings/{talks.opening.reference}/candidates/{talks.candidate.reference}/follow"
    )  # fmt: skip
    assert again.location == talks.entry
    assert session.query(PipelineEntry).one().stage is Stage.INTERESTED
    assert talks.candidate.reference in talks.desk.get(talks.pipeline).text


def test_an_interview_is_asked_for_answered_and_told_in_both_times(session: Session, talks: Talks) -> None:
    assert talks.desk.post(f"{talks.entry}/invite", data=INVITATION).status_code == 303
    interview = session.query(Interview).one()
    assert interview.starts_at == IN_THREE_DAYS
    (told,) = session.query(Notice).filter_by(account_id=talks.account.id)
    assert "15:00 KST" in told.body
    assert "13:00 (Ho Chi Minh)" in told.body
    assert "13:00" in talks.own.get("/interviews").text
    assert "/interviews" in talks.own.get("/talent/profile").text
    home = talks.own.get("/").text
    assert f"/interviews/{interview.id}" in home and "13:00 (Ho Chi Minh)" in home
    page = talks.own.get(f"/interviews/{interview.id}").text
    assert "example.kr/r" in page
    said = {"answer": "accepted", "words": "네, 참석할게요."}
    assert talks.own.post(f"/interviews/{interview.id}", data=said).status_code == 303
    assert session.query(Notice).filter_by(account_id=talks.hr.id).count() == 1
    shown = talks.desk.get(talks.entry).text
    assert "네, 참석할게요." in shown
    assert "Trần" not in shown


def test_one_interview_waits_at_a_time_and_can_be_cancelled(session: Session, talks: Talks) -> None:
    talks.desk.post(f"{talks.entry}/invite", data=INVITATION)
    assert talks.desk.post(f"{talks.entry}/invite", data=INVITATION).status_code == 409
    interview = session.query(Interview).one()
    assert talks.desk.post(f"{talks.entry}/cancel/{interview.id}").status_code == 303
    assert talks.desk.post(f"{talks.entry}/cancel/{interview.id}").status_code == 409
    assert talks.own.post(f"/interviews/{interview.id}", data={"answer": "accepted"}).status_code == 409
    session.expire_all()
    assert interview.state is InterviewState.CANCELLED
    assert talks.desk.post(f"{talks.entry}/invite", data=INVITATION).status_code == 303


@pytest.mark.parametrize("wrong", [{"day": "2026-01-05"}, {"minutes": "2"}, {"place": ""}, {"time": "x"}])
def test_what_nobody_can_be_invited_to(talks: Talks, wrong: dict[str, str]) -> None:
    assert talks.desk.post(f"{talks.entry}/invite", data=INVITATION | wrong).status_code == 422


def test_stages_are_kept_with_notes_and_who_took_them(session: Session, talks: Talks) -> None:
    sent = {"stage": "interviewed", "note": "질문에 구체적으로 답했습니다."}
    assert talks.desk.post(f"{talks.entry}/stage", data=sent).status_code == 303
    assert talks.desk.post(f"{talks.entry}/stage", data=sent).status_code == 422
    page = talks.desk.get(talks.entry).text
    assert "질문에 구체적으로 답했습니다." in page
    assert "최유진" in page


def test_others_reach_neither_side(app: Portal, session: Session, talks: Talks) -> None:
    talks.desk.post(f"{talks.entry}/invite", data=INVITATION)
    interview = session.query(Interview).one()
    stranger = client_of(app, make_account(session), session)
    assert stranger.get(f"/interviews/{interview.id}").status_code == 404
    assert stranger.get(talks.entry).status_code == 403


def test_who_takes_the_consent_back_is_gone_from_the_pipeline(session: Session, talks: Talks) -> None:
    withdraw(session, talks.candidate, Purpose.SHOW_PROFILE, actor=by(talks.account))
    session.commit()
    assert talks.desk.get(talks.entry).status_code == 404
    assert talks.candidate.reference not in talks.desk.get(talks.pipeline).text
