"""The first task of the demo course with its right answers, for tests in which somebody works on it."""

import re

import nbformat

from naruteo_portal.demo import COURSE, COURSES

TASK = "01-first-table"
NOTEBOOK = "first-table.ipynb"
SOURCE = COURSES / COURSE / "source" / TASK
MARKED = re.compile(r"[ \t]*### (?:BEGIN|END) SOLUTION.*\n?")


def answers() -> list[str]:
    """A right answer for each answer cell that begins with a function, whose first line is that of the cell."""
    return [
        MARKED.sub("", cell.source)
        for cell in nbformat.read(SOURCE / NOTEBOOK, as_version=4).cells
        if "BEGIN SOLUTION" in cell.source and cell.source.startswith("def ")
    ]


def solved() -> nbformat.NotebookNode:
    """The notebook as somebody who knows everything hands it in."""
    content = nbformat.read(SOURCE / NOTEBOOK, as_version=4)
    for cell in content.cells:
        cell.source = MARKED.sub("", cell.source)
    return content
