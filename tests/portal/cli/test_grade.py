"""`naruteo grade` prints a result for whatever it is given, and its exit status tells what became of it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from naruteo_hub.grading import build_release
from naruteo_portal.cli.grade import grade
from naruteo_testing.notebooks import answer, check, doubling, fill_in, notebook, text, write_course

USAGE = 2


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_course(tmp_path_factory.mktemp("course"), {"doubling": doubling()})
    essay = notebook(text("Because.", grade_id="why", grade=True, solution=True, points=3))
    return write_course(folder, {"essay": essay}, "week2")


@pytest.fixture
def solved(course: Path, tmp_path: Path) -> Path:
    content = fill_in(build_release(course, "week1")["doubling.ipynb"], {"twice": "def twice(n):\n    return 2 * n"})
    path = tmp_path / "doubling.ipynb"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def run(course: Path, path: Path, *options: str, assignment: str = "week1") -> Result:
    arguments = ["--course", str(course), "--assignment", assignment, str(path), *options]
    return CliRunner().invoke(grade, arguments)


def test_a_graded_notebook_is_printed_as_json_and_ends_with_0(course: Path, solved: Path, tmp_path: Path) -> None:
    done = run(course, solved, "--feedback", str(tmp_path / "feedback"))
    assert done.exit_code == 0
    answer = json.loads(done.stdout)
    assert (answer["state"], answer["score"], answer["max_score"], answer["flags"]) == ("graded", 4, 4, [])
    assert answer["cells"][0] == {
        "notebook": "doubling",
        "grade_id": "twice_test",
        "points": 2,
        "max_points": 2,
        "kind": "auto",
        "anchor": answer["cells"][0]["anchor"],
        "heading": "Doubling",
    }
    assert answer["seconds"] > 0 and answer["cpu_seconds"] > 0
    assert "4 of 4 points" in (tmp_path / "feedback" / "doubling.html").read_text(encoding="utf-8")


def test_a_graded_notebook_is_printed_for_people(course: Path, solved: Path) -> None:
    done = run(course, solved, "--text")
    assert done.exit_code == 0 and "graded: 4/4" in done.stdout and "2 / 2  doubling twice_test (auto)" in done.stdout


def test_work_is_graded_with_the_learners_seed(tmp_path: Path) -> None:
    reads = answer("number", "number = int(open('seed.txt').read())")
    course = write_course(tmp_path, {"own": notebook(reads, check("own", "assert number == 7"))})
    folder = course / "source" / "week1"
    (folder / "seed.txt").write_text("310\n")
    assert json.loads(run(course, folder).output)["score"] == 0
    assert json.loads(run(course, folder, "--seed", "7").output)["score"] == 1
    assert run(course, folder, "--seed", "1000000").exit_code == USAGE


def test_what_waits_for_a_person_ends_with_3(course: Path) -> None:
    done = run(course, course / "source" / "week2", assignment="week2")
    assert done.exit_code == 3 and json.loads(done.stdout)["cells"][0]["points"] is None


def test_a_refusal_ends_with_4_and_says_why_in_the_wanted_language(course: Path, tmp_path: Path) -> None:
    (tmp_path / "doubling.ipynb").write_text("no", encoding="utf-8")
    done = run(course, tmp_path / "doubling.ipynb", "--language", "ko")
    answer = json.loads(done.stdout)
    assert done.exit_code == 4 and answer["state"] == "refused"
    assert "노트북을 읽을 수 없습니다" in answer["flags"][0]["message"]
    assert run(course, tmp_path / "missing").exit_code == 4


def test_a_failure_ends_with_5_and_no_traceback(tmp_path: Path, solved: Path) -> None:
    done = run(tmp_path, solved)
    assert done.exit_code == 5 and "source/week1" in done.stdout and "Traceback" not in done.output
