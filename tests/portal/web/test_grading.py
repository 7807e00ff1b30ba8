"""The pages for grading by hand."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from naruteo_portal.assessment.models import RubricItem, Submission, SubmissionState
from naruteo_portal.audit.models import Event
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.settings import Settings
from naruteo_testing.factories import client_of
from naruteo_testing.hand_graded import Marking, make_marking

HTMX = {"HX-Request": "true"}


@pytest.fixture
def marking(session: Session, settings: Settings) -> Marking:
    made = make_marking(session, BlobStore(settings.blobs), "김하늘", "박서준")
    session.commit()
    return made


@pytest.fixture
def instructor(app: Portal, session: Session, marking: Marking) -> FlaskClient:
    return client_of(app, marking.instructor, session)


@pytest.fixture
def colleague(app: Portal, session: Session, marking: Marking) -> FlaskClient:
    return client_of(app, marking.colleague, session)


def desk(submission: Submission) -> str:
    return f"/grading/{submission.reference}"


def note(
    client: FlaskClient, submission: Submission, points: str, comment: str = "", version: str = "0", **more: Any
) -> TestResponse:
    data = {"c1-cell": "work/essay", "c1-version": version, "c1-points": points, "c1-comment": comment}
    return client.post(f"{desk(submission)}/cells/1", data=data, **more)


def seen_on(page: str) -> str:
    found = re.search(r'name="seen" value="(\w+)"', page)
    assert found
    return found[1]


def state_of(session: Session, submission: Submission) -> SubmissionState:
    session.expire_all()
    return session.scalars(select(Submission.state).where(Submission.id == submission.id)).one()


def test_question_and_answer_stand_side_by_side(instructor: FlaskClient, marking: Marking) -> None:
    page = instructor.get(desk(marking.submissions[0])).text
    card = page.partition('id="cell-1"')[2].partition("<form")[0]
    question, _, answer = card.partition("답안</h4>")
    assert "반장에게 어떻게 설명" in question
    assert "백이십 개 가운데" in answer
    assert "백이십 개 가운데" not in question
    assert "기다리는 제출물 2건 중 1번째" in page


def test_a_save_answers_with_who_and_when_and_how_far_it_is(
    instructor: FlaskClient, session: Session, marking: Marking
) -> None:
    answer = note(instructor, marking.submissions[0], "2", "좋습니다", headers=HTMX)
    assert answer.status_code == 200
    assert "이정민 님이 저장함" in answer.text
    assert re.search(r'name="c1-version"[^>]*value="1"', answer.text)
    assert "셀: 2개 중 2개" in answer.text
    assert state_of(session, marking.submissions[0]) is SubmissionState.NEEDS_REVIEW


def test_without_a_script_a_save_leads_back_to_the_cell(instructor: FlaskClient, marking: Marking) -> None:
    answer = note(instructor, marking.submissions[0], "2")
    assert (answer.status_code, answer.location) == (303, f"{desk(marking.submissions[0])}#cell-1")


def test_the_second_of_two_graders_is_told_what_the_first_saved(
    instructor: FlaskClient, colleague: FlaskClient, marking: Marking
) -> None:
    submission = marking.submissions[0]
    note(instructor, submission, "3", "만점입니다")
    for headers in (HTMX, {}):
        refused = note(colleague, submission, "1", "너무 짧습니다", headers=headers)
        assert refused.status_code == 409
        assert "이정민 님이 이 셀을 저장했습니다" in refused.text
        assert "만점입니다" in refused.text
        assert "너무 짧습니다" in refused.text
        assert re.search(r'name="c1-version"[^>]*value="1"', refused.text)
    assert 'value="3"' in instructor.get(desk(submission)).text
    assert note(colleague, submission, "1", "너무 짧습니다", version="1").status_code == 303
    assert "한소리 님이 저장함" in instructor.get(desk(submission)).text


def test_points_out_of_range_are_refused_at_the_field(instructor: FlaskClient, marking: Marking) -> None:
    for points in ("3.5", "-1", "nan", "많이"):
        refused = note(instructor, marking.submissions[0], points, headers=HTMX)
        assert refused.status_code == 422
        assert refused.headers["HX-Retarget"] == "#cell-1"


def test_learners_see_points_and_comments_when_they_are_released(
    app: Portal, session: Session, instructor: FlaskClient, marking: Marking
) -> None:
    first, second = marking.submissions
    learner = client_of(app, marking.learners[0], session)
    note(instructor, first, "2.5", "단위를 적어 주세요.\n그 밖에는 좋습니다.")
    before = learner.get(f"/submissions/{first.reference}").text
    assert "단위를 적어 주세요" not in before
    assert "2.5" not in before
    assert learner.get(desk(first)).status_code == 403
    seen = seen_on(instructor.get(desk(first)).text)
    answer = instructor.post(f"{desk(first)}/release?cohort={marking.cohort.id}", data={"seen": seen})
    assert (answer.status_code, answer.location) == (303, f"{desk(second)}?cohort={marking.cohort.id}")
    after = learner.get(f"/submissions/{first.reference}").text
    assert "단위를 적어 주세요." in after
    assert "9.5</strong> / 10" in after
    assert after.count("강사가 채점했습니다.") == 2


def test_a_release_needs_what_was_seen_and_all_points(
    instructor: FlaskClient, session: Session, marking: Marking
) -> None:
    submission = marking.submissions[0]
    seen = seen_on(instructor.get(desk(submission)).text)
    without_points = instructor.post(f"{desk(submission)}/release", data={"seen": seen})
    assert (without_points.status_code, "점수를 먼저 주고" in without_points.text) == (422, True)
    note(instructor, submission, "2")
    outdated = instructor.post(f"{desk(submission)}/release", data={"seen": seen})
    assert (outdated.status_code, "점수나 의견이 바뀌었습니다" in outdated.text) == (422, True)
    assert state_of(session, submission) is SubmissionState.NEEDS_REVIEW


def test_all_that_is_ready_is_released_at_once(
    instructor: FlaskClient, colleague: FlaskClient, session: Session, marking: Marking
) -> None:
    odd = marking.hand_in("오세라", odd=True)
    session.commit()
    for submission in (marking.submissions[0], odd):
        note(instructor, submission, "2")
    page = instructor.get("/grading").text
    assert "결과 1건 공개" in page
    listed = re.search(r'name="listed" value="(\w+)"', page)
    assert listed
    note(colleague, marking.submissions[1], "1")
    instructor.post("/grading/release", data={"listed": listed[1]})
    assert state_of(session, marking.submissions[0]) is SubmissionState.NEEDS_REVIEW
    listed = re.search(r'name="listed" value="(\w+)"', instructor.get("/grading").text)
    assert listed
    assert instructor.post("/grading/release", data={"listed": listed[1]}).location == "/grading"
    states = [state_of(session, each) for each in (*marking.submissions[:2], odd)]
    assert states == [SubmissionState.GRADED, SubmissionState.GRADED, SubmissionState.NEEDS_REVIEW]


def test_a_line_of_the_rubric_is_added_used_and_taken_out(
    instructor: FlaskClient, colleague: FlaskClient, session: Session, marking: Marking
) -> None:
    submission = marking.submissions[0]
    sent = {"r1-cell": "work/essay", "r1-words": "결론이 분명함", "r1-line_points": "2"}
    assert instructor.post(f"{desk(submission)}/rubric/1", data=sent).status_code == 303
    too_many = instructor.post(f"{desk(submission)}/rubric/1", data={**sent, "r1-line_points": "9"})
    assert (too_many.status_code, "배점인 3점까지" in too_many.text) == (422, True)
    item = session.scalars(select(RubricItem)).one()
    assert "결론이 분명함" in colleague.get(desk(marking.submissions[1])).text
    data = {"c1-cell": "work/essay", "c1-version": "0", "c1-points": "", "c1-rubric": [str(item.id)]}
    colleague.post(f"{desk(submission)}/cells/1", data=data)
    page = instructor.get(desk(submission)).text
    assert re.search(rf'value="{item.id}"[^>]*checked', page)
    assert re.search(r'name="c1-points"[^>]*value="2"', page)
    retired = instructor.post(f"/grading/rubric/{item.id}/retire?submission={submission.reference}&cell=1")
    assert retired.location == f"{desk(submission)}#cell-1"
    assert "결론이 분명함" in instructor.get(desk(submission)).text
    assert "결론이 분명함" not in instructor.get(desk(marking.submissions[1])).text


def test_names_are_hidden_until_the_result_is_released(
    instructor: FlaskClient, session: Session, marking: Marking
) -> None:
    submission, cohort = marking.submissions[0], marking.cohort.id
    pages = (desk(submission), "/grading", f"/cohorts/{cohort}/submissions", f"/submissions/{submission.reference}")
    assert all("김하늘" in instructor.get(page).text for page in pages)
    answer = instructor.post(f"/cohorts/{cohort}/anonymous-grading", data={"hidden": "y"})
    assert answer.location == f"/grading?cohort={cohort}"
    assert [page for page in pages if "김하늘" in instructor.get(page).text] == []
    note(instructor, submission, "2")
    seen = seen_on(instructor.get(desk(submission)).text)
    instructor.post(f"{desk(submission)}/release", data={"seen": seen})
    assert "김하늘" in instructor.get(f"/submissions/{submission.reference}").text
    verbs = session.scalars(select(Event.verb).where(Event.object_kind == "cohort")).all()
    assert "hid the names from graders of" in verbs


def test_nobody_grades_for_a_cohort_that_they_do_not_teach(
    app: Portal, session: Session, settings: Settings, marking: Marking
) -> None:
    other = make_marking(session, BlobStore(settings.blobs), "남")
    session.commit()
    stranger = client_of(app, other.instructor, session)
    submission = marking.submissions[0]
    assert stranger.get(desk(submission)).status_code == 404
    assert note(stranger, submission, "3").status_code == 404
    assert stranger.post(f"{desk(submission)}/release").status_code == 404
    assert stranger.post(f"/cohorts/{marking.cohort.id}/anonymous-grading").status_code == 404
    assert submission.reference not in stranger.get("/grading").text


def test_a_form_about_another_cell_is_refused(instructor: FlaskClient, marking: Marking) -> None:
    address = f"{desk(marking.submissions[0])}/cells/"
    assert instructor.post(f"{address}1", data={"c1-cell": "work/test-rate"}).status_code == 409
    assert instructor.post(f"{address}7", data={}).status_code == 404
