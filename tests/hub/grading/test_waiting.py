"""Tests with hidden lines are judged after everything of the learner's, as things stood when it was their turn."""

import json
from pathlib import Path
from textwrap import dedent

import pytest

from naruteo_hub.grading import GradingLimits, Result, build_release, grade
from naruteo_testing.notebooks import Cell, answer, check, code, fill_in, notebook, write_course

from .conftest import points


def hidden(visible: str, lines: str) -> str:
    return f"{visible}\n### BEGIN HIDDEN TESTS\n{lines}\n### END HIDDEN TESTS"


def grade_cells(folder: Path, *cells: Cell, limits: GradingLimits | None = None) -> Result:
    """Make a course of cells and hand in its own answers."""
    course = write_course(folder / "course", {"exam": notebook(*cells)})
    answers = {
        cell["metadata"]["nbgrader"]["grade_id"]: cell["source"]
        for cell in cells
        if cell["metadata"].get("nbgrader", {}).get("solution")
    }
    work = folder / "work"
    work.mkdir()
    content = fill_in(build_release(course, "week1")["exam.ipynb"], answers)
    (work / "exam.ipynb").write_text(json.dumps(content), encoding="utf-8")
    return grade(course, "week1", work, limits=limits)


@pytest.mark.parametrize("size", [3, 3 * 1024 * 1024])
def test_files_are_as_they_were(tmp_path: Path, size: int) -> None:
    read = "def read():\n    return open('out.txt').read()[:3]"
    result = grade_cells(
        tmp_path,
        answer("first", f"open('out.txt', 'w').write('one' + ' ' * {size})\n{read}"),
        check("first_test", hidden("", "assert read() == 'one' and open('out.txt').read(3) == 'one'")),
        answer("second", "import os\nos.remove('out.txt')\nopen('out.txt', 'w').write('two')"),
        check("second_test", hidden("", "assert read() == 'two' and open('out.txt').read(3) == 'two'")),
        code("open('out.txt', 'a').write('three')"),
    )
    assert points(result) == {"first_test": 1, "second_test": 1}


def test_files_of_a_later_answer_are_not_there_yet(tmp_path: Path) -> None:
    result = grade_cells(
        tmp_path,
        answer("first", "import os\ndef files():\n    return os.listdir()"),
        check("first_test", hidden("", "import os\nassert files() == [] and os.listdir() == []")),
        answer("second", "open('out.txt', 'w').write('two')"),
        check("second_test", "assert files() == ['out.txt']"),
    )
    assert points(result) == {"first_test": 1, "second_test": 1}


def test_names_are_as_they_were(tmp_path: Path) -> None:
    result = grade_cells(
        tmp_path,
        answer("first", "result = 1\ndef get():\n    return result"),
        check("first_test", hidden("assert result < 3", "assert get() == 1 and result == 1")),
        answer("second", "result = 2"),
        check("second_test", hidden("assert result < 3", "assert get() == 2 and result == 2")),
        answer("third", "del result, get"),
        check("third_test", "assert 'result' not in globals()"),
    )
    assert points(result) == {"first_test": 1, "second_test": 1, "third_test": 1}


def test_hidden_lines_may_build_on_earlier_ones(tmp_path: Path) -> None:
    bank = dedent("""
        class Account:
            def __init__(self):
                self.balance = 0
            def add(self, amount):
                self.balance += amount
    """)
    result = grade_cells(
        tmp_path,
        answer("account", bank),
        check(
            "made",
            hidden(
                "own = Account()\nown.add(5)\nassert own.balance == 5", "def holds(n):\n    assert own.balance == n"
            ),
        ),
        check("added", hidden("own.add(10)", "holds(15)\nown.add(100)")),
        check("visible", "assert own.balance == 115"),
        check("last", hidden("own.add(1)", "holds(116)")),
    )
    assert points(result) == {"made": 1, "added": 1, "visible": 1, "last": 1}


@pytest.mark.parametrize("shared", [False, True])
def test_a_thread_that_runs_on_costs_nothing(tmp_path: Path, *, shared: bool) -> None:
    cells = [
        answer("twice", "import threading, time\nthreading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"
               "def twice(number):\n    return 2 * number"),
        check("visible", "assert twice(2) == 4"),
        check("twice_test", hidden("assert twice(3) == 6", "assert twice(21) == 42")),
        answer("sort", "def sort(values):\n    values.sort()\n    return values"),
        check("sort_test", hidden("given = [2, 1]", "assert sort(given) == [1, 2]")),
        check("kept", "given = [3, 1]\nassert sort(given) == [1, 3]"),
    ]  # fmt: skip
    if shared:
        for cell in cells:
            cell["metadata"]["naruteo"] = {"judge": "shared"}
    assert points(grade_cells(tmp_path, *cells)) == {"visible": 1, "twice_test": 1, "sort_test": 1, "kept": 1}


def test_a_crash_in_hidden_lines_costs_that_test_alone(tmp_path: Path) -> None:
    cells = [
        answer(
            "twice",
            "import os\ndef twice(number):\n    if number == 21:\n        os.abort()\n    return 2 * number",
        ),
        check("visible", "assert twice(2) == 4"),
        check("hidden", hidden("assert twice(3) == 6", "assert twice(21) == 42")),
        check("other", hidden("", "assert twice(4) == 8")),
        check("after", "assert twice(5) == 10"),
    ]
    assert points(grade_cells(tmp_path, *cells)) == {"visible": 1, "hidden": 0, "other": 1, "after": 1}


def test_what_waits_is_judged_though_a_later_cell_hangs(tmp_path: Path) -> None:
    cells = [
        answer("twice", "def twice(number):\n    return 2 * number"),
        check("hidden", hidden("", "assert twice(21) == 42")),
        answer("loop", "while True:\n    pass"),
        check("after", "assert twice(5) == 10"),
    ]
    result = grade_cells(tmp_path, *cells, limits=GradingLimits(cell_seconds=2))
    assert points(result) == {"hidden": 1, "after": 1}
