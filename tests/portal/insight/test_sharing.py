"""Sharing a programme, and looking at one person of it: by whom, why, and what is written down."""

import io

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.audit.models import Event
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.models import Organisation, OrganisationKind, Role
from naruteo_portal.insight.files import exchange
from naruteo_portal.insight.models import Programme
from naruteo_portal.settings import Settings
from naruteo_testing.factories import client_of, make_account, make_organisation
from naruteo_testing.insight import make_programme


@pytest.fixture
def programme(session: Session, settings: Settings) -> Programme:
    university = make_organisation(session, OrganisationKind.UNIVERSITY)
    made = make_programme(session, university, settings)
    made.organisation = university
    session.commit()
    return made


@pytest.fixture
def keeper(app: Portal, session: Session, programme: Programme) -> FlaskClient:
    reviewer = make_account(session, roles=((Role.UNIVERSITY_REVIEWER, programme.organisation),))
    return client_of(app, reviewer, session)


def test_a_programme_is_shared_and_no_more(
    app: Portal, keeper: FlaskClient, session: Session, programme: Programme
) -> None:
    employer = make_organisation(session, OrganisationKind.EMPLOYER, name="한빛정밀")
    hr = client_of(app, make_account(session, roles=((Role.EMPLOYER_HR, employer),)), session)
    address = f"/reviews/{programme.reference}/shares"
    assert programme.reference not in hr.get("/reviews").text
    assert "한빛정밀" in keeper.get(address).text
    assert keeper.post(address, data={"organisation": employer.slug}).status_code == 303
    assert programme.reference in hr.get("/reviews").text
    # Whoever was given a share neither shares nor loads.
    assert hr.get(address).status_code == 403
    assert keeper.post(address, data={"organisation": employer.slug}).status_code == 422
    assert keeper.post(f"{address}/{employer.slug}/end").status_code == 303
    assert keeper.post(f"{address}/{employer.slug}/end").status_code == 404
    assert programme.reference not in hr.get("/reviews").text
    told = select(Event.verb).where(Event.object_kind == "reviewed_programme").order_by(Event.id)
    verbs = session.scalars(told).all()
    assert verbs[-2:] == ["shared a programme", "stopped sharing a programme"]


def keep_tables(session: Session, programme: Programme, blobs: BlobStore) -> None:
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    tables = {
        "enrolments": {"enrolment": [1, 2], "person": [77, 78], "cohort": ["AAA-2026B"] * 2, "registered": [-3, None],
                       "left": [None, 4], "outcome": ["pass", "withdrawn"], "sex": ["F", "M"]},
        "results": {"enrolment": [1, 2], "assessment": ["quiz", "quiz"], "day": [5, 6], "score": [90.0, None]},
    }  # fmt: skip
    files = {}
    for name, columns in tables.items():
        content = io.BytesIO()
        pq.write_table(pa.table(columns), content)
        files[f"{name}.parquet"] = blobs.put(content.getvalue())
    exchange(session, programme, files)
    session.commit()


def test_a_persons_rows_need_a_reason_and_leave_one(
    app: Portal, keeper: FlaskClient, session: Session, programme: Programme, settings: Settings
) -> None:
    keep_tables(session, programme, BlobStore(settings.blobs))
    address = f"/reviews/{programme.reference}/person"
    assert keeper.get(address).status_code == 200
    assert keeper.post(address, data={"person": "77", "reason": " "}).status_code == 422
    assert keeper.post(address, data={"person": "seven", "reason": "열람 요구"}).status_code == 422
    assert keeper.post(address, data={"person": "900101-1234567", "reason": "열람 요구"}).status_code == 422
    page = keeper.post(address, data={"person": "77", "reason": "본인의 열람 요구"})
    assert page.status_code == 200
    assert ">90</td>" in page.text
    assert "통과" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert keeper.post(address, data={"person": "1", "reason": "본인의 열람 요구"}).status_code == 200
    looked = select(Event.details).where(Event.verb == "looked at a person of a programme").order_by(Event.id)
    looks = session.scalars(looked).all()
    assert [(each["person"], each["reason"], each["enrolments"]) for each in looks] == [
        (77, "본인의 열람 요구", 1), (1, "본인의 열람 요구", 0)
    ]  # fmt: skip


@pytest.mark.parametrize("role", [Role.INSTRUCTOR, Role.ADMISSIONS, Role.LEARNER])
def test_nobody_else_looks(app: Portal, session: Session, programme: Programme, role: Role) -> None:
    client = client_of(app, make_account(session, roles=((role, programme.organisation),)), session)
    assert client.post(f"/reviews/{programme.reference}/person", data={"person": "1", "reason": "x"}).status_code == 403


def test_not_even_the_keeper_of_another_organisation(app: Portal, session: Session, programme: Programme) -> None:
    other: Organisation = make_organisation(session, OrganisationKind.UNIVERSITY)
    client = client_of(app, make_account(session, roles=((Role.ADMINISTRATOR, other),)), session)
    assert client.post(f"/reviews/{programme.reference}/person", data={"person": "1", "reason": "x"}).status_code == 404
