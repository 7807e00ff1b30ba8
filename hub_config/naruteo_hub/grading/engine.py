"""Grade one submission: read it, rebuild it, run it closed in, have its tests judged apart, and write the feedback."""

import logging
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

from nbformat.notebooknode import NotebookNode

from naruteo_hub.grading.course import CourseFault
from naruteo_hub.grading.doubts import doubts, look_for_tampering
from naruteo_hub.grading.execution import NotebookRun
from naruteo_hub.grading.feedback import FeedbackNotebook, write_feedback
from naruteo_hub.grading.forking import ForkServer, RoomFailed, ServerLost
from naruteo_hub.grading.judging.wire import Lost, TooLate
from naruteo_hub.grading.normalise import normalise
from naruteo_hub.grading.preparation import Prepared, Reference, prepare, python_only
from naruteo_hub.grading.reference import judge_answers
from naruteo_hub.grading.results import CellScore, Flag, GradingLimits, Result
from naruteo_hub.grading.scoring import score_cells
from naruteo_hub.grading.servers import lend_server
from naruteo_hub.grading.submission import Refused, Submission, other_seed, read_submission, together
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
    seed: int | None = None,
    limits: GradingLimits | None = None,
    cache_dir: Path | None = None,
) -> Result:
    """Grade a notebook or a folder of files against an assignment of any nbgrader course folder.

    ``seed`` is the learner's own, for an assignment that has seeds; without it the course's counts.
    Blocks until all is done; the first call of a process takes seconds, because it preloads an interpreter. Whatever
    the submission is, a Result comes back.
    """
    clock = _Clock()
    try:
        result = _grade(Path(course_dir), assignment, Path(path), seed, limits or GradingLimits(), cache_dir, clock)
    except Refused as refusal:
        result = Result("refused", flags=(refusal.flag,))
    except SandboxMissing as missing:
        result = Result("failed", flags=(Flag("no_sandbox", str(missing)),))
    except CourseFault as fault:
        result = Result("failed", flags=(Flag("course_error", str(fault)),))
    except (RoomFailed, ServerLost, Lost, TooLate) as fault:
        result = Result("failed", flags=(Flag("kernel_start_failed", f"{type(fault).__name__}: {fault}"[-500:]),))
    except Exception as fault:  # one submission never stops a batch; the fault is logged in full for staff
        logger.exception("Grading failed for assignment %s", assignment)
        result = Result("failed", flags=(Flag("internal_error", type(fault).__name__),))
    return replace(result, seconds=clock.seconds(), cpu_seconds=clock.cpu_seconds())


@dataclass
class _Clock:
    started: float = field(default_factory=time.perf_counter)
    own: float = field(default_factory=time.thread_time)
    processes: float = 0.0

    def seconds(self) -> float:
        return time.perf_counter() - self.started

    def cpu_seconds(self) -> float:
        return time.thread_time() - self.own + self.processes


def _grade(
    course_dir: Path,
    assignment: str,
    path: Path,
    seed: int | None,
    limits: GradingLimits,
    cache_dir: Path | None,
    clock: _Clock,
) -> Result:
    require_sandbox()
    # What is prepared is the same for all; whose data a room holds is known only to the files that it is sent.
    prepared = prepare(course_dir, assignment, cache_dir, lambda made: _judge_answers(made, limits)).with_seed(seed)
    stranger = python_only(prepared)
    if stranger is not None:
        return Result("failed", flags=(Flag("unsupported_language", stranger),))
    submission = read_submission(path, prepared, limits)
    flags = [*submission.flags, *other_seed(submission.files, prepared.files)]
    rebuilt: dict[str, NotebookNode] = {}
    for name in prepared.notebooks.keys() & submission.notebooks.keys():
        outcome = normalise(submission.notebooks[name], prepared.notebooks[name])
        flags += outcome.flags
        rebuilt[name] = outcome.notebook
    with lend_server(prepared.libraries) as server:
        runs = _run(rebuilt, submission, prepared, limits, server)
    for name, run in runs.items():
        clock.processes += run.cpu_seconds
        look_for_tampering(run, prepared.notebooks[name], submission.files)
        flags += _trouble(name, run)
        flags += doubts(name, run)
    cells, odd = score_cells(prepared, runs)
    flags += odd
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


def _judge_answers(prepared: Prepared, limits: GradingLimits) -> Reference:
    if python_only(prepared) is not None:
        return {}
    with lend_server(prepared.libraries) as server:
        return judge_answers(prepared, server, limits)


def _run(
    notebooks: dict[str, NotebookNode],
    submission: Submission,
    prepared: Prepared,
    limits: GradingLimits,
    server: ForkServer,
) -> dict[str, NotebookRun]:
    """Run all notebooks of a submission, each in rooms of its own."""
    cell_seconds = prepared.cell_seconds or limits.cell_seconds
    files = together(submission.files, prepared)
    runs = {
        name: NotebookRun(notebook, prepared.notebooks[name], files, prepared.files, server, limits, cell_seconds)
        for name, notebook in sorted(notebooks.items())
    }
    with ThreadPoolExecutor(max(1, min(limits.notebooks, len(runs)))) as threads:
        for ended in [threads.submit(run.run) for run in runs.values()]:
            ended.result()
    return runs


def _trouble(name: str, run: NotebookRun) -> list[Flag]:
    places: dict[str, list[str]] = defaultdict(list)
    for index, code in sorted(run.trouble.items()):
        grade_id = run.notebook.cells[index].metadata.get("nbgrader", {}).get("grade_id")
        places[code].append(grade_id or f"#{index + 1}")
    return [Flag(code, f"{name}: {', '.join(found[:20])}") for code, found in places.items()]


def _sum(cells: tuple[CellScore, ...], value: Callable[[CellScore], float]) -> float:
    return round(sum(map(value, cells)), 6)
