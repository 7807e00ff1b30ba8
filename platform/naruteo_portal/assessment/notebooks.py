"""What the portal must know of a notebook file, read without running or trusting anything in it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from naruteo_portal.core.storage import Tree

SUFFIX = ".ipynb"
OLDEST_FORMAT = 4
"""nbformat before 4 has no cell metadata in the form that nbgrader writes."""


class NotANotebook(ValueError):
    """The bytes are no Jupyter notebook; says why in English, for the log."""


@dataclass(frozen=True)
class Notebook:
    """The graded parts of a notebook: nbgrader's cell ids, those that learners fill in, and points by cell id."""

    grade_ids: frozenset[str]
    answers: frozenset[str]
    points: Mapping[str, float]


def read_notebook(content: bytes) -> Notebook:
    """Read nbgrader's marks in a notebook; NotANotebook if it is none."""
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as fault:
        raise NotANotebook("not JSON") from fault
    if not isinstance(document, dict) or not isinstance(document.get("nbformat"), int):
        raise NotANotebook("no nbformat")
    if document["nbformat"] < OLDEST_FORMAT or not isinstance(document.get("cells"), list):
        raise NotANotebook("nbformat before 4, or no cells")
    marks = [mark for cell in document["cells"] if (mark := mark_of(cell)) is not None]
    return Notebook(
        grade_ids=frozenset(str(mark["grade_id"]) for mark in marks),
        answers=frozenset(str(mark["grade_id"]) for mark in marks if mark.get("solution") is True),
        points={str(mark["grade_id"]): points_of(mark) for mark in marks if is_worth_points(mark)},
    )


def sources_in(content: bytes) -> dict[str, str]:
    """The text of each cell that nbgrader marked, by its id; nothing if it is no notebook."""
    try:
        cells = json.loads(content.decode("utf-8-sig"))["cells"]
        return {mark["grade_id"]: "".join(cell["source"]) for cell in cells if (mark := mark_of(cell)) is not None}
    except (ValueError, RecursionError, TypeError, KeyError):
        return {}


def cells_in(content: bytes) -> list[dict[str, Any]]:
    """The cells of a notebook in order, whoever wrote them; none if it is no notebook."""
    try:
        cells = json.loads(content.decode("utf-8-sig"))["cells"]
    except (ValueError, RecursionError, TypeError, KeyError):
        return []
    return [cell for cell in cells if isinstance(cell, dict)] if isinstance(cells, list) else []


def text_of(cell: Mapping[str, Any]) -> str:
    """The text of a cell, which may be written in lines."""
    source = cell.get("source")
    return "".join(map(str, source)) if isinstance(source, list) else str(source or "")


def mark_of(cell: Any) -> dict[str, Any] | None:
    """What nbgrader has written into a cell; None if it is not one of the assignment's."""
    metadata = cell.get("metadata") if isinstance(cell, dict) else None
    mark = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    return mark if isinstance(mark, dict) and isinstance(mark.get("grade_id"), str) else None


def is_worth_points(mark: Mapping[str, Any]) -> bool:
    """Whether a cell with such a mark is graded; nbgrader's task cells, for a person, are marked by `task` alone."""
    return mark.get("grade") is True or mark.get("task") is True


def points_of(mark: Mapping[str, Any]) -> float:
    """How many points a mark gives at most."""
    points = mark.get("points")
    return float(points) if isinstance(points, int | float) else 0.0


def notebooks_in(paths: Mapping[str, Any]) -> dict[str, str]:
    """The notebooks of an assignment, {name without ending: path}: those that stand at its top, as nbgrader has it."""
    return {PurePosixPath(path).stem: path for path in sorted(paths) if "/" not in path and path.endswith(SUFFIX)}


def notebooks_of(tree: Tree) -> Tree:
    """The part of a tree that is an assignment's notebooks."""
    paths = notebooks_in({file.path: None for file in tree.files}).values()
    return Tree(tuple(file for file in tree.files if file.path in paths))
