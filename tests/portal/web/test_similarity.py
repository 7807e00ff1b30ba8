"""The pages about similar submissions: a list, two side by side, a note, and what learners are told."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from naruteo_portal.assessment.models import SubmissionState
from naruteo_portal.assessment.similarity.models import PairNote
from naruteo_portal.core.jobs import Worker
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.settings import Settings
from naruteo_testing.disguises import honest, renamed
from naruteo_testing.factories import client_of
from naruteo_testing.similarity import Class, make_class, written

FIRST, SECOND, *_ = honest("oee")
WORDS = honest("explain")[0]
PART = {"HX-Request": "true"}


@pytest.fixture
def worker(engine: Engine, settings: Settings) -> Worker:
    return Worker(engine, settings)


@pytest.fixture
def room(session: Session, settings: Settings) -> Class:
    """Two learners of one cohort, and one of another, who share much."""
    made = make_class(session, BlobStore(settings.blobs))
    made.hand_in(written(FIRST, f"<b>먼저</b> {WORDS}"), "도하나")
    made.hand_in(written(renamed(FIRST), WORDS), "길마루")
    return made


@pytest.fixture
def instructor(app: Portal, session: Session, room: Class) -> FlaskClient:
    return client_of(app, room.instructor, session)


def task_page(room: Class) -> str:
    return f"/cohorts/{room.cohort.id}/similarity/{room.release.task.name}"


def test_a_comparison_is_asked_for_and_waited_for(instructor: FlaskClient, room: Class, worker: Worker) -> None:
    assert task_page(room).rpartition("/")[0] in instructor.get(f"/cohorts/{room.cohort.id}/submissions").text
    assert task_page(room) in instructor.get(f"/cohorts/{room.cohort.id}/similarity").text
    assert "아직 비교하지 않았습니다" in instructor.get(task_page(room)).text
    assert instructor.get(task_page(room), headers=PART).status_code == 204
    answer = instructor.post(task_page(room), follow_redirects=True)
    assert "비교하는 중" in answer.text
    assert instructor.get(task_page(room), headers=PART).status_code == 204
    room.compare(worker)
    assert instructor.get(task_page(room), headers=PART).headers["HX-Refresh"] == "true"
    page = instructor.get(task_page(room)).text
    assert "판정이 아닙니다" in page
    assert "도하나 · 길마루" in page


def test_both_texts_stand_side_by_side_with_numbered_passages(
    instructor: FlaskClient, room: Class, worker: Worker
) -> None:
    room.compare(worker)
    page = instructor.get(f"/similar-pairs/{room.pairs()[0].id}").text
    numbers = [re.findall(rf'<mark[^>]* id="{side}-(\d+)"', page) for side in ("a", "b")]
    assert sorted(numbers[0]) == sorted(numbers[1]) != []
    for number in numbers[0]:
        assert f'href="#b-{number}"' in page
        assert f'href="#a-{number}"' in page
    assert "&lt;b&gt;먼저&lt;/b&gt;" in page
    assert "<b>먼저</b>" not in page


def test_a_note_is_kept_and_moves_the_pair(
    instructor: FlaskClient, room: Class, worker: Worker, session: Session
) -> None:
    room.compare(worker)
    address = f"/similar-pairs/{room.pairs()[0].id}"
    for wrong in ({}, {"standing": "guilty"}, {"standing": "open", "words": " "}):
        assert instructor.post(address, data=wrong).status_code == 422
    answer = instructor.post(address, data={"standing": "nothing", "words": "짝 과제"}, follow_redirects=True)
    assert "학습자에게는 아무것도 바뀌지 않았습니다" in answer.text
    assert "도하나" not in instructor.get(task_page(room)).text
    assert "도하나" in instructor.get(f"{task_page(room)}?view=aside").text
    assert "짝 과제" in instructor.get(address).text
    assert session.scalars(select(PairNote.words)).all() == ["짝 과제"]


def test_another_cohorts_learner_and_text_are_not_shown(
    instructor: FlaskClient, room: Class, worker: Worker, app: Portal, session: Session
) -> None:
    room.hand_in(written(renamed(SECOND)), "남의반", cohort=room.elsewhere)
    own = room.hand_in(written(SECOND), "반하늘")
    room.compare(worker)
    pair = next(each for each in room.pairs() if each.submission_id == own.id)
    page = instructor.get(task_page(room)).text
    assert "다른 기수의 제출물" in page
    assert "남의반" not in page
    page = instructor.get(f"/similar-pairs/{pair.id}").text
    assert "한소리" in page
    assert own.reference in page
    assert 'id="a-1"' in page
    for secret in ("남의반", 'id="b-1"', renamed(SECOND).split("(")[-1], room.submissions[2].reference):
        assert secret not in page
    stranger = client_of(app, room.stranger, session)
    assert stranger.get(f"/similar-pairs/{pair.id}").status_code == 404
    assert stranger.get(task_page(room)).status_code == 404


def test_names_are_hidden_where_grading_is_anonymous(
    instructor: FlaskClient, room: Class, worker: Worker, session: Session
) -> None:
    room.cohort.anonymous_grading = True
    room.submissions[0].state = SubmissionState.NEEDS_REVIEW
    session.commit()
    room.compare(worker)
    for address in (task_page(room), f"/similar-pairs/{room.pairs()[0].id}"):
        page = instructor.get(address).text
        assert "도하나" not in page
        assert "길마루" in page


def test_learners_are_told(client: FlaskClient, room: Class, app: Portal, session: Session) -> None:
    session.commit()
    assert 'id="comparing"' in client.get(f"/courses/{room.release.task.edition.course.slug}").text
    learner = client_of(app, room.learners[0], session)
    page = learner.get(f"/cohorts/{room.cohort.id}/tasks/{room.release.task.name}").text
    assert "#comparing" in page
    assert learner.get(task_page(room)).status_code == 403


def test_what_is_not_there_is_said_to_be_missing(instructor: FlaskClient, room: Class) -> None:
    assert instructor.get(f"/cohorts/{room.cohort.id}/similarity/no-such-task").status_code == 404
    assert instructor.post(f"/cohorts/{room.cohort.id}/similarity/no-such-task").status_code == 404
    assert instructor.get("/similar-pairs/1").status_code == 404
