"""The pages on the way to a certificate: log, corrections, survey, certificate, and who stands where."""

import csv
import io
import re
from datetime import timedelta

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.catalogue.models import Cohort, Enrolment
from naruteo_portal.catalogue.queries import get_enrolment
from naruteo_portal.core.clock import today_in_korea
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.models import Account, Organisation, OrganisationKind, Role
from naruteo_portal.notices.models import Notice
from naruteo_testing.catalogue import make_cohort, make_edition, make_enrolment
from naruteo_testing.completion import make_answers
from naruteo_testing.factories import client_of, make_account, make_organisation, make_reader
from naruteo_testing.growth import hand_in
from naruteo_testing.served_pages import IN_BOTH_LANGUAGES, check_pages
from naruteo_testing.submissions import make_release

COMPLETION = {
    "minimum_score": 60, "minimum_per_task": 40, "must_submit": ["01-start", "02-more"], "minimum_days": 1,
    "survey": True,
}  # fmt: skip
READING = [
    {"file": "reading/a.md", "title": {"ko": "읽을거리", "en": "To read"}, "minutes": 5, "markdown": "# 글\n\n글.\n"}
]


@pytest.fixture
def provider(session: Session) -> Organisation:
    return make_organisation(session, OrganisationKind.TRAINING_PROVIDER)


@pytest.fixture
def instructor(session: Session, provider: Organisation) -> Account:
    return make_account(session, "이정민", roles=((Role.INSTRUCTOR, provider),))


@pytest.fixture
def place(session: Session, provider: Organisation, instructor: Account) -> Enrolment:
    """김하늘 in a cohort that asks for everything, after the first of two tasks."""
    edition = make_edition(session, provider, "press-line")
    edition.manifest = edition.manifest | {"completion": COMPLETION, "reading": READING}
    cohort = make_cohort(session, edition, starts_on=today_in_korea() - timedelta(days=10), instructors=(instructor,))
    account = make_account(session, "김하늘")
    made = make_enrolment(session, cohort, account)
    hand_in(session, made, make_release(session, edition.tasks[0]), 1)
    session.commit()
    return get_enrolment(session, make_reader(session, account), made.id)


@pytest.fixture
def learner(app: Portal, session: Session, place: Enrolment) -> FlaskClient:
    return client_of(app, place.account, session)


@pytest.fixture
def teacher(app: Portal, session: Session, place: Enrolment, instructor: Account) -> FlaskClient:
    return client_of(app, instructor, session)


def at(place: Enrolment, path: str = "") -> str:
    return f"/enrolments/{place.id}{path}"


def finish(session: Session, place: Enrolment) -> None:
    """Hand in and grade the other task."""
    task = next(each.task for each in place.cohort.schedule if each.task.name == "02-more")
    hand_in(session, place, make_release(session, task), 1)
    session.commit()


def certify(learner: FlaskClient, session: Session, place: Enrolment, **choice: str) -> str:
    """Go all the way; returns the certificate's number."""
    finish(session, place)
    learner.post(at(place, "/survey"), data={"useful": "5"})
    assert learner.post(at(place, "/certificate"), data=choice).status_code == 303
    number = re.search(r"[2-9A-Z]{5}(-[2-9A-Z]{5}){3}", learner.get(at(place, "/certificate")).text)
    assert number
    return number[0]


def test_a_rule_says_which_task_stands_in_its_way(learner: FlaskClient, teacher: FlaskClient, place: Enrolment) -> None:
    page = learner.get(at(place)).text
    assert "기록된 학습일: 1일 중 1일" in page
    for shown in (page, learner.get("/").text):
        assert re.search(r'href="/cohorts/\d+/tasks/02-more">더 하기</a> \(제출 전\)', shown)
    assert "설문은" in page
    seen = teacher.get(at(place)).text
    assert "더 하기 (제출 전)" in re.sub(r"\s+", " ", seen)
    assert not re.search(r"/cohorts/\d+/tasks/02-more", seen)
    standing = teacher.get(f"/cohorts/{place.cohort_id}/completion?view=unmet").text
    assert "김하늘" in standing
    assert "과제마다 40 % 이상" in standing
    assert "김하늘" not in teacher.get(f"/cohorts/{place.cohort_id}/completion?view=complete").text


def test_what_is_opened_stands_in_the_log_and_in_its_files(
    learner: FlaskClient, teacher: FlaskClient, place: Enrolment
) -> None:
    learner.get(f"/cohorts/{place.cohort_id}/tasks/02-more")
    learner.get("/courses/press-line/reading/1?edition=1")
    teacher.get("/courses/press-line/reading/1?edition=1")
    page = learner.get(at(place, "/learning-log")).text
    assert page.count("열람") >= 2
    assert "2라인" not in page
    assert "알 수 없음" in page
    sent = learner.get(at(place, "/learning-log.csv"))
    assert sent.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(sent.data.decode("utf-8-sig"))))
    assert sorted(row[5] for row in rows[1:]) == ["과제 페이지 열람", "읽기 자료 열람", "제출"]
    assert {row[8] for row in rows[1:]} == {"분을 알 수 없음"}
    sheet = openpyxl.load_workbook(io.BytesIO(learner.get(at(place, "/learning-log.xlsx")).data)).active
    assert sheet is not None
    assert sheet.max_row == len(rows)
    table = teacher.get(f"/cohorts/{place.cohort_id}/learning-log/days.csv").data.decode("utf-8-sig")
    assert table.splitlines()[1].endswith("김하늘 (Kim Haneul),1,1")
    assert teacher.get(f"/cohorts/{place.cohort_id}/learning-log/entries.xlsx").status_code == 200


def test_a_missing_entry_is_asked_for_and_added(
    learner: FlaskClient, teacher: FlaskClient, session: Session, place: Enrolment
) -> None:
    address = at(place, "/learning-log/corrections")
    sent = {
        "day": (today_in_korea() - timedelta(days=2)).isoformat(),
        "minutes": "90",
        "words": "교실에서",
        "reason": "노트북 없이",
    }
    assert learner.post(address, data={**sent, "reason": " "}).status_code == 422
    assert learner.post(address, data={**sent, "minutes": "0"}).status_code == 422
    assert learner.post(address, data={**sent, "day": "2001-01-01"}).status_code == 422
    assert learner.post(address, data=sent).status_code == 303
    assert "답변을 기다리는 정정 요청: 1건" in teacher.get(f"/cohorts/{place.cohort_id}/learning-log").text
    desk = re.search(r'href="(/log-corrections/\d+)"', teacher.get("/log-corrections?state=open").text)
    assert desk
    assert "노트북 없이" in teacher.get(desk[1]).text
    assert teacher.post(desk[1], data={"words": "", "act": "accept"}).status_code == 422
    assert teacher.post(desk[1], data={"words": "확인했습니다", "act": "accept"}).status_code == 303
    assert teacher.post(desk[1], data={"words": "다시", "act": "decline"}).status_code == 409
    page = learner.get(at(place, "/learning-log")).text
    assert "정정으로 추가" in page
    assert "확인했습니다" in page
    assert "학습 기록을 정정했습니다" in session.scalars(select(Notice.subject)).all()


def test_others_neither_read_nor_correct_a_log(
    app: Portal, session: Session, teacher: FlaskClient, place: Enrolment
) -> None:
    stranger = client_of(app, make_account(session, "남궁민"), session)
    for path in ("/learning-log", "/learning-log.csv", "/survey", "/certificate"):
        assert stranger.get(at(place, path)).status_code == 404
    assert teacher.get(at(place, "/learning-log/corrections")).status_code == 403
    assert teacher.get(at(place, "/survey")).status_code == 403
    assert teacher.post(at(place, "/certificate/shown")).status_code == 403
    assert stranger.get(f"/cohorts/{place.cohort_id}/learning-log").status_code == 403


def test_the_survey_waits_for_the_last_task_and_is_sent_once(
    learner: FlaskClient, session: Session, place: Enrolment
) -> None:
    assert "설문은 과제를 모두 제출하면 열리고" in learner.get(at(place, "/survey")).text
    assert learner.post(at(place, "/survey"), data={}).status_code == 409
    finish(session, place)
    assert "이 문항은 건너뜁니다" in learner.get(at(place, "/survey")).text
    assert learner.post(at(place, "/survey"), data={"useful": "6"}).status_code == 422
    assert learner.post(at(place, "/survey"), data={"useful": "5", "pace": "skip"}).status_code == 303
    assert "과정 설문: 보냄" in learner.get(at(place)).text
    assert learner.post(at(place, "/survey"), data={"useful": "5"}).status_code == 409


def test_results_are_read_when_the_survey_has_closed(teacher: FlaskClient, session: Session, place: Enrolment) -> None:
    for number in range(5):
        make_answers(session, make_enrolment(session, place.cohort, make_account(session)), 5, f"의견 {number}")
    session.commit()
    address = f"/cohorts/{place.cohort_id}/survey"
    assert "의견 0" not in teacher.get(address).text
    cohort = session.get_one(Cohort, place.cohort_id)
    cohort.starts_on, cohort.ends_before = today_in_korea() - timedelta(days=60), today_in_korea() - timedelta(days=15)
    session.commit()
    page = teacher.get(address).text
    assert "의견 0" in page
    assert "배운 내용이 내 일에 쓸모가 있다." in page


def test_the_holder_decides_what_a_certificate_shows(
    app: Portal, learner: FlaskClient, session: Session, place: Enrolment
) -> None:
    assert learner.post(at(place, "/certificate")).status_code == 409
    assert "아직 남은 것" in learner.get(at(place, "/certificate")).text
    number = certify(learner, session, place, public="y", hours="y")
    visitor = app.test_client()
    shown = visitor.get(f"/certificates/{number}").text
    assert "김하늘" in shown
    assert "15시간" in shown
    assert "70" not in re.sub(r"<[^>]+>|[0-9a-f]{64}", "", shown[shown.index('class="certificate"') :])
    found = visitor.get(f"/certificates?number={number.lower().replace('-', '+')}")
    assert found.headers["Location"] == f"/certificates/{number}"
    learner.post(at(place, "/certificate/shown"), data={"score": "y"})
    assert visitor.get(f"/certificates/{number}").status_code == 404
    assert "과정 전체의 70 %" in learner.get(at(place, "/certificate")).text
    assert learner.post(at(place, "/certificate")).status_code == 409


def test_a_revoked_certificate_says_so_and_nothing_else(
    app: Portal, learner: FlaskClient, teacher: FlaskClient, session: Session, place: Enrolment
) -> None:
    number = certify(learner, session, place, public="y")
    assert teacher.post(at(place, "/certificate/revoke"), data={"reason": ""}).status_code == 422
    assert learner.post(at(place, "/certificate/revoke"), data={"reason": "나"}).status_code == 403
    assert teacher.post(at(place, "/certificate/revoke"), data={"reason": "이름이 틀림"}).status_code == 303
    public = app.test_client().get(f"/certificates/{number}").text
    assert "취소됨" in public
    assert "김하늘" not in public
    assert "이름이 틀림" not in public
    assert "이름이 틀림" in learner.get(at(place, "/certificate")).text
    assert learner.post(at(place, "/certificate")).status_code == 409
    assert teacher.post(at(place, "/certificate")).status_code == 303
    assert number not in teacher.get(f"/cohorts/{place.cohort_id}/completion").text


# The journeys see every page; this sees them with more to show.
@pytest.mark.thorough
@IN_BOTH_LANGUAGES
def test_every_page_is_accessible(
    app: Portal, session: Session, learner: FlaskClient, instructor: Account, place: Enrolment, locale: str
) -> None:
    learner.get(f"/cohorts/{place.cohort_id}/tasks/02-more")
    day = (today_in_korea() - timedelta(days=2)).isoformat()
    learner.post(
        at(place, "/learning-log/corrections"), data={"day": day, "words": "교실에서", "reason": "노트북 없이"}
    )
    number = certify(learner, session, place, public="y", hours="y", score="y")
    cohort = f"/cohorts/{place.cohort_id}"
    pages: dict[Account | None, list[str]] = {
        place.account: [at(place), at(place, "/learning-log"), at(place, "/certificate"), f"/certificates/{number}"],
        instructor: [f"{cohort}/completion", f"{cohort}/learning-log", f"{cohort}/survey", "/log-corrections"],
    }
    check_pages(app, session, pages, locale, "completion")
