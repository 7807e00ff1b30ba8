"""The pages on which instructors grant extensions and excuses, and what learners see of them."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.catalogue.models import Accommodation, Enrolment, ScheduledTask
from naruteo_portal.core.clock import KST, now
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.models import Account, OrganisationKind, Role
from naruteo_testing.catalogue import make_cohort, make_edition, make_enrolment
from naruteo_testing.factories import client_of, make_account, make_organisation

WHY = "가족 간병"


@dataclass
class Place:
    """A learner's place in a cohort that one instructor teaches and another does not."""

    enrolment: Enrolment
    learner: Account
    instructor: Account
    stranger: Account

    @property
    def address(self) -> str:
        return f"/enrolments/{self.enrolment.id}/tasks/01-start/accommodation"

    @property
    def task(self) -> str:
        return f"/cohorts/{self.enrolment.cohort_id}/tasks/01-start"


@pytest.fixture
def place(session: Session) -> Place:
    provider = make_organisation(session, OrganisationKind.TRAINING_PROVIDER)
    instructor = make_account(session, "이정민", roles=((Role.INSTRUCTOR, provider),))
    learner = make_account(session)
    cohort = make_cohort(session, make_edition(session, provider), instructors=(instructor,))
    made = Place(
        make_enrolment(session, cohort, learner), learner, instructor,
        make_account(session, "남궁민", roles=((Role.INSTRUCTOR, provider),)),
    )  # fmt: skip
    session.commit()
    return made


@pytest.fixture
def instructor(app: Portal, session: Session, place: Place) -> FlaskClient:
    return client_of(app, place.instructor, session)


@pytest.fixture
def learner(app: Portal, session: Session, place: Place) -> FlaskClient:
    return client_of(app, place.learner, session)


def entered(at: datetime) -> str:
    return f"{at.astimezone(KST):%Y-%m-%dT%H:%M}"


def due_of(session: Session) -> datetime:
    return session.scalars(select(ScheduledTask.due_at).order_by(ScheduledTask.task_id)).all()[0]


def seen(page: str) -> str:
    found = re.search(r'name="seen"[^>]*value="(\d*)"', page)
    assert found
    return found[1]


def test_an_extension_is_granted_seen_and_revoked(
    instructor: FlaskClient, learner: FlaskClient, session: Session, place: Place
) -> None:
    assert place.address in instructor.get(f"/enrolments/{place.enrolment.id}").text
    later = due_of(session) + timedelta(days=3)
    sent = {"seen": "", "kind": "extension", "due_at": entered(later), "reason": WHY}
    assert instructor.post(place.address, data=sent).status_code == 303
    page = learner.get(place.task).text
    assert "마감이 연장되었어요" in page
    assert WHY in page
    assert f"{later.astimezone(KST):%H:%M}" in page
    assert "마감 연장" in learner.get("/").text
    assert "마감 연장" in learner.get(f"/enrolments/{place.enrolment.id}").text
    assert WHY in instructor.get(f"/cohorts/{place.enrolment.cohort_id}/accommodations").text

    form = instructor.get(place.address).text
    assert WHY in form
    assert instructor.post(f"{place.address}/revocation", data={"seen": "9" * 5000}).status_code == 409
    assert instructor.post(f"{place.address}/revocation", data={"seen": seen(form)}).status_code == 303
    assert instructor.post(f"{place.address}/revocation", data={"seen": seen(form)}).status_code == 409
    assert "마감이 연장되었어요" not in learner.get(place.task).text
    assert WHY in instructor.get(f"/cohorts/{place.enrolment.cohort_id}/accommodations?view=ended").text


def test_an_excuse_is_said_plainly(instructor: FlaskClient, learner: FlaskClient, place: Place) -> None:
    sent = {"seen": "", "kind": "excuse", "due_at": "", "reason": WHY}
    assert instructor.post(place.address, data=sent).status_code == 303
    assert "성적과 수료 조건에도 넣지 않아요" in learner.get(place.task).text
    home = learner.get("/").text
    assert "면제" in home
    assert "과제 0/1" in home


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"reason": " "}, "까닭을 적어 주세요"),
        ({"due_at": ""}, "날짜와 시각을 적어 주세요"),
        ({"due_at": "2026-01-01T00:00"}, "그보다 늦은 시각을 고르세요"),
        ({"due_at": "2999-01-01T00:00"}, "마지막 날을 먼저 옮기세요"),
        ({"due_at": "soon"}, "날짜와 시각을 알아볼 수 없습니다"),
        ({"kind": "gift"}, "목록에 있는 것을 골라 주세요"),
    ],
)
def test_what_does_not_work_is_explained(
    instructor: FlaskClient, session: Session, place: Place, changes: dict[str, str], said: str
) -> None:
    sent = {"seen": "", "kind": "extension", "due_at": entered(now() + timedelta(days=9)), "reason": WHY}
    answer = instructor.post(place.address, data={**sent, **changes})
    assert answer.status_code == 422
    assert said in answer.text
    assert session.scalars(select(Accommodation)).all() == []


def test_others_neither_see_nor_grant(app: Portal, session: Session, learner: FlaskClient, place: Place) -> None:
    stranger = client_of(app, place.stranger, session)
    assert stranger.get(place.address).status_code == 404
    assert stranger.post(place.address, data={"seen": ""}).status_code == 404
    assert stranger.post(f"{place.address}/revocation").status_code == 404
    assert stranger.get(f"/cohorts/{place.enrolment.cohort_id}/accommodations").status_code == 404
    assert learner.get(place.address).status_code == 403
