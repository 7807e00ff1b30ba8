"""Background work on uploaded courses: unpack, check in a process of its own, write down what was found."""

import json
import tempfile
from pathlib import Path
from typing import Any

import structlog

from naruteo_portal.assessment.alone import Died, run_alone
from naruteo_portal.assessment.publishing import files_below
from naruteo_portal.assessment.upload_check import FAULTS, MANIFEST, RELEASED, REPORT
from naruteo_portal.assessment.uploads import CheckedUpload, fail_lost_checks, settle_check, tree_to_check
from naruteo_portal.core.database import unit_of_work
from naruteo_portal.core.i18n import N_
from naruteo_portal.core.jobs import Worker, job
from naruteo_portal.core.storage import BlobStore

log = structlog.get_logger("naruteo.uploads")
CHECK = ("-m", "naruteo_portal.assessment.upload_check")
CHECK_SECONDS = 15 * 60
NOT_READ = N_("The course could not be read in time. Try it with `naruteo course check` on your own computer.")


@job("assessment.check_upload")
def check_upload(worker: Worker, upload_id: int) -> None:
    """Check an upload; one that is checked or discarded already is left alone."""
    with unit_of_work(worker.engine) as session:
        tree = tree_to_check(session, upload_id)
    if tree is None:
        return
    blobs = BlobStore(worker.settings.blobs)
    with tempfile.TemporaryDirectory(prefix="upload-") as place:
        course, answer, scratch = (Path(place) / name for name in ("course", "answer", "scratch"))
        for folder in (course, answer, scratch):
            folder.mkdir()
        blobs.unpack(tree, course)
        try:
            run_alone(CHECK, course, answer, scratch, seconds=CHECK_SECONDS)
        except Died as end:
            log.warning("check broken off", upload=upload_id, reason=str(end))
        checked = read_answer(answer, blobs)
    with unit_of_work(worker.engine) as session:
        settle_check(session, upload_id, checked)


@job("assessment.fail_lost_checks", cron="*/5 * * * *")
def fail_lost(worker: Worker) -> None:
    """Say of uploads that nobody checks any more that their check broke off."""
    with unit_of_work(worker.engine) as session:
        fail_lost_checks(session)


def read_answer(answer: Path, blobs: BlobStore) -> CheckedUpload:
    """What the process has left behind, whole or broken off."""
    faults = _read(answer / FAULTS) or []
    manifest, report = _read(answer / MANIFEST), _read(answer / REPORT)
    folders = sorted((answer / RELEASED).glob("*"))
    if not faults and manifest is None:
        faults = [{"place": "", "words": NOT_READ.both()}]
    return CheckedUpload(
        slug=manifest["slug"] if manifest else None,
        faults=faults,
        released={folder.name: blobs.put_tree(files_below(folder)) for folder in folders},
        report=report,
    )


def _read(place: Path) -> Any:
    return json.loads(place.read_text(encoding="utf-8")) if place.exists() else None
