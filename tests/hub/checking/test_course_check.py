"""A course with one fault of every kind: each is found, and said with its notebook, its cell and its reason."""

import json
from pathlib import Path

import pytest

from naruteo_hub.checking.assignment_check import Options
from naruteo_hub.checking.course_check import check_course
from naruteo_hub.checking.findings import Report
from naruteo_hub.checking.new_course import CannotMake, make_course
from naruteo_testing.notebooks import Cell, answer, check, code, notebook, text

HIDDEN = "### BEGIN HIDDEN TESTS\nassert {}\n### END HIDDEN TESTS"


def solution(name: str, arguments: str, result: str) -> Cell:
    """A solution cell with one function."""
    return answer(name, f"def {name}({arguments}):\n    ### BEGIN SOLUTION\n    return {result}\n    ### END SOLUTION")


# In the first notebook the solution itself fails, so nothing is tried in its place. In the second the tests are blunt.
FAILING = notebook(
    code("import urllib.request\nurllib.request.urlopen('http://example.kr')"),
    code("held = bytearray(260 * 2**20)\ndel held"),
    code("import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"),
    solution("double", "n", "n * 3"),
    check("test-double", HIDDEN.format("double(3) == 6")),
    check("test-order", HIDDEN.format("double(0) == 0 and hash('b') % 2 == 0")),
    check("test-slow", HIDDEN.format("not __import__('time').sleep(2.5) and double(1) == 3")),
)
BLUNT = notebook(
    code("pairs = 1"),
    text("Write `return sum([n, n]) * pairs + 0 * 2`."),
    solution("told", "n", "sum([n, n]) * pairs + 0 * 2"),
    check("test-told", HIDDEN.format("told(3) == 6 and told(5) == 10")),
    solution("easy", "n", "n"),
    check("test-easy", "assert True"),
    solution("above", "value, limit", "value > limit"),
    check("test-above", HIDDEN.format("above(3, 1) and not above(0, 1)")),
    solution("unknown", "n", "n"),
    check("test-unknown", HIDDEN.format("unknown(1) == 1")),
)
KNOWN = {
    "told": "# cell: told\n# loses: test-told\ntold = lambda n: 1\n",
    "easy": "# cell: easy\n# loses: test-easy\neasy = None\n",
    "above": "# cell: above\n# loses: test-above\nabove = lambda value, limit: value >= limit\n",
}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    course = tmp_path_factory.mktemp("course") / "broken"
    for name, content in {"failing": FAILING, "blunt": BLUNT, "unreadable": "no notebook"}.items():
        source = course / "source" / name
        source.mkdir(parents=True)
        (source / "work.ipynb").write_text(json.dumps(content))
    (course / "checks" / "blunt").mkdir(parents=True)
    for name, content in KNOWN.items():
        (course / "checks" / "blunt" / f"{name}.py").write_text(content)
    return check_course(course, Options(seeds=2, cell_seconds=2.0, megabytes=300.0))


FOUND = [
    ("failing", "solution", "test-double", "gets 0 of 1 points"),
    ("failing", "solution", "test-double", "fails with the course's own answers"),
    ("failing", "network", "c0", "needs the network"),
    ("failing", "limits", "c1", "MiB, more than 300"),
    ("failing", "figures", "c2", "no alternative text"),
    ("failing", "repeatable", "test-order", "under seed 1, not under seed 0"),
    ("failing", "limits", "test-slow", "more than 2 s"),
    ("failing", "wrong-answers", "double", "No known wrong answer"),
    ("blunt", "leaks", "told", "return sum([n, n]) * pairs + 0 * 2"),
    ("blunt", "release", "test-easy", "gets 1 of 1 points"),
    ("blunt", "wrong-answers", "easy", "easy.py: It must lose test-easy"),
    ("blunt", "wrong-answers", "above", "above.py: It must lose test-above"),
    ("blunt", "wrong-answers", "unknown", "No known wrong answer"),
    ("blunt", "mutants", "above", "No test notices this mistake"),
    ("blunt", "mutants", "", "of the mutants lose points"),
    ("unreadable", "source", "", "not a JSON object"),
]


@pytest.mark.parametrize(("assignment", "rule", "cell", "reason"), FOUND)
def test_a_fault_is_found(report: Report, assignment: str, rule: str, cell: str, reason: str) -> None:
    found = [each for each in report.findings if each.assignment == assignment]
    assert any(each.rule == rule and each.cell == cell and reason in each.reason for each in found), found


def test_nothing_else_is_found(report: Report) -> None:
    places = {(assignment, rule, cell) for assignment, rule, cell, _ in FOUND}
    assert {(each.assignment, each.rule, each.cell) for each in report.findings} <= places


def test_a_surviving_mutant_is_shown_with_an_input_that_it_answers_otherwise(report: Report) -> None:
    (survivor,) = [each for each in report.findings if each.rule == "mutants" and each.cell == "above"]
    assert "-    return value > limit\n+    return value >= limit" in survivor.detail
    assert survivor.detail.endswith("above(1, 1)\nsolution: False\nmutant: True")


def test_a_mutant_that_changes_nothing_does_not_count(report: Report) -> None:
    blunt = next(facts for facts in report.notebooks if facts.assignment == "blunt")
    unchanged = {judged.becomes for judged in blunt.mutants if judged.state == "unchanged"}
    assert "return sum([n, n]) * pairs - 0 * 2" in unchanged
    assert "return sum([n, n]) / pairs + 0 * 2" in unchanged


def test_a_new_course_needs_a_name_and_an_empty_place(tmp_path: Path) -> None:
    with pytest.raises(CannotMake, match="lower-case letters"):
        make_course(tmp_path / "Press Line")
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "kept.txt").write_text("kept")
    with pytest.raises(CannotMake, match="is there already"):
        make_course(tmp_path / "there")


@pytest.mark.parametrize("inside", [(), ("source",)])
def test_what_is_no_course_cannot_be_checked(tmp_path: Path, inside: tuple[str, ...]) -> None:
    for name in inside:
        (tmp_path / name).mkdir()
    report = check_course(tmp_path)
    assert report.status == 2
    assert "source" in report.unchecked
