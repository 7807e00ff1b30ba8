"""Who has a run in hand, and finding the runs that nobody has."""

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from naruteo_portal.assessment.grading import queue_grading, start_run
from naruteo_portal.assessment.lease import RUN_IN_HAND, lease, lost_runs, recover
from naruteo_portal.assessment.models import GradingRun, SubmissionState
from naruteo_portal.audit.events import SYSTEM
from naruteo_testing.catalogue import make_cohort, make_edition, make_enrolment
from naruteo_testing.factories import make_account, make_organisation
from naruteo_testing.submissions import make_release, make_submission


@pytest.fixture
def run(session: Session) -> GradingRun:
    edition = make_edition(session, make_organisation(session))
    place = make_enrolment(session, make_cohort(session, edition), make_account(session))
    submission = make_submission(session, place, make_release(session, edition.tasks[0]))
    run = queue_grading(session, submission, actor=SYSTEM)
    session.commit()
    return run


def take_from_queue(session: Session) -> None:
    session.execute(text("UPDATE procrastinate_jobs SET status = 'doing'"))


def test_one_at_a_time_holds_a_run(engine: Engine) -> None:
    with lease(engine, 7) as first:
        with lease(engine, 7) as second, lease(engine, 8) as other:
            assert (first, second, other) == (True, False, True)
        with lease(engine, 7) as still:
            assert not still
    with lease(engine, 7) as later:
        assert later


def test_a_run_that_waits_or_is_in_hand_is_not_lost(session: Session, engine: Engine, run: GradingRun) -> None:
    assert lost_runs(session) == set()
    take_from_queue(session)
    with lease(engine, run.id):
        start_run(session, run.id)
        assert lost_runs(session) == set()


def test_a_run_whose_holder_is_gone_is_asked_for_again(session: Session, engine: Engine, run: GradingRun) -> None:
    take_from_queue(session)
    with lease(engine, run.id):
        start_run(session, run.id)
        session.commit()
        # The server ends the holder's connection as it does when the holder is killed.
        session.execute(
            text("SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE classid::bigint = :lock"),
            {"lock": RUN_IN_HAND},
        )
        seen = recover(session, set())
        assert seen == {run.id}
        assert recover(session, seen) == set()
    waiting = session.scalars(text("SELECT args ->> 'run_id' FROM procrastinate_jobs WHERE status = 'todo'")).all()
    assert waiting == [str(run.id)]
    assert lost_runs(session) == set()


def test_a_try_that_was_put_off_by_a_wrong_clock_is_lost(session: Session, run: GradingRun) -> None:
    session.execute(text("UPDATE procrastinate_jobs SET scheduled_at = now() + interval '1 minute'"))
    assert lost_runs(session) == set()
    session.execute(text("UPDATE procrastinate_jobs SET scheduled_at = now() + interval '1 day'"))
    assert lost_runs(session) == {run.id}


def test_a_settled_run_is_never_lost(session: Session, run: GradingRun) -> None:
    take_from_queue(session)
    run.state = SubmissionState.GRADED
    session.flush()
    assert lost_runs(session) == set()
