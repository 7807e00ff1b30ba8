"""Releases: asked for, made in the background from kept files, and judged against those before."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import SYSTEM
from naruteo_portal.core.clock import today_in_korea
from naruteo_portal.core.jobs import Worker
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.identity.models import OrganisationKind
from naruteo_portal.insight.demo import make_demo_programmes
from naruteo_portal.insight.errors import BeingPrepared, NoData
from naruteo_portal.insight.files import data_of, exchange, files_of
from naruteo_portal.insight.jobs import make_release, simulate, weekly_releases
from naruteo_portal.insight.models import Programme, Release, ReleaseAtom, ReleaseState, Source
from naruteo_portal.insight.queries import latest_release, view_of, ways_of
from naruteo_portal.insight.releases import ask_release, due_programmes
from naruteo_portal.settings import Settings
from naruteo_testing.factories import make_organisation
from naruteo_testing.insight import make_programme


@pytest.fixture
def worker(engine: Engine, settings: Settings) -> Worker:
    return Worker(engine, settings)


@pytest.fixture
def programme(session: Session, settings: Settings) -> Programme:
    university = make_organisation(session, OrganisationKind.UNIVERSITY)
    programme = make_programme(session, university, settings, source=Source.SIMULATED)
    session.commit()
    return programme


def made(session: Session, worker: Worker, programme: Programme) -> Release:
    """The release that waits, made."""
    waiting = session.scalars(select(Release).where(Release.state == ReleaseState.MAKING)).one()
    session.commit()
    make_release(worker, waiting.id)
    session.expire_all()
    return session.get_one(Release, waiting.id)


def test_a_programme_is_filled_released_and_released_again(
    session: Session, worker: Worker, settings: Settings, programme: Programme
) -> None:
    with pytest.raises(NoData):
        ask_release(session, programme, actor=SYSTEM)
    session.rollback()
    simulate(worker, programme.id, cohorts=1, scale=0.4)
    with pytest.raises(BeingPrepared):
        ask_release(session, programme, actor=SYSTEM)
    session.rollback()
    first = made(session, worker, programme)

    assert first.state is ReleaseState.READY, first.trouble
    assert latest_release(session, programme) is first and first.as_of == today_in_korea()
    ways = ways_of(session, first)
    assert set(ways) == {"", "process-data-2023-autumn"} and ways[""][:2] == ["", "age_band"]
    stages = {each["stage"]: each["count"]["n"] for each in view_of(session, first)["funnel"]}
    atoms = session.scalar(select(func.sum(ReleaseAtom.n)).where(ReleaseAtom.release_id == first.id))
    assert stages["registered"] == atoms == 153
    assert first.summary["shown"] + first.summary["joint"] == first.summary["cells"]
    rollup = [each for each in files_of(session, programme) if each.made_of]
    assert [each.name for each in rollup] == ["rollup/process-data-2023-autumn.parquet"]

    # The same data: the week asks for nothing, and asking by hand shows the same figures.
    assert due_programmes(session) == []
    ask_release(session, programme, actor=SYSTEM)
    second = made(session, worker, programme)
    assert (second.number, second.checksum) == (2, first.checksum)
    assert second.register_sha256 is not None


def test_data_that_cannot_be_read_fails_a_release_and_says_why(
    session: Session, worker: Worker, settings: Settings, programme: Programme
) -> None:
    exchange(session, programme, {"enrolments.parquet": BlobStore(settings.blobs).put(b"no table")})
    session.commit()
    weekly_releases(worker)
    failed = made(session, worker, programme)
    assert failed.state is ReleaseState.FAILED and "cohorts.parquet" in (failed.trouble or "")
    assert latest_release(session, programme) is None and due_programmes(session) == [programme.id]


def test_what_cannot_be_reckoned_fails_a_release(
    session: Session, worker: Worker, settings: Settings, programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    exchange(session, programme, {"cohorts.parquet": BlobStore(settings.blobs).put(b"a table")})
    ask_release(session, programme, actor=SYSTEM)

    def reckon(*_arguments: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr("naruteo_portal.insight.jobs._make", reckon)
    failed = made(session, worker, programme)
    assert (failed.state, failed.trouble) == (ReleaseState.FAILED, "")


def test_a_release_that_nobody_makes_any_more_keeps_no_other_from_being_made(
    session: Session, worker: Worker, programme: Programme
) -> None:
    simulate(worker, programme.id, 1, 0.1)
    session.execute(text("DELETE FROM procrastinate_jobs"))
    again = ask_release(session, programme, actor=SYSTEM)
    session.commit()
    states = session.scalars(select(Release.state).order_by(Release.number)).all()
    assert (again.number, states) == (2, [ReleaseState.FAILED, ReleaseState.MAKING])


def test_the_demo_asks_for_what_it_lacks_once(session: Session, settings: Settings, tmp_path: Path) -> None:
    university = make_organisation(session, OrganisationKind.UNIVERSITY)
    given = settings.model_copy(update={"demo_cohorts": 2, "demo_scale": 0.1, "oulad": str(tmp_path)})
    for _ in range(2):
        make_demo_programmes(session, university, given)
    jobs = session.execute(text("SELECT task_name, args FROM procrastinate_jobs ORDER BY id")).all()
    assert [name for name, _arguments in jobs] == ["insight.simulate", "insight.load_oulad"]
    assert jobs[0][1]["cohorts"] == 2 and jobs[1][1]["folder"] == str(tmp_path)
    assert data_of(session, session.scalars(select(Programme).limit(1)).one()) == {}
