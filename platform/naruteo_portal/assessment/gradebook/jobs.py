"""Background work about gradebooks: making one for nbgrader, and removing old ones."""

import tempfile
from pathlib import Path

import structlog
from sqlalchemy.orm import Session, joinedload

from naruteo_hub.grading import CourseFault
from naruteo_portal.assessment.gradebook.exports import forget_old_files
from naruteo_portal.assessment.gradebook.models import GradebookExport
from naruteo_portal.assessment.gradebook.nbgrader_course import CourseContent, content_of, pack, write_course
from naruteo_portal.assessment.gradebook.standings import get_gradebook
from naruteo_portal.core.clock import now
from naruteo_portal.core.database import unit_of_work
from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.jobs import Worker, job
from naruteo_portal.core.shelves import shelf_at
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.core.tokens import new_token
from naruteo_portal.identity.models import Account
from naruteo_portal.identity.readers import reader_of

log = structlog.get_logger("naruteo.gradebook")


@job("assessment.export_gradebook", tries=3)
def export_gradebook(worker: Worker, export_id: int) -> None:
    """Make a gradebook for nbgrader; one that is made or cannot be made is left as it is."""
    blobs = BlobStore(worker.settings.blobs)
    with unit_of_work(worker.engine) as session:
        content = _content(session, export_id)
    made: tuple[str, int] | None = None
    if content is not None:
        with tempfile.TemporaryDirectory(prefix="gradebook-") as place:
            made = _make(content, blobs, Path(place), worker.settings.data / "grading" / "prepared", export_id)
    with unit_of_work(worker.engine) as session:
        export = session.get_one(GradebookExport, export_id, with_for_update=True)
        if export.finished_at is None:
            export.finished_at = now()
            export.shelved_as, export.size = made or (None, None)


@job("assessment.forget_gradebooks", cron="37 4 * * *")
def forget_gradebooks(worker: Worker) -> None:
    """Remove gradebooks and uploaded files that were kept long enough."""
    with unit_of_work(worker.engine) as session:
        forget_old_files(session, shelf_at(worker.settings.blobs))


def _content(session: Session, export_id: int) -> CourseContent | None:
    """What whoever asked may have, read with the roles that they have now; None if that is nothing."""
    export = session.get_one(GradebookExport, export_id)
    if export.finished_at is not None:
        return None
    account = session.get_one(Account, export.asked_by_id, options=[joinedload(Account.person)])
    reader = reader_of(session, account, session_id=0)
    try:
        gradebook = get_gradebook(session, reader, export.cohort_id, with_cells=True)
    except NotFound:
        return None
    return content_of(session, gradebook, with_names=True)


def _make(
    content: CourseContent, blobs: BlobStore, place: Path, cache_dir: Path, export_id: int
) -> tuple[str, int] | None:
    course, archive = place / "course", place / "course.zip"
    course.mkdir()
    try:
        write_course(content, blobs, course, cache_dir=cache_dir)
    except CourseFault as fault:
        log.warning("no gradebook", export=export_id, reason=str(fault))
        return None
    pack(course, archive)
    packed = archive.read_bytes()
    shelved_as = f"exports/gradebook-{export_id}-{new_token()}.zip"
    blobs.shelf.write(shelved_as, packed)
    return shelved_as, len(packed)
