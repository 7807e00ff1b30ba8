"""Read notebooks as data: whatever a file holds, either a plain list of cells comes out or a named refusal."""

import json
from dataclasses import dataclass, field
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode

CELL_TYPES = ("code", "markdown", "raw")


class NotARealNotebook(Exception):
    """A file that should be a notebook cannot be read as one; ``code`` says which flag tells it."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


@dataclass(frozen=True)
class SubmittedCell:
    """One cell of a submitted notebook, reduced to plain typed values."""

    cell_type: str
    source: str
    metadata: dict[str, Any] = field(default_factory=dict)
    attachments: dict[str, Any] = field(default_factory=dict)

    @property
    def nbgrader(self) -> dict[str, Any]:
        """What the cell claims about itself to nbgrader; nothing of it is believed."""
        claimed = self.metadata.get("nbgrader")
        return claimed if isinstance(claimed, dict) else {}

    @property
    def grade_id(self) -> str | None:
        """The id the cell claims, if it is a name at all."""
        claimed = self.nbgrader.get("grade_id")
        return claimed if isinstance(claimed, str) else None

    @property
    def tags(self) -> list[str]:
        """The cell's tags that are words."""
        tags = self.metadata.get("tags")
        return [tag for tag in tags if isinstance(tag, str)] if isinstance(tags, list) else []


def _load(content: bytes) -> dict[str, Any]:
    try:
        loaded = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as fault:
        raise NotARealNotebook("not_a_notebook", f"not JSON: {type(fault).__name__}") from fault
    if not isinstance(loaded, dict):
        raise NotARealNotebook("not_a_notebook", "not a JSON object")
    return loaded


def _text(value: object) -> str:
    if isinstance(value, list):
        value = "".join(part for part in value if isinstance(part, str))
    if not isinstance(value, str):
        return ""
    # A lone surrogate is allowed in JSON but can be written nowhere.
    return value.encode("utf-8", "replace").decode("utf-8")


def _cell(raw: object) -> SubmittedCell | None:
    if not isinstance(raw, dict):
        return None
    cell_type = raw.get("cell_type")
    metadata, attachments = raw.get("metadata"), raw.get("attachments")
    return SubmittedCell(
        cell_type=cell_type if cell_type in CELL_TYPES else "raw",
        source=_text(raw.get("source")),
        metadata=metadata if isinstance(metadata, dict) else {},
        attachments=_pictures(attachments) if isinstance(attachments, dict) else {},
    )


def _pictures(attachments: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Keep of a cell's attachments what is shaped as they should be: names, each with contents by type."""
    return {
        name: {kind: content for kind, content in bundle.items() if isinstance(content, str)}
        for name, bundle in attachments.items()
        if isinstance(bundle, dict)
    }


def read_submitted(content: bytes) -> list[SubmittedCell]:
    """Read a learner's notebook into plain cells; raises NotARealNotebook and nothing else."""
    notebook = _load(content)
    version = notebook.get("nbformat")
    if version in (1, 2, 3):
        try:
            notebook = nbformat.convert(as_notebook(notebook), 4)
        except Exception as fault:  # whatever an old or forged file makes the converter do, it is the same refusal
            raise NotARealNotebook("old_notebook_format", f"nbformat {version}") from fault
    elif version != 4:
        raise NotARealNotebook("old_notebook_format", "nbformat missing or unknown")
    cells = notebook.get("cells")
    if not isinstance(cells, list):
        raise NotARealNotebook("not_a_notebook", "no list of cells")
    return [cell for cell in map(_cell, cells) if cell is not None]


def as_notebook(plain: object) -> NotebookNode:
    """Return plain data as nbformat's own kind of object; a copy."""
    made: NotebookNode = nbformat.from_dict(plain)
    return made


def read_course_notebook(content: bytes) -> NotebookNode:
    """Read a course's own notebook, brought to nbformat 4.5 so that every cell has an id."""
    notebook = as_notebook(_load(content))
    if notebook.get("nbformat") != 4:
        notebook = nbformat.convert(notebook, 4)
    for cell in notebook.cells:
        cell.source = _text(cell.get("source"))
    # Ids made from the position, not at random: preparing an assignment twice gives the same release.
    for position, cell in enumerate(notebook.cells):
        cell.setdefault("id", f"cell-{position}")
    notebook.nbformat_minor = max(5, notebook.get("nbformat_minor", 5))
    return notebook


def write_notebook(notebook: NotebookNode) -> bytes:
    """Write a notebook the way Jupyter does: one line per line of source, keys in order."""
    plain = nbformat.v4.rwbase.strip_transient(nbformat.v4.rwbase.split_lines(as_notebook(notebook)))
    text = json.dumps(plain, ensure_ascii=False, indent=1, sort_keys=True)
    return (text + "\n").encode("utf-8")
