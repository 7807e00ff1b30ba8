"""Moving all dates of a cohort with a preview, and copying one."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.catalogue.cohorts import present_schedule
from naruteo_portal.catalogue.models import Cohort, CohortState, ScheduledTask
from naruteo_portal.core.clock import today_in_korea
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.models import Account, Organisation, OrganisationKind, Role
from naruteo_portal.notices.models import Notice
from naruteo_testing.catalogue import make_cohort, make_edition, make_enrolment
from naruteo_testing.factories import client_of, make_account, make_organisation

WEEK = timedelta(days=7)


@pytest.fixture
def provider(session: Session) -> Organisation:
    return make_organisation(session, OrganisationKind.TRAINING_PROVIDER)


@pytest.fixture
def teacher(session: Session, provider: Organisation) -> Account:
    return make_account(session, "이정민", roles=((Role.INSTRUCTOR, provider),), locale="en")


@pytest.fixture
def cohort(session: Session, provider: Organisation, teacher: Account) -> Cohort:
    """Two learners; the first task was due three days ago, the second is due when the cohort ends."""
    starts_on = today_in_korea() - timedelta(days=10)
    edition = make_edition(session, provider)
    made = make_cohort(session, edition, starts_on=starts_on, instructors=(teacher,))
    for name in ("김하늘", "박서준"):
        make_enrolment(session, made, make_account(session, name))
    session.commit()
    return made


@pytest.fixture
def staff(app: Portal, session: Session, teacher: Account) -> FlaskClient:
    client = client_of(app, teacher, session)
    client.get("/language/en")
    return client


def address(cohort: Cohort, **wanted: object) -> str:
    query = "&".join(f"{name}={value}" for name, value in wanted.items())
    return f"/cohorts/{cohort.id}/schedule/shift?{query}".rstrip("?")


def test_every_date_is_shown_before_anything_moves(staff: FlaskClient, session: Session, cohort: Cohort) -> None:
    before = present_schedule(session, cohort)
    assert "Preview" not in staff.get(address(cohort)).text.split("<main", 1)[1].replace("Show the preview", "")
    page = staff.get(address(cohort, scope="coming", days=7)).text
    assert "Not handed in yet: 2" in page
    assert f"{(cohort.last_day + WEEK).day} {cohort.last_day + WEEK:%b %Y}" in page
    session.rollback()
    assert present_schedule(session, cohort) == before


def test_the_dates_move_and_learners_are_told(
    staff: FlaskClient, app: Portal, session: Session, cohort: Cohort
) -> None:
    before = {window.task_id: window for window in present_schedule(session, cohort)}
    answer = staff.post(address(cohort), data={"scope": "all", "days": "7"})
    assert answer.status_code == 303
    session.rollback()
    session.expire_all()
    after = present_schedule(session, cohort)
    assert [window.due_at for window in after] == [before[window.task_id].due_at + WEEK for window in after]
    notices = session.scalars(select(Notice)).all()
    assert [notice.address.rsplit("/", 1)[0] for notice in notices] == ["/enrolments"] * 2
    assert all("시작" in notice.body and "더 하기" in notice.body for notice in notices)


def test_work_that_becomes_overdue_at_once_is_counted_and_confirmed(
    staff: FlaskClient, session: Session, cohort: Cohort
) -> None:
    assert "Overdue at once: 2" in staff.get(address(cohort, scope="all", days=-25)).text
    sent = {"scope": "all", "days": "-25"}
    asked = staff.post(address(cohort), data=sent)
    assert asked.status_code == 422
    assert "late at once" in asked.text
    assert 'name="past_confirmed"' in asked.text
    session.rollback()
    assert session.scalars(select(ScheduledTask.moves)).all() == [0, 0]
    assert staff.post(address(cohort), data={**sent, "past_confirmed": "y"}).status_code == 303


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"scope": "all"}, "Enter either a number of days or a new first day."),
        ({"scope": "all", "days": 1, "first_day": "2027-01-01"}, "Enter either a number of days or a new first day."),
        ({"scope": "coming", "first_day": "2027-01-01"}, "has begun, so its first day stays"),
        ({"scope": "all", "days": 0}, "Nothing would move."),
        ({"scope": "all", "days": "many"}, "Not a valid integer value."),
        ({"scope": "all", "days": 999999}, "within ten years"),
        ({"scope": "some", "days": 1}, "Not a valid choice."),
    ],
)
def test_what_cannot_move_is_explained(
    staff: FlaskClient, cohort: Cohort, wanted: dict[str, object], said: str
) -> None:
    answer = staff.get(address(cohort, **wanted))
    assert answer.status_code == 422
    assert said in answer.text


def test_dates_on_days_off_are_marked(staff: FlaskClient, cohort: Cohort) -> None:
    to_saturday = 5 - cohort.starts_on.weekday() + 7
    page = staff.get(address(cohort, scope="all", first_day=cohort.starts_on + timedelta(days=to_saturday))).text
    assert re.search(r"bg-light-warning\">Saturday", page)


def test_a_cohort_is_copied(staff: FlaskClient, session: Session, cohort: Cohort, teacher: Account) -> None:
    page = staff.get(f"/cohorts/{cohort.id}/copy").text
    assert 'value="1기"' in page
    assert "The same one: number 1" in page
    starts_on = cohort.starts_on + 10 * WEEK
    sent = {
        "name_ko": "2기", "name_en": "Cohort 2", "edition": "1", "starts_on": starts_on.isoformat(), "seats": "15",
        "instructors": str(teacher.id), "state": "draft",
    }  # fmt: skip
    assert staff.post(f"/cohorts/{cohort.id}/copy", data={**sent, "edition": "7"}).status_code == 422
    answer = staff.post(f"/cohorts/{cohort.id}/copy", data=sent)
    assert answer.status_code == 303
    assert staff.get(answer.location).status_code == 200
    made = session.scalars(select(Cohort).order_by(Cohort.id.desc())).first()
    assert made is not None
    assert (made.starts_on, made.seats, made.state) == (starts_on, 15, CohortState.DRAFT)
    assert made.ends_before - made.starts_on == cohort.ends_before - cohort.starts_on


def test_strangers_neither_move_nor_copy(app: Portal, session: Session, cohort: Cohort) -> None:
    elsewhere = make_organisation(session, OrganisationKind.TRAINING_PROVIDER)
    stranger = client_of(app, make_account(session, "남궁민", roles=((Role.INSTRUCTOR, elsewhere),)), session)
    assert stranger.get(address(cohort)).status_code == 404
    assert stranger.post(address(cohort), data={"scope": "all", "days": "7"}).status_code == 404
    assert stranger.get(f"/cohorts/{cohort.id}/copy").status_code == 404
