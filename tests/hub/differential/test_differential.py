"""Honest work gets from us the points that stock nbgrader gives, except where nbgrader is unjust to it."""

from functools import cache
from pathlib import Path

import nbgrader
import pytest

from naruteo_hub.grading import Result, build_release, grade

from .corpus import CORPUS
from .course import write_assignment, write_work
from .habits import HABITS
from .just_differences import JUST_DIFFERENCES, SHARED_PROCESS
from .stock import Scores, read_record

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
    deserved = _deserved(name)
    wrong = {}
    for submission, work in each.works.items():
        write_work(tmp_path / submission, each, work, released)
        result = grade(course, name, tmp_path / submission)
        given = _points(result)
        awaited = any(points is None for points in given.values()) or name in SHARED_PROCESS
        if result.state == "needs_review" and not awaited:
            wrong[submission, "needs_review"] = str(result.flags)
        for cell in given.keys() | deserved[submission].keys():
            ours, just = given.get(cell, "nothing"), deserved[submission].get(cell, "nothing")
            if ours != just:
                wrong[submission, cell] = f"{ours}, but {just} is just"
    assert wrong == {}


def _points(result: Result) -> dict[str, float | str | None]:
    """Points by cell, or what happened instead of grading."""
    if result.state not in ("graded", "needs_review"):
        return {result.state: str(result.flags)}
    return {cell.grade_id: cell.points for cell in result.cells}


@cache
def _deserved(name: str) -> Scores:
    scores: Scores = {work: dict(points) for work, points in RECORD["assignments"][name]["scores"].items()}
    for submission, cells in JUST_DIFFERENCES.get(name, {}).items():
        scores[submission] |= {cell: difference.just for cell, difference in cells.items()}
    return scores


def test_every_listed_difference_is_one() -> None:
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


def test_authors_get_full_points_whatever_habits_they_have() -> None:
    """Otherwise an assignment of the corpus is faulty itself."""
    ordinary = {"author", *(habit.__name__ for habit in HABITS)}
    for each in CORPUS.values():
        roles = [cell["metadata"].get("nbgrader", {}) for cell in each.source["cells"]]
        full = {role["grade_id"]: role["points"] for role in roles if role.get("points") is not None}
        for submission in ordinary & each.works.keys():
            points = {cell: points for cell, points in _deserved(each.name)[submission].items() if points is not None}
            assert points == {cell: full[cell] for cell in points}, (each.name, submission)


def test_the_corpus_is_as_large_as_promised() -> None:
    assert len(CORPUS) >= 40
    assert sum(len(each.works) for each in CORPUS.values()) >= 300
