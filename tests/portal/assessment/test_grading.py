"""The states of grading."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from naruteo_portal.assessment.grading import (
    MOST_TRIES,
    StillGrading,
    Verdict,
    may_try_again,
    queue_grading,
    settle_run,
    start_run,
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


def test_the_platform_gives_up_after_its_tries(session: Session, submission: Submission) -> None:
    run = queue_grading(session, submission, actor=SYSTEM)
    outcomes: list[bool] = []
    for _ in range(MOST_TRIES):
        start_run(session, run.id)
        outcomes.append(may_try_again(session, run.id))
    assert outcomes == [True] * (MOST_TRIES - 1) + [False]
