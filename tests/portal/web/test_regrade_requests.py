"""The pages on which learners ask for another look and instructors answer."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.assessment.models import RegradeRequest, RequestState
from naruteo_portal.assessment.reviews import CellDecision, review
from naruteo_portal.audit.events import Actor
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.models import Account
from naruteo_portal.settings import Settings
from naruteo_testing.factories import client_of
from naruteo_testing.hand_graded import Marking, make_marking
from naruteo_testing.served_pages import IN_BOTH_LANGUAGES, check_pages

WHY = "단위도 적었는데 감점되었습니다."


@pytest.fixture
def marking(session: Session, settings: Settings) -> Marking:
    """A learner whose result is released: seven points of seven, and one of three."""
    made = make_marking(session, BlobStore(settings.blobs), "김하늘")
    submission = made.submissions[0]
    assert submission.current_run_id is not None
    decisions = [CellDecision(7.0), CellDecision(1.0, "짧습니다")]
    actor = Actor("person", made.instructor.id)
    review(session, submission, submission.current_run_id, decisions, reason=None, actor=actor)
    session.commit()
    return made


@pytest.fixture
def learner(app: Portal, session: Session, marking: Marking) -> FlaskClient:
    return client_of(app, marking.learners[0], session)


@pytest.fixture
def instructor(app: Portal, session: Session, marking: Marking) -> FlaskClient:
    return client_of(app, marking.instructor, session)


def address(marking: Marking) -> str:
    return f"/submissions/{marking.submissions[0].reference}"


def ask(learner: FlaskClient, marking: Marking, place: str = "1") -> int:
    return learner.post(f"{address(marking)}/requests", data={"place": place, "why": WHY}).status_code


def request_of(session: Session) -> RegradeRequest:
    session.expire_all()
    return session.scalars(select(RegradeRequest)).one()


def test_a_learner_asks_and_an_instructor_changes_the_points(
    learner: FlaskClient, instructor: FlaskClient, session: Session, marking: Marking
) -> None:
    assert "재검토 요청하기" in learner.get(address(marking)).text
    assert learner.post(f"{address(marking)}/requests", data={"place": "1", "why": " "}).status_code == 422
    assert ask(learner, marking) == 303
    assert ask(learner, marking) == 422
    page = learner.get(address(marking)).text
    assert WHY in page
    assert "답변 기한" in page
    listed = instructor.get(f"/regrade-requests?cohort={marking.cohort.id}").text
    desk = re.search(r'href="(/regrade-requests/\d+)"', listed)
    assert desk
    form = instructor.get(desk[1]).text
    assert WHY in form
    run_id = re.search(r'name="run_id"[^>]*value="(\d+)"', form)
    assert run_id
    sent = {"run_id": run_id[1], "points_1": "2.5", "words": "단위를 다시 확인했습니다."}
    assert instructor.post(desk[1], data={**sent, "points_1": "4"}).status_code == 422
    assert instructor.post(desk[1], data={**sent, "words": ""}).status_code == 422
    assert instructor.post(desk[1], data=sent).status_code == 303
    answered = learner.get(address(marking)).text
    assert "단위를 다시 확인했습니다." in answered
    assert "점수: 8 → 9.5" in answered
    assert "9.5</strong> / 10" in answered
    assert request_of(session).state is RequestState.CHANGED
    assert instructor.post(desk[1], data=sent).status_code == 409


def test_a_learner_takes_a_request_back(learner: FlaskClient, session: Session, marking: Marking) -> None:
    ask(learner, marking, "all")
    assert learner.post(f"/regrade-requests/{request_of(session).id}/withdraw").status_code == 303
    assert request_of(session).state is RequestState.WITHDRAWN
    assert "요청 거둠" in learner.get(address(marking)).text


def test_only_the_learner_asks_and_only_instructors_answer(
    app: Portal, session: Session, settings: Settings, learner: FlaskClient, instructor: FlaskClient, marking: Marking
) -> None:
    assert ask(instructor, marking) == 403
    ask(learner, marking)
    request_id = request_of(session).id
    other = make_marking(session, BlobStore(settings.blobs))
    session.commit()
    stranger = client_of(app, other.instructor, session)
    assert stranger.get(f"/regrade-requests/{request_id}").status_code == 404
    assert stranger.post(f"/regrade-requests/{request_id}/withdraw").status_code == 404
    assert learner.get(f"/regrade-requests/{request_id}").status_code == 403
    assert stranger.post(f"/cohorts/{marking.cohort.id}/request-days", data={"days": "3"}).status_code == 404


def test_a_cohort_says_for_how_many_days(learner: FlaskClient, instructor: FlaskClient, marking: Marking) -> None:
    address_of_days = f"/cohorts/{marking.cohort.id}/request-days"
    instructor.post(address_of_days, data={"days": "1000"})
    assert "0부터 90까지" in instructor.get("/regrade-requests").text
    instructor.post(address_of_days, data={"days": "0"})
    assert "재검토 요청하기" not in learner.get(address(marking)).text
    assert ask(learner, marking) == 422


# The journeys see every page; this sees them with more to show.
@pytest.mark.thorough
@IN_BOTH_LANGUAGES
def test_every_page_is_accessible(
    app: Portal, session: Session, learner: FlaskClient, marking: Marking, locale: str
) -> None:
    pages: dict[Account | None, list[str]] = {
        marking.instructor: ["/regrade-requests?state=kept", f"/regrade-requests?cohort={marking.cohort.id}"]
    }
    ask(learner, marking)
    ask(learner, marking, "all")
    first = session.scalars(select(RegradeRequest.id).order_by(RegradeRequest.id)).first()
    pages[marking.instructor].append(f"/regrade-requests/{first}")
    pages[marking.learners[0]] = [address(marking)]
    check_pages(app, session, pages, locale, "request")
