"""Looking after cohorts in the pages: planning, deciding, scheduling, closing, and who may."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, selectinload

from naruteo_portal.audit.models import Event
from naruteo_portal.catalogue.models import (
    Cohort,
    CohortInstructor,
    CohortState,
    Edition,
    Enrolment,
    EnrolmentState,
    ScheduledTask,
)
from naruteo_portal.core.clock import KST, now
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.models import Account, Organisation, OrganisationKind, Role
from naruteo_testing.catalogue import make_cohort, make_edition, make_enrolment
from naruteo_testing.factories import client_of, make_account, make_organisation
from naruteo_testing.queries import counted


@pytest.fixture
def provider(session: Session) -> Organisation:
    return make_organisation(session, OrganisationKind.TRAINING_PROVIDER)


@pytest.fixture
def teacher(session: Session, provider: Organisation) -> Account:
    return make_account(session, "이정민", locale="en", roles=((Role.INSTRUCTOR, provider),))


@pytest.fixture
def edition(session: Session, provider: Organisation) -> Edition:
    return make_edition(session, provider, "press-line")


@pytest.fixture
def cohort(session: Session, edition: Edition, teacher: Account) -> Cohort:
    return make_cohort(session, edition, seats=2, instructors=(teacher,))


@pytest.fixture
def staff(app: Portal, session: Session, teacher: Account, cohort: Cohort) -> FlaskClient:
    return client_of(app, teacher, session)


def plan(**changes: object) -> dict[str, object]:
    return {
        "name_ko": "2기", "name_en": "Cohort 2", "starts_on": "2027-03-01", "last_day": "2027-03-31",
        "apply_until": "2027-02-20T18:00", "seats": "12", "admission": "first_come", "state": "open", **changes,
    }  # fmt: skip


def test_a_cohort_is_planned_from_the_courses_rules(staff: FlaskClient, session: Session, teacher: Account) -> None:
    assert "press-line" in staff.get("/cohorts/new").text
    form = staff.get("/cohorts/new?course=press-line").text
    assert f'<input type="checkbox" name="instructors" id="instructors-0" value="{teacher.id}" checked>' in form

    answer = staff.post("/cohorts/new?course=press-line", data=plan(instructors=[teacher.id]))

    assert answer.status_code == 303, answer.text
    made = session.scalars(
        select(Cohort)
        .order_by(Cohort.id.desc())
        .options(selectinload(Cohort.schedule).joinedload(ScheduledTask.task), selectinload(Cohort.instructors))
    ).first()
    assert made is not None
    assert (made.seats, made.ends_before.isoformat(), made.admission) == (12, "2027-04-01", "first_come")
    assert made.apply_until.astimezone(KST).isoformat() == "2027-02-20T18:00:00+09:00"
    windows = {
        row.task.name: (row.opens_at.astimezone(KST).isoformat(), row.due_at.astimezone(KST).isoformat())
        for row in made.schedule
    }
    assert windows == {
        "01-start": ("2027-03-01T00:00:00+09:00", "2027-03-08T23:59:00+09:00"),
        "02-more": ("2027-03-01T00:00:00+09:00", "2027-04-01T00:00:00+09:00"),
    }
    assert [instructor.account_id for instructor in made.instructors] == [teacher.id]
    page = staff.get(answer.headers["Location"]).text
    assert "Please check its schedule" in page
    assert "8 Mar 2027, 23:59 KST" in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name_ko": ""}, "Enter a name in Korean."),
        ({"seats": "0"}, "Enter a number from 1 to 1000."),
        ({"seats": "many"}, "Not a valid integer value."),
        ({"starts_on": "31/3/2027"}, "Not a valid date value."),
        ({"apply_until": "soon"}, "Not a valid datetime value."),
        ({"starts_on": "0001-01-01"}, "Enter a year from 2000 to 2999."),
        ({"last_day": "9999-12-31"}, "Enter a year from 2000 to 2999."),
        ({"apply_until": "0001-01-01T00:00"}, "Enter a year from 2000 to 2999."),
        ({"last_day": "2027-02-27"}, "The last day must not be before the first."),
        ({"last_day": "2027-03-05"}, "The last task is due on 2027-03-08."),
        ({"apply_until": "2027-04-02T00:00"}, "Applications must end before the cohort does."),
        ({"admission": "lottery"}, "Not a valid choice."),
        ({"instructors": "999"}, "not a valid choice"),
    ],
)
def test_a_plan_that_does_not_work_is_explained(
    staff: FlaskClient, session: Session, changes: dict[str, object], said: str
) -> None:
    answer = staff.post("/cohorts/new?course=press-line", data=plan(**changes))

    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="Cohort 2"' in answer.text, "what was entered is kept"
    assert len(session.scalars(select(Cohort.id)).all()) == 1


def test_courses_of_others_are_not_offered(app: Portal, session: Session, edition: Edition) -> None:
    other = make_organisation(session)
    stranger = client_of(app, make_account(session, roles=((Role.ADMINISTRATOR, other),)), session)

    assert "press-line" not in stranger.get("/cohorts/new").text
    assert stranger.get("/cohorts/new?course=press-line").status_code == 404
    assert stranger.post("/cohorts/new?course=press-line", data=plan()).status_code == 404


def test_who_reaches_a_cohort(app: Portal, session: Session, provider: Organisation, cohort: Cohort) -> None:
    agency, other = make_organisation(session, OrganisationKind.AGENCY), make_organisation(session)
    readers = [
        (Role.ADMINISTRATOR, provider, 200),
        (Role.PROGRAMME_OFFICER, provider, 200),
        (Role.INSTRUCTOR, provider, 404),
        (Role.ADMINISTRATOR, other, 404),
        (Role.PROGRAMME_OFFICER, agency, 200),
        (Role.ADMINISTRATOR, agency, 200),
        (Role.LEARNER, provider, 403),
        (Role.AUDITOR, agency, 403),
        (Role.EMPLOYER_HR, provider, 403),
    ]
    for role, organisation, status in readers:
        client = client_of(app, make_account(session, roles=((role, organisation),)), session)
        address = f"/cohorts/{cohort.id}"
        for page in (address, f"{address}/edit", f"{address}/schedule"):
            assert client.get(page).status_code == status, (role, page)
        if status != 200:
            for act in ("decisions", "state", "edit", "schedule"):
                assert client.post(f"{address}/{act}", data={"state": "closed"}).status_code == status, (role, act)
        listed = client.get("/cohorts")
        assert listed.status_code == (403 if status == 403 else 200)
        assert (f'href="{address}"' in listed.text) == (status == 200)


def apply_three(session: Session, cohort: Cohort) -> list[Enrolment]:
    enrolments = [
        make_enrolment(
            session,
            cohort,
            make_account(session, name, name_roman=None),
            EnrolmentState.APPLIED,
            now() + timedelta(seconds=at),
        )
        for at, name in enumerate(("가람", "나래", "다온"))
    ]
    session.commit()
    return enrolments


def states(session: Session) -> list[str]:
    session.rollback()
    return [state.value for state in session.scalars(select(Enrolment.state).order_by(Enrolment.id))]


def test_applications_are_decided_in_bulk(staff: FlaskClient, session: Session, cohort: Cohort) -> None:
    enrolments = apply_three(session, cohort)
    assert "가람" in staff.get(f"/cohorts/{cohort.id}").text

    answer = staff.post(
        f"/cohorts/{cohort.id}/decisions", data={"enrolments": [each.id for each in enrolments], "act": "admit"}
    )

    assert answer.status_code == 303
    assert states(session) == ["admitted", "admitted", "waiting"]
    page = staff.get(f"/cohorts/{cohort.id}?view=waiting").text
    assert "다온" in page
    assert "가람" not in page
    assert "on the waiting list, because all seats are taken: 1" in page


def test_declining_needs_a_reason(staff: FlaskClient, session: Session, cohort: Cohort) -> None:
    first, *_ = apply_three(session, cohort)
    address = f"/cohorts/{cohort.id}/decisions"

    refused = staff.post(address, data={"enrolments": first.id, "act": "decline", "reason": " "})
    assert refused.status_code == 422
    assert "Write the reason" in refused.text
    assert f'value="{first.id}" id="enrolment-{first.id}" checked' in refused.text
    nobody = staff.post(address, data={"act": "admit"})
    assert nobody.status_code == 422
    assert "Choose at least one person." in nobody.text
    assert (
        staff.post(address, data={"enrolments": first.id, "act": "decline", "reason": "full time only"}).status_code
        == 303
    )
    assert states(session) == ["declined", "applied", "applied"]
    assert "full time only" in staff.get(f"/cohorts/{cohort.id}?view=left").text


def test_people_of_another_cohort_cannot_be_decided_on(
    staff: FlaskClient, session: Session, cohort: Cohort, edition: Edition
) -> None:
    elsewhere = make_enrolment(session, make_cohort(session, edition), make_account(session), EnrolmentState.APPLIED)
    session.commit()

    answer = staff.post(f"/cohorts/{cohort.id}/decisions", data={"enrolments": elsewhere.id, "act": "admit"})

    assert answer.status_code == 404
    assert states(session) == ["applied"]


def test_members_are_found_by_name_or_address(staff: FlaskClient, session: Session, cohort: Cohort) -> None:
    apply_three(session, cohort)

    page = staff.get(f"/cohorts/{cohort.id}?q=나래").text
    assert "나래" in page
    assert "가람" not in page
    assert "Nobody here." in staff.get(f"/cohorts/{cohort.id}?q=%25").text


def test_a_cohort_is_changed(staff: FlaskClient, session: Session, cohort: Cohort, teacher: Account) -> None:
    address = f"/cohorts/{cohort.id}/edit"
    starts_on = cohort.starts_on + timedelta(days=7)
    changed = plan(
        starts_on=starts_on.isoformat(), last_day=(starts_on + timedelta(days=40)).isoformat(),
        apply_until=f"{cohort.starts_on.isoformat()}T09:00", replan="y",
    )  # fmt: skip
    assert 'value="Cohort 1기"' in staff.get(address).text

    answer = staff.post(address, data=changed)

    assert answer.status_code == 303, answer.text
    session.rollback()
    session.expire_all()
    assert (cohort.seats, cohort.name["en"], cohort.starts_on) == (12, "Cohort 2", starts_on)
    due = session.scalars(select(ScheduledTask.due_at).order_by(ScheduledTask.task_id)).all()
    assert due[0].astimezone(KST).date() == starts_on + timedelta(days=7)
    assert session.scalars(select(CohortInstructor)).all() == [], "nobody was ticked"
    verbs = session.scalars(select(Event.verb).where(Event.object_kind == "cohort").order_by(Event.id)).all()
    assert verbs == ["set up", "changed", "rescheduled", "changed the instructors of"]


def test_seats_that_are_taken_cannot_be_taken_away(staff: FlaskClient, session: Session, cohort: Cohort) -> None:
    for _ in range(2):
        make_enrolment(session, cohort, make_account(session))
    session.commit()
    days = {"starts_on": cohort.starts_on.isoformat(), "last_day": cohort.last_day.isoformat()}

    answer = staff.post(
        f"/cohorts/{cohort.id}/edit",
        data=plan(**days, apply_until=f"{cohort.starts_on.isoformat()}T09:00", seats="1"),
    )

    assert answer.status_code == 422
    assert "2 people have a place already" in answer.text


def shown(session: Session, cohort: Cohort) -> dict[str, str]:
    """The schedule as its form sends it."""
    sent = {}
    for row in session.scalars(select(ScheduledTask).where(ScheduledTask.cohort_id == cohort.id)):
        sent[f"opens_{row.task_id}"] = f"{row.opens_at.astimezone(KST):%Y-%m-%dT%H:%M}"
        sent[f"due_{row.task_id}"] = f"{row.due_at.astimezone(KST):%Y-%m-%dT%H:%M}"
    return sent


def test_the_schedule_is_changed_task_by_task(staff: FlaskClient, session: Session, cohort: Cohort) -> None:
    sent = shown(session, cohort)
    later = cohort.starts_on + timedelta(days=9)
    assert staff.get(f"/cohorts/{cohort.id}/schedule").status_code == 200

    assert staff.post(f"/cohorts/{cohort.id}/schedule", data=sent).status_code == 303
    answer = staff.post(f"/cohorts/{cohort.id}/schedule", data={**sent, "due_1": f"{later.isoformat()}T18:00"})

    assert answer.status_code == 303
    session.rollback()
    session.expire_all()
    due = session.scalars(select(ScheduledTask.due_at).where(ScheduledTask.task_id == 1)).one()
    assert due.astimezone(KST).isoformat() == f"{later.isoformat()}T18:00:00+09:00"
    events = session.scalars(select(Event).where(Event.verb == "rescheduled")).all()
    assert [len(event.details["changes"]) for event in events] == [1], "saving without a change is no event"


def test_a_due_time_in_the_past_must_be_confirmed(staff: FlaskClient, session: Session, cohort: Cohort) -> None:
    past = now() - timedelta(minutes=5)
    row = session.scalars(select(ScheduledTask).where(ScheduledTask.task_id == 1)).one()
    row.opens_at = past - timedelta(days=3)
    session.commit()
    sent = {**shown(session, cohort), "due_1": f"{past.astimezone(KST):%Y-%m-%dT%H:%M}"}

    asked = staff.post(f"/cohorts/{cohort.id}/schedule", data=sent)
    assert asked.status_code == 422
    assert "work not submitted yet is late at once" in asked.text
    assert 'name="past_confirmed"' in asked.text
    assert staff.post(f"/cohorts/{cohort.id}/schedule", data={**sent, "past_confirmed": "y"}).status_code == 303


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("due_1", "2020-01-01T00:00", "must open before it is due"),
        ("due_1", "2999-01-01T00:00", "must be due before the cohort ends"),
        ("due_1", "", "Enter a day and a time."),
        ("opens_2", "tomorrow", "Not a valid datetime value."),
    ],
)
def test_a_schedule_that_does_not_work_is_explained(
    staff: FlaskClient, session: Session, cohort: Cohort, field: str, value: str, said: str
) -> None:
    answer = staff.post(f"/cohorts/{cohort.id}/schedule", data={**shown(session, cohort), field: value})

    assert answer.status_code == 422
    assert said in answer.text


def test_a_cohort_is_closed_and_opened_again(staff: FlaskClient, session: Session, cohort: Cohort) -> None:
    apply_three(session, cohort)
    address = f"/cohorts/{cohort.id}"

    assert staff.post(f"{address}/state", data={"state": "closed"}).status_code == 303
    page = staff.get(address).text
    assert "Closed" in page
    assert 'name="act"' not in page
    assert staff.post(f"{address}/decisions", data={"enrolments": 1, "act": "admit"}).status_code == 409
    assert staff.post(f"{address}/schedule", data=shown(session, cohort)).status_code == 409
    assert staff.post(f"{address}/state", data={"state": "sold"}).status_code == 404
    assert staff.post(f"{address}/state", data={"state": "open"}).status_code == 303
    session.rollback()
    session.expire_all()
    assert cohort.state is CohortState.OPEN


def test_cohorts_are_searched_and_filtered(
    staff: FlaskClient, session: Session, edition: Edition, teacher: Account
) -> None:
    make_cohort(session, edition, name="야간반", state=CohortState.DRAFT, instructors=(teacher,))
    session.commit()

    assert "야간반" in staff.get("/cohorts?q=야간반").text
    assert "1 in total" in staff.get("/cohorts?q=야간반").text
    assert "1 in total" in staff.get("/cohorts?state=draft").text
    assert "2 in total" in staff.get("/cohorts?state=nonsense&q=프레스").text
    assert "No cohort fits all of this." in staff.get("/cohorts?q=%25").text


def test_the_number_of_queries_does_not_grow(
    staff: FlaskClient, engine: Engine, session: Session, cohort: Cohort, edition: Edition, provider: Organisation
) -> None:
    make_enrolment(session, cohort, make_account(session), EnrolmentState.APPLIED)
    numbers = []
    for more in (0, 7):
        for at in range(more):
            colleague = make_account(session, f"강사 {at}", roles=((Role.INSTRUCTOR, provider),))
            session.add(CohortInstructor(cohort_id=cohort.id, account_id=colleague.id))
            first = session.scalars(select(CohortInstructor)).first()
            assert first is not None
            another = make_cohort(session, edition, name=f"{at}반")
            session.add(CohortInstructor(cohort_id=another.id, account_id=first.account_id))
            make_enrolment(session, cohort, make_account(session), EnrolmentState.APPLIED)
        session.commit()
        for address in (
            "/cohorts",
            f"/cohorts/{cohort.id}",
            f"/cohorts/{cohort.id}/edit",
            "/cohorts/new?course=press-line",
        ):
            with counted(engine) as statements:
                assert staff.get(address).status_code == 200
            numbers.append(len(statements))

    assert numbers[:4] == numbers[4:]
    assert max(numbers) <= 12, numbers
