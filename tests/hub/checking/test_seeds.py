"""A course whose tasks have seeds is tried under those of other learners, and with figures copied from them."""

import json

import pytest

from naruteo_hub.checking.assignment_check import Options
from naruteo_hub.checking.course_check import check_course
from naruteo_hub.checking.findings import Report
from naruteo_testing.notebooks import answer, check, code, notebook

GIVEN = code("from pathlib import Path\nmine = int(Path('seed.txt').read_text()) % 97", grade_id="own", locked=True)
VISIBLE = check("test-visible", "assert twice % 2 == 0")
HIDDEN = check(
    "test-hidden",
    "### BEGIN HIDDEN TESTS\nfrom pathlib import Path\nassert twice == int(Path('seed.txt').read_text()) % 97 * 2\n"
    "### END HIDDEN TESTS",
)
OTHER = 104_729


def own_data(solution: str) -> str:
    """A notebook with one task on the learner's own data."""
    solved = f"### BEGIN SOLUTION\ntwice = {solution}\n### END SOLUTION"
    return json.dumps(notebook(GIVEN, answer("twice", solved), VISIBLE, HIDDEN))


def copied(value: int) -> str:
    return f"# cell: twice\n# seed: {OTHER}\n# loses: test-hidden\ntwice = {value}\n"


SOURCES = {
    "right": (own_data("mine * 2"), "310\n", {"copied": copied(OTHER % 97 * 2)}),
    "learnt-by-heart": (own_data(str(310 % 97 * 2)), "310\n", {}),
    "miscopied": (own_data("mine * 2"), "310\n", {"copied": copied(OTHER % 97 * 2 + 2)}),
    "no-number": (own_data("mine * 2"), "my own\n", {"copied": copied(OTHER % 97 * 2)}),
    "no-seeds": (own_data("mine * 2").replace("seed.txt", "own.txt"), "", {"copied": copied(OTHER % 97 * 2)}),
}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    course = tmp_path_factory.mktemp("course") / "own-data"
    for name, (content, seed, answers) in SOURCES.items():
        source, known = course / "source" / name, course / "checks" / name
        for folder in (source, known):
            folder.mkdir(parents=True)
        (source / "work.ipynb").write_text(content)
        (source / ("seed.txt" if seed else "own.txt")).write_text(seed or "310\n")
        for each, text in answers.items():
            (known / f"{each}.py").write_text(text)
    return check_course(course, Options(mutants=0, seeds=2))


def reasons(report: Report, assignment: str, rule: str) -> list[str]:
    """What one rule says of an assignment."""
    return [each.reason for each in report.findings if (each.assignment, each.rule) == (assignment, rule)]


def test_a_task_that_works_for_every_learner_passes(report: Report) -> None:
    assert [each for each in report.findings if each.assignment == "right"] == []


def test_a_solution_for_one_learner_is_found_with_the_number_that_shows_it(report: Report) -> None:
    assert reasons(report, "learnt-by-heart", "repeatable") == [
        f"The solution loses the points under seed 1 (seed.txt: {OTHER}), not under seed 0."
    ]
    assert reasons(report, "learnt-by-heart", "solution") == [
        f"The solution gets 0 of 1 points when it is graded under the learner's seed {OTHER}."
    ]


def test_copied_figures_are_asked_for(report: Report) -> None:
    (asked,) = [each for each in reasons(report, "learnt-by-heart", "wrong-answers") if "another learner" in each]
    assert "`# seed: N`" in asked


def test_copied_figures_must_be_right_for_whom_they_are_from(report: Report) -> None:
    assert reasons(report, "miscopied", "wrong-answers") == [
        f"copied.py: With its own seed {OTHER} it must get test-hidden."
    ]


def test_a_file_without_a_number_is_said(report: Report) -> None:
    assert reasons(report, "no-number", "source") == [
        "seed.txt must hold a whole number below 1000000 and nothing else."
    ]


def test_a_seed_needs_a_task_that_has_seeds(report: Report) -> None:
    assert "copied.py: the assignment has no seed.txt." in reasons(report, "no-seeds", "wrong-answers")
