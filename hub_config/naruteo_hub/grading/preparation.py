"""Prepare an assignment with nbgrader: the release learners get, the cells grading trusts, and its own answers."""

import json
import os
import tempfile
from collections import OrderedDict
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field, replace
from pathlib import Path
from textwrap import dedent
from threading import Lock
from typing import Any

import nbgrader
from nbformat.notebooknode import NotebookNode
from nbgrader import utils
from nbgrader.api import Gradebook
from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import ClearHiddenTests, ClearSolutions, InstantiateTests, SaveCells

from naruteo_hub.grading.autotests import SandboxedInstantiateTests
from naruteo_hub.grading.course import Course, CourseFault, read_course
from naruteo_hub.grading.document import NotARealNotebook, as_notebook, read_course_notebook, write_notebook
from naruteo_hub.grading.gradebook import private_gradebook
from naruteo_hub.grading.judging.names import names_in, parse
from naruteo_hub.grading.judging.plan import Plan, is_test, left_by, make_plan, part_of, replaces_something
from naruteo_hub.seeds import SEED_FILE, seeded

# Part of the cache key: raise it when what is prepared changes its shape.
PREPARATION = "3"
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
    # ``full`` with the course's own answers; never leaves the grader
    solved: NotebookNode
    plan: Plan
    # the tests that run in the learner's own process
    shared: frozenset[str] = frozenset()
    # grade id -> the hidden lines of earlier tests that the test builds on, each part as code of its own
    builds_on: dict[str, list[str]] = field(default_factory=dict)
    # grade id -> what the test did with objects of the course's own answers; nothing where they did not pass
    deeds: dict[str, list[list[str]]] = field(default_factory=dict)

    def graded_ids(self) -> list[str]:
        """List the ids of the cells that carry points, in order."""
        return [
            cell.metadata.nbgrader.grade_id for cell in self.full.cells if utils.is_grade(cell) or utils.is_task(cell)
        ]

    def must_wait(self, grade_id: str) -> bool:
        """Tell whether a test runs after all of the learner's cells: nothing may tell them what it asked."""
        return grade_id in self.hidden or grade_id in self.builds_on

    def visible_tests_before(self, place: int) -> list[str]:
        """Return what learners can see of the tests above a place in the notebook, in order."""
        cells = zip(self.release.cells[:place], self.full.cells, strict=False)
        return [released.source for released, full in cells if part_of(full) == "test" and released.source.strip()]


@dataclass(frozen=True)
class Prepared:
    """Everything about an assignment that grading needs and that no submission can change."""

    assignment: str
    notebooks: dict[str, PreparedNotebook]
    files: dict[str, bytes]
    cell_seconds: float | None
    keep_submitted: frozenset[str]

    @property
    def libraries(self) -> frozenset[str]:
        """The libraries that its notebooks import."""
        return frozenset().union(*(notebook.plan.libraries for notebook in self.notebooks.values()))

    def with_seed(self, seed: int | None) -> "Prepared":
        """Return the assignment as the learner with this seed has it; nothing of it is kept for the next one."""
        return replace(self, files=seeded(self.files, seed))

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


# What judging the course's own answers tells of each notebook: its shared tests, and the deeds of the others.
Reference = dict[str, tuple[frozenset[str], dict[str, list[list[str]]]]]


def prepare(
    course_dir: Path,
    assignment: str,
    cache_dir: Path | None = None,
    judge_answers: Callable[[Prepared], Reference] | None = None,
) -> Prepared:
    """Prepare an assignment, or take it from memory or ``cache_dir`` when the course's files are the same.

    ``judge_answers`` runs the course's own answers once, which only grading needs.
    """
    course = read_course(course_dir, assignment)
    key = f"{PREPARATION}-{nbgrader.__version__}-{course.digest}{'-judged' if judge_answers else ''}"
    prepared = _memory.find(key)
    if prepared is None:
        stored = cache_dir / f"{key}.json" if cache_dir is not None else None
        prepared = _load(stored, course) if stored is not None else None
        if prepared is None:
            prepared = _generate(course)
            if judge_answers is not None:
                prepared = _with_reference(prepared, judge_answers(prepared))
            if stored is not None:
                _store(stored, prepared)
        _memory.keep(key, prepared)
    return prepared


def _with_reference(prepared: Prepared, reference: Reference) -> Prepared:
    notebooks = {
        name: replace(notebook, shared=reference[name][0], deeds=reference[name][1]) if name in reference else notebook
        for name, notebook in prepared.notebooks.items()
    }
    return replace(prepared, notebooks=notebooks)


def _generate(course: Course) -> Prepared:
    notebooks: dict[str, PreparedNotebook] = {}
    with private_gradebook() as url:
        with Gradebook(url) as gradebook:
            gradebook.update_or_create_assignment(course.assignment)
        for name, content in sorted(course.notebooks.items()):
            try:
                notebooks[name] = _generate_notebook(course, name, content, url)
            except NotARealNotebook as fault:
                raise CourseFault(f"{name}.ipynb: {fault}") from fault
            except Exception as fault:  # nbgrader says what is wrong with a source by many kinds of exception
                raise CourseFault(f"{name}.ipynb: {type(fault).__name__}: {fault}") from fault
    return _assemble(course, notebooks)


def _assemble(course: Course, notebooks: dict[str, PreparedNotebook]) -> Prepared:
    settings = course.settings
    timeout = settings.get("Execute", {}).get("timeout") or settings.get("ExecutePreprocessor", {}).get("timeout")
    keep = settings.get("Autograde", {}).get("exclude_overwriting", {})
    return Prepared(
        assignment=course.assignment,
        notebooks=notebooks,
        files=course.files,
        cell_seconds=float(timeout) if isinstance(timeout, int | float) and timeout > 0 else None,
        # A learner's own seed is the portal's to say, whatever stands in their file.
        keep_submitted=frozenset(map(str, keep.get(course.assignment, ()))) - {SEED_FILE},
    )


def _generate_notebook(course: Course, name: str, content: bytes, url: str) -> PreparedNotebook:
    notebook = read_course_notebook(content)
    resources: dict[str, Any] = {
        "unique_key": name,
        "nbgrader": {"student": ".", "assignment": course.assignment, "notebook": name, "db_url": url},
        "metadata": {"path": str(course.folder / "source" / course.assignment)},
    }
    answered: list[NotebookNode] = []
    full: NotebookNode | None = None
    for step in GenerateAssignment(coursedir=None).preprocessors:
        if step is InstantiateTests:
            preprocessor = SandboxedInstantiateTests(config=course.settings, course=course)
        else:
            preprocessor = step(config=course.settings)
        if step is ClearSolutions:
            answered = deepcopy(notebook.cells)
        notebook, resources = preprocessor(notebook, resources)
        if step is SaveCells:
            # Solutions are gone and hidden tests still there: this is what a submission's tests are run from.
            full = deepcopy(notebook)
    if full is None or len(answered) != len(full.cells):
        raise CourseFault("nbgrader's GenerateAssignment no longer clears solutions and saves the cells")
    solved = deepcopy(full)
    for cell, original in zip(solved.cells, answered, strict=True):
        if utils.is_solution(cell):
            cell.source = original.source
    plan, hidden = make_plan(solved.cells), _hidden_lines(full, course)
    return PreparedNotebook(
        name, full, notebook, hidden, solved, plan, _shared_by_nature(full), _builds_on(full, plan, hidden)
    )


def _shared_by_nature(full: NotebookNode) -> frozenset[str]:
    """Find the tests that belong in the learner's own process: declared so, or they replace what is used there."""
    return frozenset(
        cell.metadata.nbgrader.grade_id
        for cell in full.cells
        if is_test(cell)
        if cell.metadata.get("naruteo", {}).get("judge") == "shared" or replaces_something(cell.source)
    )


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


def _builds_on(full: NotebookNode, plan: Plan, hidden: dict[str, frozenset[int]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    before: list[str] = []
    for cell in full.cells:
        if part_of(cell) != "test":
            continue
        grade_id, needed = cell.metadata.nbgrader.grade_id, names_in(parse(cell.source))
        parts: list[str] = []
        for part in reversed(before):
            if needed & left_by(part, plan):
                needed |= names_in(parse(part))
                parts.insert(0, part)
        if parts:
            found[grade_id] = parts
        lines = cell.source.split("\n")
        before.append(dedent("\n".join(lines[number - 1] for number in sorted(hidden.get(grade_id, ())))))
    return found


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
        "notebooks": {
            name: {
                "full": notebook.full,
                "release": notebook.release,
                "hidden": {grade_id: sorted(lines) for grade_id, lines in notebook.hidden.items()},
                "solved": notebook.solved,
                "shared": sorted(notebook.shared),
                "builds_on": notebook.builds_on,
                "deeds": notebook.deeds,
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
                as_notebook(parts["solved"]),
                make_plan(as_notebook(parts["solved"]).cells),
                frozenset(parts["shared"]),
                parts["builds_on"],
                parts["deeds"],
            )
            for name, parts in stored["notebooks"].items()
        }
        return _assemble(course, notebooks)
    except (OSError, ValueError, KeyError, TypeError):
        # A damaged entry is made again.
        return None
