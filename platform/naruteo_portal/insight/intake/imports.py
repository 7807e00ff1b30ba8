"""Files that load a programme: checked in the background, then loaded, discarded or taken back by a person."""

import hashlib
import json
import zipfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from io import BytesIO
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from naruteo_analytics.documents import CROSS
from naruteo_analytics.intake.faults import Fault, Faults, Kind
from naruteo_analytics.intake.final import Final
from naruteo_portal.audit.events import SYSTEM, Actor, record
from naruteo_portal.core.clock import now
from naruteo_portal.core.database import hold as hold_row
from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.core.jobs import enqueue, is_asked_for
from naruteo_portal.core.storage import BlobStore, canonical_json
from naruteo_portal.insight.errors import BeingPrepared
from naruteo_portal.insight.files import EVENTS, data_of, exchange, hold
from naruteo_portal.insight.intake.errors import (
    ImportIsOver,
    LacksWhatWasShown,
    LoadedByItself,
    NotAnArchive,
    NotChecked,
    NotTheLast,
)
from naruteo_portal.insight.intake.queries import is_in_use
from naruteo_portal.insight.intake.weeks import lost_weeks
from naruteo_portal.insight.models import ImportState, Programme, ProgrammeImport, Source
from naruteo_portal.insight.queries import latest_release, ways_of
from naruteo_portal.insight.releases import QUEUE, ask_release, lock_of
from naruteo_portal.insight.reviews.words import attribute_name, listed

ACTIVITY = N_("activity by day")
LOADED_FROM_FILES = (Source.OULAD, Source.ONEROSTER)
MOST_NAME_CHARACTERS = 200
FAULTS_SHOWN = 20
BROKEN_OFF = N_(
    "The check broke off several times. Hand the files in again; should it happen once more, tell whoever runs the "
    "platform."
)
UNDECIDED = (ImportState.CHECKING, ImportState.CHECKED)


@dataclass(frozen=True)
class Checked:
    """What the dry run found, and the files in the shape that it made where nothing is wrong (name: SHA-256)."""

    counts: Mapping[str, int]
    faults: Faults
    files: Mapping[str, str]
    outcomes: Mapping[str, int]
    """Enrolments by outcome; '' for those not known."""
    attributes: Collection[str]
    """The attributes of persons that they hold."""
    weeks: Mapping[str, Sequence[int]]
    """The weeks of each cohort in which somebody is active."""


def take_file(
    session: Session, programme: Programme, form: Source, content: bytes, *,
    file_name: str, blobs: BlobStore, actor: Actor, final: Final | None = None,
) -> ProgrammeImport:  # fmt: skip
    """Keep a ZIP of a programme's tables until its dry run, and ask for that; nothing is loaded by it."""
    if programme.source not in LOADED_FROM_FILES:
        raise LoadedByItself
    if not zipfile.is_zipfile(BytesIO(content)):
        raise NotAnArchive
    taken = ProgrammeImport(
        programme_id=programme.id, form=form, file_name=file_name[-MOST_NAME_CHARACTERS:],
        sha256=hashlib.sha256(content).hexdigest(), size=len(content), handed_in_by_id=actor.account_id,
        handed_in_at=now(), final=None if final is None else asdict(final),
    )  # fmt: skip
    session.add(taken)
    session.flush()
    blobs.shelf.write(_upload_name(taken.id), content)
    record(
        session, actor, "handed in a programme’s files", taken,
        programme=programme.reference, sha256=taken.sha256, final=taken.final,
    )  # fmt: skip
    # One after another: each takes as much of the machine as it is given.
    enqueue(session, "insight.check_import", queue=QUEUE, lock="check-import", import_id=taken.id)
    return taken


def uploaded(import_id: int, blobs: BlobStore) -> bytes:
    """The ZIP of an import that is still to be checked."""
    return blobs.shelf.read(_upload_name(import_id))


def forget_upload(import_id: int, blobs: BlobStore) -> None:
    """Let go of a ZIP: it may name persons, and is not needed once it was read."""
    blobs.shelf.remove(_upload_name(import_id))


def _upload_name(import_id: int) -> str:
    return f"programme-imports/{import_id}.zip"


def note_progress(session: Session, import_id: int, done: int) -> None:
    """Say how much of a dry run is done, in per cent."""
    session.execute(
        update(ProgrammeImport)
        .where(ProgrammeImport.id == import_id, ProgrammeImport.state == ImportState.CHECKING)
        .values(done=done)
    )


def check_fits(session: Session, programme: Programme, checked: Checked) -> None:
    """Refuse tables of which no release could be judged together with those before, as they lack what those showed."""
    latest = latest_release(session, programme)
    if checked.faults.in_all or latest is None:
        return
    shown = {name for by in ways_of(session, latest).get("", ()) for name in by.split(CROSS) if name}
    lacking = [attribute_name(name).label for name in sorted(shown.difference(checked.attributes))]
    if _has_events(data_of(session, programme)) and not _has_events(checked.files):
        lacking.append(ACTIVITY)
    if lacking:
        raise LacksWhatWasShown(listed(lacking))


def _has_events(files: Mapping[str, str]) -> bool:
    return any(name.startswith(EVENTS) for name in files)


def settle_check(session: Session, import_id: int, checked: Checked, blobs: BlobStore) -> None:
    """Write down what the dry run found, unless the import was discarded meanwhile."""
    found = session.get_one(ProgrammeImport, import_id, with_for_update=True)
    if found.state is not ImportState.CHECKING:
        return
    listed = [asdict(fault) for fault in checked.faults.listed]
    found.state, found.done = ImportState.CHECKED, 100
    found.counts, found.shape, found.outcomes = dict(checked.counts), dict(checked.files), dict(checked.outcomes)
    found.faults, found.faults_in_all = listed[:FAULTS_SHOWN], checked.faults.in_all
    programme = session.get_one(Programme, found.programme_id)
    found.lost_weeks = [asdict(each) for each in lost_weeks(session, programme, checked.weeks)]
    if listed:
        found.faults_sha256 = blobs.put(canonical_json(listed).encode())
    record(session, SYSTEM, "checked a programme’s files", found, faults=found.faults_in_all, rows=found.counts)


def settle_trouble(session: Session, import_id: int, trouble: Message) -> None:
    """Write down why the files cannot be read at all."""
    found = session.get_one(ProgrammeImport, import_id, with_for_update=True)
    if found.state is ImportState.CHECKING:
        found.state, found.trouble, found.ended_at = ImportState.FAILED, trouble.both(), now()
        record(session, SYSTEM, "could not read a programme’s files", found)


def fail_lost_imports(session: Session, blobs: BlobStore) -> None:
    """Say of checks that nobody makes any more that they broke off, and let go of their files."""
    checking = select(ProgrammeImport.id).where(ProgrammeImport.state == ImportState.CHECKING)
    for import_id in session.scalars(checking.order_by(ProgrammeImport.id)).all():
        if not is_asked_for(session, "insight.check_import", import_id=import_id):
            settle_trouble(session, import_id, BROKEN_OFF)
            forget_upload(import_id, blobs)


def faults_of(found: ProgrammeImport) -> list[Fault]:
    """The first faults of an import."""
    return [_fault(each) for each in found.faults]


def listed_faults(found: ProgrammeImport, blobs: BlobStore) -> list[Fault]:
    """All faults of an import that were listed."""
    if found.faults_sha256 is None:
        return []
    return [_fault(each) for each in _read(blobs.get(found.faults_sha256))]


def load_import(session: Session, found: ProgrammeImport, programme: Programme, *, actor: Actor) -> None:
    """Let a checked import become the programme's data, and ask for a release of it."""
    hold_row(session, found)
    if found.state not in UNDECIDED:
        raise ImportIsOver
    if found.state is not ImportState.CHECKED or found.faults_in_all:
        raise NotChecked
    found.before = exchange(session, programme, found.shape)
    found.state, found.ended_at = ImportState.IMPORTED, now()
    programme.source = found.form
    record(session, actor, "loaded a programme’s files", found, programme=programme.reference, rows=found.counts)
    _ask_release(session, programme, actor=actor)


def load_checked(session: Session, programme: Programme, form: Source, checked: Checked, *, actor: Actor) -> None:
    """Let tables that were checked without a fault become a programme's data; for whoever runs the platform."""
    if programme.source not in LOADED_FROM_FILES:
        raise LoadedByItself
    check_fits(session, programme, checked)
    exchange(session, programme, checked.files)
    programme.source = form
    record(session, actor, "loaded a programme’s files", programme, rows=dict(checked.counts))
    _ask_release(session, programme, actor=actor)


def discard_import(session: Session, found: ProgrammeImport, *, actor: Actor) -> None:
    """Leave the programme as it is."""
    hold_row(session, found)
    if found.state not in UNDECIDED:
        raise ImportIsOver
    found.state, found.ended_at = ImportState.DISCARDED, now()
    record(session, actor, "discarded a programme’s files", found)


def undo_import(session: Session, found: ProgrammeImport, programme: Programme, *, actor: Actor) -> None:
    """Put back the data that an import replaced, as long as no other has come since."""
    hold_row(session, found)
    hold(session, programme)
    if found.state is not ImportState.IMPORTED:
        raise ImportIsOver
    if not is_in_use(session, programme, found):
        raise NotTheLast
    exchange(session, programme, found.before or {})
    found.state, found.ended_at = ImportState.UNDONE, now()
    programme.source = _last_form(session, programme) or programme.source
    record(session, actor, "took a programme’s files back", found, programme=programme.reference)
    if found.before:
        _ask_release(session, programme, actor=actor)


def _ask_release(session: Session, programme: Programme, *, actor: Actor) -> None:
    """Ask for a release of the data that is there now; if one is being made of the other, then after it."""
    try:
        ask_release(session, programme, actor=actor)
    except BeingPrepared:
        lock = lock_of(programme.id)
        enqueue(session, "insight.release_loaded", queue=QUEUE, lock=lock, programme_id=programme.id)


def _last_form(session: Session, programme: Programme) -> Source | None:
    """What the tables looked like that are the programme's data now."""
    return session.scalar(
        select(ProgrammeImport.form)
        .where(ProgrammeImport.programme_id == programme.id, ProgrammeImport.state == ImportState.IMPORTED)
        .order_by(ProgrammeImport.ended_at.desc())
        .limit(1)
    )


def _fault(document: Mapping[str, Any]) -> Fault:
    return Fault(**{**document, "kind": Kind(document["kind"])})


def _read(content: bytes) -> Sequence[Mapping[str, Any]]:
    listed: Sequence[Mapping[str, Any]] = json.loads(content)
    return listed
