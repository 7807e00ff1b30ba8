"""nbgrader's own commands, each a process of its own, against a running portal."""

from naruteo_testing.classroom import Classroom, solved
from naruteo_testing.seats import Seat

COURSE = ("--course", "shop-floor")


def test_the_whole_way_on_the_command_line(learner: Seat, instructor: Seat, classroom: Classroom) -> None:
    student = classroom.learner.handle
    assert "shop-floor first" in learner.ok("list")
    learner.ok("fetch_assignment", "first", *COURSE)
    assert "already have a copy" in learner.refused("fetch_assignment", "first", *COURSE)
    (learner.work / "work.ipynb").write_bytes(solved())
    assert "Receipt S-2" in learner.ok("submit", "first", *COURSE)

    source = instructor.home / "source" / "first"
    source.mkdir(parents=True)
    (source / "work.ipynb").write_bytes(solved())
    instructor.ok("generate_assignment", "first", *COURSE)
    assert "add --force" in instructor.refused("release_assignment", "first", *COURSE)
    instructor.ok("release_assignment", "first", "--force", *COURSE)
    instructor.ok("collect", "first", *COURSE)
    feedback = instructor.home / "feedback" / student / "first"
    feedback.mkdir(parents=True)
    (feedback / "work.html").write_text("<p>참 잘했어요</p>", encoding="utf-8")
    collected = instructor.home / "submitted" / student / "first"
    (feedback / "timestamp.txt").write_bytes((collected / "timestamp.txt").read_bytes())
    instructor.ok("release_feedback", "first", *COURSE)

    learner.ok("fetch_feedback", "first", *COURSE)
    assert list((learner.work / "feedback").glob("*/work.html"))
    assert "feedback already fetched" in learner.ok("list", "--cached")
