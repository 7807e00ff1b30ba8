"""Let nbgrader put the points of executed notebooks into the private gradebook, and read them back as cell scores."""

import math
import re
from copy import deepcopy
from typing import Any

from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_output
from nbgrader import utils
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde
from nbgrader.preprocessors import SaveAutoGrades

from naruteo_hub.grading.gradebook import LEARNER
from naruteo_hub.grading.preparation import Prepared
from naruteo_hub.grading.results import CellScore, Flag, Kind

HEADING = re.compile(r"^#{1,6}[ \t]+(.+?)[ \t]*#*$", re.MULTILINE)
LONGEST_HEADING = 120


def resources_for(prepared: Prepared, name: str, url: str) -> dict[str, Any]:
    """Return what nbgrader's preprocessors want to know about the notebook in their hands."""
    nbgrader = {"student": LEARNER, "assignment": prepared.assignment, "notebook": name, "db_url": url}
    return {"unique_key": name, "nbgrader": nbgrader, "metadata": {}}


def leave_empty(prepared: Prepared, url: str, absent: set[str]) -> None:
    """Give no points for notebooks that are not there, as nbgrader does it."""
    if not absent:
        return
    with Gradebook(url) as gradebook:
        for name in absent:
            for grade in gradebook.find_submission_notebook(name, prepared.assignment, LEARNER).grades:
                grade.auto_score = 0
                grade.needs_manual_grade = False
        gradebook.db.commit()


def sanitise(notebook: NotebookNode, prepared: Prepared, name: str, url: str) -> NotebookNode:
    """Run the steps with which nbgrader's Autograde prepares a notebook for execution."""
    resources = resources_for(prepared, name, url)
    for step in Autograde(coursedir=None).sanitize_preprocessors:
        notebook, resources = step()(notebook, resources)
    return notebook


def save_points(notebook: NotebookNode, prepared: Prepared, name: str, url: str) -> list[Flag]:
    """Have nbgrader score an executed notebook into the gradebook."""
    judged = deepcopy(notebook)
    odd = [cell.metadata.nbgrader.grade_id for cell in judged.cells if utils.is_grade(cell) and not _judgeable(cell)]
    SaveAutoGrades()(judged, resources_for(prepared, name, url))
    return [Flag("odd_partial_points", f"{name}: {', '.join(odd)}")] if odd else []


def _judgeable(cell: NotebookNode) -> bool:
    """Leave in a test's outputs only what may decide on points; False if it gave points outside its range."""
    if cell.cell_type != "code":
        return True
    # A warning, a log line or a print on stderr is no verdict, though nbgrader would take it for one.
    cell.outputs = [
        output
        for wanted in ("error", "execute_result")  # an error decides, whatever else there is
        for output in cell.outputs
        if output.output_type == wanted
    ]
    highest = float(cell.metadata.nbgrader.points)
    for output in cell.outputs:
        if output.output_type == "execute_result" and not _within(output, highest):
            cell.outputs = [new_output("error", ename="PointsOutOfRange", evalue="", traceback=[])]
            return False
    # A test that ends in any other value, such as a string, passed: nbgrader takes it so as well.
    cell.outputs = [output for output in cell.outputs if output.output_type == "error" or _number(output) is not None]
    return True


def _number(output: NotebookNode) -> float | None:
    text = output.get("data", {}).get("text/plain")
    try:
        return float(text) if isinstance(text, str) else None
    except ValueError:
        return None


def _within(output: NotebookNode, highest: float) -> bool:
    number = _number(output)
    return number is None or (math.isfinite(number) and 0 <= number <= highest)


def read_scores(prepared: Prepared, url: str) -> tuple[CellScore, ...]:
    """Read the points of every graded cell, in the order of the assignment."""
    scores: list[CellScore] = []
    with Gradebook(url) as gradebook:
        for name, notebook in prepared.notebooks.items():
            heading = ""
            for cell in notebook.full.cells:
                heading = _heading_in(cell) or heading
                if not (utils.is_grade(cell) or utils.is_task(cell)):
                    continue
                grade_id = cell.metadata.nbgrader.grade_id
                grade = gradebook.find_grade(grade_id, name, prepared.assignment, LEARNER)
                automatic = utils.is_grade(cell) and not utils.is_solution(cell) and cell.cell_type == "code"
                kind: Kind = "auto" if automatic else "manual"
                points = grade.auto_score
                if points is None and automatic:
                    points = 0.0
                scores.append(CellScore(name, grade_id, points, float(grade.max_score), kind, heading))
    return tuple(scores)


def _heading_in(cell: NotebookNode) -> str:
    """Return the last heading of a text cell without its marks, by which people know the task that follows."""
    headings = HEADING.findall(cell.source) if cell.cell_type == "markdown" else []
    return headings[-1].replace("*", "").replace("`", "").strip()[:LONGEST_HEADING] if headings else ""
