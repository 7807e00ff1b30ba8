"""Rebuild a submitted notebook from the release: only answers and a learner's own cells are taken from it.

Whatever a submission says about graded cells (points, ids, tags, types, order, outputs, kernel) is replaced by the
course's own. What was odd is told as flags; nothing here raises because of a submission.
"""

from collections import defaultdict
from copy import deepcopy
from dataclasses import dataclass, field

from nbformat.notebooknode import NotebookNode
from nbgrader import utils

from naruteo_hub.grading.document import SubmittedCell, as_notebook
from naruteo_hub.grading.preparation import PreparedNotebook
from naruteo_hub.grading.results import Flag

NAMES_IN_EVIDENCE = 20


@dataclass
class Rebuilt:
    """A notebook that is safe to grade, and what was odd about the one it was made from."""

    notebook: NotebookNode
    flags: list[Flag] = field(default_factory=list)


def normalise(submitted: list[SubmittedCell], prepared: PreparedNotebook) -> Rebuilt:
    """Rebuild one notebook from what the course released and what the learner wrote."""
    course = {cell.metadata.nbgrader.grade_id: cell for cell in prepared.full.cells if is_course_cell(cell)}
    released = {cell.metadata.nbgrader.grade_id: cell for cell in prepared.release.cells if is_course_cell(cell)}
    oddities: dict[str, list[str]] = defaultdict(list)
    chosen, dropped = _choose(submitted, course, released, oddities)
    after = _learners_own(submitted, chosen, dropped, course, oddities)

    cells: list[NotebookNode] = list(after.get(None, ()))
    order = [cell_id for cell_id in course if cell_id in chosen]
    if [cell_id for _, cell_id in sorted((index, cell_id) for cell_id, index in chosen.items())] != order:
        oddities["reordered_cells"] = []
    for cell_id, course_cell in course.items():
        cell = deepcopy(course_cell)
        answerable = utils.is_solution(cell)
        if cell_id in chosen:
            claimed = submitted[chosen[cell_id]]
            _compare(cell_id, claimed, course_cell, released[cell_id], oddities)
            if answerable:
                cell.source = claimed.source
                if cell.cell_type == "markdown" and claimed.attachments:
                    cell["attachments"] = as_notebook(claimed.attachments)
        else:
            oddities["missing_cell"].append(cell_id)
            # An answer may live on in a cell of the learner's own: the stub must not take its place.
            if answerable and not utils.is_grade(cell):
                continue
        cells.append(cell)
        cells += after.get(cell_id, ())
    return Rebuilt(_assemble(prepared.full, cells), _as_flags(prepared.name, oddities))


def is_course_cell(cell: NotebookNode) -> bool:
    """Tell whether nbgrader keeps a cell: graded, an answer, locked or a task."""
    kept = utils.is_grade(cell) or utils.is_solution(cell) or utils.is_locked(cell) or utils.is_task(cell)
    return bool(kept)


def _choose(
    submitted: list[SubmittedCell],
    course: dict[str, NotebookNode],
    released: dict[str, NotebookNode],
    oddities: dict[str, list[str]],
) -> tuple[dict[str, int], set[int]]:
    """Pick, for each cell of the course, the submitted cell that stands for it; and the copies to leave out."""
    places: dict[str, list[int]] = defaultdict(list)
    for index, cell in enumerate(submitted):
        if cell.grade_id in course:
            places[str(cell.grade_id)].append(index)
    chosen: dict[str, int] = {}
    dropped: set[int] = set()
    for cell_id, indices in places.items():
        worked_on = [index for index in indices if submitted[index].source != released[cell_id].source]
        chosen[cell_id] = (worked_on or indices)[-1]
        if len(indices) > 1:
            oddities["duplicate_cell"].append(cell_id)
        # Copies of answers that were worked on run as the learner's own cells; all others are not wanted.
        keep = worked_on if utils.is_solution(course[cell_id]) else []
        dropped.update(index for index in indices if index not in keep and index != chosen[cell_id])
    return chosen, dropped


def _learners_own(
    submitted: list[SubmittedCell],
    chosen: dict[str, int],
    dropped: set[int],
    course: dict[str, NotebookNode],
    oddities: dict[str, list[str]],
) -> dict[str | None, list[NotebookNode]]:
    """Collect a learner's own cells by the course's cell they follow."""
    standing = {index: cell_id for cell_id, index in chosen.items()}
    after: dict[str | None, list[NotebookNode]] = defaultdict(list)
    anchor: str | None = None
    for index, cell in enumerate(submitted):
        if index in standing:
            anchor = standing[index]
        elif index not in dropped:
            claims = cell.nbgrader
            if cell.grade_id not in course and any(
                claims.get(role) for role in ("grade", "solution", "locked", "task")
            ):
                oddities["unknown_cell"].append(ascii(cell.grade_id or "?")[1:-1][:60])
            after[anchor].append(_own_cell(cell))
    return after


def _own_cell(cell: SubmittedCell) -> NotebookNode:
    # A learner may skip cells of their own; every other tag could only change how the cell is judged.
    tags = [tag for tag in cell.tags if tag == "skip-execution"]
    own: dict[str, object] = {
        "cell_type": cell.cell_type,
        "metadata": {"tags": tags} if tags else {},
        "source": cell.source,
    }
    if cell.cell_type == "code":
        own |= {"execution_count": None, "outputs": []}
    elif cell.attachments:
        own["attachments"] = cell.attachments
    return as_notebook(own)


def _compare(
    cell_id: str, claimed: SubmittedCell, full: NotebookNode, released: NotebookNode, oddities: dict[str, list[str]]
) -> None:
    if claimed.cell_type != full.cell_type:
        oddities["changed_cell_type"].append(cell_id)
    # An author who tries the assignment hands in the source itself, with the hidden tests still in it.
    ours = {cell.source.rstrip() for cell in (full, released)}
    if not utils.is_solution(full) and claimed.source.rstrip() not in ours:
        oddities["changed_locked_cell"].append(cell_id)
    roles = ("grade", "solution", "locked", "task", "points")
    course = full.metadata.nbgrader
    if any(bool(course.get(role)) != bool(claimed.nbgrader.get(role)) for role in roles[:4]) or (
        (utils.is_grade(full) or utils.is_task(full)) and course.get("points") != claimed.nbgrader.get("points")
    ):
        oddities["changed_points"].append(cell_id)
    if set(claimed.tags) - set(full.metadata.get("tags", [])):
        oddities["changed_tags"].append(cell_id)


def _assemble(full: NotebookNode, cells: list[NotebookNode]) -> NotebookNode:
    for position, cell in enumerate(cells):
        cell["id"] = f"cell-{position}"
        if cell.cell_type == "code":
            cell["outputs"] = []
            cell["execution_count"] = None
    notebook = as_notebook({"nbformat": 4, "nbformat_minor": 5, "metadata": deepcopy(full.metadata), "cells": []})
    notebook.cells = cells
    return notebook


def _as_flags(name: str, oddities: dict[str, list[str]]) -> list[Flag]:
    flags = []
    for code, cell_ids in oddities.items():
        listed = ", ".join(cell_ids[:NAMES_IN_EVIDENCE])
        flags.append(Flag(code, f"{name}: {listed}" if listed else name))
    return flags
