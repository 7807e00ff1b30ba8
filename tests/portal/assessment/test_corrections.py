"""Corrected tests for work on an earlier release: what fits, and how the work is brought forward."""

import json
from typing import Any

import pytest

from naruteo_portal.assessment.corrections import bring_forward, misfit
from naruteo_testing.notebooks import Cell, answer, check, notebook

GIVEN = notebook(answer("twice", "def twice(n): ..."), check("small", "assert twice(1) == 3"), check("big", "..."))


def files(content: dict[str, Any]) -> dict[str, bytes]:
    return {"work.ipynb": json.dumps(content).encode()}


def corrected(*tests: Cell) -> dict[str, bytes]:
    return files(notebook(answer("twice", "def twice(n): ..."), *tests))


SMALL, BIG = check("small", "assert twice(1) == 2"), check("big", "...")


@pytest.mark.parametrize("tests", [(SMALL, BIG), (check("small", "...", 2),), (SMALL, check("other", "..."))])
def test_tests_may_change_come_and_go_and_their_points_move(tests: tuple[Cell, ...]) -> None:
    assert misfit(files(GIVEN), corrected(*tests)) is None


def test_other_notebooks_answers_or_points_do_not_fit() -> None:
    elsewhere = {"other.ipynb": files(GIVEN)["work.ipynb"]}
    without_answer = files(notebook(answer("thrice", "..."), SMALL, BIG))
    said = [misfit(files(GIVEN), after) for after in (elsewhere, without_answer, corrected(SMALL))]
    assert [str(each) for each in said] == [
        "It has other notebooks.",
        "It no longer has the cells that learners filled in: twice.",
        "All its points together are 1 instead of 2.",
    ]


def brought(submitted: dict[str, Any], after: dict[str, bytes]) -> list[tuple[str | None, str]]:
    made = json.loads(bring_forward(files(submitted), files(GIVEN), after)["work.ipynb"])
    return [(cell["metadata"].get("nbgrader", {}).get("grade_id"), "".join(cell["source"])) for cell in made["cells"]]


def work(*tests: Cell) -> dict[str, Any]:
    return notebook(answer("twice", "def twice(n): return 2 * n"), {**SMALL, "metadata": {}}, *tests)


def test_what_was_left_as_given_becomes_what_is_given_now() -> None:
    wrong = check("small", ["assert twice(1) == 3\n"])  # type: ignore[arg-type]  # nbformat allows lists of lines
    assert brought(work(wrong, BIG), corrected(SMALL, check("big", "assert twice(9) == 18"))) == [
        ("twice", "def twice(n): return 2 * n"),
        (None, "assert twice(1) == 2"),
        ("small", "assert twice(1) == 2"),
        ("big", "assert twice(9) == 18"),
    ]


def test_what_the_learner_changed_stays_to_be_found() -> None:
    tampered = check("small", "assert True", points=100)
    after = bring_forward(files(work(tampered, BIG)), files(GIVEN), corrected(SMALL, BIG))
    cell = json.loads(after["work.ipynb"])["cells"][2]
    assert (cell["source"], cell["metadata"]["nbgrader"]["points"]) == ("assert True", 100)


def test_tests_that_are_gone_go_and_new_ones_stand_where_they_belong() -> None:
    after = corrected(check("first", "pass"), check("big", "..."))
    given = [check("small", "assert twice(1) == 3"), BIG]
    assert [grade_id for grade_id, _source in brought(work(*given), after)] == ["twice", None, "first", "big"]


@pytest.mark.parametrize("content", [b"no JSON", b"[]", b'{"cells": 3}', b'{"cells": [null, 3, {"metadata": 1}]}'])
def test_a_broken_notebook_is_left_to_the_grader(content: bytes) -> None:
    after = bring_forward({"work.ipynb": content}, files(GIVEN), corrected(SMALL, BIG))["work.ipynb"]
    assert after == content or json.loads(after)["cells"][:2] == [None, 3]
