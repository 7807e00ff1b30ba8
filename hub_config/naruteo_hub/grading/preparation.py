"""Prepare an assignment with nbgrader: the release learners get, the cells grading trusts, and a gradebook template."""

import json
import os
import tempfile
import warnings
from collections import OrderedDict
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import nbgrader
from nbformat.notebooknode import NotebookNode
from nbgrader import utils
from nbgrader.api import Gradebook
from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import ClearHiddenTests, InstantiateTests, SaveCells

from naruteo_hub.grading.autotests import SandboxedInstantiateTests
from naruteo_hub.grading.course import Course, CourseFault, read_course
from naruteo_hub.grading.document import NotARealNotebook, as_notebook, read_course_notebook, write_notebook
from naruteo_hub.grading.gradebook import LEARNER, private_gradebook, snapshot

# Part of the cache key: raise it when what is prepared changes its shape.
PREPARATION = "1"
KEPT_IN_MEMORY = 16
PYTHON_KERNELS = ("python", "python3", "")


@dataclass(frozen=True)
class PreparedNotebook:
    """One notebook of the assignment: ``full`` is what grading runs, ``release`` what learners were given."""

    name: str
    full: NotebookNode
    release: NotebookNode
    # grade id -> the numbers of the lines of ``full`` that learners never see, counted from 1
    hidden: dict[str, frozenset[int]]

    def graded_ids(self) -> list[str]:
        """List the ids of the cells that carry points, in order."""
        return [
            cell.metadata.nbgrader.grade_id for cell in self.full.cells if utils.is_grade(cell) or utils.is_task(cell)
        ]


@dataclass(frozen=True)
class Prepared:
    """Everything about an assignment that grading needs and that no submission can change."""

    assignment: str
    notebooks: dict[str, PreparedNotebook]
    files: dict[str, bytes]
    gradebook: bytes
    cell_seconds: float | None
    keep_submitted: frozenset[str]

    def release(self) -> dict[str, bytes]:
        """Return the released assignment as files."""
        notebooks = {f"{name}.ipynb": write_notebook(notebook.release) for name, notebook in self.notebooks.items()}
        return {**self.files, **notebooks}


class _Memory:
    """The assignments prepared last, kept by content so that a changed course is never graded with its old tests."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Prepared] = OrderedDict()
        self._lock = Lock()

    def find(self, key: str) -> Prepared | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def keep(self, key: str, prepared: Prepared) -> None:
        with self._lock:
            self._kept[key] = prepared
            while len(self._kept) > KEPT_IN_MEMORY:
                self._kept.popitem(last=False)


_memory = _Memory()


def prepare(course_dir: Path, assignment: str, cache_dir: Path | None = None) -> Prepared:
    """Prepare an assignment, or take it from memory or ``cache_dir`` when the course's files are the same."""
    course = read_course(course_dir, assignment)
    key = f"{PREPARATION}-{nbgrader.__version__}-{course.digest}"
    prepared = _memory.find(key)
    if prepared is None:
        stored = cache_dir / f"{key}.json" if cache_dir is not None else None
        prepared = _load(stored, course) if stored is not None else None
        if prepared is None:
            prepared = _generate(course)
            if stored is not None:
                _store(stored, prepared)
        _memory.keep(key, prepared)
    return prepared


def _generate(course: Course) -> Prepared:
    notebooks: dict[str, PreparedNotebook] = {}
    with private_gradebook() as (url, connection):
        with Gradebook(url) as gradebook:
            gradebook.update_or_create_assignment(course.assignment)
        for name, content in sorted(course.notebooks.items()):
            try:
                notebooks[name] = _generate_notebook(course, name, content, url)
            except NotARealNotebook as fault:
                raise CourseFault(f"{name}.ipynb: {fault}") from fault
            except Exception as fault:  # nbgrader says what is wrong with a source by many kinds of exception
                raise CourseFault(f"{name}.ipynb: {type(fault).__name__}: {fault}") from fault
        _enter_submission(course.assignment, url)
        template = snapshot(connection)
    return _assemble(course, notebooks, template)


def _enter_submission(assignment: str, url: str) -> None:
    """Put an empty submission into the template: each run then only fills in its points."""
    with Gradebook(url) as gradebook, warnings.catch_warnings():
        # nbgrader 0.9.6 makes the objects of a submission before it adds them to its session; all are stored.
        warnings.filterwarnings("ignore", message=r"Object of type <\w+> not in session")
        gradebook.update_or_create_student(LEARNER)
        gradebook.update_or_create_submission(assignment, LEARNER)


def _assemble(course: Course, notebooks: dict[str, PreparedNotebook], template: bytes) -> Prepared:
    settings = course.settings
    timeout = settings.get("Execute", {}).get("timeout") or settings.get("ExecutePreprocessor", {}).get("timeout")
    keep = settings.get("Autograde", {}).get("exclude_overwriting", {})
    return Prepared(
        assignment=course.assignment,
        notebooks=notebooks,
        files=course.files,
        gradebook=template,
        cell_seconds=float(timeout) if isinstance(timeout, int | float) and timeout > 0 else None,
        keep_submitted=frozenset(map(str, keep.get(course.assignment, ()))),
    )


def _generate_notebook(course: Course, name: str, content: bytes, url: str) -> PreparedNotebook:
    notebook = read_course_notebook(content)
    resources: dict[str, Any] = {
        "unique_key": name,
        "nbgrader": {"student": ".", "assignment": course.assignment, "notebook": name, "db_url": url},
        "metadata": {"path": str(course.folder / "source" / course.assignment)},
    }
    full: NotebookNode | None = None
    for step in GenerateAssignment(coursedir=None).preprocessors:
        if step is InstantiateTests:
            preprocessor = SandboxedInstantiateTests(config=course.settings, course=course)
        else:
            preprocessor = step(config=course.settings)
        notebook, resources = preprocessor(notebook, resources)
        if step is SaveCells:
            # Solutions are gone and hidden tests still there: this is what a submission's tests are run from.
            full = deepcopy(notebook)
    if full is None:
        raise CourseFault("nbgrader's GenerateAssignment no longer saves the cells")
    return PreparedNotebook(name, full, notebook, _hidden_lines(full, course))


def _hidden_lines(full: NotebookNode, course: Course) -> dict[str, frozenset[int]]:
    """Find the lines of hidden tests by letting nbgrader take them out of cells whose lines carry their number."""
    clear = ClearHiddenTests(config=course.settings)
    hidden: dict[str, frozenset[int]] = {}
    for cell in full.cells:
        if utils.is_grade(cell) and cell.cell_type == "code":
            marked = deepcopy(cell)
            lines = cell.source.split("\n")
            marked.source = "\n".join(f"{line}\0{number}" for number, line in enumerate(lines, 1))
            clear.preprocess_cell(marked, {}, 0)
            shown = {int(line.rpartition("\0")[2]) for line in marked.source.split("\n") if "\0" in line}
            gone = frozenset(range(1, len(lines) + 1)) - shown
            if gone:
                hidden[cell.metadata.nbgrader.grade_id] = gone
    return hidden


def python_only(prepared: Prepared) -> str | None:
    """Return the name of a notebook that is not in Python, if there is one."""
    for notebook in prepared.notebooks.values():
        kernelspec = notebook.full.metadata.get("kernelspec", {})
        language = str(kernelspec.get("language", "python")).lower()
        if language != "python" and str(kernelspec.get("name", "")) not in PYTHON_KERNELS:
            return notebook.name
    return None


def _store(path: Path, prepared: Prepared) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    stored = {
        "gradebook": prepared.gradebook.hex(),
        "notebooks": {
            name: {
                "full": notebook.full,
                "release": notebook.release,
                "hidden": {grade_id: sorted(lines) for grade_id, lines in notebook.hidden.items()},
            }
            for name, notebook in prepared.notebooks.items()
        },
    }
    # Only its owner may read it (it holds the hidden tests), and it appears whole or not at all.
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(stored, file)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _load(path: Path, course: Course) -> Prepared | None:
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        notebooks = {
            name: PreparedNotebook(
                name,
                as_notebook(parts["full"]),
                as_notebook(parts["release"]),
                {grade_id: frozenset(lines) for grade_id, lines in parts["hidden"].items()},
            )
            for name, parts in stored["notebooks"].items()
        }
        return _assemble(course, notebooks, bytes.fromhex(stored["gradebook"]))
    except (OSError, ValueError, KeyError, TypeError):
        # A damaged entry is made again.
        return None
