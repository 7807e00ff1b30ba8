"""Turn executed notebooks into points by nbgrader's own rules, without anything of a learner's deciding on them."""

import math
import re
from collections.abc import Mapping
from copy import deepcopy

from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_output
from nbgrader import utils

from naruteo_hub.grading.execution import NotebookRun
from naruteo_hub.grading.judging.plan import is_test
from naruteo_hub.grading.preparation import Prepared, PreparedNotebook
from naruteo_hub.grading.results import CellScore, Flag, Kind

HEADING = re.compile(r"^#{1,6}[ \t]+(.+?)[ \t]*#*$", re.MULTILINE)
NUMPY_NUMBER = re.compile(r"np\.\w+\((.+)\)")
LONGEST_HEADING = 120


def score_cells(prepared: Prepared, runs: Mapping[str, NotebookRun]) -> tuple[tuple[CellScore, ...], list[Flag]]:
    """Give points for every graded cell, in the order of the assignment; a notebook that is not there gets none."""
    scores: list[CellScore] = []
    flags: list[Flag] = []
    for name, notebook in prepared.notebooks.items():
        found, odd = _points(runs[name].notebook if name in runs else None)
        doubtful = doubtful_tests(runs[name]) if name in runs else set()
        if odd:
            flags.append(Flag("odd_partial_points", f"{name}: {', '.join(odd)}"))
        scores += _scores(notebook, found, doubtful, absent=name not in runs)
    return tuple(scores), flags


def doubtful_tests(run: NotebookRun) -> set[str]:
    """List the tests whose outcome a person has to confirm."""
    return {
        run.notebook.cells[index].metadata.nbgrader.grade_id
        for index, judged in run.judged.items()
        if judged.evidence or run.trouble.get(index) == "judge_failed"
    }


def full_marks(run: NotebookRun) -> frozenset[str]:
    """List the tests of an executed notebook that got all their points."""
    points, _ = _points(run.notebook)
    return frozenset(
        cell.metadata.nbgrader.grade_id
        for cell in run.notebook.cells
        if utils.is_grade(cell) and points.get(cell.metadata.nbgrader.grade_id) == float(cell.metadata.nbgrader.points)
    )


def _scores(
    notebook: PreparedNotebook, found: Mapping[str, float | None], doubtful: set[str], *, absent: bool
) -> list[CellScore]:
    scores = []
    heading = ""
    for cell in notebook.full.cells:
        heading = _heading_in(cell) or heading
        if not (utils.is_grade(cell) or utils.is_task(cell)):
            continue
        grade_id = cell.metadata.nbgrader.grade_id
        kind: Kind = "auto" if is_test(cell) else "manual"
        points = found.get(grade_id, 0.0 if absent or kind == "auto" else None)
        if grade_id in doubtful:
            points = None
        scores.append(CellScore(notebook.name, grade_id, points, float(cell.metadata.nbgrader.points), kind, heading))
    return scores


def _points(executed: NotebookNode | None) -> tuple[dict[str, float | None], list[str]]:
    """Return nbgrader's points of each graded cell, and the tests that gave points outside their range."""
    points: dict[str, float | None] = {}
    odd: list[str] = []
    for cell in executed.cells if executed is not None else ():
        if utils.is_grade(cell):
            grade_id = cell.metadata.nbgrader.grade_id
            points[grade_id], within = points_of(cell)
            if not within:
                odd.append(grade_id)
    return points, odd


def points_of(cell: NotebookNode) -> tuple[float | None, bool]:
    """Return nbgrader's points of one executed cell (None: a person gives them), and whether they are in range."""
    judged = deepcopy(cell)
    within = _judgeable(judged)
    given = utils.determine_grade(judged)[0]
    return None if given is None else float(given), within


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
    for output in cell.outputs:
        if output.output_type == "execute_result":
            output.data["text/plain"] = repr(_number(output))
    return True


def _number(output: NotebookNode) -> float | None:
    text = output.get("data", {}).get("text/plain")
    if not isinstance(text, str):
        return None
    # NumPy 2 writes its numbers with their type, by which nbgrader does not know them.
    written = NUMPY_NUMBER.fullmatch(text)
    try:
        return float(written[1] if written else text)
    except ValueError:
        return None


def _within(output: NotebookNode, highest: float) -> bool:
    number = _number(output)
    return number is None or (math.isfinite(number) and 0 <= number <= highest)


def _heading_in(cell: NotebookNode) -> str:
    """Return the last heading of a text cell without its marks, by which people know the task that follows."""
    headings = HEADING.findall(cell.source) if cell.cell_type == "markdown" else []
    return headings[-1].replace("*", "").replace("`", "").strip()[:LONGEST_HEADING] if headings else ""
