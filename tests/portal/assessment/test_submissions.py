"""Receiving submissions."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from naruteo_portal.assessment.errors import (
    BadKey,
    KeyUsedBefore,
    NoAttemptsLeft,
    NotebooksMissing,
    NotebookUnreadable,
    TooLate,
    WrongAssignment,
)
from naruteo_portal.assessment.exchange import find_caller, learner_place
from naruteo_portal.assessment.models import Submission, SubmissionState
from naruteo_portal.assessment.submissions import Receipt, receive_submission
from naruteo_portal.audit.events import Actor
from naruteo_portal.audit.models import Event
from naruteo_portal.catalogue.models import LatePolicy
from naruteo_portal.core.clock import now
from naruteo_portal.core.database import unit_of_work
from naruteo_portal.core.errors import Refusal
from naruteo_portal.core.storage import BlobStore
from naruteo_testing.classroom import RELEASED, Classroom, make_classroom, notebook, solved
from naruteo_testing.queries import counted

WORK = {"work.ipynb": solved()}


@pytest.fixture
def classroom(session: Session, tmp_path: Path) -> Classroom:
    room = make_classroom(session, BlobStore(tmp_path / "blobs"))
    room.add_task("first")
    session.commit()
    return room


def hand_in(
    room: Classroom, files: Mapping[str, bytes] = WORK, *, key: str = "", task: str = "first",
    incomplete: bool = False, session: Session | None = None,
) -> Receipt:  # fmt: skip
    session = session or room.session
    learner = find_caller(session, room.learner.handle)
    assert learner is not None
    return receive_submission(
        session, learner_place(session, learner, room.course.slug, task), files,
        key=key or f"key-{now().timestamp()}", incomplete=incomplete, blobs=room.blobs,
        actor=Actor("person", learner.id),
    )  # fmt: skip


def count(session: Session, model: type[Submission] | type[Event]) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def grading_jobs(session: Session) -> int:
    return session.scalar(text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'assessment.grade'")) or 0


def test_a_receipt_says_what_was_received(classroom: Classroom) -> None:
    receipt = hand_in(classroom, {**WORK, "notes.txt": "메모".encode()}).to_json()
    assert receipt["attempt"] == 1
    assert receipt["late"] is False
    assert [file["path"] for file in receipt["files"]] == ["notes.txt", "work.ipynb"]
    assert all(len(file["sha256"]) == 64 for file in receipt["files"])
    assert classroom.blobs.get(receipt["files"][1]["sha256"]) == solved()
    assert grading_jobs(classroom.session) == 1
    verbs = classroom.session.scalars(select(Event.verb).where(Event.object_kind == "submission")).all()
    assert verbs == ["submitted", "queued for grading"]


def test_another_content_is_another_attempt_and_all_are_kept(classroom: Classroom) -> None:
    first, second = hand_in(classroom), hand_in(classroom, {"work.ipynb": solved(1)})
    third = hand_in(classroom)
    assert [each.submission.attempt for each in (first, second, third)] == [1, 2, 3]
    assert all(each.new for each in (first, second, third))
    assert first.submission.sha256 == third.submission.sha256


def test_the_same_content_again_gets_the_same_receipt(classroom: Classroom) -> None:
    first, again = hand_in(classroom), hand_in(classroom)
    assert (first.new, again.new) == (True, False)
    assert again.to_json() == first.to_json()
    assert grading_jobs(classroom.session) == 1


def test_the_same_content_on_a_new_release_is_a_new_attempt(classroom: Classroom) -> None:
    hand_in(classroom)
    classroom.release(classroom.tasks["first"])
    assert hand_in(classroom).submission.attempt == 2


def test_the_same_key_again_gets_the_same_receipt_even_past_the_due_time(classroom: Classroom) -> None:
    first = hand_in(classroom, key="the-same-key")
    hand_in(classroom, {"work.ipynb": solved(1)})
    classroom.tasks["first"].late_policy = LatePolicy.REFUSED
    classroom.scheduled["first"].due_at = now() - timedelta(hours=1)
    again = hand_in(classroom, key="the-same-key")
    assert not again.new
    assert again.submission is first.submission


def test_one_key_for_two_contents_is_refused(classroom: Classroom) -> None:
    hand_in(classroom, key="the-same-key")
    with pytest.raises(KeyUsedBefore):
        hand_in(classroom, {"work.ipynb": solved(1)}, key="the-same-key")


@pytest.mark.parametrize("key", ["short", "with space in it", "x" * 201, "키" * 10])
def test_a_key_that_is_none(classroom: Classroom, key: str) -> None:
    with pytest.raises(BadKey):
        hand_in(classroom, key=key)


@pytest.mark.parametrize("same_key", [True, False])
def test_eight_at_once_make_one_submission(classroom: Classroom, engine: Engine, same_key: bool) -> None:
    def send(number: int) -> tuple[str, bool]:
        with unit_of_work(engine) as session:
            key = "the-same-key" if same_key else f"key-number-{number}"
            receipt = hand_in(classroom, key=key, session=session)
            return receipt.submission.reference, receipt.new

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(8)))
    assert len({reference for reference, _new in answers}) == 1
    assert [new for _reference, new in answers].count(True) == 1
    assert count(classroom.session, Submission) == 1
    assert grading_jobs(classroom.session) == 1


def test_eight_different_ones_at_once_are_eight_attempts(classroom: Classroom, engine: Engine) -> None:
    def send(number: int) -> int:
        with unit_of_work(engine) as session:
            return hand_in(classroom, {"work.ipynb": solved(number)}, key=f"key-number-{number}",
                           session=session).submission.attempt  # fmt: skip

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(send, range(8))) == list(range(1, 9))


@pytest.mark.parametrize(
    ("policy", "minutes_past", "late"),
    [
        (LatePolicy.ACCEPTED_AND_MARKED, -1, False),
        (LatePolicy.ACCEPTED_AND_MARKED, 29, False),
        (LatePolicy.ACCEPTED_AND_MARKED, 31, True),
        (LatePolicy.REFUSED, 29, False),
        (LatePolicy.NONE, 600, False),
    ],
)
def test_late_work_follows_the_course(classroom: Classroom, policy: LatePolicy, minutes_past: int, late: bool) -> None:
    task = classroom.tasks["first"]
    task.late_policy, task.grace_minutes = policy, 30
    classroom.scheduled["first"].due_at = now() - timedelta(minutes=minutes_past)
    assert hand_in(classroom).submission.late is late


def test_late_work_is_refused_where_the_course_takes_none(classroom: Classroom) -> None:
    classroom.tasks["first"].late_policy = LatePolicy.REFUSED
    classroom.scheduled["first"].due_at = now() - timedelta(minutes=1)
    with pytest.raises(TooLate, match="takes no late work") as refused:
        hand_in(classroom)
    assert "기한이 지난 제출을 받지 않습니다" in refused.value.message.said_in("ko")
    assert count(classroom.session, Submission) == 0


def test_attempts_run_out(classroom: Classroom) -> None:
    classroom.tasks["first"].max_attempts = 2
    hand_in(classroom)
    second = hand_in(classroom, {"work.ipynb": solved(1)})
    assert hand_in(classroom, {"work.ipynb": solved(1)}).submission is second.submission
    with pytest.raises(NoAttemptsLeft):
        hand_in(classroom, {"work.ipynb": solved(2)})


def fail(receipt: Receipt, session: Session) -> None:
    receipt.submission.state = SubmissionState.FAILED
    session.flush()


def test_what_the_platform_failed_to_grade_is_no_attempt(classroom: Classroom) -> None:
    classroom.tasks["first"].max_attempts = 2
    hand_in(classroom)
    failed = hand_in(classroom, {"work.ipynb": solved(1)})
    fail(failed, classroom.session)
    again = hand_in(classroom, {"work.ipynb": solved(1)})
    assert (again.new, again.submission.attempt) == (True, 3)
    with pytest.raises(NoAttemptsLeft):
        hand_in(classroom, {"work.ipynb": solved(2)})


def test_what_the_platform_failed_to_grade_is_in_time_when_it_is_handed_in_again(classroom: Classroom) -> None:
    classroom.tasks["first"].late_policy = LatePolicy.REFUSED
    for each in (hand_in(classroom), hand_in(classroom, {"work.ipynb": solved(1)})):
        fail(each, classroom.session)
    classroom.scheduled["first"].due_at = now()
    again = hand_in(classroom, {"work.ipynb": solved(2)})
    assert not again.submission.late
    assert again.submission.received_at > classroom.scheduled["first"].due_at
    # The one that made up for the fault is an ordinary attempt, and what follows it follows the course.
    with pytest.raises(TooLate):
        hand_in(classroom, {"work.ipynb": solved(3)})


FOREIGN = notebook(("their-answer", ""), ("their-test", ""), points={"their-test": 1})


@pytest.mark.parametrize(
    ("files", "refusal"),
    [
        ({"work.ipynb": b"not JSON"}, NotebookUnreadable),
        ({"work.ipynb": b"{}"}, NotebookUnreadable),
        ({"work.ipynb": FOREIGN}, WrongAssignment),
        ({"second.ipynb": FOREIGN}, WrongAssignment),
        ({"notes.txt": b"no notebook at all"}, NotebooksMissing),
        ({"sub/work.ipynb": solved()}, NotebooksMissing),
        ({}, NotebooksMissing),
    ],
)
def test_files_that_are_not_this_assignment(
    classroom: Classroom, tmp_path: Path, files: dict[str, bytes], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        hand_in(classroom, files)
    assert count(classroom.session, Submission) == 0
    assert not list((tmp_path / "blobs").rglob("tmp*"))


def test_a_missing_notebook_of_two_is_refused_unless_the_client_is_not_strict(classroom: Classroom) -> None:
    task = classroom.add_task("pair", release=False)
    pair = {"one.ipynb": RELEASED, "two.ipynb": RELEASED}
    classroom.blobs.put_tree(pair)
    release = classroom.release(task)
    tree = classroom.blobs.put_tree(pair)
    release.released_tree, release.released_sha256 = tree.to_json(), tree.sha256
    with pytest.raises(NotebooksMissing, match=r"two\.ipynb"):
        hand_in(classroom, {"one.ipynb": solved()}, task="pair")
    assert hand_in(classroom, {"one.ipynb": solved()}, task="pair", incomplete=True).new


def test_a_notebook_with_lost_or_copied_cells_is_still_taken(classroom: Classroom) -> None:
    assert hand_in(classroom, {"work.ipynb": notebook(("test", ""), ("test", ""), ("", "own"))}).new
    assert hand_in(classroom, {"work.ipynb": notebook(("", "no marks left"))}).new


def test_a_submission_asks_the_same_number_of_questions_however_many_wait(classroom: Classroom, engine: Engine) -> None:
    asked = []
    for round_ in range(2):
        with counted(engine) as statements:
            hand_in(classroom, {"work.ipynb": solved(f"counted {round_}")})
        asked.append(len(statements))
        for number in range(10):
            hand_in(classroom, {"work.ipynb": solved(10 * round_ + number)})
    assert asked[0] == asked[1]


def test_a_submission_waits_for_nobody_else_s(classroom: Classroom, engine: Engine) -> None:
    other = classroom.add_learner()
    classroom.session.commit()
    with Session(engine) as unfinished, unit_of_work(engine) as session:
        hand_in(classroom, session=unfinished)
        session.execute(text("SET LOCAL lock_timeout = '5s'"))
        place = learner_place(session, other, classroom.course.slug, "first")
        receipt = receive_submission(
            session, place, WORK, key="from-another", incomplete=False, blobs=classroom.blobs,
            actor=Actor("person", other.id),
        )  # fmt: skip
        assert receipt.new
        unfinished.rollback()
