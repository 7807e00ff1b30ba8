"""The learning log: what is in it, what counts, and what graders of hidden names do not see."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from naruteo_portal.assessment.models import SubmissionState
from naruteo_portal.assessment.queries import get_course_of
from naruteo_portal.audit.events import SYSTEM, Actor
from naruteo_portal.catalogue.models import Enrolment
from naruteo_portal.catalogue.progress import Rule
from naruteo_portal.catalogue.queries import get_enrolment
from naruteo_portal.completion.corrections import answer_correction, ask_correction, get_correction, withdraw_correction
from naruteo_portal.completion.errors import CorrectionIsAsked, CorrectionIsOver, DayOutside
from naruteo_portal.completion.log import EntryKind, cohort_logs, learning_log
from naruteo_portal.core.clock import now, today_in_korea
from naruteo_portal.core.errors import NotFound
from naruteo_portal.identity.models import Account, Organisation, OrganisationKind, Role
from naruteo_portal.learning.models import CorrectionState, LogCorrection, TraceKind
from naruteo_portal.learning.traces import note_task
from naruteo_testing.catalogue import make_cohort, make_edition, make_enrolment
from naruteo_testing.completion import make_trace
from naruteo_testing.factories import make_account, make_organisation, make_reader
from naruteo_testing.submissions import make_release, make_submission


@pytest.fixture
def provider(session: Session) -> Organisation:
    return make_organisation(session, OrganisationKind.TRAINING_PROVIDER)


@pytest.fixture
def instructor(session: Session, provider: Organisation) -> Account:
    return make_account(session, "이정민", roles=((Role.INSTRUCTOR, provider),))


@pytest.fixture
def enrolment(session: Session, provider: Organisation, instructor: Account) -> Enrolment:
    """A place in a course that asks for three days of learning, since ten days."""
    edition = make_edition(session, provider)
    edition.manifest = edition.manifest | {
        "completion": {"minimum_score": 0, "minimum_per_task": 0, "must_submit": [], "minimum_days": 3}
    }
    cohort = make_cohort(session, edition, starts_on=today_in_korea() - timedelta(days=10), instructors=(instructor,))
    account = make_account(session)
    made = make_enrolment(session, cohort, account)
    return get_enrolment(session, make_reader(session, account), made.id)


def ask(
    session: Session, enrolment: Enrolment, key: str = "", days_ago: int | None = 2, minutes: int = 90
) -> LogCorrection:
    entry = learning_log(session, enrolment, for_graders=False).get_entry(key) if key else None
    return ask_correction(
        session, enrolment, entry, minutes=minutes,
        day=None if days_ago is None else today_in_korea() - timedelta(days=days_ago),
        words="" if key else "교실에서 풀었습니다", reason="기록에 없습니다", actor=SYSTEM,
    )  # fmt: skip


def accept(session: Session, instructor: Account, correction: LogCorrection, *, accepted: bool = True) -> None:
    found = get_correction(session, make_reader(session, instructor), correction.id)
    answer_correction(session, found, accepted, words="확인했습니다", actor=Actor("person", instructor.id))


def test_opening_a_thing_twice_a_day_is_one_entry(session: Session, enrolment: Enrolment) -> None:
    task = enrolment.cohort.schedule[0].task
    for _ in range(2):
        note_task(session, enrolment, task, TraceKind.TASK_OPENED)
    (entry,) = learning_log(session, enrolment, for_graders=False).entries

    assert (entry.kind, entry.day, entry.title) == (EntryKind.TASK_OPENED, today_in_korea(), task.title)
    assert entry.first_at is not None
    assert entry.last_at is not None
    assert entry.first_at < entry.last_at
    assert entry.minutes is None


def test_days_of_the_log_are_what_the_rule_counts(session: Session, enrolment: Enrolment, instructor: Account) -> None:
    make_trace(session, enrolment, days_ago=1)
    make_submission(session, enrolment, make_release(session, enrolment.cohort.schedule[0].task))
    accept(session, instructor, ask(session, enrolment, days_ago=3))
    declined = ask(session, enrolment, days_ago=5)
    accept(session, instructor, declined, accepted=False)
    course = get_course_of(session, enrolment)
    assert course is not None
    (rule,) = course.progress(now()).rules
    log = learning_log(session, enrolment, for_graders=False)

    assert (rule.rule, rule.met, rule.reached) == (Rule.MINIMUM_DAYS, True, 3)
    assert log.days == {today_in_korea(), today_in_korea() - timedelta(days=1), today_in_korea() - timedelta(days=3)}
    assert [entry.kind for entry in log.entries] == [EntryKind.HANDED_IN, EntryKind.TASK_OPENED, EntryKind.ADDED]
    assert (log.minutes, log.wishes) == (90, (declined,))


def test_a_correction_stands_beside_what_was_recorded(
    session: Session, enrolment: Enrolment, instructor: Account
) -> None:
    trace = make_trace(session, enrolment, days_ago=4)
    correction = ask(session, enrolment, f"trace-{trace.id}", days_ago=2)
    with pytest.raises(CorrectionIsAsked):
        ask(session, enrolment, f"trace-{trace.id}")
    accept(session, instructor, correction)
    (log,) = cohort_logs(session, enrolment.cohort)
    (entry,) = log.entries

    assert (entry.day, entry.corrections, entry.minutes) == (today_in_korea() - timedelta(days=4), (correction,), 90)
    assert log.days == {today_in_korea() - timedelta(days=2)}
    with pytest.raises(CorrectionIsOver):
        accept(session, instructor, correction)
    accept(session, instructor, ask(session, enrolment, f"trace-{trace.id}", days_ago=None))
    assert learning_log(session, enrolment, for_graders=False).days == set()


@pytest.mark.parametrize("days_ago", [11, -1])
def test_a_day_outside_the_cohort_is_refused(session: Session, enrolment: Enrolment, days_ago: int) -> None:
    with pytest.raises(DayOutside):
        ask(session, enrolment, days_ago=days_ago)


def test_a_wish_can_be_taken_back(session: Session, enrolment: Enrolment) -> None:
    correction = ask(session, enrolment)
    withdraw_correction(session, correction, actor=SYSTEM)

    assert correction.state is CorrectionState.WITHDRAWN
    with pytest.raises(CorrectionIsOver):
        withdraw_correction(session, correction, actor=SYSTEM)


def test_only_other_people_of_the_cohort_answer(session: Session, enrolment: Enrolment) -> None:
    correction = ask(session, enrolment)

    for account in (enrolment.account, make_account(session)):
        with pytest.raises(NotFound):
            get_correction(session, make_reader(session, account), correction.id)


def test_graders_of_hidden_names_do_not_see_what_waits_for_them(session: Session, enrolment: Enrolment) -> None:
    submission = make_submission(session, enrolment, make_release(session, enrolment.cohort.schedule[0].task))
    submission.state = SubmissionState.NEEDS_REVIEW
    enrolment.cohort.anonymous_grading = True

    assert learning_log(session, enrolment, for_graders=True).entries == ()
    assert len(learning_log(session, enrolment, for_graders=False).entries) == 1
