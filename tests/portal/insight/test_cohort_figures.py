"""Instructors' figures of their own cohorts: made once a day, read by those who teach, each reading written down."""

from datetime import timedelta

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from naruteo_portal.audit.models import Event
from naruteo_portal.core.clock import now, today_in_korea
from naruteo_portal.core.jobs import Worker
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.models import Organisation, Role
from naruteo_portal.insight.cohort_figures.jobs import make_cohort_figures
from naruteo_portal.insight.models import CohortFigures
from naruteo_portal.settings import Settings
from naruteo_testing.catalogue import make_enrolment
from naruteo_testing.classroom import make_classroom
from naruteo_testing.completion import make_trace
from naruteo_testing.factories import client_of, make_account, make_membership


def test_the_figures_of_the_day(app: Portal, session: Session, engine: Engine, settings: Settings) -> None:
    room = make_classroom(session, BlobStore(settings.blobs))
    organisation = session.get_one(Organisation, room.course.organisation_id)
    make_membership(session, room.instructor, organisation, Role.INSTRUCTOR)
    room.cohort.starts_on = today_in_korea() - timedelta(days=16)
    busy = make_account(session, "박가람")
    place = make_enrolment(session, room.cohort, busy)
    assert room.enrolment is not None
    place.applied_at = room.enrolment.applied_at = now() - timedelta(days=20)
    for days_ago in (16, 13, 8, 4):
        make_trace(session, place, days_ago)
    client = client_of(app, room.instructor, session)
    address = f"/cohorts/{room.cohort.id}/figures"
    waiting = client.get(address)
    assert "every 2s" in waiting.text
    assert session.scalar(select(func.count()).where(Event.verb == "read the figures of a cohort")) == 0
    make_cohort_figures(Worker(engine, settings), room.cohort.id)
    assert client.get(address, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    page = client.get(address)
    assert page.status_code == 200
    document = session.scalars(select(CohortFigures.document)).one()
    assert document["registered"] == 2
    assert {row["stage"]: row["count"] for row in document["stages"]}["started"] == 1
    assert {row["week"]: row["active"] for row in document["weeks"]} == {0: 1, 1: 1, 2: 0}
    # Who did nothing in the last whole week is offered help, by name.
    assert document["asked_on"] == 14
    assert [row["enrolment"] for row in document["offers"]] == [room.enrolment.id]
    assert "김하늘" in page.text
    assert "박가람" not in page.text
    assert session.scalar(select(func.count()).where(Event.verb == "read the figures of a cohort")) == 1


def test_nobody_else_reads_them(app: Portal, session: Session, settings: Settings) -> None:
    room = make_classroom(session, BlobStore(settings.blobs))
    organisation = session.get_one(Organisation, room.course.organisation_id)
    for role, status in ((Role.INSTRUCTOR, 404), (Role.ADMINISTRATOR, 403), (Role.LEARNER, 403)):
        client = client_of(app, make_account(session, roles=((role, organisation),)), session)
        assert client.get(f"/cohorts/{room.cohort.id}/figures").status_code == status
