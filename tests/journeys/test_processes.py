"""`naruteo up` as a whole: its parts stand and fall together, nothing outlives them, and everything is kept."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest
from playwright.sync_api import Browser
from sqlalchemy import func, select

from naruteo_portal.assessment.models import Submission
from naruteo_portal.core.database import unit_of_work
from naruteo_portal.core.embedded_postgres import EmbeddedPostgres
from naruteo_portal.identity.models import Account
from naruteo_testing.content import account_of, database_of, hand_in, wait_until_graded
from naruteo_testing.people import open_notebook, sign_in
from naruteo_testing.platform import START_SECONDS, Platform, free_port, running_platform
from naruteo_testing.servers import processes_naming, server_of, wait_until_ended

pytestmark = pytest.mark.journey
LEARNER = "haneul@example.kr"
TASK = "01-first-table"
STOPS_WITHIN = 120.0
# How each part is called in the message, and what its command line holds.
PARTS = {
    "The portal": "naruteo_portal.wsgi:app",
    "The worker": "--queue default",
    "JupyterHub": "-m jupyterhub --config",
    "PostgreSQL": "bin/postgres -D",
}

# Nobody looks at cohorts here.
NO_COHORTS = {"NARUTEO_DEMO_COHORTS": "0"}


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """One data folder for all of these: each start also shows that the stop before it did no harm."""
    with tempfile.TemporaryDirectory(prefix="nt-", dir="/tmp") as folder:
        yield Path(folder) / "d"


def everything_of(up: Platform) -> list[psutil.Process]:
    """The platform's own process, all that it started, and what names its data folder (PostgreSQL, sandboxes)."""
    top = psutil.Process(up.process.pid)
    found = {each.pid: each for each in (top, *top.children(recursive=True), *processes_naming(str(up.data)))}
    return list(found.values())


def command_of(process: psutil.Process) -> str:
    """A process's command line; empty for one that has just ended."""
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return ""


def said_by(up: Platform) -> str:
    """Everything that the platform has told the terminal."""
    return up.data.with_name(f"{up.data.name}.out").read_text()


def start_server(up: Platform, browser: Browser) -> str:
    """Let a learner open a notebook; return the learner's name at the Hub."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    sign_in(page, up.portal, LEARNER)
    open_notebook(page)
    with database_of(up.data) as engine, unit_of_work(engine) as session:
        handle = account_of(session, LEARNER).handle
    assert server_of(up.data, handle) != []
    return handle


def refusal(*arguments: str) -> str:
    """Run `naruteo up` where it must not start, and return what it says."""
    command = [sys.executable, "-m", "naruteo_portal.cli", "up", *arguments]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=START_SECONDS, check=False)
    assert ended.returncode != 0
    assert "Traceback" not in ended.stderr
    return ended.stderr


def test_ctrl_c_stops_everything_and_the_next_start_finds_everything(data: Path, browser: Browser) -> None:
    with running_platform(data, **NO_COHORTS) as up:
        handle = start_server(up, browser)
        with database_of(data) as engine:
            reference = hand_in(engine, data, LEARNER, TASK)
            state = wait_until_graded(engine, reference)
            with unit_of_work(engine) as session:
                accounts = session.scalar(select(func.count()).select_from(Account))
        home = data / "homes" / handle
        (home / "notes.txt").write_text("mine")

        second = refusal("--data", str(data), "--port", str(free_port()), "--hub-port", str(free_port()))
        assert "--data" in second
        port = up.portal.rsplit(":", 1)[1]
        other = data.parent / "other"
        assert f"127.0.0.1:{port}" in refusal("--data", str(other), "--port", port, "--hub-port", str(free_port()))
        # Neither refusal has disturbed the one that runs.
        assert httpx.get(f"{up.portal}/readyz", timeout=START_SECONDS).is_success

        everything = everything_of(up)
        for context in browser.contexts:
            context.close()
        up.process.send_signal(signal.SIGINT)
        assert up.process.wait(STOPS_WITHIN) == 0
        wait_until_ended(everything, 30)
        assert processes_naming(str(data)) == []
        assert "everything is kept" in said_by(up)

    with running_platform(data, **NO_COHORTS) as up:
        with database_of(data) as engine, unit_of_work(engine) as session:
            assert session.scalar(select(func.count()).select_from(Account)) == accounts
            found = session.scalars(select(Submission).where(Submission.reference == reference)).one()
            assert found.state is state
        assert (home / "notes.txt").read_text() == "mine"
        assert (home / "shop-floor-python" / TASK / "first-table.ipynb").exists()
        page = browser.new_page()
        sign_in(page, up.portal, LEARNER)
        page.goto(f"{up.portal}/submissions/{reference}")
        assert page.locator(".nb-feedback").count() > 0

        # A start takes long, so this one also ends as no other does, with somebody's notebook open.
        start_server(up, browser)
        takes_the_others_along(up, "JupyterHub")


# They end as JupyterHub does.
@pytest.mark.thorough
@pytest.mark.parametrize("part", [part for part in PARTS if part != "JupyterHub"])
def test_a_part_that_dies_takes_the_others_along_and_is_named(data: Path, part: str) -> None:
    with running_platform(data, **NO_COHORTS) as up:
        takes_the_others_along(up, part)


def takes_the_others_along(up: Platform, part: str) -> None:
    """Kill a part: the platform ends by itself, says which part it was, and leaves nothing running."""
    everything = everything_of(up)
    # The first that matches is the part itself; what it started has higher numbers.
    min((each for each in everything if PARTS[part] in command_of(each)), key=lambda each: each.pid).kill()
    status = up.process.wait(STOPS_WITHIN)
    assert status not in (0, None)
    assert f"{part} ended" in said_by(up)
    wait_until_ended(everything, 30)
    assert processes_naming(str(up.data)) == []


def test_another_postgresql_can_be_named(postgres: EmbeddedPostgres) -> None:
    with tempfile.TemporaryDirectory(prefix="nt-", dir="/tmp") as folder:
        data = Path(folder) / "d"
        url = postgres.create_database(f"journey-{os.getpid()}")
        with running_platform(data, NARUTEO_DATABASE_URL=url) as up:
            assert httpx.get(f"{up.portal}/readyz", timeout=START_SECONDS).is_success
            assert httpx.get(f"{up.portal}/courses", timeout=START_SECONDS).is_success
            # Nothing is put into somebody's own database unasked.
            assert "Demo accounts" not in up.said
            assert not (data / "postgres").exists()
            up.process.send_signal(signal.SIGINT)
            assert up.process.wait(STOPS_WITHIN) == 0
        assert psutil.pid_exists(postgres.pid)


def test_listening_for_others_needs_the_addresses_that_they_use(tmp_path: Path) -> None:
    said = refusal("--data", str(tmp_path / "d"), "--host", "0.0.0.0")
    assert "NARUTEO_PORTAL_URL" in said
    assert "NARUTEO_HUB_URL" in said
