"""Honest work gets what nbgrader's tests give it, whatever it prints and however often it is graded."""

import json
from pathlib import Path

import nbgrader

from naruteo_hub.grading import GradingLimits, build_release, grade
from naruteo_testing.notebooks import Notebook, answer, check, code, fill_in, notebook, text, write_course

from .conftest import RIGHT, HandIn, codes, points

USER_GUIDE = Path(nbgrader.__file__).parent / "docs" / "source" / "user_guide"


def test_right_work_gets_full_marks(hand_in: HandIn) -> None:
    result = hand_in(RIGHT)
    assert (result.state, result.score, result.max_score, result.flags) == ("graded", 4, 4, ())
    assert points(result) == {"twice_test": 2, "twice_partial": 2}
    assert 0 < result.cpu_seconds < 20 and result.seconds > 0


def test_wrong_work_gets_nothing(hand_in: HandIn) -> None:
    assert points(hand_in("def twice(number):\n    return 3")) == {"twice_test": 0, "twice_partial": 0}


def test_work_that_is_right_in_part_gets_part_of_the_points(hand_in: HandIn) -> None:
    result = hand_in("def twice(number):\n    return number * 2 if isinstance(number, int) else None")
    assert points(result) == {"twice_test": 2, "twice_partial": 1}


def test_work_that_was_not_begun_gets_nothing(hand_in: HandIn, released: bytes) -> None:
    result = hand_in(json.loads(released))
    assert (result.state, result.score) == ("graded", 0)


def test_warnings_logs_and_prints_on_stderr_cost_nothing(hand_in: HandIn) -> None:
    result = hand_in(
        "import logging, sys, warnings\ndef twice(number):\n"
        "    warnings.warn('old')\n    logging.warning('hm')\n    print('!', file=sys.stderr)\n    print('x')\n"
        "    return 2 * number"
    )
    assert result.score == 4


def test_own_cells_count_as_work(hand_in: HandIn, solved: Notebook) -> None:
    cells = solved["cells"]
    cells.insert(1, code("def double(number):\n    return number + number"))
    cells[2]["source"] = "def twice(number):\n    return double(number)"
    cells.append(code("1 / 0"))
    result = hand_in(solved)
    assert (result.score, result.flags) == (4, ())


def test_own_modules_and_course_data_are_there_and_the_courses_files_win(course: Path, hand_in: HandIn) -> None:
    result = hand_in(
        "import doubler, pathlib\ndef twice(number):\n"
        "    assert pathlib.Path('data.csv').read_text() == 'a,b\\n1,2\\n'\n    return doubler.double(number)",
        files={"doubler.py": "def double(number):\n    return 2 * number", "data.csv": "mine"},
    )
    assert result.score == 4


def test_nbgraders_own_quickstart_course(tmp_path: Path) -> None:
    release = build_release(USER_GUIDE, "ps1")
    assert set(release) == {"problem1.ipynb", "problem2.ipynb", "jupyter.png"}
    assert b"BEGIN SOLUTION" not in release["problem1.ipynb"]
    result = grade(USER_GUIDE, "ps1", USER_GUIDE / "source" / "ps1", cache_dir=tmp_path / "cache")
    assert (result.state, result.score, result.max_score) == ("needs_review", 3, 13)
    assert [cell.points for cell in result.cells if cell.kind == "manual"] == [None] * 5
    assert points(result)["correct_squares"] == 1


def test_automatic_tests_are_filled_in_by_the_solution_and_work() -> None:
    release = build_release(USER_GUIDE, "ps1_autotest")
    assert b"AUTOTEST" not in release["problem1.ipynb"] and b"assert" in release["problem1.ipynb"]
    result = grade(USER_GUIDE, "ps1_autotest", USER_GUIDE / "source" / "ps1_autotest")
    automatic = [cell for cell in result.cells if cell.kind == "auto"]
    assert automatic and all(cell.points == cell.max_points for cell in automatic)


def test_written_answers_wait_for_a_person_unless_there_are_none(tmp_path: Path) -> None:
    essay = text("Because.", grade_id="why", grade=True, solution=True, points=3)
    task = text("Do something.", grade_id="task", task=True, locked=True, points=4)
    source = notebook(essay, task)
    folder = write_course(tmp_path / "course", {"essay": source})
    released = build_release(folder, "week1")["essay.ipynb"]
    submission = tmp_path / "essay.ipynb"
    submission.write_bytes(released)
    result = grade(folder, "week1", submission)
    assert points(result) == {"why": 0, "task": None} and result.state == "needs_review"
    submission.write_text(json.dumps(fill_in(released, {"why": "Since"})), encoding="utf-8")
    result = grade(folder, "week1", submission)
    assert points(result) == {"why": None, "task": None}
    assert (result.score, result.max_score) == (0, 7)


def test_points_outside_a_tests_range_are_not_given(tmp_path: Path) -> None:
    tests = {"nan": "float('nan')", "more": "5", "less": "-1", "list": "[1]", "most": "1.0", "word": "'fine'"}
    source = notebook(*(check(name, value) for name, value in tests.items()))
    folder = write_course(tmp_path / "course", {"odd": source})
    result = grade(folder, "week1", folder / "source" / "week1")
    assert points(result) == {"nan": 0, "more": 0, "less": 0, "list": 1, "most": 1, "word": 1}
    assert "odd_partial_points" in codes(result)


def test_the_second_grading_uses_what_is_prepared_and_a_changed_course_does_not(tmp_path: Path) -> None:
    folder = write_course(tmp_path / "course", {"n": notebook(answer("a", "x = 1"), check("t", "assert x == 1"))})
    cache = tmp_path / "cache"
    path = folder / "source" / "week1" / "n.ipynb"
    submission = tmp_path / "n.ipynb"
    submission.write_bytes(path.read_bytes())
    assert grade(folder, "week1", submission, cache_dir=cache).score == 1
    (entry,) = cache.iterdir()
    assert entry.stat().st_mode & 0o077 == 0
    path.write_text(path.read_text(encoding="utf-8").replace("x == 1", "x == 2"), encoding="utf-8")
    assert grade(folder, "week1", submission, cache_dir=cache).score == 0
    assert len(list(cache.iterdir())) == 2


def test_a_course_that_cannot_be_prepared_is_a_failure_with_a_reason(tmp_path: Path) -> None:
    folder = write_course(tmp_path, {"n": notebook(answer("a", "### BEGIN SOLUTION\nx = 1"))})
    result = grade(folder, "week1", folder)
    assert result.state == "failed" and codes(result) == {"course_error"}
    assert "n.ipynb" in result.flags[0].evidence
    assert codes(grade(folder, "../week1", folder)) == {"course_error"}
    assert codes(grade(folder, "nothing", folder)) == {"course_error"}


def test_the_courses_settings_are_read_but_never_run(tmp_path: Path) -> None:
    folder = write_course(tmp_path / "course", {"n": notebook(answer("a", "# SOLVE\nx = 1\n# DONE"))})
    (folder / "nbgrader_config.py").write_text(
        "c = get_config()\n"
        "c.ClearSolutions.begin_solution_delimeter = 'SOLVE'\nc.ClearSolutions.end_solution_delimeter = 'DONE'\n"
        "c.ClearSolutions.code_stub = {'python': '# 여기에 쓰세요'}\n"
        f"open({str(tmp_path / 'ran')!r}, 'w')\n",
        encoding="utf-8",
    )
    release = build_release(folder, "week1")["n.ipynb"].decode()
    assert "여기에 쓰세요" in release and "x = 1" not in release
    assert not (tmp_path / "ran").exists()


def test_two_notebooks_each_have_their_own_time(tmp_path: Path) -> None:
    slow = notebook(answer("a", "import time\ntime.sleep(0.1)"), check("t", "assert True"))
    folder = write_course(tmp_path / "course", {"one": slow, "two": slow})
    result = grade(folder, "week1", folder / "source" / "week1", limits=GradingLimits(notebook_seconds=60))
    assert result.score == 2
