"""Grading a cohort again: what is asked for, what learners keep until it is published, and who decides when."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from naruteo_portal.assessment.errors import (
    AlreadyRegrading,
    NothingToRegrade,
    RegradeIsOver,
    RegradeNotFinished,
)
from naruteo_portal.assessment.grading import BEHIND_ALL_OTHERS, give_back, queue_grading, settle_run, start_run
from naruteo_portal.assessment.models import GradingRun, Regrade, RegradeScope, RegradeState
from naruteo_portal.assessment.models import SubmissionState as State
from naruteo_portal.assessment.queries import get_submission
from naruteo_portal.assessment.regrade_queries import progress_of_regrade
from naruteo_portal.assessment.regrades import (
    add_newcomers,
    continue_regrades,
    discard_regrade,
    pause_regrade,
    publish_regrade,
    resume_regrade,
    take_in_hand,
)
from naruteo_portal.assessment.turns import Wait, waits_of
from naruteo_portal.audit.models import Event
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.settings import Settings
from naruteo_testing.factories import make_reader
from naruteo_testing.regrades import GradedCohort, grade_as, graded_cohort, jobs_asked_for, regraded, verdict
from naruteo_testing.submissions import make_submission

LOW, HIGH, FAILED = verdict(0, 5), verdict(5, 5), verdict(state=State.FAILED)


@pytest.fixture
def room(session: Session, settings: Settings) -> GradedCohort:
    """Two learners with five points of ten."""
    return graded_cohort(session, BlobStore(settings.blobs), LOW, LOW)


def seen(room: GradedCohort) -> list[tuple[State, float | None, int]]:
    """What the pages of the submissions show: the state, the points, and how many gradings."""
    room.session.flush()
    reader = make_reader(room.session, room.instructor)
    with Session(room.session.connection()) as fresh:
        found = [get_submission(fresh, reader, each.reference) for each in room.submissions]
        return [(each.state, each.current_run and each.current_run.score, len(each.runs)) for each in found]


def finish(room: GradedCohort) -> Regrade:
    regrade = room.start()
    room.grade_again(regrade, [HIGH, HIGH])
    return regrade


def test_every_settled_submission_is_asked_for_behind_those_just_handed_in(
    session: Session, room: GradedCohort
) -> None:
    session.execute(text("DELETE FROM procrastinate_jobs"))
    room.start()
    room.hand_in(None)
    assert [name for name, _priority in jobs_asked_for(session)] == [
        "assessment.grade", "assessment.regrade", "assessment.regrade",
    ]  # fmt: skip


def test_learners_see_nothing_until_results_are_published(session: Session, room: GradedCohort) -> None:
    regrade = finish(room)
    assert seen(room) == [(State.GRADED, 5.0, 1)] * 2
    assert publish_regrade(session, regrade, actor=room.actor) == 2
    assert seen(room) == [(State.GRADED, 10.0, 2)] * 2


def test_a_run_under_way_leaves_the_submission_alone(session: Session, room: GradedCohort) -> None:
    regrade = room.start()
    run_id = take_in_hand(session, regraded(session, regrade)[0])
    assert run_id is not None
    start_run(session, run_id)
    assert seen(room) == [(State.GRADED, 5.0, 1)] * 2
    assert progress_of_regrade(session, regrade).counts == {State.RUNNING: 1, None: 1}


def test_publishing_is_recorded_with_its_transaction(session: Session, room: GradedCohort) -> None:
    regrade = finish(room)
    publish_regrade(session, regrade, actor=room.actor)
    session.flush()
    events = session.scalars(select(Event).where(Event.actor_id == room.instructor.id).order_by(Event.id)).all()
    assert [event.verb for event in events] == [
        "started a re-grade", "published a new result", "published a new result", "published a re-grade",
    ]  # fmt: skip
    assert events[-1].details == {"results": 2, "kept": 0}
    session.rollback()
    assert session.scalar(select(Regrade.id)) is None


def test_discarding_leaves_every_result_and_keeps_the_new_ones(session: Session, room: GradedCohort) -> None:
    regrade = finish(room)
    discard_regrade(session, regrade, actor=room.actor)
    assert seen(room) == [(State.GRADED, 5.0, 1)] * 2
    assert len(session.scalars(select(GradingRun).where(GradingRun.held)).all()) == 2


def test_only_finished_re_grades_are_published_and_nobody_decides_twice(session: Session, room: GradedCohort) -> None:
    regrade = room.start()
    room.grade_again(regrade, [HIGH])
    with pytest.raises(RegradeNotFinished):
        publish_regrade(session, regrade, actor=room.actor)
    discard_regrade(session, regrade, actor=room.actor)
    for act in (pause_regrade, resume_regrade, publish_regrade, discard_regrade, add_newcomers):
        with pytest.raises(RegradeIsOver):
            act(session, regrade, actor=room.actor)


def test_a_task_is_graded_again_once_at_a_time(session: Session, room: GradedCohort) -> None:
    first = room.start()
    with pytest.raises(AlreadyRegrading):
        room.start()
    discard_regrade(session, first, actor=room.actor)
    assert room.start().state is RegradeState.RUNNING


def test_without_work_and_without_a_correction_there_is_nothing_to_do(session: Session, settings: Settings) -> None:
    with pytest.raises(NothingToRegrade):
        graded_cohort(session, BlobStore(settings.blobs)).start()


def test_paused_nothing_begins_and_resumed_it_goes_on_where_it_stood(session: Session, room: GradedCohort) -> None:
    regrade = room.start()
    room.grade_again(regrade, [HIGH])
    pause_regrade(session, regrade, actor=room.actor)
    second = regraded(session, regrade)[1]
    assert take_in_hand(session, second) is None

    session.execute(text("DELETE FROM procrastinate_jobs"))  # workers met the paused ones and left them
    resume_regrade(session, regrade, actor=room.actor)
    assert jobs_asked_for(session) == [("assessment.regrade", BEHIND_ALL_OTHERS)]
    assert take_in_hand(session, second) is not None


def test_a_killed_worker_loses_nothing_and_makes_no_second_run(session: Session, room: GradedCohort) -> None:
    regrade = room.start()
    first = regraded(session, regrade)[0]
    run_id = take_in_hand(session, first)
    assert run_id is not None
    start_run(session, run_id)
    session.commit()  # here it dies

    session.execute(text("DELETE FROM procrastinate_jobs"))
    continue_regrades(session)
    continue_regrades(session)
    assert len(jobs_asked_for(session)) == 2
    assert take_in_hand(session, first) == run_id
    assert start_run(session, run_id) is not None


def test_what_cannot_be_graded_again_keeps_its_result_and_stops_nothing(session: Session, room: GradedCohort) -> None:
    regrade = room.start()
    room.grade_again(regrade, [FAILED, HIGH])
    assert publish_regrade(session, regrade, actor=room.actor) == 1
    assert seen(room) == [
        (State.GRADED, 5.0, 1), (State.GRADED, 10.0, 2),
    ]  # fmt: skip


def test_a_newer_result_of_one_submission_is_not_overwritten(session: Session, room: GradedCohort) -> None:
    regrade = finish(room)
    grade_as(session, room.submissions[0], verdict(1, 1), reason="Asked by the learner")
    queue_grading(session, room.submissions[1], actor=room.actor, reason="Asked by the learner")
    assert publish_regrade(session, regrade, actor=room.actor) == 0
    assert seen(room) == [(State.GRADED, 2.0, 2), (State.QUEUED, 5.0, 2)]


def test_what_comes_meanwhile_can_be_added(session: Session, room: GradedCohort) -> None:
    regrade = finish(room)
    room.hand_in(LOW)
    assert add_newcomers(session, regrade, actor=room.actor) == 1
    with pytest.raises(RegradeNotFinished):
        publish_regrade(session, regrade, actor=room.actor)
    run_id = take_in_hand(session, regraded(session, regrade)[2])
    assert run_id is not None
    start_run(session, run_id)
    settle_run(session, run_id, HIGH)
    publish_regrade(session, regrade, actor=room.actor)
    assert seen(room) == [(State.GRADED, 10.0, 2)] * 3


def test_only_counting_attempts_are_graded_again_if_wanted(session: Session, room: GradedCohort) -> None:
    first = room.submissions[0]
    better = make_submission(session, first.enrolment, first.release, attempt=2)
    grade_as(session, better, verdict(3, 5))
    regrade = room.start(RegradeScope.COUNTING)
    chosen = [take_in_hand(session, each) for each in regraded(session, regrade)]
    submissions = session.scalars(select(GradingRun.submission_id).where(GradingRun.id.in_(chosen))).all()
    assert set(submissions) == {better.id, room.submissions[1].id}


def test_what_is_tried_again_keeps_its_place_in_the_queue(session: Session, room: GradedCohort) -> None:
    fresh = session.scalars(select(GradingRun).where(GradingRun.submission_id == room.hand_in(None).id)).one()
    held = take_in_hand(session, regraded(session, room.start())[0])
    assert held is not None
    session.execute(text("DELETE FROM procrastinate_jobs"))
    for run_id in (held, fresh.id):
        work = start_run(session, run_id)
        assert work is not None
        give_back(session, work, pause=timedelta(0))
    assert fresh.turn > 0
    assert jobs_asked_for(session) == [("assessment.grade", -fresh.turn), ("assessment.grade", BEHIND_ALL_OTHERS)]


def test_runs_held_back_are_before_nobody_in_the_queue(session: Session, room: GradedCohort) -> None:
    regrade = room.start()
    take_in_hand(session, regraded(session, regrade)[0])
    late = room.hand_in(None)
    assert waits_of(session, [late.id, room.submissions[0].id]) == {late.id: Wait(0, None)}
