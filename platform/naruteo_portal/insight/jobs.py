"""Background work of programmes: releases, each week and when asked for, and the demo's data.

The library that they call takes seconds to load, so it is loaded when a job runs, and never by the web.
"""

import tempfile
from collections.abc import Callable
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any

import structlog

from naruteo_portal.audit.events import SYSTEM
from naruteo_portal.core.database import unit_of_work
from naruteo_portal.core.jobs import Worker, job, one_by_one
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.insight.cohort_figures.figures import fail_lost_figures
from naruteo_portal.insight.errors import BEYOND_US
from naruteo_portal.insight.files import (
    ROLLUPS,
    data_of,
    exchange_folder,
    files_of,
    hash_of,
    keep_rollups,
    kept,
    unpack,
)
from naruteo_portal.insight.intake.imports import fail_lost_imports
from naruteo_portal.insight.models import Programme, Release, ReleaseState, Source
from naruteo_portal.insight.own_cohorts import own_rows
from naruteo_portal.insight.programmes import key_of, open_own_programmes
from naruteo_portal.insight.releases import (
    MADE_OF,
    QUEUE,
    Result,
    ask_release,
    due_programmes,
    earlier_register,
    fail_lost_releases,
    fail_release,
    keep_release,
)

LIBRARY = "naruteo_analytics.release.folders"
RULES = {"k": "least_count", "n_rate": "least_of_rate", "width": "least_width"}
"""How the library calls a programme's rules."""
log = structlog.get_logger("naruteo.insight")


@job("insight.make_release", queue=QUEUE)
def make_release(worker: Worker, release_id: int) -> None:
    """Make a release that was asked for; one that is ready, or failed, is left alone."""
    try:
        _make(worker, release_id)
    except BEYOND_US as fault:
        log.exception("release not made", release_id=release_id)
        with unit_of_work(worker.engine) as session:
            # What is wrong with data is said as ValueError; of other faults only those who know the code make sense.
            trouble = str(fault) if isinstance(fault, ValueError) else ""
            fail_release(session, session.get_one(Release, release_id), trouble)


def _make(worker: Worker, release_id: int) -> None:
    blobs, library = BlobStore(worker.settings.blobs), import_module(LIBRARY)
    with unit_of_work(worker.engine) as session:
        release = session.get_one(Release, release_id)
        if release.state is not ReleaseState.MAKING:
            return
        programme = session.get_one(Programme, release.programme_id)
        if programme.source is Source.PLATFORM:
            tables, events = own_rows(session, programme)
            with tempfile.TemporaryDirectory(prefix="own-") as place:
                library.write_rows(Path(place), tables, events)
                exchange_folder(session, programme, Path(place), blobs)
        # They may have been exchanged since the release was asked for, and may be again while it is made.
        files, data = files_of(session, programme), data_of(session, programme)
        earlier = earlier_register(session, release)
        secret = key_of(programme, worker.settings)
    rules = {name: release.policy[ours] for name, ours in RULES.items()}
    with tempfile.TemporaryDirectory(prefix="release-") as place:
        folder = Path(place)
        unpack(files, folder, blobs)
        library.roll_up_stale(folder)
        made = library.release_of(
            folder, rules, release.as_of, secret=secret, earlier=blobs.get(earlier) if earlier else None,
            release=str(release.number),
        )  # fmt: skip
        rollups = kept(folder, blobs, ROLLUPS)
    summary = {**made.summary, MADE_OF: hash_of(data)}
    result = Result(made.views, [asdict(atom) for atom in made.atoms], made.register, made.checksum, summary)
    with unit_of_work(worker.engine) as session:
        keep_rollups(session, session.get_one(Programme, programme.id), rollups, made_of=data)
        keep_release(session, session.get_one(Release, release_id), result, blobs)


# Monday, three in the morning in Korea.
@job("insight.weekly_releases", queue=QUEUE, cron="0 18 * * 0")
def weekly_releases(worker: Worker) -> None:
    """Ask for a release of each programme whose data has changed; organisations with courses here have one of these."""
    with unit_of_work(worker.engine) as session:
        open_own_programmes(session, worker.settings)
        due = due_programmes(session)

    def ask(programme_id: int) -> None:
        with unit_of_work(worker.engine) as session:
            ask_release(session, session.get_one(Programme, programme_id), actor=SYSTEM)

    one_by_one(due, ask, "release not asked for")


# Not by the analyst itself, which may be what breaks off.
@job("insight.fail_lost", cron="*/5 * * * *")
def fail_lost(worker: Worker) -> None:
    """Say of releases, checks of files and figures that nobody makes any more that they failed."""
    with unit_of_work(worker.engine) as session:
        fail_lost_releases(session)
        fail_lost_figures(session)
        fail_lost_imports(session, BlobStore(worker.settings.blobs))


@job("insight.simulate", queue=QUEUE)
def simulate(worker: Worker, programme_id: int, cohorts: int, scale: float) -> None:
    """Fill a programme with invented people, and ask for its first release."""
    _fill(worker, programme_id, lambda library, folder: library.write_simulated(folder, programme_id, cohorts, scale))


@job("insight.load_oulad", queue=QUEUE)
def load_oulad(worker: Worker, programme_id: int, folder: str) -> None:
    """Load OULAD from a folder of this machine, and ask for its first release."""
    _fill(worker, programme_id, lambda library, place: library.write_oulad(place, Path(folder)))


def _fill(worker: Worker, programme_id: int, write: Callable[[Any, Path], None]) -> None:
    blobs = BlobStore(worker.settings.blobs)
    with tempfile.TemporaryDirectory(prefix="filled-") as place:
        write(import_module(LIBRARY), Path(place))
        with unit_of_work(worker.engine) as session:
            programme = session.get_one(Programme, programme_id)
            if not files_of(session, programme):
                exchange_folder(session, programme, Path(place), blobs)
                ask_release(session, programme, actor=SYSTEM)
