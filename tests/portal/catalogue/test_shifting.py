"""Moving all dates of a cohort, and copying one."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from naruteo_portal.audit.events import SYSTEM
from naruteo_portal.audit.models import Event
from naruteo_portal.catalogue.cohorts import CohortPlan, present_schedule, set_request_days
from naruteo_portal.catalogue.errors import CohortIsClosed, DatesOutOfOrder, DueInThePast
from naruteo_portal.catalogue.models import (
    Cohort,
    CohortInstructor,
    CohortState,
    Edition,
    Enrolment,
    ScheduledTask,
    Task,
)
from naruteo_portal.catalogue.schedule import start_of
from naruteo_portal.catalogue.shifting import Scope, Shift, copy_cohort, plan_of, shift_cohort
from naruteo_portal.core.clock import now, today_in_korea
from naruteo_portal.identity.models import Account, Organisation, OrganisationKind, Role
from naruteo_testing.catalogue import make_cohort, make_edition, make_enrolment
from naruteo_testing.factories import make_account, make_organisation

DAY = timedelta(days=1)


@pytest.fixture
def provider(session: Session) -> Organisation:
    return make_organisation(session, OrganisationKind.TRAINING_PROVIDER)


@pytest.fixture
def instructor(session: Session, provider: Organisation) -> Account:
    return make_account(session, roles=((Role.INSTRUCTOR, provider),))


@pytest.fixture
def cohort(session: Session, provider: Organisation, instructor: Account) -> Cohort:
    """Begun ten days ago; the first task was due three days ago, the second is due when the cohort ends."""
    starts_on = today_in_korea() - 10 * DAY
    return make_cohort(session, make_edition(session, provider), starts_on=starts_on, instructors=(instructor,))


def shift(days: int, scope: Scope) -> Shift:
    return Shift(days, scope, now())


def due(session: Session, cohort: Cohort) -> dict[str, datetime]:
    rows = session.execute(
        select(Task.name, ScheduledTask.due_at).join(Task).where(ScheduledTask.cohort_id == cohort.id)
    )
    return {name: due_at for name, due_at in rows}


def test_all_dates_move_together_and_times_of_day_stay(session: Session, cohort: Cohort) -> None:
    before, first_day, apply_until = due(session, cohort), cohort.starts_on, cohort.apply_until
    shift_cohort(session, cohort, shift(7, Scope.ALL), actor=SYSTEM)
    assert due(session, cohort) == {name: instant + 7 * DAY for name, instant in before.items()}
    assert (cohort.starts_on, cohort.apply_until) == (first_day + 7 * DAY, apply_until + 7 * DAY)
    verbs = session.scalars(select(Event.verb).where(Event.object_kind == "cohort").order_by(Event.id)).all()
    assert verbs == ["set up", "changed", "rescheduled"]


@pytest.mark.parametrize("days", [7, -5])
def test_what_has_passed_stays_where_only_coming_dates_move(session: Session, cohort: Cohort, days: int) -> None:
    before, starts_on, ends_before = due(session, cohort), cohort.starts_on, cohort.ends_before
    shift_cohort(session, cohort, shift(days, Scope.COMING), actor=SYSTEM)
    assert due(session, cohort) == {"01-start": before["01-start"], "02-more": before["02-more"] + days * DAY}
    assert (cohort.starts_on, cohort.ends_before) == (starts_on, ends_before + days * DAY)


def test_work_that_becomes_late_at_once_is_confirmed(session: Session, cohort: Cohort) -> None:
    with pytest.raises(DueInThePast):
        shift_cohort(session, cohort, shift(-25, Scope.ALL), actor=SYSTEM)
    session.refresh(cohort)
    shift_cohort(session, cohort, shift(-25, Scope.ALL), actor=SYSTEM, past_confirmed=True)


def test_dates_that_would_pass_each_other_are_refused(session: Session, cohort: Cohort) -> None:
    with pytest.raises(DatesOutOfOrder):
        shift_cohort(session, cohort, shift(-40, Scope.COMING), actor=SYSTEM, past_confirmed=True)


def test_nothing_moves_in_a_closed_cohort(session: Session, cohort: Cohort) -> None:
    cohort.state = CohortState.CLOSED
    session.flush()
    with pytest.raises(CohortIsClosed):
        shift_cohort(session, cohort, shift(7, Scope.ALL), actor=SYSTEM)


def next_edition(session: Session, edition: Edition) -> Edition:
    """The course published anew, with its first task as it was and another one in place of the second."""
    values = {
        column.key: getattr(edition, column.key)
        for column in Edition.__table__.columns
        if column.key not in ("id", "number", "sha256")
    }
    later = Edition(**values, number=edition.number + 1, sha256="f" * 64)
    for task in edition.tasks:
        copied = {column.key: getattr(task, column.key) for column in Task.__table__.columns}
        renamed = {"01-start": "01-start", "02-more": "02-other"}[task.name]
        later.tasks.append(Task(**{**copied, "id": None, "edition_id": None, "name": renamed}))
    session.add(later)
    session.flush()
    return later


def moved_plan(cohort: Cohort, starts_on: date) -> CohortPlan:
    return Shift((starts_on - cohort.starts_on).days, Scope.ALL, now()).plan(plan_of(cohort))


def test_a_copy_keeps_distances_and_rules_but_not_people(session: Session, cohort: Cohort, instructor: Account) -> None:
    make_enrolment(session, cohort, make_account(session))
    set_request_days(session, cohort, 21, actor=SYSTEM)
    own = select(ScheduledTask).where(ScheduledTask.cohort_id == cohort.id)
    row = session.scalars(own.order_by(ScheduledTask.id)).first()
    assert row is not None
    row.due_at += DAY
    session.flush()
    made = copy_cohort(
        session, cohort, session.get_one(Edition, cohort.edition_id), moved_plan(cohort, cohort.starts_on + 100 * DAY),
        instructors=[instructor.id], state=CohortState.DRAFT, actor=SYSTEM,
    )  # fmt: skip
    assert due(session, made) == {name: instant + 100 * DAY for name, instant in due(session, cohort).items()}
    assert (made.request_days, made.seats, made.state) == (21, cohort.seats, CohortState.DRAFT)
    assert session.scalars(select(Enrolment).where(Enrolment.cohort_id == made.id)).all() == []
    teach = session.scalars(select(CohortInstructor.account_id).where(CohortInstructor.cohort_id == made.id)).all()
    assert teach == [instructor.id]
    assert [window.opens_at for window in present_schedule(session, made)] == [start_of(made.starts_on)] * 2


def test_a_copy_of_a_newer_edition_plans_new_tasks_by_its_rules(session: Session, cohort: Cohort) -> None:
    edition = session.scalars(
        select(Edition).where(Edition.id == cohort.edition_id).options(selectinload(Edition.tasks))
    ).one()
    made = copy_cohort(
        session, cohort, next_edition(session, edition), moved_plan(cohort, cohort.starts_on + 30 * DAY),
        instructors=[], state=CohortState.OPEN, actor=SYSTEM,
    )  # fmt: skip
    assert due(session, made) == {
        "01-start": due(session, cohort)["01-start"] + 30 * DAY, "02-other": start_of(made.ends_before),
    }  # fmt: skip
