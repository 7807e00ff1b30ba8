"""Background work about submissions: read, grade without a transaction, write."""

import contextlib
import tempfile
from datetime import timedelta
from pathlib import Path

import structlog
from sqlalchemy import Engine

from naruteo_hub.grading import Result, grade
from naruteo_hub.grading.results import Flag
from naruteo_portal.assessment.alone import Died, grade_alone
from naruteo_portal.assessment.corrections import bring_forward
from naruteo_portal.assessment.grading import Verdict, Work, give_back, settle_run, start_run, try_again
from naruteo_portal.assessment.lease import lease
from naruteo_portal.assessment.models import SubmissionState
from naruteo_portal.assessment.notebooks import notebooks_of
from naruteo_portal.core.database import patiently
from naruteo_portal.core.jobs import Worker, job
from naruteo_portal.core.scratch import locked_folder, sweep
from naruteo_portal.core.storage import FULL, BlobStore
from naruteo_portal.settings import Settings

log = structlog.get_logger("naruteo.grading")
DISK_FULL_PAUSE = timedelta(seconds=30)
ROOM_BYTES = 1024 * 1024
FOLDER, SOURCES = "grading", "sources"

IN_HAND: set[Work] = set()
"""What this process is grading just now."""


@job("assessment.grade", queue="grading")
def grade_submission(worker: Worker, run_id: int) -> None:
    """Grade one submission; running it again after it is settled, or while somebody has it in hand, does nothing."""
    with lease(worker.engine, run_id) as held:
        work = patiently(worker.engine, lambda session: start_run(session, run_id)) if held else None
        if work is None:
            return
        IN_HAND.add(work)
        try:
            _carry_out(work, worker)
        finally:
            IN_HAND.discard(work)


def hand_back(engine: Engine) -> None:
    """Give back what this process has in hand, because it is asked to end."""
    for work in list(IN_HAND):
        patiently(engine, lambda session, work=work: give_back(session, work, pause=timedelta(0)))  # type: ignore[misc]


def clear_away(settings: Settings) -> list[Path]:
    """Remove what killed workers and portals left in the data folder, half written; returns the folders."""
    BlobStore(settings.blobs).sweep()
    return sweep(settings.data / FOLDER / SOURCES)


def _carry_out(work: Work, worker: Worker) -> None:
    blobs = BlobStore(worker.settings.blobs)
    folder = worker.settings.data / FOLDER
    try:
        verdict = _verdict(_grade(work, blobs, folder), blobs)
        if verdict.state is SubmissionState.FAILED:
            _require_room(folder, Path(tempfile.gettempdir()))
    except Exception as fault:  # whatever it is, it must not take the worker's other work along
        if isinstance(fault, OSError) and fault.errno in FULL:
            log.warning("disk full", run=work.run_id)
            patiently(worker.engine, lambda session: give_back(session, work, pause=DISK_FULL_PAUSE))
            return
        log.exception("grading failed", run=work.run_id)
        evidence = str(fault) if isinstance(fault, Died) else type(fault).__name__
        verdict = _verdict(Result("failed", flags=(Flag("internal_error", evidence),)), blobs)
    if verdict.state is SubmissionState.FAILED:
        patiently(worker.engine, lambda session: try_again(session, work, verdict))
    elif not patiently(worker.engine, lambda session: settle_run(session, work.run_id, verdict, tries=work.tries)):
        log.warning("came too late", run=work.run_id, tries=work.tries)


def _grade(work: Work, blobs: BlobStore, folder: Path) -> Result:
    course = _course_folder(work, blobs, folder / SOURCES)
    grader = grade_alone if work.alone else _grade_here
    with tempfile.TemporaryDirectory(prefix="submission-") as submitted:
        blobs.unpack(work.submitted, Path(submitted))
        if work.released != work.worked_on:
            for path, content in _brought_forward(work, blobs).items():
                (Path(submitted) / path).write_bytes(content)
        return grader(course, work.assignment, Path(submitted), folder / "prepared", work.seed)


def _grade_here(course: Path, assignment: str, submitted: Path, cache: Path, seed: int | None) -> Result:
    return grade(course, assignment, submitted, seed=seed, cache_dir=cache)


def _brought_forward(work: Work, blobs: BlobStore) -> dict[str, bytes]:
    """The submitted notebooks as work on the release that grades them."""
    submitted, before, after = (
        blobs.get_tree(notebooks_of(tree)) for tree in (work.submitted, work.worked_on, work.released)
    )
    return bring_forward(submitted, before, after)


def _course_folder(work: Work, blobs: BlobStore, folder: Path) -> Path:
    """The course's source, unpacked once for each content, so that the engine's own preparation is kept as well."""
    course = folder / work.source.sha256
    if not course.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with locked_folder(folder) as aside:
            unpacked = aside / "course"
            blobs.unpack(work.source, unpacked / "source" / work.assignment)
            # Another grader may have been first; equal content makes either copy right.
            with contextlib.suppress(OSError):
                unpacked.rename(course)
    return course


def _require_room(*folders: Path) -> None:
    """The grader says of a full disk only that something failed; OSError if there is no room."""
    for folder in folders:
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(bytes(ROOM_BYTES))


def _verdict(result: Result, blobs: BlobStore) -> Verdict:
    return Verdict(
        state=SubmissionState(result.state),
        score=result.score,
        max_score=result.max_score,
        cells=result.to_json()["cells"],
        flags=result.to_json()["flags"],
        feedback={
            language: {notebook: blobs.put(page.encode()) for notebook, page in pages.items()}
            for language, pages in result.feedback.items()
        },
        seconds=result.seconds,
    )
