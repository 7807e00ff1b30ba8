"""A gradebook of nbgrader's made of work that was graded elsewhere, opened by nbgrader's own programs."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from naruteo_hub.gradebook import DATABASE, Grade, GradebookBuilder, Learner, Work
from naruteo_hub.grading import build_release
from naruteo_testing.hub import wait_until
from naruteo_testing.notebooks import answer, check, fill_in, notebook, text, write_course
from naruteo_testing.platform import free_port

DUE = datetime(2026, 12, 1, 14, 59, tzinfo=UTC)
RECEIVED = datetime(2026, 11, 28, 1, 2, 3, tzinfo=UTC)
ESSAY = {"grade_id": "essay", "grade": True, "solution": True, "points": 3}
SOURCE = notebook(
    text("# 불량률"),
    answer("rate", "### BEGIN SOLUTION\nrate = 3 / 120\n### END SOLUTION"),
    check("rate-test", "assert rate == 0.025\n### BEGIN HIDDEN TESTS\nassert rate < 1\n### END HIDDEN TESTS", points=7),
    text("어떻게 생각하나요?", **ESSAY),
)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course folder with one assignment, two learners and one submission, as the portal lays it out."""
    folder = write_course(tmp_path_factory.mktemp("gradebook"), {"work": SOURCE})
    shutil.copytree(folder / "source", folder / "release")
    released = build_release(folder, "week1")["work.ipynb"]
    submitted = folder / "submitted" / "nabc" / "week1"
    submitted.mkdir(parents=True)
    work = fill_in(released, {"rate": "rate = 0.025", "essay": "많이 줄여야 합니다."})
    (submitted / "work.ipynb").write_text(json.dumps(work), encoding="utf-8")
    grades = (
        Grade("work", "rate-test", 7.0, by_hand=False),
        Grade("work", "essay", 2.5, by_hand=True, comment="근거가 좋습니다"),
        Grade("work", "gone", 1.0, by_hand=False),
    )
    with GradebookBuilder(folder, "press-line") as builder:
        builder.add_learner(Learner("nabc", "하늘", "김"))
        builder.add_learner(Learner("nxyz"))
        builder.add_assignment("week1", DUE)
        builder.add_work(Work("nabc", "week1", RECEIVED, grades, {"work": "<h3>work</h3>"}))
        assert builder.left_out == ["nabc, week1: work gone (1 points) is no cell of the present release"]
    return folder


def test_the_points_are_those_that_were_given(course: Path) -> None:
    with Gradebook(f"sqlite:///{course / DATABASE}", "press-line") as gradebook:
        submission = gradebook.find_submission("week1", "nabc")
        assert (submission.score, submission.max_score) == (9.5, 10.0)
        assert (submission.timestamp, submission.assignment.duedate) == tuple(
            instant.replace(tzinfo=None) for instant in (RECEIVED, DUE)
        )
        essay = gradebook.find_grade("essay", "work", "week1", "nabc")
        assert (essay.auto_score, essay.manual_score, essay.needs_manual_grade) == (None, 2.5, False)
        assert gradebook.find_comment("essay", "work", "week1", "nabc").comment == "근거가 좋습니다"
        assert {student.id: student.score for student in gradebook.students} == {"nabc": 9.5, "nxyz": 0.0}


def test_the_folders_are_those_that_nbgrader_looks_for(course: Path) -> None:
    assert (course / "submitted/nabc/week1/timestamp.txt").read_text(encoding="utf-8").startswith("2026-11-28 01:02:03")
    autograded = (course / "autograded/nabc/week1/work.ipynb").read_text(encoding="utf-8")
    assert ("rate = 0.025" in autograded, "BEGIN HIDDEN TESTS" in autograded) == (True, True)
    assert "<h3>work</h3>" in (course / "feedback/nabc/week1/work.html").read_text(encoding="utf-8")
    config = Config({"CourseDirectory": {"root": str(course), "course_id": "press-line"}})
    api = NbGraderAPI(CourseDirectory(config=config), config=config)
    (assignment,) = api.get_assignments()
    assert (assignment["status"], assignment["num_submissions"], assignment["average_score"]) == ("draft", 1, 9.5)
    (handed_in,) = api.get_submissions("week1")
    assert (handed_in["autograded"], handed_in["score"], handed_in["submitted"]) == (True, 9.5, True)
    assert {each["id"]: each["score"] for each in api.get_students()} == {"nabc": 9.5, "nxyz": 0.0}


@pytest.fixture(scope="module")
def formgrader(course: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], str]]:
    """nbgrader's formgrader in a real Jupyter server that was started in the folder; answers with its pages."""
    home = tmp_path_factory.mktemp("home")
    environment = {**os.environ, "HOME": str(home), "JUPYTER_CONFIG_DIR": str(home), "JUPYTER_DATA_DIR": str(home)}
    others = ("jupyterlab", "notebook", "notebook_shim", "jupyter_lsp", "jupyter_server_terminals")
    extensions = {"nbgrader.server_extensions.formgrader": True, **dict.fromkeys(others, False)}
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyter_server", "--no-browser", "--allow-root", f"--ServerApp.port={port}",
         "--ServerApp.ip=127.0.0.1", "--IdentityProvider.token=known", f"--ServerApp.root_dir={course}",
         f"--ServerApp.jpserver_extensions={extensions}"],
        cwd=course, env=environment, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    wait_until(lambda: is_listening(port), "the Jupyter server listens", 120)

    def page(path: str) -> str:
        address = f"http://127.0.0.1:{port}/formgrader/{path}"
        asked = urllib.request.Request(address, headers={"Authorization": "token known"})
        with urllib.request.urlopen(asked, timeout=60) as answer:
            return str(answer.read().decode())

    yield page
    server.terminate()
    server.wait()


def is_listening(port: int) -> bool:
    """Whether somebody takes connections there."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_the_formgrader_opens_it(formgrader: Callable[[str], str]) -> None:
    assert "week1" in formgrader("manage_submissions/week1")
    (assignment,) = json.loads(formgrader("api/assignments"))
    assert (assignment["name"], assignment["average_score"]) == ("week1", 9.5)
    submissions = json.loads(formgrader("api/submissions/week1"))
    assert {each["student"]: each["score"] for each in submissions} == {"nabc": 9.5}
    formgrader("gradebook/week1/work")
    (notebook_of,) = json.loads(formgrader("api/submitted_notebooks/week1/work"))
    assert (notebook_of["last_name"], notebook_of["score"]) == ("김", 9.5)
    page = formgrader(f"submissions/{notebook_of['id']}/")
    assert ("rate = 0.025" in re.sub(r"<[^>]+>", "", page), "많이 줄여야 합니다." in page) == (True, True)
    grades = json.loads(formgrader(f"api/grades?submission_id={notebook_of['id']}"))
    assert sorted((each["name"], each["manual_score"]) for each in grades) == [("essay", 2.5), ("rate-test", None)]
