"""An employer's first page: deadlines and what is claimed of them, the ceiling, and how each person stands."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor
from naruteo_portal.catalogue.manifest import Delivery
from naruteo_portal.catalogue.models import Cohort, CohortState, Enrolment, Task
from naruteo_portal.core.clock import now, today_in_korea
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.models import Account, OrganisationKind, Role
from naruteo_portal.incentives.claims.claims import LinePlan, move, open_claim, set_lines, submit
from naruteo_portal.incentives.claims.states import ClaimState
from naruteo_portal.incentives.decisions.review import ask_for_more
from naruteo_portal.incentives.employers.facts import EMPLOYER_TRAINING, employer_facts_on, stated_facts
from naruteo_portal.incentives.employers.trainings import employees_by_account, trainees_page
from naruteo_portal.incentives.overview import Overview, claimed_by, overview_of
from naruteo_portal.incentives.programmes import programme_in_force
from naruteo_testing.catalogue import make_cohort, make_edition, make_enrolment
from naruteo_testing.claims import confirm_figures, make_employer, plan
from naruteo_testing.decisions import by, review
from naruteo_testing.employers import DAY, Firm, make_employee, make_fact, make_firm
from naruteo_testing.factories import client_of, make_account, make_membership, make_organisation
from naruteo_testing.submissions import make_release, make_submission


@pytest.fixture
def firm(session: Session) -> Firm:
    return make_firm(session)


def hold_training(session: Session, first_day: date, last_day: date, **edition: Any) -> Cohort:
    provider = make_organisation(session, OrganisationKind.TRAINING_PROVIDER)
    cohort = make_cohort(session, make_edition(session, provider, **edition))
    cohort.starts_on, cohort.ends_before = first_day, last_day + DAY
    if last_day < today_in_korea():
        cohort.state = CohortState.CLOSED
    session.flush()
    return cohort


def send(session: Session, firm: Firm, cohort: Cohort, name: str = "김하늘") -> tuple[Account, Enrolment]:
    """Somebody of the firm in a cohort."""
    account = make_account(session, name, roles=((Role.LEARNER, firm.employer),))
    return account, make_enrolment(session, cohort, account)


def overview(session: Session, firm: Firm) -> Overview:
    programme = programme_in_force(session, EMPLOYER_TRAINING)
    return overview_of(session, firm.employer, programme, stated_facts(session, firm.employer.id), today_in_korea())


def claim(session: Session, firm: Firm, place: Enrolment, *, ended: date, hours: int = 10) -> Any:
    actor = Actor("person", firm.hr.id)
    opened = open_claim(session, firm.employer, EMPLOYER_TRAINING, ended.year, actor=actor)
    facts = {
        "course_recognised_on": str(ended - 40 * DAY), "held_as_recognised": True, "mode": "classroom", "hours": hours,
        "attendance": "1", "trainee": "insured",
    }  # fmt: skip
    plan = LinePlan(
        "0001", "김하늘", f"cohort-{place.cohort_id}", {"ko": "훈련", "en": "Training"}, ended - 9 * DAY, ended, facts,
        place.id,
    )  # fmt: skip
    set_lines(session, opened, [plan], version=opened.version, actor=actor)
    stated = employer_facts_on(session, firm.employer.id, ended)
    submit(session, opened, stated, version=opened.version, actor=actor)
    return opened


def state_facts(session: Session, firm: Firm, **other: Any) -> None:
    year = date(today_in_korea().year, 1, 1)
    facts = {
        "firm_size": "priority", "year_premium": 3_000_000, "adjustment_area": False, "restricted": False,
        "after_restriction": False, **other,
    }  # fmt: skip
    for name, value in facts.items():
        make_fact(session, firm, name, value, valid_from=year - timedelta(days=400) if name != "year_premium" else year)


def test_the_clock_runs_for_what_has_ended_and_is_not_claimed(session: Session, firm: Firm) -> None:
    for ended in (0, 30, 31):
        cohort = hold_training(session, today_in_korea() - timedelta(days=60), today_in_korea() - timedelta(days=ended))
        send(session, firm, cohort)
    send(session, firm, hold_training(session, today_in_korea() - 5 * DAY, today_in_korea() + 5 * DAY))
    seen = overview(session, firm)
    left = [due.deadline.window.days_left(today_in_korea()) for due in seen.due if due.deadline.window]
    assert left == [0, 30]
    assert [len(each) for each in (seen.to_claim, seen.coming, seen.over)] == [2, 1, 1]


def test_a_long_training_is_due_part_by_part(session: Session, firm: Firm) -> None:
    cohort = hold_training(session, today_in_korea() - timedelta(days=100), today_in_korea() + timedelta(days=30))
    send(session, firm, cohort)
    seen = overview(session, firm)
    assert [(due.deadline.part.number, due.deadline.part.of) for due in (*seen.due, *seen.coming)] == [(1, 2), (2, 2)]


def test_only_the_firms_own_people_count(session: Session, firm: Firm) -> None:
    cohort = hold_training(session, today_in_korea() - 20 * DAY, today_in_korea() - DAY)
    send(session, firm, cohort)
    send(session, make_firm(session, "other"), cohort, "남궁민")
    stranger = make_account(session, "도하나")
    make_enrolment(session, cohort, stranger)
    # Whoever left before the training began is somebody else's by then; who left during it is claimed for.
    for until in (today_in_korea() - 20 * DAY, today_in_korea() - 10 * DAY):
        left = make_account(session, "이직자")
        make_membership(session, left, firm.employer, Role.LEARNER, until=until)
        make_enrolment(session, cohort, left)
    (due,) = overview(session, firm).due
    assert due.deadline.people == 2
    # A mail address alone, whoever typed it into a roster, shows nobody's training.
    make_employee(session, firm, "0009", email=stranger.email)
    assert overview(session, firm).due[0].deadline.people == 2


def test_what_is_claimed_is_told_and_fills_the_meter(
    session: Session, firm: Firm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    confirm_figures(tmp_path, monkeypatch)
    state_facts(session, firm)
    ended = today_in_korea() - 3 * DAY
    cohort = hold_training(session, ended - 9 * DAY, ended)
    _account, place = send(session, firm, cohort)
    send(session, firm, cohort, "박서준")
    claimed = claim(session, firm, place, ended=ended)
    seen = overview(session, firm)
    assert (seen.due[0].claimed, seen.due[0].open_people) == (1, 1)
    assert claimed_by(session, firm.employer, [place.id]) == {(place.id, ended): claimed.reference}
    # 7,000 won an hour, ten hours, 90 per cent; the ceiling is 240 % of three million, or five million if that is more.
    assert (seen.meter.amount, seen.meter.granted, seen.meter.claimed) == (7_200_000, 0, 63_000)
    actor = Actor("person", firm.officer.id)
    move(session, claimed, ClaimState.IN_REVIEW, actor=actor)
    move(session, claimed, ClaimState.APPROVED, actor=actor)
    session.flush()
    meter = overview(session, firm).meter
    assert (meter.granted, meter.claimed, meter.left) == (63_000, 0, 7_137_000)


def test_people_are_judged_by_what_the_platform_knows(session: Session, firm: Firm) -> None:
    state_facts(session, firm)
    cohort = hold_training(session, today_in_korea() - 20 * DAY, today_in_korea() - DAY, delivery=Delivery.REMOTE)
    account, place = send(session, firm, cohort)
    make_employee(session, firm, "0001", email=account.email)
    task = session.scalars(select(Task).where(Task.edition_id == cohort.edition_id, Task.position == 1)).one()
    make_submission(session, place, make_release(session, task))
    programme = programme_in_force(session, EMPLOYER_TRAINING)
    page = trainees_page(session, firm.employer, programme, stated_facts(session, firm.employer.id), now(), 1)
    (trainee,) = page.rows
    assert trainee.employee is not None
    assert (trainee.employee.number, trainee.part.of) == ("0001", 1)
    used = {each.name: each.value for step in trainee.answer.conditions for each in step.used}
    assert (used["mode"], used["progress"], used["trainee"]) == ("remote", "0.5", "insured")
    # Half of the tasks is less than any threshold, but the threshold is not confirmed: nobody says no by it.
    assert trainee.completion.value is None
    assert {each.name for each in trainee.completion.missing} == {"least_progress", "least_score"}


def test_an_address_that_was_never_proved_is_nobodys(session: Session, firm: Firm) -> None:
    account = make_account(session, roles=((Role.LEARNER, firm.employer),))
    make_employee(session, firm, "0001", email=account.email)
    assert set(employees_by_account(session, firm.employer, [account.id])) == {account.id}
    account.email_verified_at = None
    session.flush()
    assert employees_by_account(session, firm.employer, [account.id]) == {}


def test_pages_say_what_is_to_be_done_and_what_is_not_known(app: Portal, session: Session, firm: Firm) -> None:
    cohort = hold_training(session, today_in_korea() - 20 * DAY, today_in_korea() - DAY)
    send(session, firm, cohort)
    client: FlaskClient = client_of(app, firm.hr, session)
    assert client.get("/employers").location == firm.address
    page = client.get(firm.address).text
    assert "29일 남음" in page
    assert "판단할 수 없음" in page
    assert "명부에 없음" in page
    assert "그해의 고용안정·직업능력개발사업 보험료" in page
    home = client.get("/").text
    assert "29일 남음" in home
    assert "29일 남음" not in client_of(app, firm.officer, session).get("/").text


def test_a_claim_that_waits_for_the_employer_stands_among_what_to_do(app: Portal, session: Session) -> None:
    employer = make_employer(session)
    claim = review(employer, employer.claim(plan()))
    due_on = today_in_korea() + timedelta(days=5)
    ask_for_more(session, claim, "출석부를 올려 주십시오.", due_on, version=claim.version, actor=by(employer.officer))
    session.commit()
    page = client_of(app, employer.hr, session).get("/").text
    assert f"신청서 {claim.reference} 보완" in page and "5일 남음" in page
