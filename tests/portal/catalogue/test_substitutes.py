"""Substitutes: what they may see and do begins with their first day and ends with their last."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.audit.models import Event
from naruteo_portal.catalogue import access, substitutes
from naruteo_portal.catalogue.access import courses_taught, hub_groups, teachers_of, teaches_cohort
from naruteo_portal.catalogue.models import Cohort, CohortState, CohortSubstitute
from naruteo_portal.core.clock import KST, today_in_korea
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.models import Account, OrganisationKind, Role
from naruteo_testing.catalogue import make_cohort, make_edition
from naruteo_testing.factories import client_of, make_account, make_organisation

DAY = timedelta(days=1)


@dataclass
class Room:
    """A cohort, its instructor, and another instructor of the organisation."""

    cohort: Cohort
    instructor: Account
    other: Account

    @property
    def address(self) -> str:
        return f"/cohorts/{self.cohort.id}/substitutes"


@pytest.fixture
def room(session: Session) -> Room:
    provider = make_organisation(session, OrganisationKind.TRAINING_PROVIDER)
    instructor, other = (
        make_account(session, name, roles=((Role.INSTRUCTOR, provider),)) for name in ("이정민", "남궁민")
    )
    cohort = make_cohort(session, make_edition(session, provider, "press-line"), instructors=(instructor,))
    session.commit()
    return Room(cohort, instructor, other)


@pytest.fixture
def desk(app: Portal, session: Session, room: Room) -> FlaskClient:
    return client_of(app, room.instructor, session)


def form(account: Account, first: date, last: date, reason: str = "출장") -> dict[str, str]:
    return {"account": str(account.id), "starts_on": str(first), "last_day": str(last), "reason": reason}


def stand_in(session: Session, room: Room, first: date, last: date) -> CohortSubstitute:
    made = CohortSubstitute(
        cohort_id=room.cohort.id, account_id=room.other.id, starts_on=first, ends_before=last + DAY, reason="출장",
        arranged_at=datetime.now(KST), arranged_by_id=room.instructor.id,
    )  # fmt: skip
    session.add(made)
    session.commit()
    return made


def set_day(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    """Let it be that day in Korea wherever access is decided."""
    for module in (access, substitutes):
        monkeypatch.setattr(module, "today_in_korea", lambda: day)


@pytest.mark.parametrize(("days", "teaches"), [(-1, False), (0, True), (4, True), (5, False)])
def test_access_begins_with_the_first_day_and_ends_with_the_last(
    app: Portal, session: Session, room: Room, monkeypatch: pytest.MonkeyPatch, days: int, teaches: bool
) -> None:
    stand_in(session, room, today_in_korea(), today_in_korea() + 4 * DAY)
    set_day(monkeypatch, today_in_korea() + days * DAY)
    assert teaches_cohort(session, room.other.id, room.cohort.id) is teaches
    assert courses_taught(session, room.other.id) == ({"press-line"} if teaches else set())
    assert hub_groups(session, room.other.id) == (["course:press-line:instructor"] if teaches else [])
    assert set(session.scalars(teachers_of(room.cohort.id))) == {room.instructor.id, *([room.other.id] * teaches)}
    client = client_of(app, room.other, session)
    pages = (
        "",
        "/submissions",
        "/gradebook",
        "/follow-up",
        "/accommodations",
        "/regrades",
        "/similarity",
        "/learning-log",
    )
    found = {page: client.get(f"/cohorts/{room.cohort.id}{page}").status_code for page in pages}
    assert found == dict.fromkeys(pages, 200 if teaches else 404)
    assert ("press-line" in client.get("/cohorts").text or "1기" in client.get("/cohorts").text) is teaches


def test_whoever_stands_in_cannot_prolong_it(app: Portal, session: Session, room: Room) -> None:
    stand_in(session, room, today_in_korea(), today_in_korea())
    client = client_of(app, room.other, session)
    assert (
        client.post(room.address, data=form(room.other, today_in_korea(), today_in_korea() + 9 * DAY)).status_code
        == 403
    )
    assert client.get(f"/cohorts/{room.cohort.id}/edit").status_code == 403
    assert f"/cohorts/{room.cohort.id}/edit" not in client.get(f"/cohorts/{room.cohort.id}").text


def test_an_instructor_arranges_and_ends_it(desk: FlaskClient, session: Session, room: Room) -> None:
    assert (
        desk.post(room.address, data=form(room.other, today_in_korea(), today_in_korea() + 4 * DAY)).status_code == 303
    )
    assert teaches_cohort(session, room.other.id, room.cohort.id)
    page = desk.get(f"/cohorts/{room.cohort.id}").text
    assert "남궁민" in page
    made = session.scalars(select(CohortSubstitute)).one()
    assert "대체 강의 중" in desk.get(room.address).text
    assert desk.post(f"{room.address}/{made.id}/end").status_code == 303
    session.rollback()
    assert not teaches_cohort(session, room.other.id, room.cohort.id)
    assert desk.post(f"{room.address}/{made.id}/end").status_code == 409
    verbs = session.scalars(select(Event.verb).where(Event.object_kind == "cohort_substitute").order_by(Event.id)).all()
    assert verbs == ["arranged a substitute", "ended a substitute's time"]


def test_what_was_called_off_never_begins(desk: FlaskClient, session: Session, room: Room) -> None:
    made = stand_in(session, room, today_in_korea() + DAY, today_in_korea() + 4 * DAY)
    assert "예정" in desk.get(room.address).text
    assert desk.post(f"{room.address}/{made.id}/end").status_code == 303
    session.refresh(made)
    assert made.starts_on == made.ends_before
    assert "취소됨" in desk.get(room.address).text


def test_what_cannot_be_arranged_is_refused(desk: FlaskClient, session: Session, room: Room) -> None:
    stranger = make_account(session, roles=((Role.INSTRUCTOR, make_organisation(session)),))
    session.commit()
    for refused in (
        form(room.other, today_in_korea(), today_in_korea() - DAY),
        form(room.other, today_in_korea() - 9 * DAY, today_in_korea() - DAY),
        form(room.other, today_in_korea(), today_in_korea(), reason=" "),
        form(room.instructor, today_in_korea(), today_in_korea()),
        form(stranger, today_in_korea(), today_in_korea()),
        {**form(room.other, today_in_korea(), today_in_korea()), "account": "x"},
    ):
        assert desk.post(room.address, data=refused).status_code == 422, refused
    session.merge(room.cohort).state = CohortState.CLOSED
    session.commit()
    assert desk.post(room.address, data=form(room.other, today_in_korea(), today_in_korea())).status_code == 409
    assert session.scalars(select(CohortSubstitute)).all() == []


def test_a_cohort_is_left_by_nobody_else(app: Portal, session: Session, room: Room) -> None:
    made = stand_in(session, room, today_in_korea(), today_in_korea())
    elsewhere = make_cohort(session, make_edition(session, make_organisation(session)))
    session.commit()
    stranger = client_of(app, make_account(session, roles=((Role.ADMINISTRATOR, make_organisation(session)),)), session)
    assert stranger.get(room.address).status_code == 404
    assert stranger.post(f"{room.address}/{made.id}/end").status_code == 404
    desk = client_of(app, room.instructor, session)
    assert desk.post(f"/cohorts/{elsewhere.id}/substitutes/{made.id}/end").status_code == 404
