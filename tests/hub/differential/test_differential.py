"""Honest work gets from us the points that stock nbgrader gives, except where nbgrader is unjust to it."""

from functools import cache
from pathlib import Path
from typing import Any

import nbgrader
import pytest

from naruteo_hub.grading import Result, build_release, grade

from .corpus import CORPUS
from .course import write_assignment, write_work
from .just_differences import JUST_DIFFERENCES
from .stock import read_record

RECORD = read_record()


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("course")
    for each in CORPUS.values():
        write_assignment(folder, each)
    return folder


@pytest.mark.parametrize("name", CORPUS)
def test_honest_work_gets_its_points(name: str, course: Path, tmp_path: Path) -> None:
    each = CORPUS[name]
    released = build_release(course, name)["work.ipynb"]
    ours: dict[str, Any] = {}
    for submission, work in each.works.items():
        write_work(tmp_path / submission, each, work, released)
        ours[submission] = _points(grade(course, name, tmp_path / submission))
    assert ours == _expected(name)


def _points(result: Result) -> dict[str, float | None] | str:
    """Points by cell, or what happened instead of grading."""
    if result.state not in ("graded", "needs_review"):
        return f"{result.state}: {result.flags}"
    return {cell.grade_id: cell.points for cell in result.cells}


@cache
def _expected(name: str) -> dict[str, dict[str, float | None]]:
    scores = {work: dict(points) for work, points in RECORD["assignments"][name]["scores"].items()}
    for submission, cells in JUST_DIFFERENCES.get(name, {}).items():
        for cell, difference in cells.items():
            scores[submission][cell] = difference.just
    return scores


def test_nothing_is_listed_as_a_difference_that_is_none() -> None:
    for name, submissions in JUST_DIFFERENCES.items():
        for submission, cells in submissions.items():
            recorded = RECORD["assignments"][name]["scores"][submission]
            assert {cell: recorded.get(cell) for cell in cells} == {cell: each.stock for cell, each in cells.items()}
            assert all(each.stock != each.just for each in cells.values())


def test_the_record_is_of_this_corpus_and_this_nbgrader() -> None:
    """If not, it is made again as stock.py says."""
    assert RECORD["nbgrader"] == nbgrader.__version__
    recorded = {name: each["sha256"] for name, each in RECORD["assignments"].items()}
    assert recorded == {name: each.digest() for name, each in CORPUS.items()}
