"""A worker as a process: what it does when it is asked to stop, and when the database goes away under it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from naruteo_portal.assessment.grading import queue_grading
from naruteo_portal.assessment.models import GradingRun, SubmissionState
from naruteo_portal.audit.events import SYSTEM
from naruteo_portal.settings import Settings
from naruteo_testing.hub import wait_until
from naruteo_testing.submissions import make_queued_run

# A grader that never ends by itself, or that ends at once.
WORKER = """
import sys, time
from pathlib import Path
from naruteo_hub import grading

def grade(*_arguments, **_options):
    while Path(sys.argv[1]).exists():
        time.sleep(0.1)
    return grading.Result("graded", 1.0, 1.0)

grading.grade = grade
from naruteo_portal.cli import main
main(["worker", "--queue", "grading"])
"""


@pytest.fixture
def run(session: Session, settings: Settings) -> GradingRun:
    return make_queued_run(session, settings)


@contextmanager
def working(settings: Settings, folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    """A worker whose grader waits until a file is gone, with all that is temporary in `folder`."""
    waits = folder / "waits"
    waits.touch()
    (folder / "t").mkdir()
    environment = {
        **os.environ, "NARUTEO_DATABASE_URL": settings.database_url, "NARUTEO_DATA": str(settings.data),
        "TMPDIR": str(folder / "t"),
    }  # fmt: skip
    with subprocess.Popen([sys.executable, "-c", WORKER, str(waits)], env=environment) as process:
        try:
            yield process, waits
        finally:
            process.kill()


def state_of(session: Session, run: GradingRun) -> SubmissionState:
    session.rollback()
    session.refresh(run)
    return run.state


def test_a_worker_that_is_stopped_gives_back_what_takes_too_long(
    session: Session, settings: Settings, run: GradingRun, tmp_path: Path
) -> None:
    with working(settings, tmp_path) as (process, _waits):
        wait_until(lambda: state_of(session, run) is SubmissionState.RUNNING, "the run is in hand", 120)
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    assert state_of(session, run) is SubmissionState.QUEUED
    assert (run.faults, run.losses) == (0, 0)
    assert list((tmp_path / "t").iterdir()) == []


def test_a_worker_goes_on_with_what_it_has_when_the_database_has_been_away(
    session: Session, settings: Settings, run: GradingRun, tmp_path: Path
) -> None:
    cut = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = "
               "current_database()")  # fmt: skip
    with working(settings, tmp_path) as (process, waits):
        wait_until(lambda: state_of(session, run) is SubmissionState.RUNNING, "the run is in hand", 120)
        session.execute(cut)
        session.rollback()
        time.sleep(0.5)
        waits.unlink()
        wait_until(lambda: state_of(session, run) is SubmissionState.GRADED, "the run is settled", 120)
        assert process.poll() is None
        session.refresh(run, ["submission"])
        again = queue_grading(session, run.submission, actor=SYSTEM, reason="The database was away")
        session.commit()
        wait_until(lambda: state_of(session, again) is SubmissionState.GRADED, "the worker takes further work", 120)
    assert (run.tries, run.losses) == (1, 0)
