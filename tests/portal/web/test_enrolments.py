"""Applying, seeing how one stands, and withdrawing, in the pages."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from naruteo_portal.catalogue.models import Admission, Cohort, CohortState, Enrolment, EnrolmentState
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.models import Account, OrganisationKind, Role
from naruteo_testing.catalogue import make_cohort, make_edition, make_enrolment
from naruteo_testing.factories import client_of, make_account, make_organisation
from naruteo_testing.queries import counted


@pytest.fixture
def cohort(session: Session) -> Cohort:
    return make_cohort(session, make_edition(session, make_organisation(session), "press-line"), seats=1)


@pytest.fixture
def learner(session: Session) -> Account:
    return make_account(session, locale="en")


@pytest.fixture
def own(app: Portal, session: Session, learner: Account, cohort: Cohort) -> FlaskClient:
    return client_of(app, learner, session)


def state_of(session: Session, enrolment_id: int = 1) -> EnrolmentState:
    session.rollback()
    return session.scalars(select(Enrolment.state).where(Enrolment.id == enrolment_id)).one()


def test_applying_leads_to_the_enrolment(own: FlaskClient, session: Session, cohort: Cohort) -> None:
    answer = own.post("/enrolments", data={"cohort": cohort.id})

    assert (answer.status_code, answer.headers["Location"]) == (303, "/enrolments/1")
    assert state_of(session) is EnrolmentState.APPLIED
    page = own.get("/enrolments/1").text
    assert "We have your application." in page
    assert "EN-000001" in page
    assert "Due dates" not in page
    assert "/enrolments/1" in own.get("/enrolments").text


@pytest.mark.parametrize("sent", ["", "x", "99", "9" * 30, "-1", "١"])
def test_a_cohort_that_does_not_exist(own: FlaskClient, sent: str) -> None:
    assert own.post("/enrolments", data={"cohort": sent}).status_code == 404


def test_a_cohort_in_preparation_is_not_known(own: FlaskClient, session: Session, cohort: Cohort) -> None:
    cohort.state = CohortState.DRAFT
    session.commit()

    assert own.post("/enrolments", data={"cohort": cohort.id}).status_code == 404


def test_an_unverified_address_is_told_what_to_do(
    own: FlaskClient, session: Session, cohort: Cohort, learner: Account
) -> None:
    learner.email_verified_at = None
    session.commit()

    answer = own.post("/enrolments", data={"cohort": cohort.id})

    assert answer.status_code == 403
    assert "confirm your e-mail address" in answer.text


def test_applying_twice_is_refused(own: FlaskClient, cohort: Cohort) -> None:
    own.post("/enrolments", data={"cohort": cohort.id})
    assert own.post("/enrolments", data={"cohort": cohort.id}).status_code == 409


def test_a_place_shows_the_due_dates(own: FlaskClient, session: Session, cohort: Cohort, learner: Account) -> None:
    make_enrolment(session, cohort, learner)
    session.commit()

    page = own.get("/enrolments/1").text
    assert "Due dates" in page
    assert f"/cohorts/{cohort.id}/tasks/01-start" in page


def test_the_place_in_the_line_is_shown(own: FlaskClient, session: Session, cohort: Cohort, learner: Account) -> None:
    for state in (EnrolmentState.ADMITTED, EnrolmentState.WAITING, EnrolmentState.APPLIED):
        make_enrolment(session, cohort, make_account(session), state)
    mine = make_enrolment(session, cohort, learner, EnrolmentState.WAITING)
    session.commit()

    assert "<dt>Place on the waiting list</dt>\n    <dd>2</dd>" in own.get(f"/enrolments/{mine.id}").text


def test_withdrawing_asks_why_and_can_be_taken_back(own: FlaskClient, session: Session, cohort: Cohort) -> None:
    cohort.admission = Admission.FIRST_COME
    session.commit()
    own.post("/enrolments", data={"cohort": cohort.id})
    assert own.get("/enrolments/1/withdraw").status_code == 200

    refused = own.post("/enrolments/1/withdraw", data={"reason": "  "})
    assert refused.status_code == 422
    assert "Write a few words about the reason." in refused.text
    assert state_of(session) is EnrolmentState.ADMITTED
    left = own.post("/enrolments/1/withdraw", data={"reason": "night shifts"})
    assert (left.status_code, left.headers["Location"]) == (303, "/enrolments/1")
    assert state_of(session) is EnrolmentState.WITHDRAWN
    page = own.get("/enrolments/1").text
    assert "night shifts" in page
    assert "Apply again" in page
    assert own.get("/enrolments/1/withdraw").status_code == 303
    own.post("/enrolments", data={"cohort": cohort.id})
    assert state_of(session) is EnrolmentState.ADMITTED


def test_enrolments_are_seen_by_their_owner_and_the_cohorts_staff_only(app: Portal, session: Session) -> None:
    provider, other = make_organisation(session), make_organisation(session)
    agency = make_organisation(session, OrganisationKind.AGENCY)
    teacher = make_account(session, roles=((Role.INSTRUCTOR, provider),))
    colleague = make_account(session, roles=((Role.INSTRUCTOR, provider),))
    cohort = make_cohort(session, make_edition(session, provider), instructors=(teacher,))
    learner = make_account(session)
    enrolment = make_enrolment(session, cohort, learner)
    readers = {
        learner: 200,
        teacher: 200,
        colleague: 404,
        make_account(session): 404,
        make_account(session, roles=((Role.ADMINISTRATOR, provider),)): 200,
        make_account(session, roles=((Role.ADMINISTRATOR, other),)): 404,
        make_account(session, roles=((Role.PROGRAMME_OFFICER, agency),)): 200,
        make_account(session, roles=((Role.EMPLOYER_HR, provider),)): 404,
    }

    for account, status in readers.items():
        client = client_of(app, account, session)
        assert client.get(f"/enrolments/{enrolment.id}").status_code == status
        assert client.get(f"/enrolments/{enrolment.id}/withdraw").status_code == status
        if status == 404:
            assert client.post(f"/enrolments/{enrolment.id}/withdraw", data={"reason": "x"}).status_code == 404


def test_the_number_of_queries_does_not_grow(
    own: FlaskClient, engine: Engine, session: Session, cohort: Cohort, learner: Account
) -> None:
    make_enrolment(session, cohort, learner)
    session.commit()
    numbers = []
    for more in (0, 6):
        for _ in range(more):
            make_enrolment(session, make_cohort(session, make_edition(session, make_organisation(session))), learner)
            make_enrolment(session, cohort, make_account(session))
        session.commit()
        for address in ("/enrolments", "/enrolments/1"):
            with counted(engine) as statements:
                assert own.get(address).status_code == 200
            numbers.append(len(statements))

    assert numbers[:2] == numbers[2:]
    assert max(numbers) <= 10, numbers
