"""A course folder that is uploaded to be published: taken in, checked, then published or discarded by a person."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from naruteo_portal.assessment.archives import ArchiveLimits, unpack
from naruteo_portal.assessment.errors import BadArchive
from naruteo_portal.assessment.publishing import LEFT_BEHIND, CourseContent, publish_content, read_content
from naruteo_portal.assessment.upload_models import CourseUpload, UploadState
from naruteo_portal.audit.events import SYSTEM, Actor, record
from naruteo_portal.catalogue.editions import Publication
from naruteo_portal.core.clock import now
from naruteo_portal.core.database import hold
from naruteo_portal.core.errors import Conflict, Invalid
from naruteo_portal.core.i18n import N_
from naruteo_portal.core.jobs import enqueue, is_asked_for
from naruteo_portal.core.storage import BlobStore, Tree
from naruteo_portal.identity.models import Organisation

MANIFEST = "course.yaml"
MOST_FILES = 2_000
MOST_NAME_CHARACTERS = 200
# What macOS adds to every archive.
OF_MACOS = "__MACOSX"
BROKEN_OFF = N_(
    "The check broke off several times, which need not be the course’s fault. Upload the folder again; should it "
    "happen once more, tell whoever runs the platform."
)


class NotAnArchive(Invalid):
    """What was uploaded is no ZIP file."""

    def __init__(self) -> None:
        super().__init__(
            N_("This is not a ZIP file that can be read to its end. Pack the course folder as ZIP without a password.")
        )


class NoCourseInside(Invalid):
    """The archive holds no course folder."""

    def __init__(self) -> None:
        super().__init__(
            N_("The ZIP file holds no course.yaml. Pack the folder in which it stands, or what is in that folder.")
        )


class UploadIsOver(Conflict):
    """Somebody has decided about the upload already."""

    def __init__(self) -> None:
        super().__init__(N_("This upload has been published or discarded already."))


class UploadNotReady(Conflict):
    """The upload is still being checked, or cannot be published."""

    def __init__(self) -> None:
        super().__init__(N_("This upload cannot be published: look at what its check says."))


class PublishedMeanwhile(Conflict):
    """Somebody else published the first edition of the course in the same moment."""

    def __init__(self) -> None:
        super().__init__(N_("The course was published by somebody else meanwhile. Look at what changes, then publish."))


class FindingsNotAccepted(Conflict):
    """The check found something, and nobody said that it be published all the same."""

    def __init__(self) -> None:
        super().__init__(N_("The check found something. Correct the course, or tick that you publish it all the same."))


@dataclass(frozen=True)
class CheckedUpload:
    """What a check found out about an upload."""

    slug: str | None
    faults: list[dict[str, Any]]
    released: Mapping[str, Tree]
    report: dict[str, Any] | None


def files_in(body: bytes, limits: ArchiveLimits) -> dict[str, bytes]:
    """The files of a course folder that was packed as ZIP, with or without the folder itself."""
    try:
        files = unpack(body, limits)
    except BadArchive as fault:
        raise NotAnArchive from fault
    files = {path: content for path, content in files.items() if not _is_left_behind(path)}
    tops = {PurePosixPath(path).parts[0] for path in files}
    if MANIFEST not in files and len(tops) == 1:
        files = {path.partition("/")[2]: content for path, content in files.items() if "/" in path}
    if MANIFEST not in files:
        raise NoCourseInside
    return files


def _is_left_behind(path: str) -> bool:
    return any(part.startswith(".") or part in LEFT_BEHIND or part == OF_MACOS for part in path.split("/"))


def take_upload(
    session: Session,
    organisation: Organisation,
    files: Mapping[str, bytes],
    *,
    file_name: str,
    blobs: BlobStore,
    actor: Actor,
) -> CourseUpload:
    """Keep the files of a course folder and ask for their check; nothing is published by it."""
    tree = blobs.put_tree(files)
    upload = CourseUpload(
        organisation_id=organisation.id,
        uploaded_by_id=actor.account_id,
        uploaded_at=now(),
        file_name=file_name[-MOST_NAME_CHARACTERS:],
        tree=tree.to_json(),
        sha256=tree.sha256,
    )
    session.add(upload)
    record(session, actor, "uploaded a course", upload, organisation=organisation.slug, sha256=tree.sha256)
    # One after another: each takes as much of the machine as it is given.
    enqueue(session, "assessment.check_upload", lock="check-upload", upload_id=upload.id)
    return upload


def tree_to_check(session: Session, upload_id: int) -> Tree | None:
    """The files of an upload that waits for its check; None if it does not."""
    upload = session.get_one(CourseUpload, upload_id)
    return Tree.from_json(upload.tree) if upload.state is UploadState.CHECKING else None


def settle_check(session: Session, upload_id: int, checked: CheckedUpload) -> None:
    """Write down what the check found, unless the upload was discarded meanwhile."""
    upload = session.get_one(CourseUpload, upload_id, with_for_update=True)
    if upload.state is not UploadState.CHECKING:
        return
    upload.state = UploadState.FAULTY if checked.faults else UploadState.READY
    upload.slug, upload.checked_at = checked.slug, now()
    upload.faults, upload.report = checked.faults, checked.report
    upload.released = {task: tree.to_json() for task, tree in checked.released.items()}
    record(
        session, SYSTEM, "checked an upload", upload,
        state=upload.state.value, faults=len(checked.faults), findings=_findings(upload),
    )  # fmt: skip


def fail_lost_checks(session: Session) -> None:
    """Say of uploads that nobody checks any more that their check broke off."""
    checking = select(CourseUpload.id).where(CourseUpload.state == UploadState.CHECKING)
    for upload_id in session.scalars(checking.order_by(CourseUpload.id)).all():
        if not is_asked_for(session, "assessment.check_upload", upload_id=upload_id):
            fault = {"place": "", "words": BROKEN_OFF.both()}
            settle_check(session, upload_id, CheckedUpload(slug=None, faults=[fault], released={}, report=None))


def _findings(upload: CourseUpload) -> int | None:
    return len(upload.report["findings"]) if upload.report else None


def is_clean(upload: CourseUpload) -> bool:
    """Whether the check came to its end and found nothing."""
    return upload.report is not None and bool(upload.report["passes"])


@contextmanager
def content_of(upload: CourseUpload, blobs: BlobStore) -> Iterator[CourseContent]:
    """The course of an upload whose manifest is sound."""
    with tempfile.TemporaryDirectory(prefix="upload-") as place:
        blobs.unpack(Tree.from_json(upload.tree), Path(place))
        yield read_content(Path(place), blobs, named_by_folder=False)


def publish_upload(
    session: Session, upload: CourseUpload, blobs: BlobStore, *, despite_findings: bool, actor: Actor
) -> Publication:
    """Make an edition of an upload, with the releases that its check made."""
    _require_undecided(session, upload)
    if upload.state is not UploadState.READY:
        raise UploadNotReady
    if not is_clean(upload) and not despite_findings:
        raise FindingsNotAccepted
    try:
        with content_of(upload, blobs) as content, session.begin_nested():
            publication = publish_content(
                session,
                content,
                lambda task: blobs.get_tree(Tree.from_json(upload.released[task])),
                upload.organisation,
                blobs,
                actor=actor,
            )
    except IntegrityError as taken:
        raise PublishedMeanwhile from taken
    upload.state, upload.edition_id = UploadState.PUBLISHED, publication.edition.id
    upload.ended_at, upload.ended_by_id = now(), actor.account_id
    record(
        session, actor, "published an upload", upload,
        edition=publication.edition.id, new=publication.new, findings=_findings(upload),
    )  # fmt: skip
    return publication


def discard_upload(session: Session, upload: CourseUpload, *, actor: Actor) -> None:
    """Leave the course as it is."""
    _require_undecided(session, upload)
    upload.state, upload.ended_at, upload.ended_by_id = UploadState.DISCARDED, now(), actor.account_id
    record(session, actor, "discarded an upload", upload)


def _require_undecided(session: Session, upload: CourseUpload) -> None:
    # What was read before may be of the time when its check had not ended.
    hold(session, upload)
    if not upload.state.undecided:
        raise UploadIsOver
