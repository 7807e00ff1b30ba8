"""Search what learners are given for what they must not see: solutions and hidden tests."""

import json
from collections.abc import Iterator, Mapping

from naruteo_hub.checking.findings import Finding, Tell
from naruteo_hub.grading.preparation import Prepared, PreparedNotebook

MARKS = ("BEGIN SOLUTION", "END SOLUTION", "BEGIN HIDDEN TESTS", "END HIDDEN TESTS", "BEGIN MARK SCHEME")
# A shorter line, such as `return result`, gives nothing away.
TELLING = 25


def check_leaks(prepared: Prepared, tell: Tell) -> None:
    """Search the released notebooks, with their outputs and metadata, and all files beside them."""
    released = {name: _text(content) for name, content in prepared.release().items()}
    for notebook in prepared.notebooks.values():
        for grade_id, line in _secrets(notebook):
            for place in _places(line, released):
                reason = f"A line that learners must not see is in {place}: {line.strip()}"
                tell(Finding("leaks", reason, prepared.assignment, notebook.name, grade_id))
    for name, text in released.items():
        for mark in MARKS:
            if mark in text:
                reason = f"{name} still holds the mark “{mark}”."
                tell(Finding("leaks", reason, prepared.assignment, name.removesuffix(".ipynb")))


def _secrets(notebook: PreparedNotebook) -> Iterator[tuple[str, str]]:
    """Yield, with its cell, every line of code that the release lacks and that says something."""
    for full, solved, released in zip(notebook.full.cells, notebook.solved.cells, notebook.release.cells, strict=True):
        grade_id = solved.metadata.get("nbgrader", {}).get("grade_id")
        if not grade_id or solved.source == released.source:
            continue
        shown = {line.strip() for line in released.source.splitlines()}
        for line in {**dict.fromkeys(solved.source.splitlines()), **dict.fromkeys(full.source.splitlines())}:
            bare = line.strip()
            if bare not in shown and not bare.startswith(("#", "import ", "from ")) and len(bare) >= TELLING:
                yield grade_id, bare


def _text(content: bytes) -> str:
    return content.decode("utf-8", "replace")


def _places(line: str, released: Mapping[str, str]) -> Iterator[str]:
    # In a notebook the line stands as JSON writes it.
    forms = {line, json.dumps(line, ensure_ascii=False)[1:-1], json.dumps(line)[1:-1]}
    for name, text in released.items():
        if any(form in text for form in forms):
            yield name
