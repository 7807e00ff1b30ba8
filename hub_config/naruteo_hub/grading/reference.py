"""Judge the course's own answers once: it shows which tests can be judged apart, and what they need of objects."""

from copy import deepcopy
from dataclasses import replace

from naruteo_hub.grading.execution import NotebookRun
from naruteo_hub.grading.forking import ForkServer
from naruteo_hub.grading.judging.plan import is_test
from naruteo_hub.grading.preparation import Prepared, PreparedNotebook, Reference
from naruteo_hub.grading.results import GradingLimits
from naruteo_hub.grading.scoring import full_marks


def judge_answers(prepared: Prepared, server: ForkServer, limits: GradingLimits) -> Reference:
    """Return, for each notebook, its shared tests and the deeds of the tests that its own answers pass.

    A test that the answers pass in the learner's own process and not apart is run there for learners too. One that
    they pass nowhere (a course may come without answers) is judged apart, with nothing known about it.
    """
    found: Reference = {}
    for name, notebook in prepared.notebooks.items():
        tests = _tests(notebook)
        apart = _run(prepared, notebook, server, limits)
        passed = full_marks(apart)
        failed = tests - passed - notebook.shared
        shared = notebook.shared
        if failed:
            together = replace(notebook, shared=frozenset(tests))
            shared |= failed & full_marks(_run(prepared, together, server, limits))
        shared = _with_those_after(notebook, shared)
        found[name] = (frozenset(shared), _deeds(apart, passed - shared))
    return found


def _with_those_after(notebook: PreparedNotebook, shared: frozenset[str]) -> frozenset[str]:
    """Add the tests that use what a shared test makes: it is made in the learner's process only."""
    cells = notebook.full.cells
    for cell, plan in zip(cells, notebook.plan.cells, strict=True):
        if is_test(cell) and any(cells[place].metadata.nbgrader.grade_id in shared for place in plan.before):
            shared |= {cell.metadata.nbgrader.grade_id}
    return shared


def _tests(notebook: PreparedNotebook) -> frozenset[str]:
    return frozenset(cell.metadata.nbgrader.grade_id for cell in notebook.full.cells if is_test(cell))


def _run(prepared: Prepared, notebook: PreparedNotebook, server: ForkServer, limits: GradingLimits) -> NotebookRun:
    answered = deepcopy(notebook.solved)
    for cell in answered.cells:
        if cell.cell_type == "code":
            cell.outputs = []
    run = NotebookRun(
        answered, notebook, prepared.files, prepared.files, server, limits,
        prepared.cell_seconds or limits.cell_seconds, reference=True,
    )  # fmt: skip
    run.run()
    return run


def _deeds(run: NotebookRun, passed: frozenset[str] | set[str]) -> dict[str, list[list[str]]]:
    return {
        run.notebook.cells[index].metadata.nbgrader.grade_id: judged.deeds
        for index, judged in run.judged.items()
        if run.notebook.cells[index].metadata.nbgrader.grade_id in passed
    }
