"""A small course, and a way to hand work in to it."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from naruteo_hub.grading import GradingLimits, Result, build_release, grade
from naruteo_testing.notebooks import Notebook, doubling, fill_in, write_course

RIGHT = "def twice(number):\n    return 2 * number"

HandIn = Callable[..., Result]


@pytest.fixture(scope="session")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_course(tmp_path_factory.mktemp("course"), {"doubling": doubling()})
    (folder / "source" / "week1" / "data.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def released(course: Path) -> bytes:
    return build_release(course, "week1")["doubling.ipynb"]


@pytest.fixture
def solved(released: bytes) -> Notebook:
    """The released notebook with a right answer, to be changed by tests."""
    return fill_in(released, {"twice": RIGHT})


@pytest.fixture
def hand_in(course: Path, released: bytes, tmp_path: Path) -> HandIn:
    """Grade an answer for the cell `twice`, or a whole notebook, with other files beside it."""

    def do(
        work: str | Notebook, *, files: Mapping[str, str] | None = None, limits: GradingLimits | None = None
    ) -> Result:
        content = fill_in(released, {"twice": work}) if isinstance(work, str) else work
        folder = tmp_path / "submission"
        folder.mkdir()
        for name, text in (files or {}).items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        (folder / "doubling.ipynb").write_text(json.dumps(content), encoding="utf-8")
        return grade(course, "week1", folder, limits=limits)

    return do


def points(result: Result) -> dict[str, float | None]:
    """Return points by cell."""
    return {cell.grade_id: cell.points for cell in result.cells}


def codes(result: Result) -> set[str]:
    """Return the flags' codes."""
    return {flag.code for flag in result.flags}
