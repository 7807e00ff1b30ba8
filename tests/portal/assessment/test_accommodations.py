"""Extensions and excuses, and what follows from them everywhere."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from naruteo_portal.assessment.accommodation_queries import find_accommodations, get_taught_place
from naruteo_portal.assessment.accommodations import Grant, grant, late_without, revoke
from naruteo_portal.assessment.calendar_errors import (
    AccommodationHasChanged,
    ExtensionTooLate,
    NothingLeftToDo,
    NotLonger,
)
from naruteo_portal.assessment.calendar_jobs import dates_moved
from naruteo_portal.assessment.errors import TooLate
from naruteo_portal.assessment.exchange import learner_place, list_assignments
from naruteo_portal.assessment.models import Submission, SubmissionState
from naruteo_portal.assessment.queries import learner_courses
from naruteo_portal.assessment.submissions import Receipt, receive_submission
from naruteo_portal.audit.events import Actor
from naruteo_portal.audit.models import Event
from naruteo_portal.catalogue.cohorts import reschedule
from naruteo_portal.catalogue.deadlines import in_force
from naruteo_portal.catalogue.errors import CohortIsClosed
from naruteo_portal.catalogue.models import Accommodation, AccommodationKind, CohortState, LatePolicy
from naruteo_portal.catalogue.schedule import Planned
from naruteo_portal.core.clock import now
from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.jobs import Worker
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.notices.models import Notice
from naruteo_portal.settings import Settings
from naruteo_testing.classroom import Classroom, make_classroom, solved
from naruteo_testing.factories import make_account, make_reader

EXTENSION, EXCUSE = AccommodationKind.EXTENSION, AccommodationKind.EXCUSE
HOUR = timedelta(hours=1)


@pytest.fixture
def classroom(session: Session, settings: Settings) -> Classroom:
    """Two tasks; the first was due an hour ago, and no late work is taken for it."""
    made = make_classroom(session, BlobStore(settings.blobs))
    made.edition.manifest = {
        "completion": {"minimum_score": 0, "minimum_per_task": 0, "must_submit": ["first", "second"]}
    }
    made.add_task("first", late_policy=LatePolicy.REFUSED)
    made.add_task("second")
    made.scheduled["first"].due_at = now() - HOUR
    session.flush()
    return made


def give(classroom: Classroom, kind: AccommodationKind, hours: int | None = None, task: str = "first") -> list[str]:
    """Grant the learner something as the instructor; returns the references of what is judged anew."""
    assert classroom.enrolment is not None
    reader = make_reader(classroom.session, classroom.instructor)
    enrolment, scheduled = get_taught_place(classroom.session, reader, classroom.enrolment.id, task)
    present = in_force(enrolment.accommodations, scheduled.task_id)
    granted = Grant(kind, now() + hours * HOUR if hours is not None else None, "입원")
    judged = grant(
        classroom.session, enrolment, scheduled, granted, seen=present.id if present else None, actor=by(classroom)
    )
    return [each.reference for each in judged]


def take_back(classroom: Classroom, seen: int) -> list[Submission]:
    assert classroom.enrolment is not None
    reader = make_reader(classroom.session, classroom.instructor)
    place = get_taught_place(classroom.session, reader, classroom.enrolment.id, "first")
    return revoke(classroom.session, *place, seen=seen, actor=by(classroom))


def by(classroom: Classroom) -> Actor:
    return Actor("person", classroom.instructor.id)


def hand_in(classroom: Classroom, answer: int = 42, task: str = "first") -> Receipt:
    place = learner_place(classroom.session, classroom.learner, "shop-floor", task)
    return receive_submission(
        classroom.session, place, {"work.ipynb": solved(answer)}, key=f"key-{task}-{answer}", incomplete=False,
        blobs=classroom.blobs, actor=Actor("person", classroom.learner.id),
    )  # fmt: skip


def all_granted(session: Session) -> list[Accommodation]:
    return list(session.scalars(select(Accommodation).order_by(Accommodation.id)))


def test_an_extension_opens_the_door_that_was_shut(classroom: Classroom, session: Session) -> None:
    with pytest.raises(TooLate):
        hand_in(classroom)
    give(classroom, EXTENSION, 5)
    receipt = hand_in(classroom)
    assert not receipt.submission.late
    due = all_granted(session)[0].due_at
    assert due is not None
    assert receipt.to_json()["due_at"] == due.isoformat()
    listed = {each.task.name: each.to_json() for each in list_assignments(session, classroom.learner, None)}
    assert listed["first"]["due_at"] == due.isoformat()
    assert not listed["first"]["excused"]


def test_what_was_late_is_judged_anew_and_back_again_when_it_ends(classroom: Classroom, session: Session) -> None:
    classroom.tasks["first"].late_policy = LatePolicy.ACCEPTED_AND_MARKED
    submission = hand_in(classroom).submission
    assert submission.late
    assert give(classroom, EXTENSION, 1) == [submission.reference]
    assert not submission.late
    place = get_taught_place(session, make_reader(session, classroom.instructor), submission.enrolment_id, "first")
    assert late_without(session, *place) == 1
    assert take_back(classroom, all_granted(session)[0].id) == [submission]
    assert submission.late
    judged = session.scalars(select(Event).where(Event.verb == "judged anew whether late").order_by(Event.id)).all()
    assert [event.details["late"] for event in judged] == [False, True]


def test_an_attempt_that_repeats_a_failed_one_is_judged_by_when_that_came(
    classroom: Classroom, session: Session
) -> None:
    classroom.scheduled["first"].due_at = now() + HOUR
    failed = hand_in(classroom).submission
    failed.state = SubmissionState.FAILED
    session.flush()
    classroom.scheduled["first"].due_at = failed.received_at
    again = hand_in(classroom, 43).submission
    assert not again.late
    give(classroom, EXTENSION, 1)
    assert take_back(classroom, all_granted(session)[0].id) == []


def test_an_excuse_takes_the_task_out_of_everything(classroom: Classroom, session: Session) -> None:
    give(classroom, EXCUSE)
    course = learner_courses(session, make_reader(session, classroom.learner))[0]
    progress = course.progress(now())
    assert (progress.done, progress.total, progress.overdue) == (0, 1, ())
    assert progress.next_task is not None
    assert progress.next_task.name == "second"
    assert (progress.rules[0].needed, progress.rules[0].reached) == (1, 0)
    hand_in(classroom, task="second")
    assert learner_courses(session, make_reader(session, classroom.learner))[0].progress(now()).complete
    assert not hand_in(classroom).submission.late, "who is excused may still hand in to learn from it"


def test_nobody_is_excused_from_everything(classroom: Classroom) -> None:
    give(classroom, EXCUSE)
    with pytest.raises(NothingLeftToDo):
        give(classroom, EXCUSE, task="second")


def test_changing_keeps_the_history(classroom: Classroom, session: Session) -> None:
    give(classroom, EXTENSION, 5)
    give(classroom, EXTENSION, 9)
    give(classroom, EXCUSE)
    take_back(classroom, all_granted(session)[-1].id)
    told = session.scalars(select(Notice.subject).order_by(Notice.id)).all()
    assert told == ["과제 마감 연장: 과제", "과제 마감 연장: 과제", "과제 면제: 과제", "과제 마감이 바뀌었어요: 과제"]
    assert [(each.kind, each.ended_at is None) for each in all_granted(session)] == [
        (EXTENSION, False), (EXTENSION, False), (EXCUSE, False),
    ]  # fmt: skip
    reader = make_reader(session, classroom.instructor)
    assert find_accommodations(session, reader, classroom.cohort.id, ended=False, page=1).total == 0
    assert find_accommodations(session, reader, classroom.cohort.id, ended=True, page=1).total == 3
    events = session.scalars(select(Event).where(Event.verb == "granted").order_by(Event.id)).all()
    assert [event.details["replaces"] for event in events] == [None, *[each.id for each in all_granted(session)[:2]]]
    assert "입원" not in str([event.details for event in events]), "reasons are for those who may read them"


def test_two_instructors_do_not_overwrite_each_other(classroom: Classroom, session: Session) -> None:
    give(classroom, EXTENSION, 5)
    with pytest.raises(AccommodationHasChanged):
        take_back(classroom, all_granted(session)[0].id + 1)
    take_back(classroom, all_granted(session)[0].id)
    with pytest.raises(AccommodationHasChanged):
        take_back(classroom, all_granted(session)[0].id)


def test_extensions_are_longer_and_end_with_the_cohort(classroom: Classroom) -> None:
    with pytest.raises(NotLonger):
        give(classroom, EXTENSION, -2)
    with pytest.raises(ExtensionTooLate):
        give(classroom, EXTENSION, 24 * 31)
    classroom.cohort.state = CohortState.CLOSED
    classroom.session.flush()
    with pytest.raises(CohortIsClosed):
        give(classroom, EXTENSION, 5)


def test_only_those_who_teach_the_cohort_grant(classroom: Classroom, session: Session) -> None:
    assert classroom.enrolment is not None
    give(classroom, EXTENSION, 5)
    for stranger in (make_account(session, "남궁민"), classroom.learner):
        reader = make_reader(session, stranger)
        with pytest.raises(NotFound):
            get_taught_place(session, reader, classroom.enrolment.id, "first")
        assert find_accommodations(session, reader, classroom.cohort.id, ended=False, page=1).total == 0


def test_a_cohort_that_moves_forgives_and_takes_nothing_back(
    classroom: Classroom, session: Session, engine: Engine, settings: Settings
) -> None:
    classroom.tasks["first"].late_policy = LatePolicy.ACCEPTED_AND_MARKED
    late = hand_in(classroom).submission
    row = classroom.scheduled["first"]
    moved = row.set_at
    for hours, past_confirmed in ((2, False), (-2, True)):
        window = Planned(row.task_id, row.opens_at, now() + hours * HOUR)
        reschedule(session, classroom.cohort, [window], actor=by(classroom), past_confirmed=past_confirmed)
        session.commit()
        dates_moved(Worker(engine, settings), classroom.cohort.id, [row.task_id])
        session.refresh(late)
        assert not late.late
    assert row.moves == 2
    assert row.set_at > moved
