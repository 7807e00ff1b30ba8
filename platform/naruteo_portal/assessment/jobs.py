"""Background work about submissions: read, grade without a transaction, write."""

import contextlib
import tempfile
from pathlib import Path

from naruteo_hub.grading import Result, grade
from naruteo_portal.assessment.corrections import bring_forward
from naruteo_portal.assessment.grading import Verdict, Work, may_try_again, settle_run, start_run
from naruteo_portal.assessment.models import SubmissionState
from naruteo_portal.assessment.notebooks import notebooks_of
from naruteo_portal.core.database import unit_of_work
from naruteo_portal.core.jobs import Worker, job
from naruteo_portal.core.storage import BlobStore


class GradingFailed(RuntimeError):
    """The platform could not grade; the queue tries again."""


@job("assessment.grade", queue="grading")
def grade_submission(worker: Worker, run_id: int) -> None:
    """Grade one submission; running it again after it is settled does nothing."""
    blobs = BlobStore(worker.settings.blobs)
    with unit_of_work(worker.engine) as session:
        work = start_run(session, run_id)
    if work is None:
        return
    result = _grade(work, blobs, worker.settings.data / "grading")
    with unit_of_work(worker.engine) as session:
        if result.state == "failed" and may_try_again(session, run_id):
            failure = GradingFailed("; ".join(flag.message for flag in result.flags))
        else:
            settle_run(session, run_id, _verdict(result, blobs))
            failure = None
    if failure is not None:
        raise failure


def _grade(work: Work, blobs: BlobStore, folder: Path) -> Result:
    course = _course_folder(work, blobs, folder / "sources")
    with tempfile.TemporaryDirectory(prefix="naruteo-submission-") as submitted:
        blobs.unpack(work.submitted, Path(submitted))
        if work.released != work.worked_on:
            for path, content in _brought_forward(work, blobs).items():
                (Path(submitted) / path).write_bytes(content)
        return grade(course, work.assignment, Path(submitted), cache_dir=folder / "prepared")


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
        with tempfile.TemporaryDirectory(dir=folder) as aside:
            unpacked = Path(aside) / "course"
            blobs.unpack(work.source, unpacked / "source" / work.assignment)
            # Another grader may have been first; equal content makes either copy right.
            with contextlib.suppress(OSError):
                unpacked.rename(course)
    return course


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
