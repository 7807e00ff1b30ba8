"""The order of the queue: fair between courses, in order within one, and as long a wait as is said."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from naruteo_portal.assessment.graders import counted_in, live_slots, report
from naruteo_portal.assessment.grading import Verdict, queue_grading, settle_run, start_run
from naruteo_portal.assessment.models import GradingRun, Submission, SubmissionState
from naruteo_portal.assessment.turns import Wait, waits_of
from naruteo_portal.audit.events import SYSTEM
from naruteo_portal.core.clock import now
from naruteo_portal.core.database import unit_of_work
from naruteo_testing.catalogue import make_cohort, make_edition, make_enrolment
from naruteo_testing.factories import make_account, make_organisation
from naruteo_testing.queries import counted
from naruteo_testing.submissions import make_release, make_submission

GRADED = Verdict(SubmissionState.GRADED, 7.0, 10.0, [], [], {}, 1.5)
# What procrastinate's own workers call to be given work.
FETCH = text("SELECT args FROM procrastinate_fetch_job_v2(NULL, NULL)")
HandIn = Callable[..., Submission]


@pytest.fixture
def hand_in(session: Session) -> HandIn:
    """Hands one submission in for the course of a name."""
    releases = {}

    def submit(course: str, *, again: bool = False) -> Submission:
        if course not in releases:
            edition = make_edition(session, make_organisation(session), course)
            place = make_enrolment(session, make_cohort(session, edition), make_account(session))
            releases[course] = (place, make_release(session, edition.tasks[0]), [0])
        place, release, attempts = releases[course]
        attempts[0] += 1
        submission = make_submission(session, place, release, attempts[0])
        queue_grading(session, submission, actor=SYSTEM, reason="A test was wrong" if again else None)
        return submission

    return submit


def take(session: Session) -> int | None:
    """Take the next run in hand as a worker does."""
    arguments = session.scalar(FETCH)
    if arguments is None:
        return None
    start_run(session, arguments["run_id"])
    return int(arguments["run_id"])


def grade_next(session: Session, seconds: float = 2.0) -> Submission | None:
    """Grade the next submission, which takes so long."""
    run_id = take(session)
    if run_id is None:
        return None
    settle_run(session, run_id, GRADED)
    run = session.get_one(GradingRun, run_id)
    run.started_at, run.finished_at = now() - timedelta(seconds=seconds), now()
    session.flush()
    return session.get_one(Submission, run.submission_id)


def taken_in_order(session: Session) -> list[Submission]:
    found = []
    while (submission := grade_next(session)) is not None:
        found.append(submission)
    return found


def test_a_course_is_graded_in_the_order_of_arrival(session: Session, hand_in: HandIn) -> None:
    sent = [hand_in("rush") for _ in range(5)]
    assert taken_in_order(session) == sent


def test_a_rush_in_one_course_does_not_keep_another_waiting(session: Session, hand_in: HandIn) -> None:
    rush = [hand_in("rush") for _ in range(20)]
    for expected in rush[:3]:
        assert grade_next(session) is expected
    quiet = [hand_in("quiet") for _ in range(3)]
    assert taken_in_order(session)[:6] == [rush[3], quiet[0], rush[4], quiet[1], rush[5], quiet[2]]


def test_three_courses_take_turns(session: Session, hand_in: HandIn) -> None:
    by_course = {course: [hand_in(course) for _ in range(4)] for course in ("one", "two", "three")}
    taken = taken_in_order(session)
    for turn in range(4):
        assert taken[3 * turn : 3 * turn + 3] == [by_course[course][turn] for course in ("one", "two", "three")]


def test_grading_a_cohort_again_does_not_delay_new_work(session: Session, hand_in: HandIn) -> None:
    again = [hand_in("course", again=True) for _ in range(10)]
    new = [hand_in("course") for _ in range(2)]
    assert taken_in_order(session)[:4] == [again[0], new[0], again[1], new[1]]


def test_positions_are_those_in_which_work_is_taken(session: Session, hand_in: HandIn) -> None:
    submissions = [hand_in(course) for course in ["rush"] * 7 + ["quiet", "rush", "other", "quiet", "other"]]
    grade_next(session)
    submissions += [hand_in("quiet"), hand_in("rush")]
    waits = waits_of(session, [each.id for each in submissions])
    said = sorted(waits, key=lambda submission_id: waits[submission_id].before)
    assert [waits[each].before for each in said] == list(range(len(submissions) - 1))
    assert [each.id for each in taken_in_order(session)] == said


def test_a_new_submission_never_goes_before_its_course_s_earlier_ones_even_when_one_is_tried_again(
    session: Session, hand_in: HandIn
) -> None:
    first, *others = [hand_in("rush") for _ in range(4)]
    run = session.get_one(GradingRun, take(session))
    assert run.submission_id == first.id
    run.state = first.state = SubmissionState.QUEUED
    session.flush()
    newest = hand_in("rush")
    waits = waits_of(session, [each.id for each in (first, *others, newest)])
    assert [waits[each.id].before for each in (first, *others, newest)] == [0, 1, 2, 3, 4]


def test_only_what_waits_has_a_place(session: Session, hand_in: HandIn) -> None:
    graded = hand_in("course")
    grade_next(session)
    assert waits_of(session, [graded.id]) == {}


def test_the_wait_is_undetermined_until_something_was_measured_and_a_grader_runs(
    session: Session, hand_in: HandIn
) -> None:
    hand_in("course")
    waiting = [hand_in("course") for _ in range(5)]
    ids = [each.id for each in waiting]
    report(session, "a machine", 2)
    assert waits_of(session, ids)[ids[0]] == Wait(1, None)
    grade_next(session, seconds=2)
    assert [round(waits_of(session, ids)[each].seconds or 0) for each in ids] == [2, 2, 4, 4, 6]
    session.execute(text("UPDATE grader SET seen_at = now() - interval '1 minute'"))
    assert waits_of(session, ids)[ids[0]] == Wait(0, None)


def test_many_waits_are_one_question(session: Session, engine: Engine, hand_in: HandIn) -> None:
    ids = [hand_in("course").id for _ in range(10)]
    with counted(engine) as statements:
        waits_of(session, ids)
        waits_of(session, [])
    assert len(statements) == 1


def test_graders_are_counted_while_they_run(session: Session, engine: Engine) -> None:
    def slots() -> int:
        with Session(engine) as other:
            return other.scalar(select(live_slots())) or 0

    session.commit()
    with counted_in(engine, 3), counted_in(engine, 1):
        deadline = time.monotonic() + 20
        while slots() < 4 and time.monotonic() < deadline:
            time.sleep(0.05)
        assert slots() == 4
    assert slots() == 0


def test_a_rush_of_many_at_once_keeps_the_order_fair(session: Session, engine: Engine, hand_in: HandIn) -> None:
    """Eight hand in at the same time without a lock: some share a turn, but no course runs ahead for long."""
    waiting = {course: [hand_in(course).id for _ in range(40)] for course in ("rush", "quiet")}
    session.execute(text("DELETE FROM procrastinate_jobs"))
    session.execute(text("UPDATE submission SET state = 'received'"))
    session.execute(text("DELETE FROM grading_run"))
    session.commit()

    def send(submission_id: int) -> None:
        with unit_of_work(engine) as own:
            queue_grading(own, own.get_one(Submission, submission_id), actor=SYSTEM)

    with ThreadPoolExecutor(8) as clients:
        list(clients.map(send, waiting["rush"]))
        list(clients.map(send, waiting["quiet"]))
    taken = [each.id in waiting["rush"] for each in taken_in_order(session)]
    assert len(taken) == 80
    ahead = [abs(2 * sum(taken[:count]) - count) for count in range(1, 81)]
    assert max(ahead) <= 2 * 8


def test_the_place_is_counted_from_an_index(session: Session, engine: Engine, hand_in: HandIn) -> None:
    last = [hand_in("rush") for _ in range(30)][-1]
    with counted(engine) as statements:
        waits_of(session, [last.id])
    # The index of what waits can serve only a statement that names the state itself.
    assert statements[0].count("state = 'queued'") == 2
