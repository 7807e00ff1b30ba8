"""Grade one submission: read it, rebuild it, run it closed in, let nbgrader give points, and write the feedback."""

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from nbformat.notebooknode import NotebookNode

from naruteo_hub.grading.course import CourseFault
from naruteo_hub.grading.execution import NotebookRun
from naruteo_hub.grading.feedback import FeedbackNotebook, write_feedback
from naruteo_hub.grading.files import private_folder, write_files
from naruteo_hub.grading.gradebook import private_gradebook
from naruteo_hub.grading.kernel import KernelStartFailed
from naruteo_hub.grading.normalise import normalise
from naruteo_hub.grading.preparation import Prepared, prepare, python_only
from naruteo_hub.grading.results import CellScore, Flag, GradingLimits, Result
from naruteo_hub.grading.scoring import leave_empty, read_scores, sanitise, save_points
from naruteo_hub.grading.submission import Refused, Submission, read_submission, together
from naruteo_hub.sandbox import SandboxMissing, require_sandbox

logger = logging.getLogger(__name__)


def build_release(course_dir: Path, assignment: str, *, cache_dir: Path | None = None) -> dict[str, bytes]:
    """Return the released assignment as files; raises CourseFault when the course cannot be prepared."""
    return prepare(Path(course_dir), assignment, cache_dir).release()


def grade(
    course_dir: Path,
    assignment: str,
    path: Path,
    *,
    limits: GradingLimits | None = None,
    cache_dir: Path | None = None,
) -> Result:
    """Grade a notebook or a folder of files against an assignment of any nbgrader course folder.

    Blocks for seconds and starts processes; it must not be called inside a running event loop. Whatever the
    submission is, a Result comes back.
    """
    clock = _Clock()
    try:
        result = _grade(Path(course_dir), assignment, Path(path), limits or GradingLimits(), cache_dir, clock)
    except Refused as refusal:
        result = Result("refused", flags=(refusal.flag,))
    except SandboxMissing as missing:
        result = Result("failed", flags=(Flag("no_sandbox", str(missing)),))
    except CourseFault as fault:
        result = Result("failed", flags=(Flag("course_error", str(fault)),))
    except KernelStartFailed as fault:
        result = Result("failed", flags=(Flag("kernel_start_failed", str(fault)[-500:]),))
    except Exception as fault:  # one submission never stops a batch; the fault is logged in full for staff
        logger.exception("Grading failed for assignment %s", assignment)
        result = Result("failed", flags=(Flag("internal_error", type(fault).__name__),))
    return replace(result, seconds=clock.seconds(), cpu_seconds=clock.cpu_seconds())


@dataclass
class _Clock:
    started: float = field(default_factory=time.perf_counter)
    own: float = field(default_factory=time.thread_time)
    kernels: float = 0.0

    def seconds(self) -> float:
        return time.perf_counter() - self.started

    def cpu_seconds(self) -> float:
        return time.thread_time() - self.own + self.kernels


def _grade(
    course_dir: Path, assignment: str, path: Path, limits: GradingLimits, cache_dir: Path | None, clock: _Clock
) -> Result:
    require_sandbox()
    prepared = prepare(course_dir, assignment, cache_dir)
    stranger = python_only(prepared)
    if stranger is not None:
        return Result("failed", flags=(Flag("unsupported_language", stranger),))
    submission = read_submission(path, prepared, limits)
    flags = list(submission.flags)
    with private_gradebook(prepared.gradebook) as (url, _):
        leave_empty(prepared, url, prepared.notebooks.keys() - submission.notebooks.keys())
        rebuilt: dict[str, NotebookNode] = {}
        for name in prepared.notebooks.keys() & submission.notebooks.keys():
            outcome = normalise(submission.notebooks[name], prepared.notebooks[name])
            flags += outcome.flags
            rebuilt[name] = sanitise(outcome.notebook, prepared, name, url)
        runs = _run(rebuilt, submission, prepared, limits)
        for name, run in runs.items():
            clock.kernels += run.cpu_seconds
            flags += _trouble(name, run)
            flags += save_points(run.notebook, prepared, name, url)
        cells = read_scores(prepared, url)
    feedback, shown = write_feedback(
        [
            FeedbackNotebook(notebook, runs[name].notebook, runs[name].shortened)
            if name in runs
            else FeedbackNotebook(notebook)
            for name, notebook in prepared.notebooks.items()
        ],
        cells,
        prepared.files,
    )
    flags += shown
    return Result(
        "needs_review" if any(cell.points is None for cell in cells) else "graded",
        score=_sum(cells, lambda cell: cell.points or 0.0),
        max_score=_sum(cells, lambda cell: cell.max_points),
        cells=cells,
        flags=tuple(flags),
        feedback=feedback,
    )


def _run(
    notebooks: dict[str, NotebookNode], submission: Submission, prepared: Prepared, limits: GradingLimits
) -> dict[str, NotebookRun]:
    """Run all notebooks of a submission side by side, each with its own copy of the files."""
    cell_seconds = prepared.cell_seconds or limits.cell_seconds
    with private_folder() as folder:
        files = Path(folder) / "files"
        write_files(files, together(submission.files, prepared))
        runs: dict[str, NotebookRun] = {}
        for number, (name, notebook) in enumerate(sorted(notebooks.items())):
            own = Path(folder) / f"n{number}"
            own.mkdir(mode=0o700)
            runs[name] = NotebookRun(notebook, files, own, limits, cell_seconds)
        asyncio.run(_side_by_side(list(runs.values()), limits.kernels))
    return runs


async def _side_by_side(runs: list[NotebookRun], at_once: int) -> None:
    free = asyncio.Semaphore(at_once)

    async def in_turn(run: NotebookRun) -> None:
        async with free:
            await run.run()

    ended = await asyncio.gather(*map(in_turn, runs), return_exceptions=True)
    for outcome in ended:
        if isinstance(outcome, BaseException):
            raise outcome


def _trouble(name: str, run: NotebookRun) -> list[Flag]:
    places: dict[str, list[str]] = defaultdict(list)
    for index, code in sorted(run.trouble.items()):
        grade_id = run.notebook.cells[index].metadata.get("nbgrader", {}).get("grade_id")
        places[code].append(grade_id or f"#{index + 1}")
    return [Flag(code, f"{name}: {', '.join(found[:20])}") for code, found in places.items()]


def _sum(cells: tuple[CellScore, ...], value: Callable[[CellScore], float]) -> float:
    return round(sum(map(value, cells)), 6)
