"""Which cells another answer can reach: its own tests, what is built on it, and nothing else."""

from pathlib import Path

from naruteo_hub.checking.assignment_check import AssignmentCheck, Options
from naruteo_hub.checking.forms import form_of
from naruteo_hub.checking.trials import needed_by, reached_from
from naruteo_hub.grading.document import as_notebook
from naruteo_hub.grading.judging.names import parse
from naruteo_hub.grading.judging.plan import make_plan
from naruteo_hub.grading.preparation import prepare
from naruteo_testing.notebooks import Cell, answer, check, code, notebook, write_course


def reached(*cells: Cell, place: int = 0) -> list[int]:
    solved = as_notebook(notebook(*cells)).cells
    return reached_from(solved, place, make_plan(solved))


def test_only_tests_that_can_tell_and_what_they_need_run() -> None:
    assert reached(
        answer("f", "def f(n):\n    return n"),
        code("import math"),
        check("test-f", "result = f(1)\nassert math.isclose(result, 1)"),
        code("print('nothing depends on this')"),
        answer("g", "def g(n):\n    return 2 * n"),
        check("test-g", "result = g(1)\nassert result == 2"),
        answer("h", "def h(n):\n    return f(n) + 1"),
        check("test-h", "assert h(1) == 2"),
    ) == [1, 2, 6, 7]


def test_the_tests_beside_an_answer_run_though_they_name_nothing_of_it() -> None:
    written = answer("write", "open('report.txt', 'w').write('7')")
    assert reached(written, check("test", "assert open('report.txt').read() == '7'")) == [1]


def test_code_that_a_person_grades_has_no_mutants_though_tests_use_it(tmp_path: Path) -> None:
    solution = "### BEGIN SOLUTION\n{} = 3 + 4\n### END SOLUTION"
    by_hand = code(solution.format("read"), grade_id="read", grade=True, solution=True, points=5)
    tested = answer("tested", solution.format("found"))
    course = write_course(tmp_path, {"n": notebook(by_hand, tested, check("test", "assert read + found == 14"))})
    tried = AssignmentCheck(course, prepare(course, "week1"), Options(), lambda _: None).jobs["n"]
    assert tried["read"].mutants == []
    assert tried["tested"].mutants != []


def test_names_that_a_cell_makes_itself_are_not_needed() -> None:
    source = "import csv\nresult = f(1)\nfor row in rows:\n    assert row == result\ncount += 1"
    assert needed_by(parse(source)) == {"f", "rows", "count"}


def test_values_are_compared_by_what_they_mean() -> None:
    assert form_of([1, 2.0, None]) == form_of((1.0, 2, None))
    assert form_of(0.1 + 0.2) == form_of(0.3)
    assert form_of({"a": 1, "b": 2}) == form_of({"b": 2, "a": 1})
    assert form_of(True) == form_of(1)
    assert form_of(True) != form_of(False)
    assert form_of([]) != form_of(None)
    assert form_of(float("nan")) == form_of(float("nan"))
