"""The whole platform as real processes, started the way people start it."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

START_SECONDS = 300
STOP_SECONDS = 60
# The demo's cohorts under review: one that is made in seconds, after the start.
FEW_COHORTS = {"NARUTEO_DEMO_COHORTS": "1", "NARUTEO_DEMO_SCALE": "0.5"}


@dataclass(frozen=True)
class Platform:
    """A running `naruteo up`: where it is, what it keeps, what it said while it started, and how long that took."""

    portal: str
    hub: str
    data: Path
    process: subprocess.Popen[str]
    said: str
    seconds: float


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_platform(data: Path, **environment: str) -> Iterator[Platform]:
    """`naruteo up` on free ports, stopped by the signal of Ctrl-C; further variables may be given."""
    port, hub_port = free_port(), free_port()
    command = [sys.executable, "-m", "naruteo_portal.cli", "up", "--data", str(data)]
    began = time.monotonic()
    output = data.parent / f"{data.name}.out"
    with output.open("w") as stream:
        process = subprocess.Popen(
            [*command, "--port", str(port), "--hub-port", str(hub_port)],
            stdout=stream,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **FEW_COHORTS, **environment},
        )
    try:
        while "Naruteo is ready" not in output.read_text():
            if process.poll() is not None or time.monotonic() - began > START_SECONDS:
                pytest.fail(f"naruteo up did not become ready:\n{output.read_text()}")
            time.sleep(0.1)
        seconds = time.monotonic() - began
        yield Platform(
            f"http://127.0.0.1:{port}", f"http://localhost:{hub_port}", data, process, output.read_text(), seconds
        )
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            raise


@pytest.fixture(scope="session")
def platform() -> Iterator[Platform]:
    """One platform with demo content for all journeys."""
    # Unix sockets live below this folder, and their paths may only be short.
    with tempfile.TemporaryDirectory(prefix="nt-", dir="/tmp") as folder, running_platform(Path(folder) / "d") as up:
        yield up
