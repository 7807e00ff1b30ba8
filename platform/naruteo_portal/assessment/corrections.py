"""Corrected tests for work that was done on an earlier release: whether they fit, and bringing the work forward."""

import json
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from naruteo_portal.assessment.notebooks import Notebook, mark_of, notebooks_in, read_notebook
from naruteo_portal.core.i18n import N_, Message

# Points are sums of decimal fractions.
TOLERANCE = 1e-9
Cell = dict[str, Any]


def misfit(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> Message | None:
    """Why work on one release cannot be graded by the source of a later one; None if it can.

    Tests may change, come and go, and their points may move among them. What learners filled in must still have its
    place, and all points together must be the same, as the course's rules count with them.
    """
    ours, theirs = _read(before), _read(after)
    if ours.keys() != theirs.keys():
        return N_("It has other notebooks.")
    gone = sorted(answer for name, notebook in ours.items() for answer in notebook.answers - theirs[name].answers)
    if gone:
        return N_("It no longer has the cells that learners filled in: %(cells)s.", cells=", ".join(gone))
    if abs(_points(ours) - _points(theirs)) > TOLERANCE:
        return N_(
            "All its points together are %(after)g instead of %(before)g.", before=_points(ours), after=_points(theirs)
        )
    return None


def _read(files: Mapping[str, bytes]) -> dict[str, Notebook]:
    return {name: read_notebook(files[path]) for name, path in notebooks_in(files).items()}


def _points(notebooks: Mapping[str, Notebook]) -> float:
    return sum(sum(notebook.points.values()) for notebook in notebooks.values())


def bring_forward(
    submitted: Mapping[str, bytes], before: Mapping[str, bytes], after: Mapping[str, bytes]
) -> dict[str, bytes]:
    """The submitted notebooks as they would be had the learner been given the later release.

    Only what the learner left as it was given is replaced. So the grader does not take a corrected cell for one that
    the learner tampered with, and still finds the ones that they did.
    """
    theirs, given, corrected = (notebooks_in(files) for files in (submitted, before, after))
    return {
        theirs[name]: _bring_forward(submitted[theirs[name]], before[given[name]], after[corrected[name]])
        for name in theirs.keys() & given.keys() & corrected.keys()
    }


def _bring_forward(submitted: bytes, before: bytes, after: bytes) -> bytes:
    try:
        document = json.loads(submitted.decode("utf-8-sig"))
        cells = document["cells"]
        given, corrected = _marked_cells(json.loads(before)["cells"]), _marked_cells(json.loads(after)["cells"])
        kept = [new for cell in cells for new in _replaced(cell, given, corrected)]
        document["cells"] = _added(kept, given, corrected)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        # Whatever is wrong with the file, the grader says it better.
        return submitted
    return json.dumps(document, ensure_ascii=False).encode()


def _marked_cells(cells: list[Cell]) -> dict[str, Cell]:
    return {mark["grade_id"]: cell for cell in cells if (mark := mark_of(cell)) is not None}


def _replaced(cell: Any, given: Mapping[str, Cell], corrected: Mapping[str, Cell]) -> list[Any]:
    """A submitted cell with what the correction changed in it; nothing for a test that is no longer there."""
    mark = mark_of(cell)
    old = given.get(mark["grade_id"]) if mark else None
    if mark is None or old is None:
        return [cell]
    untouched = _source(cell) == _source(old) and cell.get("cell_type") == old.get("cell_type")
    new = corrected.get(mark["grade_id"])
    if new is None:
        return [] if untouched else [cell]
    cell = deepcopy(cell)
    if untouched:
        cell["cell_type"], cell["source"] = new["cell_type"], new["source"]
    if mark == mark_of(old):
        cell["metadata"]["nbgrader"] = mark_of(new)
    return [cell]


def _added(cells: list[Any], given: Mapping[str, Cell], corrected: Mapping[str, Cell]) -> list[Any]:
    """The cells with those that only the correction has, each behind the one that it follows there."""
    cells = list(cells)
    before = None
    for grade_id, cell in corrected.items():
        if grade_id not in given:
            cells.insert(_place_after(cells, before), deepcopy(cell))
        before = grade_id
    return cells


def _place_after(cells: list[Any], grade_id: str | None) -> int:
    """Behind a cell of the assignment and what the learner wrote below it, which a new test may need."""
    places = [place for place, cell in enumerate(cells, 1) if (mark_of(cell) or {}).get("grade_id") == grade_id]
    place = places[-1] if places else 0
    while place < len(cells) and mark_of(cells[place]) is None:
        place += 1
    return place


def _source(cell: Cell) -> str:
    source = cell.get("source", "")
    # nbformat allows a list of lines; editors disagree on white space at the end.
    return ("".join(source) if isinstance(source, list) else str(source)).rstrip()
