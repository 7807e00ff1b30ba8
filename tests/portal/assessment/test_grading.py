"""The states of grading."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from naruteo_portal.assessment.grading import (
    MOST_LOSSES,
    MOST_TRIES,
    StillGrading,
    Verdict,
    Work,
    give_back,
    queue_grading,
    settle_run,
    start_run,
    try_again,
)
from naruteo_portal.assessment.models import Submission, SubmissionState
from naruteo_portal.audit.events import SYSTEM, Actor
from naruteo_portal.audit.models import Event
from naruteo_testing.catalogue import make_cohort, make_edition, make_enrolment
from naruteo_testing.factories import make_account, make_organisation
from naruteo_testing.submissions import make_release, make_submission

GRADED = Verdict(SubmissionState.GRADED, 7.0, 10.0, [], [], {}, 1.5)
FAILED = Verdict(SubmissionState.FAILED, None, None, [], [{"code": "no-sandbox"}], {}, 0.1)


@pytest.fixture
def submission(session: Session) -> Submission:
    edition = make_edition(session, make_organisation(session))
    place = make_enrolment(session, make_cohort(session, edition), make_account(session))
    return make_submission(session, place, make_release(session, edition.tasks[0]))


def jobs(session: Session) -> int:
    return session.scalar(text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'assessment.grade'")) or 0


def test_a_run_goes_from_queued_over_running_to_graded(session: Session, submission: Submission) -> None:
    run = queue_grading(session, submission, actor=SYSTEM)
    assert (submission.state, jobs(session)) == (SubmissionState.QUEUED, 1)

    work = start_run(session, run.id)
    assert work is not None
    assert work.assignment == "01-start"
    assert submission.state is SubmissionState.RUNNING

    settle_run(session, run.id, GRADED)
    session.flush()
    assert (submission.state, submission.current_run_id) == (SubmissionState.GRADED, run.id)
    assert session.scalar(select(func.count()).where(Event.verb == "graded")) == 1


def test_a_settled_run_is_not_graded_again(session: Session, submission: Submission) -> None:
    run = queue_grading(session, submission, actor=SYSTEM)
    start_run(session, run.id)
    settle_run(session, run.id, GRADED)
    assert start_run(session, run.id) is None


def test_a_roll_back_leaves_no_job(session: Session, submission: Submission) -> None:
    session.commit()
    queue_grading(session, submission, actor=SYSTEM)
    session.rollback()
    assert jobs(session) == 0


def test_a_submission_is_not_queued_twice_at_once(session: Session, submission: Submission) -> None:
    queue_grading(session, submission, actor=SYSTEM)
    with pytest.raises(StillGrading):
        queue_grading(session, submission, actor=Actor("person", 1), reason="Again, please")


def test_what_others_did_since_the_submission_was_read_counts(session: Session, submission: Submission) -> None:
    submission.state = SubmissionState.GRADED
    session.flush()
    session.execute(text("UPDATE submission SET state = 'queued'"))
    with pytest.raises(StillGrading):
        queue_grading(session, submission, actor=SYSTEM, reason="Again, please")


def graded_again(session: Session, submission: Submission, verdict: Verdict) -> None:
    for each in (GRADED, verdict):
        run = queue_grading(session, submission, actor=SYSTEM, reason="A test was wrong")
        start_run(session, run.id)
        settle_run(session, run.id, each)
    session.flush()


def test_grading_again_keeps_the_earlier_run(session: Session, submission: Submission) -> None:
    graded_again(session, submission, replace(GRADED, score=9.0))
    session.refresh(submission, ["runs", "current_run"])
    assert [run.score for run in submission.runs] == [9.0, 7.0]
    assert submission.current_run is not None
    assert submission.current_run.score == 9.0


def test_a_fault_of_the_platform_does_not_take_a_score_away(session: Session, submission: Submission) -> None:
    graded_again(session, submission, FAILED)
    session.refresh(submission, ["current_run"])
    assert submission.state is SubmissionState.GRADED
    assert submission.current_run is not None
    assert submission.current_run.score == 7.0


def started(session: Session, run_id: int) -> Work:
    work = start_run(session, run_id)
    assert work is not None
    return work


def test_the_platform_gives_up_after_its_tries_and_says_why(session: Session, submission: Submission) -> None:
    run = queue_grading(session, submission, actor=SYSTEM)
    states = []
    for _ in range(MOST_TRIES):
        try_again(session, started(session, run.id), FAILED)
        states.append(submission.state)
    assert states == [SubmissionState.QUEUED] * (MOST_TRIES - 1) + [SubmissionState.FAILED]
    assert [flag["code"] for flag in run.flags] == ["no-sandbox", "set_aside"]
    assert set(run.flags[-1]["messages"]) == {"ko", "en"}
    assert session.scalar(select(func.count()).where(Event.verb == "graded")) == 1
    # Each further try was asked for, and later than the one before.
    times = session.scalars(text("SELECT scheduled_at FROM procrastinate_jobs ORDER BY id")).all()
    assert times[0] is None
    assert times[1] < times[2]


def test_what_was_set_aside_can_be_asked_for_again(session: Session, submission: Submission) -> None:
    run = queue_grading(session, submission, actor=SYSTEM)
    for _ in range(MOST_TRIES):
        try_again(session, started(session, run.id), FAILED)
    again = queue_grading(session, submission, actor=Actor("system"), reason="The machine was repaired")
    assert settle_run(session, again.id, GRADED, tries=started(session, again.id).tries)
    assert submission.state is SubmissionState.GRADED


def test_being_given_back_costs_no_try(session: Session, submission: Submission) -> None:
    run = queue_grading(session, submission, actor=SYSTEM)
    for _ in range(3 * MOST_LOSSES):
        give_back(session, started(session, run.id), pause=timedelta(seconds=1))
    work = started(session, run.id)
    assert not work.alone
    assert settle_run(session, run.id, GRADED, tries=work.tries)


def test_only_the_latest_try_settles_a_run_and_only_once(session: Session, submission: Submission) -> None:
    run = queue_grading(session, submission, actor=SYSTEM)
    lost, work = started(session, run.id), started(session, run.id)
    assert not settle_run(session, run.id, replace(GRADED, score=1.0), tries=lost.tries)
    try_again(session, lost, FAILED)
    give_back(session, lost, pause=timedelta(0))
    assert submission.state is SubmissionState.RUNNING
    assert settle_run(session, run.id, GRADED, tries=work.tries)
    assert not settle_run(session, run.id, replace(GRADED, score=1.0), tries=work.tries)
    assert run.score == 7.0
    assert session.scalar(select(func.count()).where(Event.verb == "graded")) == 1


def test_a_lost_worker_counts_once_and_what_follows_is_graded_alone(session: Session, submission: Submission) -> None:
    run = queue_grading(session, submission, actor=SYSTEM)
    assert not started(session, run.id).alone
    for _ in range(MOST_LOSSES - 2):
        assert started(session, run.id).alone
    # Many lost workers are no reason to give up; but two more tries that go wrong are.
    try_again(session, started(session, run.id), FAILED)
    assert submission.state is SubmissionState.QUEUED
    try_again(session, started(session, run.id), FAILED)
    assert submission.state is SubmissionState.FAILED


def test_what_takes_every_worker_along_is_set_aside_in_the_end(session: Session, submission: Submission) -> None:
    run = queue_grading(session, submission, actor=SYSTEM)
    for _ in range(MOST_LOSSES):
        started(session, run.id)
    assert start_run(session, run.id) is None
    assert submission.state is SubmissionState.FAILED
    assert run.flags[-1]["code"] == "set_aside"
