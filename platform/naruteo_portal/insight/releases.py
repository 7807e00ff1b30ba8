"""Releases of programmes: asked for by a keeper or by the week, made by a job, then frozen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from naruteo_analytics.documents import View
from naruteo_portal.audit.events import SYSTEM, Actor, record
from naruteo_portal.core.clock import now, today_in_korea
from naruteo_portal.core.jobs import enqueue, is_asked_for
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.insight.errors import BeingPrepared, NoData
from naruteo_portal.insight.files import data_of, hash_of, hold
from naruteo_portal.insight.models import Programme, Release, ReleaseAtom, ReleaseState, ReleaseView, Source
from naruteo_portal.insight.programmes import rules_of
from naruteo_portal.insight.queries import release_before

QUEUE = "analytics"
MADE_OF = "made_of"
"""In a release's summary: the hash of the data that it was made of."""
MOST_TROUBLE = 1000


@dataclass(frozen=True)
class Result:
    """What a job made of a programme's data."""

    views: Sequence[View]
    atoms: Sequence[Mapping[str, Any]]
    """Values of `ReleaseAtom` but the release."""
    register: bytes
    checksum: str
    summary: Mapping[str, Any]


def ask_release(session: Session, programme: Programme, *, actor: Actor) -> Release:
    """Ask for a release of a programme as its data is now; its people are judged together with all earlier releases."""
    hold(session, programme)
    last = session.scalar(
        select(Release).where(Release.programme_id == programme.id).order_by(Release.number.desc()).limit(1)
    )
    if last is not None and last.state is ReleaseState.MAKING:
        if not _is_lost(session, last):
            raise BeingPrepared
        fail_release(session, last, "")
    files = data_of(session, programme)
    # The platform's own cohorts are read when the release is made.
    if not files and programme.source is not Source.PLATFORM:
        raise NoData
    release = Release(
        programme_id=programme.id, number=last.number + 1 if last else 1, as_of=today_in_korea(),
        policy=vars(rules_of(programme)), register_sha256=None, checksum=None, trouble=None,
        summary={MADE_OF: hash_of(files)}, asked_by_id=actor.account_id, asked_at=now(), made_at=None,
    )  # fmt: skip
    session.add(release)
    record(session, actor, "asked for a release", release, programme=programme.reference, number=release.number)
    enqueue(session, "insight.make_release", queue=QUEUE, lock=lock_of(programme.id), release_id=release.id)
    return release


def lock_of(programme_id: int) -> str:
    """Releases of one programme are made one after another."""
    return f"programme-{programme_id}"


def due_programmes(session: Session) -> list[int]:
    """The programmes whose data is another than that of their newest release, or that have none."""
    programmes = session.scalars(select(Programme).order_by(Programme.id)).all()
    return [each.id for each in programmes if is_due(session, each)]


def is_due(session: Session, programme: Programme) -> bool:
    """Whether a programme has data that its newest release does not show; courses of this platform always may."""
    if programme.source is Source.PLATFORM:
        return True
    files = data_of(session, programme)
    made_of = session.scalar(
        select(Release.summary[MADE_OF].astext)
        .where(Release.programme_id == programme.id, Release.state == ReleaseState.READY)
        .order_by(Release.number.desc())
        .limit(1)
    )
    return bool(files) and hash_of(files) != made_of


def earlier_register(session: Session, release: Release) -> str | None:
    """The hash of the register of the release before, or None if this is the first that succeeds."""
    before = release_before(session, release)
    return before.register_sha256 if before else None


def keep_release(session: Session, release: Release, result: Result, blobs: BlobStore) -> None:
    """Let what was made be read from now on; a release that is ready already stays as it is."""
    session.refresh(release, with_for_update=True)
    if release.state is not ReleaseState.MAKING:
        return
    for view in result.views:
        session.add(ReleaseView(release_id=release.id, cohort=view["cohort"], by=view["by"], document=view))
    if result.atoms:
        session.execute(insert(ReleaseAtom), [{**atom, "release_id": release.id} for atom in result.atoms])
    release.register_sha256, release.checksum = blobs.put(result.register), result.checksum
    release.summary = {**release.summary, **result.summary}
    release.state, release.made_at = ReleaseState.READY, now()
    record(session, SYSTEM, "made a release", release, number=release.number, checksum=release.checksum)


def fail_release(session: Session, release: Release, trouble: str) -> None:
    """Say why a release could not be made; the earlier ones stay."""
    session.refresh(release, with_for_update=True)
    if release.state is ReleaseState.MAKING:
        release.state, release.trouble = ReleaseState.FAILED, trouble[:MOST_TROUBLE]
        record(session, SYSTEM, "could not make a release", release, number=release.number)


def fail_lost_releases(session: Session) -> None:
    """Fail the releases that nobody makes any more."""
    for release in session.scalars(
        select(Release).where(Release.state == ReleaseState.MAKING).order_by(Release.id)
    ).all():
        if _is_lost(session, release):
            fail_release(session, release, "")


def _is_lost(session: Session, release: Release) -> bool:
    """Whether the job of a release that is not made yet was tried as often as it may be."""
    return not is_asked_for(session, "insight.make_release", release_id=release.id)
