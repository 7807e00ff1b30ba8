"""Grading a cohort again, on its pages: start, watch, decide."""

import csv
import io
import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.assessment.models import Regrade, RegradeState
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.models import Role
from naruteo_portal.settings import Settings
from naruteo_testing.factories import client_of, make_account, make_organisation
from naruteo_testing.regrades import REASON, GradedCohort, grade_as, graded_cohort, verdict

HIGH, LOW = verdict(5, 5), verdict(0, 5)
PART = {"HX-Request": "true"}


@pytest.fixture
def room(session: Session, settings: Settings) -> GradedCohort:
    """Three learners: one with all points, two with half of them."""
    return graded_cohort(session, BlobStore(settings.blobs), HIGH, LOW, LOW)


@pytest.fixture
def instructor(app: Portal, session: Session, room: GradedCohort) -> FlaskClient:
    return client_of(app, room.instructor, session)


def finished(session: Session, room: GradedCohort) -> str:
    """The address of a re-grade by which one loses, one wins and one stays."""
    regrade = room.start()
    room.grade_again(regrade, [LOW, HIGH, LOW])
    session.commit()
    return f"/regrades/{regrade.id}"


def listed(page: str) -> str:
    """The mark of the list that a page shows beside its button."""
    found = re.search(r'name="listed" value="(\w+)"', page)
    assert found is not None
    return found[1]


def state_of(session: Session) -> RegradeState:
    session.rollback()
    return session.scalars(select(Regrade.state).order_by(Regrade.id.desc())).first() or RegradeState.RUNNING


def test_a_reason_starts_it(instructor: FlaskClient, room: GradedCohort) -> None:
    address = f"/cohorts/{room.cohort.id}/regrades"
    assert "기수 다시 채점" in instructor.get(f"/cohorts/{room.cohort.id}/submissions").text
    page = instructor.get(address).text
    assert "제1판 배포본 1" in page

    refused = instructor.post(address, data={"task": "01-start", "scope": "all", "keeping": "better", "reason": " "})
    assert (refused.status_code, "까닭을 써 주세요" in refused.text) == (422, True)
    started = instructor.post(address, data={"task": "01-start", "scope": "all", "keeping": "better", "reason": REASON})
    assert started.status_code == 303
    page = instructor.get(started.location).text
    assert "3건 중 0건 채점" in page
    assert REASON in page
    assert REASON in instructor.get(address).text

    again = instructor.post(address, data={"task": "01-start", "scope": "all", "keeping": "better", "reason": REASON})
    assert (again.status_code, "이미 다시 채점하고 있습니다" in again.text) == (422, True)


def test_a_task_that_nobody_released_cannot_be_chosen(instructor: FlaskClient, room: GradedCohort) -> None:
    data = {"task": "02-more", "scope": "all", "keeping": "better", "reason": REASON}
    assert instructor.post(f"/cohorts/{room.cohort.id}/regrades", data=data).status_code == 422


def test_progress_is_sent_again_only_when_it_has_moved(
    instructor: FlaskClient, session: Session, room: GradedCohort
) -> None:
    regrade = room.start()
    session.commit()
    address = f"/regrades/{regrade.id}"
    page = instructor.get(address).text
    seen = re.search(r'hx-get="([^"]+)"', page)
    assert seen is not None
    assert instructor.get(seen[1], headers=PART).status_code == 204

    room.grade_again(regrade, [LOW])
    session.commit()
    part = instructor.get(seen[1], headers=PART).text
    assert "3건 중 1건 채점" in part
    assert "<h1" not in part

    room.grade_again(regrade, [LOW, HIGH, LOW])
    session.commit()
    assert instructor.get(seen[1], headers=PART).headers["HX-Refresh"] == "true"
    assert "hx-get" not in instructor.get(address).text


def test_it_is_paused_resumed_and_cancelled(instructor: FlaskClient, session: Session, room: GradedCohort) -> None:
    regrade = room.start()
    session.commit()
    for act, state in (
        ("pause", RegradeState.PAUSED), ("resume", RegradeState.RUNNING), ("discard", RegradeState.DISCARDED),
    ):  # fmt: skip
        assert instructor.post(f"/regrades/{regrade.id}/{act}").status_code == 303
        assert state_of(session) is state
    assert instructor.post(f"/regrades/{regrade.id}/resume").status_code == 409


def test_changes_are_listed_before_anything_is_published(
    instructor: FlaskClient, session: Session, room: GradedCohort
) -> None:
    address = finished(session, room)
    page = instructor.get(address).text
    assert "공개 대기" in page
    assert [page.count(each.reference) > 0 for each in room.submissions] == [True, True, False]
    assert "test-1: 5 → 0" in page
    worse = instructor.get(f"{address}?view=worse").text
    assert [each.reference in worse for each in room.submissions] == [True, False, False]
    unchanged = instructor.get(f"{address}?view=unchanged").text
    assert [each.reference in unchanged for each in room.submissions] == [False, False, True]


def test_published_results_are_the_learners(
    app: Portal, instructor: FlaskClient, session: Session, room: GradedCohort
) -> None:
    address = finished(session, room)
    submission = room.submissions[0]
    learner = client_of(app, room.learners[0], session)
    own = f"/submissions/{submission.reference}"
    before = learner.get(own).text
    assert "<strong>10</strong> / 10" in before
    assert REASON not in before

    published = instructor.post(f"{address}/publish", data={"listed": listed(instructor.get(address).text)})
    assert published.status_code == 303
    after = learner.get(own).text
    assert "<strong>5</strong> / 10" in after
    assert REASON in after
    assert "새로 반영된 결과: 3건" in instructor.get(address).text


def test_whoever_loses_by_it_keeps_the_better_result_and_is_told_so(
    app: Portal, instructor: FlaskClient, session: Session, room: GradedCohort
) -> None:
    address = finished(session, room)
    mark = listed(instructor.get(address).text)
    assert instructor.post(f"{address}/keeping", data={"keeping": "better"}).status_code == 303
    page = instructor.get(address).text
    assert "제출물 1건은 새 결과의 점수가 더 낮아 이전 결과를 유지합니다" in page
    # What was listed before is another list.
    instructor.post(f"{address}/publish", data={"listed": mark})
    assert state_of(session) is RegradeState.RUNNING

    instructor.post(f"{address}/publish", data={"listed": listed(page)})
    assert "새로 반영된 결과: 2건" in instructor.get(address).text
    own = client_of(app, room.learners[0], session).get(f"/submissions/{room.submissions[0].reference}").text
    assert "<strong>10</strong> / 10" in own
    assert f"다시 채점한 까닭: {REASON}" in own


def test_only_the_list_that_was_looked_at_is_published(
    instructor: FlaskClient, session: Session, room: GradedCohort
) -> None:
    address = finished(session, room)
    mark = listed(instructor.get(address).text)
    grade_as(session, room.submissions[0], verdict(1, 1), reason="Asked by the learner")
    session.commit()
    instructor.post(f"{address}/publish", data={"listed": mark})
    page = instructor.get(address).text
    assert "변동 내용이 보신 것과 달라졌습니다" in page
    assert "그사이 바뀜: 그 뒤에 따로 채점한 제출물입니다" in page
    assert state_of(session) is RegradeState.RUNNING


def test_newcomers_can_be_added(instructor: FlaskClient, session: Session, room: GradedCohort) -> None:
    address = finished(session, room)
    room.hand_in(LOW)
    session.commit()
    assert "제출물 1건이 더 들어왔고" in instructor.get(address).text
    assert instructor.post(f"{address}/add").status_code == 303
    assert "4건 중 3건 채점" in instructor.get(address).text


def test_the_changes_are_a_table_for_spreadsheets(
    instructor: FlaskClient, session: Session, room: GradedCohort
) -> None:
    answer = instructor.get(f"{finished(session, room)}/changes.csv")
    assert answer.mimetype == "text/csv"
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    found = [(row["접수증"], row["변동 내용"], row["이전 점수"], row["새 점수"], row["셀"]) for row in rows]
    references = [each.reference for each in room.submissions]
    assert found == [
        (references[0], "내려감", "10", "5", "test-1: 5 → 0"),
        (references[2], "변동 없음", "5", "5", ""),
        (references[1], "올라감", "5", "10", "test-1: 0 → 5"),
    ]


def test_english_pages_are_english(instructor: FlaskClient, session: Session, room: GradedCohort) -> None:
    address = finished(session, room)
    instructor.get("/language/en?next=/")
    page = instructor.get(address).text
    assert "Graded 3 of 3" in page
    assert "Publish all" in page
    assert "Edition 1, release 1" in instructor.get(f"/cohorts/{room.cohort.id}/regrades").text


READERS = {"visitor": 302, "learner": 403, "officer": 403, "other instructor": 404, "instructor": 200}


@pytest.mark.parametrize("who", READERS)
def test_who_may_see_and_do_what(app: Portal, session: Session, room: GradedCohort, who: str) -> None:
    address = finished(session, room)
    own = make_organisation(session)
    elsewhere = make_account(session, "남강사", roles=((Role.INSTRUCTOR, own),))
    people = {
        "learner": room.learners[0],
        "officer": make_account(session, "사업담", roles=((Role.PROGRAMME_OFFICER, own),)),
        "other instructor": elsewhere,
        "instructor": room.instructor,
    }
    session.commit()
    client = app.test_client() if who == "visitor" else client_of(app, people[who], session)
    pages = (f"/cohorts/{room.cohort.id}/regrades", address, f"{address}/changes.csv")
    assert {client.get(each).status_code for each in pages} == {READERS[who]}
    if who != "instructor":
        acts = (pages[0], *(f"{address}/{act}" for act in ("pause", "resume", "add", "keeping", "publish", "discard")))
        assert {client.post(each, data={"reason": REASON}).status_code for each in acts} == {READERS[who]}
        assert state_of(session) is RegradeState.RUNNING
