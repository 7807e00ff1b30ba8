"""Write assignments of the corpus and what was handed in for them as files."""

import json
from collections.abc import Mapping
from pathlib import Path

from .assignment import Assignment, Work


def write_assignment(course: Path, each: Assignment) -> None:
    """Write an assignment's source into a course folder."""
    _write(course / "source" / each.name, json.dumps(each.source), each.files)


def write_work(folder: Path, each: Assignment, work: Work, released: bytes) -> None:
    """Write what a learner hands in, with the files that were released beside the notebook."""
    _write(folder, json.dumps(each.handed_in(work, released)), {**each.files, **work.files})


def _write(folder: Path, notebook: str, files: Mapping[str, str]) -> None:
    folder.mkdir(parents=True)
    for name, content in {**files, "work.ipynb": notebook}.items():
        (folder / name).write_text(content, encoding="utf-8")
