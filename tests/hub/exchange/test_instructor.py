"""What an instructor's notebook server does with the exchange."""

from datetime import timedelta
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.exchange import ExchangeError
from sqlalchemy import func, select

from naruteo_hub.exchange import portal
from naruteo_portal.assessment.models import Release, Submission
from naruteo_portal.assessment.releases import latest_release
from naruteo_portal.core.clock import now
from naruteo_testing.classroom import RELEASED, SOURCE, Classroom, notebook, solved
from naruteo_testing.flaky import network_before
from naruteo_testing.seats import Seat, seat_of


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait between tries."""
    monkeypatch.setattr(portal, "FIRST_PAUSE_SECONDS", 0)


def lay_out(seat: Seat, assignment: str = "first", source: bytes = SOURCE, released: bytes = RELEASED) -> None:
    """An assignment in the instructor's course folder, as nbgrader generate_assignment leaves it."""
    for step, content in (("source", source), ("release/.", released)):
        folder = seat.home / step / assignment
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "work.ipynb").write_bytes(content)


def hand_in(seat: Seat, value: object = 42) -> str:
    """The learner's submission with an answer; its reference."""
    if not seat.work.is_dir():
        seat.exchange("FetchAssignment")
    (seat.work / "work.ipynb").write_bytes(solved(value))
    return str(seat.exchange("Submit").receipt["reference"])


def collected(seat: Seat, handle: str) -> Path:
    return seat.home / "submitted" / handle / "first"


def test_releasing_again_needs_force_and_takes_nothing(instructor: Seat, learner: Seat, classroom: Classroom) -> None:
    reference = hand_in(learner)
    lay_out(instructor)
    with pytest.raises(ExchangeError, match="add --force"):
        instructor.exchange("ReleaseAssignment")
    instructor.exchange("ReleaseAssignment", force=True)
    session = classroom.session
    assert session.scalar(select(func.count()).select_from(Release)) == 2
    assert session.scalars(select(Submission.reference)).all() == [reference]


@pytest.mark.parametrize("force", [True, False])
def test_a_release_whose_answer_was_lost_is_a_success(
    instructor: Seat, classroom: Classroom, address: str, force: bool
) -> None:
    task = classroom.add_task("second", release=False)
    classroom.session.commit()
    lay_out(instructor, "second")
    with network_before(address) as network:
        instructor.environment["NARUTEO_EXCHANGE_URL"] = network.address
        network.method, network.faults = "PUT", ["after"]
        instructor.exchange("ReleaseAssignment", "second", force=force)
    assert latest_release(classroom.session, task.id) is not None


def test_what_is_not_ready_is_not_released(instructor: Seat, learner: Seat, classroom: Classroom) -> None:
    with pytest.raises(ExchangeError, match="Assignment not found"):
        instructor.exchange("ReleaseAssignment")
    lay_out(instructor)
    (instructor.home / "release" / "first" / "work.ipynb").unlink()
    (instructor.home / "release" / "first").rmdir()
    with pytest.raises(ExchangeError, match="generate_assignment"):
        instructor.exchange("ReleaseAssignment")
    lay_out(instructor, released=notebook(("answer", ""), ("test", ""), points={"test": 9}))
    with pytest.raises(ExchangeError, match="not the same in the source"):
        instructor.exchange("ReleaseAssignment", force=True)
    lay_out(learner)
    with pytest.raises(ExchangeError, match="Only the instructors"):
        learner.exchange("ReleaseAssignment", force=True)
    with pytest.raises(ExchangeError, match="Re-run with --course"):
        instructor.exchange("ReleaseAssignment", course="")


def test_collecting_takes_the_newest_and_updates_only_when_told(
    instructor: Seat, learner: Seat, classroom: Classroom, address: str, tmp_path: Path
) -> None:
    other = classroom.add_learner()
    classroom.session.commit()
    instructor.exchange("Collect")
    assert not (instructor.home / "submitted").exists()
    first = hand_in(learner, 1)
    hand_in(seat_of(other, address, tmp_path), 2)
    instructor.exchange("Collect")
    folder = collected(instructor, classroom.learner.handle)
    assert (folder / "work.ipynb").read_bytes() == solved(1)
    assert (folder / "submission_secret.txt").read_text() == first
    assert (collected(instructor, other.handle) / "work.ipynb").read_bytes() == solved(2)
    hand_in(learner, 3)
    instructor.exchange("Collect")
    assert (folder / "work.ipynb").read_bytes() == solved(1)
    (folder / "left over.txt").touch()
    instructor.exchange("Collect", update=True)
    assert (folder / "work.ipynb").read_bytes() == solved(3)
    assert sorted(each.name for each in folder.iterdir()) == [
        "data",
        "submission_secret.txt",
        "timestamp.txt",
        "work.ipynb",
    ]
    assert not (instructor.home / "gradebook.db").exists()


def test_a_collected_folder_holds_the_learners_own_seed(instructor: Seat, learner: Seat, classroom: Classroom) -> None:
    classroom.release(classroom.tasks["first"], seed=b"310\n")
    classroom.session.commit()
    learner.exchange("FetchAssignment")
    given = (learner.work / "seed.txt").read_bytes()
    (learner.work / "seed.txt").write_bytes(b"1\n")
    hand_in(learner)
    instructor.exchange("Collect")
    assert (collected(instructor, classroom.learner.handle) / "seed.txt").read_bytes() == given != b"310\n"


def test_collecting_before_the_due_date(instructor: Seat, learner: Seat, classroom: Classroom) -> None:
    hand_in(learner, 1)
    classroom.scheduled["first"].due_at = now() - timedelta(microseconds=1)
    classroom.session.commit()
    hand_in(learner, 2)
    work = collected(instructor, classroom.learner.handle) / "work.ipynb"
    instructor.exchange("Collect")
    assert work.read_bytes() == solved(2)
    instructor.exchange("Collect", before_duedate=True)
    assert work.read_bytes() == solved(1)
    # A date in the instructor's own gradebook goes before the cohort's.
    database = f"sqlite:///{instructor.home}/gradebook.db"
    with instructor.occupied(), Gradebook(database, "shop-floor") as gradebook:
        gradebook.update_or_create_assignment("first", duedate=now().replace(tzinfo=None))
    instructor.exchange("Collect", before_duedate=True)
    assert work.read_bytes() == solved(2)


def give_back(seat: Seat, student: str, page: str) -> None:
    """A feedback page in the course folder beside what collecting left there."""
    folder = seat.home / "feedback" / student / "first"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "work.html").write_text(page, encoding="utf-8")
    for name in ("timestamp.txt", "submission_secret.txt"):
        (folder / name).write_bytes((collected(seat, student) / name).read_bytes())


def test_feedback_comes_back_and_newer_feedback_shows(instructor: Seat, learner: Seat, classroom: Classroom) -> None:
    student = classroom.learner.handle
    hand_in(learner)
    instructor.exchange("Collect")

    def status() -> tuple[bool, bool, bool]:
        (group,) = learner.exchange("List", cached=True)
        (one,) = group["submissions"]
        return one["has_exchange_feedback"], one["has_local_feedback"], one["feedback_updated"]

    learner.exchange("FetchFeedback")
    assert status() == (False, False, False)
    give_back(instructor, student, "<p>첫 피드백</p>")
    instructor.exchange("ReleaseFeedback")
    assert status() == (True, False, False)
    learner.exchange("FetchFeedback")
    assert status() == (True, True, False)
    give_back(instructor, student, "<p>고친 피드백</p>")
    instructor.exchange("ReleaseFeedback")
    assert status() == (True, True, True)
    learner.exchange("FetchFeedback")
    assert status() == (True, True, False)
    (page,) = (learner.work / "feedback").glob("*/work.html")
    assert page.read_text(encoding="utf-8") == "<p>고친 피드백</p>"
    # What was fetched is not handed in again.
    assert learner.exchange("Submit").receipt["attempt"] == 1


def test_one_odd_folder_does_not_keep_the_others_waiting(instructor: Seat, learner: Seat, classroom: Classroom) -> None:
    student = classroom.learner.handle
    hand_in(learner)
    instructor.exchange("Collect")
    give_back(instructor, student, "<p>ok</p>")
    odd = instructor.home / "feedback" / "aaa-nobody" / "first"
    odd.mkdir(parents=True)
    (odd / "work.html").write_text("x", encoding="utf-8")
    with pytest.raises(ExchangeError, match="aaa-nobody"):
        instructor.exchange("ReleaseFeedback")
    learner.exchange("FetchFeedback")
    assert list((learner.work / "feedback").glob("*/work.html"))
    instructor.exchange("ReleaseFeedback", CourseDirectory__student_id_exclude="aaa-nobody")


def test_nbgraders_own_interface_for_the_formgrader_works(
    instructor: Seat, learner: Seat, classroom: Classroom
) -> None:
    hand_in(learner)
    with instructor.occupied() as config:
        config.CourseDirectory.course_id = "shop-floor"
        api = NbGraderAPI(config=config)
        lay_out(instructor)
        assert api.get_released_assignments() == {"first"}
        # nbgrader passes a misspelt argument here, and an authenticator that may be None.
        assert not api.release_assignment("first")["success"]
        api.exchange.config.ExchangeReleaseAssignment.force = True
        assert api.release_assignment("first")["success"]
        assert api.collect("first", update=True)["success"]
        give_back(instructor, classroom.learner.handle, "<p>ok</p>")
        assert api.release_feedback("first")["success"]
    with learner.occupied() as config:
        config.CourseDirectory.course_id = "shop-floor"
        assert NbGraderAPI(config=config).fetch_feedback("first", classroom.learner.handle)["success"]
