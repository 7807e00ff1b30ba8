"""Seats and the waiting list: who gets a place, in which order, and what is refused."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import SYSTEM, Actor
from naruteo_portal.audit.models import Event
from naruteo_portal.catalogue.access import courses_learned
from naruteo_portal.catalogue.cohorts import CohortPlan, change_cohort, set_state
from naruteo_portal.catalogue.enrolment import admit, apply, decline, fill_seats, seats_taken, withdraw
from naruteo_portal.catalogue.errors import (
    AddressNotVerified,
    AlreadyApplied,
    CohortIsClosed,
    NotInThatState,
    NotOpenForApplications,
    TooFewSeats,
    TooLateToApply,
)
from naruteo_portal.catalogue.jobs import offer_free_seats
from naruteo_portal.catalogue.models import Admission, Cohort, CohortState, Enrolment, EnrolmentState
from naruteo_portal.catalogue.news import tell_enrolment
from naruteo_portal.core.clock import now
from naruteo_portal.core.database import unit_of_work
from naruteo_portal.core.errors import Refusal
from naruteo_portal.core.jobs import Worker
from naruteo_portal.identity.models import Account
from naruteo_portal.notices.models import Notice
from naruteo_portal.settings import Settings
from naruteo_testing.catalogue import make_cohort, make_edition, make_enrolment
from naruteo_testing.factories import make_account, make_organisation
from naruteo_testing.mails import mails

MakeCohort = Callable[..., Cohort]


@pytest.fixture
def cohort_with(session: Session) -> MakeCohort:
    def make(seats: int, admission: Admission = Admission.BY_DECISION, **values: CohortState) -> Cohort:
        edition = make_edition(session, make_organisation(session))
        return make_cohort(session, edition, seats=seats, admission=admission, **values)

    return make


def queue_of(session: Session) -> list[tuple[str, dict[str, object]]]:
    rows = session.execute(text("SELECT task_name, args FROM procrastinate_jobs ORDER BY id"))
    return [(name, arguments) for name, arguments in rows]


def states(session: Session) -> dict[str, str]:
    rows = session.execute(select(Account.email, Enrolment.state).join(Enrolment.account))
    return {email.partition("@")[0]: state.value for email, state in rows}


def people(session: Session, *names: str) -> list[Account]:
    return [make_account(session, email=f"{name}@example.kr") for name in names]


def test_an_application_waits_for_a_decision(session: Session, cohort_with: MakeCohort) -> None:
    (learner,) = people(session, "learner")
    enrolment = apply(session, cohort_with(1), learner, actor=Actor("person", learner.id))

    assert enrolment.state is EnrolmentState.APPLIED
    ((name, mail),) = queue_of(session)
    assert (name, mail["to"]) == ("core.deliver_mail", "learner@example.kr")
    event = session.scalars(select(Event).where(Event.object_kind == "enrolment")).one()
    assert (event.verb, event.actor_id) == ("applied for a place", learner.id)


def test_whoever_comes_first_is_seated_first_where_nobody_decides(session: Session, cohort_with: MakeCohort) -> None:
    cohort = cohort_with(2, Admission.FIRST_COME)
    for learner in people(session, "one", "two", "three"):
        apply(session, cohort, learner, actor=SYSTEM)

    session.flush()
    assert states(session) == {"one": "admitted", "two": "admitted", "three": "waiting"}


def test_admitting_more_than_there_are_seats_makes_a_waiting_list(session: Session, cohort_with: MakeCohort) -> None:
    cohort = cohort_with(1)
    first, second = [apply(session, cohort, learner, actor=SYSTEM) for learner in people(session, "first", "second")]

    admit(session, cohort, [second, first], actor=SYSTEM)

    session.flush()
    assert states(session) == {"first": "admitted", "second": "waiting"}


def test_nobody_is_overtaken_on_the_waiting_list(session: Session, cohort_with: MakeCohort) -> None:
    cohort = cohort_with(1)
    seated, waiting, late = [apply(session, cohort, learner, actor=SYSTEM) for learner in people(session, *"abc")]
    admit(session, cohort, [seated, waiting], actor=SYSTEM)
    withdraw(session, seated, actor=SYSTEM, reason="moved away")

    # The job has not run yet: the seat is free, but it belongs to the one who waits.
    admit(session, cohort, [late], actor=SYSTEM)

    session.flush()
    assert states(session) == {"a": "withdrawn", "b": "admitted", "c": "waiting"}


def test_a_free_seat_goes_to_the_next_one_by_the_job(
    session: Session, engine: Engine, settings: Settings, cohort_with: MakeCohort
) -> None:
    cohort = cohort_with(1, Admission.FIRST_COME)
    seated, *_ = [apply(session, cohort, learner, actor=SYSTEM) for learner in people(session, *"abc")]
    withdraw(session, seated, actor=SYSTEM, reason="moved away")
    session.commit()

    offers = [arguments for name, arguments in queue_of(session) if name == "catalogue.offer_free_seats"]
    assert offers == [{"cohort_id": cohort.id}]
    offer_free_seats(Worker(engine, settings), cohort.id)
    offer_free_seats(Worker(engine, settings), cohort.id)

    session.rollback()
    assert states(session) == {"a": "withdrawn", "b": "admitted", "c": "waiting"}


def test_whoever_comes_back_stands_at_the_end_of_the_line(session: Session, cohort_with: MakeCohort) -> None:
    cohort = cohort_with(1, Admission.FIRST_COME)
    one, two, three = people(session, "one", "two", "three")
    for learner in (one, two, three):
        apply(session, cohort, learner, actor=SYSTEM)
    left = session.scalars(select(Enrolment).where(Enrolment.account_id == two.id)).one()
    withdraw(session, left, actor=SYSTEM, reason="shift work")
    again = apply(session, cohort, two, actor=SYSTEM)

    assert again.id == left.id
    assert again.reason is None
    withdraw(
        session, session.scalars(select(Enrolment).where(Enrolment.account_id == one.id)).one(),
        actor=SYSTEM, reason="moved",
    )  # fmt: skip
    fill_seats(session, cohort, actor=SYSTEM)
    session.flush()
    assert states(session) == {"one": "withdrawn", "two": "waiting", "three": "admitted"}


def test_the_last_seat_is_given_once(session: Session, engine: Engine, cohort_with: MakeCohort) -> None:
    cohort = cohort_with(1, Admission.FIRST_COME)
    learners = people(session, *"abcd")
    session.commit()
    together = Barrier(len(learners))

    def ask(account_id: int) -> None:
        with unit_of_work(engine) as own:
            there, account = own.get_one(Cohort, cohort.id), own.get_one(Account, account_id)
            together.wait()
            apply(own, there, account, actor=SYSTEM)

    with ThreadPoolExecutor(len(learners)) as threads:
        list(threads.map(ask, [learner.id for learner in learners]))

    session.rollback()
    assert sorted(states(session).values()) == ["admitted", "waiting", "waiting", "waiting"]
    assert seats_taken(session, cohort) == 1


def test_two_people_who_admit_at_once_do_not_oversell(
    session: Session, engine: Engine, cohort_with: MakeCohort
) -> None:
    cohort = cohort_with(1)
    enrolments = [apply(session, cohort, learner, actor=SYSTEM) for learner in people(session, "one", "two")]
    session.commit()
    together = Barrier(2)

    def seat(enrolment_id: int) -> None:
        with unit_of_work(engine) as own:
            there, enrolment = own.get_one(Cohort, cohort.id), own.get_one(Enrolment, enrolment_id)
            together.wait()
            admit(own, there, [enrolment], actor=SYSTEM)

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(seat, [enrolment.id for enrolment in enrolments]))

    session.rollback()
    assert sorted(states(session).values()) == ["admitted", "waiting"]


def test_a_decision_taken_twice_at_once_is_refused_the_second_time(
    session: Session, engine: Engine, cohort_with: MakeCohort
) -> None:
    cohort = cohort_with(5)
    (learner,) = people(session, "one")
    enrolment = apply(session, cohort, learner, actor=SYSTEM)
    session.commit()
    together = Barrier(2)

    def decide(act: str) -> str:
        with unit_of_work(engine) as own:
            there, same = own.get_one(Cohort, cohort.id), own.get_one(Enrolment, enrolment.id)
            together.wait()
            try:
                if act == "admit":
                    admit(own, there, [same], actor=SYSTEM)
                else:
                    withdraw(own, same, actor=SYSTEM, reason="changed my mind")
            except NotInThatState:
                own.rollback()
                return "refused"
        return act

    with ThreadPoolExecutor(2) as threads:
        outcomes = set(threads.map(decide, ["admit", "withdraw"]))

    session.rollback()
    # Withdrawing after the admission is fine; admitting after the withdrawal is not.
    assert outcomes in ({"admit", "withdraw"}, {"refused", "withdraw"})
    assert states(session) == {"one": "withdrawn"}


def test_what_an_application_is_refused_for(session: Session, cohort_with: MakeCohort) -> None:
    learner, unverified = people(session, "learner", "unverified")
    unverified.email_verified_at = None
    cohort = cohort_with(1)
    refused: list[tuple[type[Refusal], Cohort, Account]] = [
        (AddressNotVerified, cohort, unverified),
        (NotOpenForApplications, cohort_with(1, state=CohortState.DRAFT), learner),
        (NotOpenForApplications, cohort_with(1, state=CohortState.CLOSED), learner),
    ]
    apply(session, cohort, learner, actor=SYSTEM)
    refused.append((AlreadyApplied, cohort, learner))
    late = cohort_with(1)
    late.apply_until = now() - timedelta(seconds=1)
    refused.append((TooLateToApply, late, learner))

    for refusal, there, account in refused:
        with pytest.raises(refusal):
            apply(session, there, account, actor=SYSTEM)


def test_a_declined_person_is_not_taken_again_and_is_told_why(session: Session, cohort_with: MakeCohort) -> None:
    cohort = cohort_with(1)
    (learner,) = people(session, "learner")
    enrolment = apply(session, cohort, learner, actor=SYSTEM)
    decline(session, cohort, [enrolment], actor=SYSTEM, reason="for another group")

    assert (enrolment.state, enrolment.reason) == (EnrolmentState.DECLINED, "for another group")
    with pytest.raises(AlreadyApplied):
        apply(session, cohort, learner, actor=SYSTEM)
    with pytest.raises(NotInThatState):
        withdraw(session, enrolment, actor=SYSTEM, reason="too late")


def test_nothing_changes_in_a_closed_cohort(session: Session, cohort_with: MakeCohort) -> None:
    cohort = cohort_with(1)
    (learner,) = people(session, "learner")
    enrolment = apply(session, cohort, learner, actor=SYSTEM)
    set_state(session, cohort, CohortState.CLOSED, actor=SYSTEM)

    with pytest.raises(CohortIsClosed):
        admit(session, cohort, [enrolment], actor=SYSTEM)
    with pytest.raises(CohortIsClosed):
        withdraw(session, enrolment, actor=SYSTEM, reason="over")


def test_more_seats_let_people_in_and_taken_seats_stay(session: Session, cohort_with: MakeCohort) -> None:
    cohort = cohort_with(1, Admission.FIRST_COME)
    for learner in people(session, *"abc"):
        apply(session, cohort, learner, actor=SYSTEM)

    def with_seats(seats: int) -> CohortPlan:
        return CohortPlan(
            cohort.name, cohort.starts_on, cohort.ends_before, cohort.apply_until, seats, cohort.admission
        )

    change_cohort(session, cohort, with_seats(2), actor=SYSTEM)
    session.flush()
    assert sorted(states(session).values()) == ["admitted", "admitted", "waiting"]
    with pytest.raises(TooFewSeats):
        change_cohort(session, cohort, with_seats(1), actor=SYSTEM)


def test_only_a_place_makes_a_learner(session: Session, cohort_with: MakeCohort) -> None:
    cohort = cohort_with(1)
    (learner,) = people(session, "learner")
    enrolment = apply(session, cohort, learner, actor=SYSTEM)
    session.flush()
    assert courses_learned(session, learner.id) == frozenset()

    admit(session, cohort, [enrolment], actor=SYSTEM)
    session.flush()
    assert len(courses_learned(session, learner.id)) == 1
    withdraw(session, enrolment, actor=SYSTEM, reason="moved")
    session.flush()
    assert courses_learned(session, learner.id) == frozenset()


@pytest.mark.parametrize(("locale", "said"), [("ko", "자리가 배정되었습니다"), ("en", "You have a place")])
@pytest.mark.parametrize("state", list(EnrolmentState))
def test_people_are_told_how_they_stand_in_their_language(
    session: Session, cohort_with: MakeCohort, locale: str, said: str, state: EnrolmentState
) -> None:
    cohort = cohort_with(1)
    learner = make_account(session, "바트 100%", email="learner@example.kr", locale=locale, name_roman="Bat 100%")
    enrolment = make_enrolment(session, cohort, learner, state)

    tell_enrolment(session, enrolment, cohort)

    notice = session.scalars(select(Notice)).one()
    assert (notice.account_id, notice.address) == (learner.id, f"/enrolments/{enrolment.id}")
    assert (said in notice.subject) == (state is EnrolmentState.ADMITTED)
    assert "바트" not in notice.subject + notice.body
    (mail,) = mails(session)
    assert (mail.to, mail.subject) == ("learner@example.kr", notice.subject)
    assert ("바트 100%" if locale == "ko" else "Bat 100%") in mail.body
