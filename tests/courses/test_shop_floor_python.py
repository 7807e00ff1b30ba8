"""The course on shop-floor data keeps its own form: tasks with a test that learners see, and one with hidden lines."""

from pathlib import Path

import pytest

from naruteo_hub.checking.sources import graded, read_sources

COURSE = Path(__file__).resolve().parents[2] / "courses" / "shop-floor-python"
ASSIGNMENTS = sorted(folder.name for folder in (COURSE / "source").iterdir())


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_a_notebook_holds_tasks_with_visible_and_hidden_tests(assignment: str) -> None:
    (notebook,) = read_sources(COURSE, assignment, pytest.fail)
    cells = list(graded(notebook.cells))
    solutions = [meta["grade_id"] for _, meta in cells if meta["solution"]]
    tests = {meta["grade_id"]: cell.source for cell, meta in cells if meta["grade"]}
    assert 4 <= len(solutions) <= 7
    assert sorted(tests) == sorted(f"test-{name}{part}" for name in solutions for part in ("", "-visible"))
    for name in solutions:
        assert "BEGIN HIDDEN TESTS" not in tests[f"test-{name}-visible"]
        assert "BEGIN HIDDEN TESTS" in tests[f"test-{name}"]
