"""A course folder read as it is: its assignments, the cells of its notebooks, and what is wrong with them as files."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbformat.notebooknode import NotebookNode

from naruteo_hub.checking.findings import Finding, Tell
from naruteo_hub.checking.headings import promised_points
from naruteo_hub.grading.document import NotARealNotebook, read_course_notebook


@dataclass(frozen=True)
class SourceNotebook:
    """One notebook of an assignment, as its author wrote it."""

    assignment: str
    name: str
    cells: list[NotebookNode]

    def finding(self, rule: str, cell: str, reason: str, detail: str = "") -> Finding:
        """Return a finding about one of its cells."""
        return Finding(rule, reason, self.assignment, self.name, cell, detail)

    @property
    def points(self) -> float:
        """The points of all its graded cells."""
        return sum(points for _, meta in graded(self.cells) if (points := _points(meta)) is not None)


def assignments_in(course: Path) -> list[str]:
    """List the assignments of a course: the folders in its `source`."""
    source = course / "source"
    if not source.is_dir():
        return []
    return sorted(path.name for path in source.iterdir() if path.is_dir() and not path.name.startswith((".", "_")))


def read_sources(course: Path, assignment: str, tell: Tell) -> list[SourceNotebook]:
    """Read the notebooks of an assignment; what cannot be read is told."""
    found = []
    for path in sorted((course / "source" / assignment).glob("*.ipynb")):
        try:
            found.append(SourceNotebook(assignment, path.stem, read_course_notebook(path.read_bytes()).cells))
        except (NotARealNotebook, OSError, AttributeError, TypeError, ValueError) as fault:
            tell(Finding("source", f"The notebook cannot be read: {fault}", assignment, path.stem))
    return found


def graded(cells: list[NotebookNode]) -> Iterator[tuple[NotebookNode, dict[str, Any]]]:
    """Yield the cells that nbgrader knows, with what they say to it."""
    for cell in cells:
        meta = cell.get("metadata", {}).get("nbgrader")
        if isinstance(meta, dict):
            yield cell, meta


def check_source(notebook: SourceNotebook, tell: Tell) -> None:
    """Look at grade ids, points and outputs as they stand in the file."""
    seen: dict[str, int] = {}
    for number, (cell, meta) in enumerate(graded(notebook.cells), 1):
        grade_id = meta.get("grade_id")
        if not isinstance(grade_id, str) or not grade_id:
            tell(notebook.finding("ids", str(cell.get("id", "")), "The cell has no grade id."))
            continue
        if grade_id in seen:
            tell(notebook.finding("ids", grade_id, "The grade id is used by more than one cell."))
        seen[grade_id] = number
        if meta.get("grade") and (_points(meta) is None or (_points(meta) or 0) < 0):
            tell(
                notebook.finding("points", grade_id, f"Points must be a number from 0 on, not {meta.get('points')!r}.")
            )
    if notebook.cells and not notebook.points:
        tell(notebook.finding("points", "", "No cell of the notebook carries points."))
    for cell in notebook.cells:
        if cell.cell_type == "code" and (cell.get("outputs") or cell.get("execution_count")):
            name = str(cell.get("metadata", {}).get("nbgrader", {}).get("grade_id") or cell.get("id", ""))
            reason = "The source holds outputs or execution counts: clear them before committing."
            tell(notebook.finding("source", name, reason))
            break
    for promised in promised_points(notebook.cells):
        if promised.given != promised.points:
            reason = f"The heading promises {promised.points:g} points, its cells give {promised.given:g}."
            tell(notebook.finding("points", promised.cell, reason))


def _points(meta: dict[str, Any]) -> float | None:
    points = meta.get("points") if meta.get("grade") or meta.get("task") else 0
    return float(points) if isinstance(points, int | float) and not isinstance(points, bool) else None
