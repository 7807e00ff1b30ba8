"""What headings of tasks promise: `### 과제 1 (15점) · Task 1 (15 points)`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nbformat.notebooknode import NotebookNode

HEADING = re.compile(r"^#{1,6}[ \t]+(.+)$", re.MULTILINE)
PROMISE = re.compile(r"[(\[（]\s*(\d+(?:\.\d+)?)\s*(?:점|points?|pts?|marks?)\s*[)\]）]", re.IGNORECASE)


@dataclass
class Promised:
    """The points that a heading speaks of, and those of the graded cells up to the next such heading."""

    cell: str
    points: float
    given: float = 0.0


def promised_points(cells: list[NotebookNode]) -> Iterator[Promised]:
    """Yield every heading that names points; one that names two different numbers is yielded for each."""
    open_: list[Promised] = []
    for cell in cells:
        if cell.cell_type == "markdown":
            for heading in HEADING.findall(cell.source):
                numbers = sorted({float(number) for number in PROMISE.findall(heading)})
                if numbers:
                    yield from open_
                    open_ = [Promised(str(cell.get("id", "")), number) for number in numbers]
        meta = cell.get("metadata", {}).get("nbgrader", {})
        points = meta.get("points")
        if (meta.get("grade") or meta.get("task")) and isinstance(points, int | float):
            for promised in open_:
                promised.given += points
    yield from open_
