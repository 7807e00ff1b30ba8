"""An exam with many styles of test cells, ways to hand in to it, and what must hold whatever was handed in."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Protocol

import pytest

from naruteo_hub.grading import GradingLimits, Result, build_release, grade
from naruteo_testing.notebooks import Cell, Notebook, answer, check, code, fill_in, notebook, text, write_course

# Small budgets: an attack that uses them up must not make this suite slow.
QUICK = GradingLimits(cell_seconds=2, notebook_seconds=30, output_bytes=200_000)
# Honest work is not hurried, so that it passes on a busy machine.
PATIENT = GradingLimits(cell_seconds=20, notebook_seconds=60)
# What stands in hidden tests only, as text or as a value. No answer may spell it.
SECRETS = ("7741902", "5550123", "seaweed-of-jeju", "hidden-reason")

TESTS: dict[str, str] = {
    "twice_test": (
        "assert twice(2) == 4\n"
        "### BEGIN HIDDEN TESTS\n"
        "assert twice(3870951) == 7741902, 'hidden-reason'\n"
        "### END HIDDEN TESTS"
    ),
    "mean_test": (
        "import math\n"
        "assert math.isclose(mean([1, 2, 6]), 3.0)\n"
        "### BEGIN HIDDEN TESTS\n"
        "assert math.isclose(mean([5550123, 9933681]), 7741902.0), 'hidden-reason'\n"
        "### END HIDDEN TESTS"
    ),
    "near_test": "assert abs(mean([1, 2, 6]) - 3.0) < 1e-6",
    "squares_test": (
        "np.testing.assert_allclose(squares(3), [0, 1, 4])\n"
        "### BEGIN HIDDEN TESTS\n"
        "np.testing.assert_array_equal(squares(5), np.array([0, 1, 4, 9, 16]), err_msg='hidden-reason')\n"
        "### END HIDDEN TESTS"
    ),
    "table_test": (
        "import pandas as pd\n"
        "expected = pd.DataFrame({'name': ['ab', 'c'], 'length': [2, 1]})\n"
        "assert table(['ab', 'c']).equals(expected)\n"
        "### BEGIN HIDDEN TESTS\n"
        "expected = pd.DataFrame({'name': ['seaweed-of-jeju'], 'length': [15]})\n"
        "assert table(['seaweed-of-jeju']).equals(expected), 'hidden-reason'\n"
        "### END HIDDEN TESTS"
    ),
    "frame_test": (
        "import pandas as pd\n"
        "pd.testing.assert_frame_equal(table(['ab']), pd.DataFrame({'name': ['ab'], 'length': [2]}))\n"
        "### BEGIN HIDDEN TESTS\n"
        "pd.testing.assert_frame_equal(table(['hidden-reason']), pd.DataFrame({'name': ['hidden-reason'],"
        " 'length': [13]}))\n"
        "### END HIDDEN TESTS"
    ),
    "words_test": (
        "assert len(words) == 2\n"
        "### BEGIN HIDDEN TESTS\n"
        "assert 'noodle' in words, 'hidden-reason'\n"
        "assert words == ['noodle', 'seaweed-of-jeju'], 'hidden-reason'\n"
        "### END HIDDEN TESTS"
    ),
    "count_test": "assert len(words) == 2",
    "kind_test": "assert isinstance(total, int)",
    "total_test": (
        "assert type(total) is int\n"
        "### BEGIN HIDDEN TESTS\n"
        "assert total == 7741902, 'hidden-reason'\n"
        "### END HIDDEN TESTS"
    ),
    "refuse_test": (
        "import unittest\n"
        "case = unittest.TestCase()\n"
        "with case.assertRaises(ValueError):\n"
        "    refuse(-1)\n"
        "### BEGIN HIDDEN TESTS\n"
        "case.assertEqual(refuse(7741902), 902, 'hidden-reason')\n"
        "### END HIDDEN TESTS"
    ),
    "steps_test": (
        "points = 0\nif mean([2, 4]) == 3:\n    points += 1\nif list(squares(2)) == [0, 1]:\n    points += 1\npoints"
    ),
}
POINTS = {name: 2.0 if name in ("twice_test", "steps_test") else 1.0 for name in TESTS}
RIGHT: dict[str, str] = {
    "twice": "def twice(number):\n    return 2 * number",
    "mean": "def mean(values):\n    return sum(values) / len(values)",
    "squares": "def squares(count):\n    return np.arange(count) ** 2",
    "table": (
        "import pandas as pd\n"
        "def table(names):\n"
        "    return pd.DataFrame({'name': names, 'length': [len(name) for name in names]})"
    ),
    "words": "words = ['noodle', 'sea' + 'weed-of-jeju']",
    "total": "total = 2 * 3870951",
    "refuse": (
        "def refuse(number):\n    if number < 0:\n        raise ValueError('negative')\n    return number % 1000"
    ),
}
# Every answer but `twice` is wrong: its test shows that a submission's other tests are judged all the same.
WRONG: dict[str, str] = RIGHT | {
    "mean": "def mean(values):\n    return -1.0",
    "squares": "def squares(count):\n    return np.full(count, -7)",
    "table": "import pandas as pd\ndef table(names):\n    return pd.DataFrame({'name': ['?'], 'length': [-1]})",
    "words": "words = ['nothing']",
    "total": "total = 'nothing'",
    "refuse": "def refuse(number):\n    return -1",
}
UNEARNED = [name for name in TESTS if name != "twice_test"]


class HandIn(Protocol):
    def __call__(
        self,
        answers: Mapping[str, str],
        *,
        before: str = "",
        after: Iterable[str] = (),
        files: Mapping[str, str] | None = None,
        limits: GradingLimits = QUICK,
    ) -> Result: ...


class GradeCells(Protocol):
    def __call__(
        self,
        *cells: Cell,
        answers: Mapping[str, str] | None = None,
        own: Iterable[str] = (),
        limits: GradingLimits = QUICK,
    ) -> Result: ...


@pytest.fixture(scope="session")
def exam(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course whose one notebook has every style of test."""
    cells = [text("# Exam"), code("import numpy as np", grade_id="imports", locked=True)]
    after = {
        "mean": ("mean_test", "near_test"),
        "squares": ("squares_test", "steps_test"),
        "table": ("table_test", "frame_test"),
        "words": ("words_test", "count_test"),
        "total": ("kind_test", "total_test"),
    }
    for name, solution in RIGHT.items():
        cells.append(answer(name, f"### BEGIN SOLUTION\n{solution}\n### END SOLUTION"))
        cells += [check(test, TESTS[test], POINTS[test]) for test in after.get(name, (f"{name}_test",))]
    return write_course(tmp_path_factory.mktemp("exam"), {"exam": notebook(*cells)})


@pytest.fixture(scope="session")
def released(exam: Path) -> bytes:
    return build_release(exam, "week1")["exam.ipynb"]


@pytest.fixture
def hand_in(exam: Path, released: bytes, tmp_path: Path) -> HandIn:
    """Grade answers to the exam, with a cell of the learner's own before all others and some after."""

    def do(
        answers: Mapping[str, str],
        *,
        before: str = "",
        after: Iterable[str] = (),
        files: Mapping[str, str] | None = None,
        limits: GradingLimits = QUICK,
    ) -> Result:
        content = fill_in(released, answers)
        if before:
            content["cells"].insert(0, code(before))
        content["cells"] += map(code, after)
        return grade_notebook(exam, content, tmp_path, files or {}, limits)

    return do


@pytest.fixture
def grade_cells(tmp_path: Path) -> GradeCells:
    """Make a course of these cells and hand in its release, answered, with the learner's own cells at the end."""

    def do(
        *cells: Cell,
        answers: Mapping[str, str] | None = None,
        own: Iterable[str] = (),
        limits: GradingLimits = QUICK,
    ) -> Result:
        course = write_course(tmp_path / "course", {"exam": notebook(*cells)})
        content = fill_in(build_release(course, "week1")["exam.ipynb"], answers or {})
        content["cells"] += map(code, own)
        return grade_notebook(course, content, tmp_path, {}, limits)

    return do


def grade_notebook(
    course: Path, content: Notebook, tmp_path: Path, files: Mapping[str, str], limits: GradingLimits
) -> Result:
    """Hand a notebook in; whatever it was, a result comes back in bounded time and gives away nothing hidden."""
    folder = tmp_path / "submission"
    for name, written in {**files, "exam.ipynb": json.dumps(content)}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(written, encoding="utf-8")
    result = grade(course, "week1", folder, limits=limits)
    assert result.state in ("graded", "needs_review"), result.flags
    assert result.seconds < limits.notebook_seconds + 15
    assert_nothing_hidden_shows(result)
    return result


def everything_said(result: Result) -> str:
    """All that a learner or staff could be shown of a result."""
    pages = [page for pages in result.feedback.values() for page in pages.values()]
    return "\n".join([json.dumps(result.to_json(), ensure_ascii=False), *pages])


def assert_nothing_hidden_shows(result: Result) -> None:
    said = everything_said(result)
    assert [secret for secret in SECRETS if secret in said] == []


def points(result: Result) -> dict[str, float | None]:
    """Return points by cell."""
    return {cell.grade_id: cell.points for cell in result.cells}


def codes(result: Result) -> set[str]:
    """Return the flags' codes."""
    return {flag.code for flag in result.flags}


def assert_unpaid(result: Result, tests: Iterable[str]) -> None:
    """These tests gave nothing; where a person has to look instead, the result says so with evidence."""
    given = points(result)
    paid = {test: given[test] for test in tests if given[test]}
    assert paid == {}
    if any(given[test] is None for test in tests):
        assert result.state == "needs_review"
        assert any(flag.evidence for flag in result.flags)


def assert_unearned_is_unpaid(result: Result) -> None:
    """The attack earned nothing; what it cost the learner's own right answer is the learner's own affair."""
    assert_unpaid(result, UNEARNED)


def assert_only_twice_is_paid(result: Result) -> None:
    """The attack earned nothing, and cost the one right answer nothing."""
    assert_unpaid(result, UNEARNED)
    assert points(result)["twice_test"] == 2


def assert_full_marks(result: Result) -> None:
    """Everything was earned and nobody needs to look."""
    missed = {cell.grade_id: cell.points for cell in result.cells if cell.points != cell.max_points}
    assert missed == {}
    assert result.state == "graded"
