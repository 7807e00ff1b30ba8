"""Background work on imports: unpack, check every row, keep what the files become."""

import tempfile
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from io import BytesIO
from pathlib import Path

from naruteo_analytics.intake.faults import Faults
from naruteo_analytics.intake.final import Final
from naruteo_portal.assessment.archives import ArchiveLimits, unpack_into
from naruteo_portal.audit.events import SYSTEM
from naruteo_portal.core.database import unit_of_work
from naruteo_portal.core.errors import Refusal
from naruteo_portal.core.i18n import N_
from naruteo_portal.core.jobs import Worker, job
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.insight.errors import BEYOND_US, BeingPrepared
from naruteo_portal.insight.files import kept
from naruteo_portal.insight.intake.imports import (
    Checked,
    check_fits,
    forget_upload,
    note_progress,
    settle_check,
    settle_trouble,
    uploaded,
)
from naruteo_portal.insight.models import ImportState, Programme, ProgrammeImport, Source
from naruteo_portal.insight.releases import QUEUE, ask_release, is_due

LIMITS = ArchiveLimits(size=4 * 1024**3, files=200)
"""Unpacked; OULAD has half a gigabyte in seven files."""
LOADERS = {Source.OULAD: "naruteo_analytics.intake.oulad_files", Source.ONEROSTER: "naruteo_analytics.intake.oneroster"}
MOST_REASON = 500
STEP = 5
"""Progress is written down each time when it has grown by so many per cent."""


@job("insight.check_import", queue=QUEUE)
def check_import(worker: Worker, import_id: int) -> None:
    """Check files that were handed in, unless they are checked or discarded already, and let go of them."""
    blobs = BlobStore(worker.settings.blobs)
    with unit_of_work(worker.engine) as session:
        found = session.get_one(ProgrammeImport, import_id)
    if found.state is ImportState.CHECKING:
        _check(worker, found, blobs)
    forget_upload(import_id, blobs)


def _check(worker: Worker, found: ProgrammeImport, blobs: BlobStore) -> None:
    import_id = found.id
    final = None if found.final is None else Final(**found.final)
    with tempfile.TemporaryDirectory(prefix="import-") as place:
        given, target = Path(place, "given"), Path(place, "shape")
        given.mkdir()
        try:
            unpack_into(given, BytesIO(uploaded(import_id, blobs)), LIMITS)
            checked = check_folder(given, target, found.form, blobs, _Progress(worker, import_id), final)
            with unit_of_work(worker.engine) as session:
                check_fits(session, session.get_one(Programme, found.programme_id), checked)
        except (Refusal, *BEYOND_US) as fault:
            trouble = fault.message if isinstance(fault, Refusal) else N_(
                "The tables do not belong together: %(reason)s. Export them again, all on one day.",
                reason=str(fault)[:MOST_REASON],
            )  # fmt: skip
            with unit_of_work(worker.engine) as session:
                settle_trouble(session, import_id, trouble)
            return
    with unit_of_work(worker.engine) as session:
        settle_check(session, import_id, checked, blobs)


@job("insight.release_loaded", queue=QUEUE)
def release_loaded(worker: Worker, programme_id: int) -> None:
    """Ask for a release of data that was loaded while one was being made of the data before."""
    with unit_of_work(worker.engine) as session:
        programme = session.get_one(Programme, programme_id)
        if is_due(session, programme):
            with suppress(BeingPrepared):
                ask_release(session, programme, actor=SYSTEM)


def check_folder(
    given: Path, target: Path, form: Source, blobs: BlobStore, progress: Callable[[float], None] | None = None,
    final: Final | None = None,
) -> Checked:  # fmt: skip
    """Check the tables in a folder, and keep what they become if nothing is wrong with them."""
    faults = Faults()
    declared = {} if final is None else {"final": final}
    counts = import_module(LOADERS[form]).load(given, target, faults, progress, **declared)
    if faults.in_all:
        return Checked(counts, faults, {}, {}, (), {})
    summary = import_module("naruteo_analytics.intake.summary")
    return Checked(
        counts, faults, kept(target, blobs), summary.outcomes_in(target), summary.attributes_in(target),
        summary.weeks_in(target),
    )  # fmt: skip


class _Progress:
    """Writes down how much is done, in transactions of its own, so that pages can show it."""

    def __init__(self, worker: Worker, import_id: int) -> None:
        self._worker, self._import_id, self._said = worker, import_id, 0

    def __call__(self, done: float) -> None:
        # The last part is written down with what was found.
        percent = min(99, int(done * 100))
        if percent >= self._said + STEP:
            self._said = percent
            with unit_of_work(self._worker.engine) as session:
                note_progress(session, self._import_id, percent)
