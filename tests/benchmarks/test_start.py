"""How long `naruteo up` takes until everything answers: in an empty folder, and again in the same one."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from naruteo_testing.measuring import Report
from naruteo_testing.platform import running_platform

ROUNDS = 3


def seconds_of(*arguments: str) -> float:
    """How long one call of this Python takes; the median of a few."""
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
        taken.append(time.perf_counter() - began)
    return median(taken)


def test_naruteo_up(report: Report) -> None:
    # Unix sockets live below this folder, and their paths may only be short.
    with tempfile.TemporaryDirectory(prefix="nt-", dir="/tmp") as folder:
        with running_platform(Path(folder) / "d") as platform:
            cold = platform.seconds
        with running_platform(Path(folder) / "d") as platform:
            warm = platform.seconds
    # What no start can do without, one after another: loading the three programs' libraries.
    libraries = seconds_of("-c", "import jupyterhub.app, nbgrader.apps, naruteo_portal.app")
    report("naruteo up, empty data folder", cold, "s", "importing its libraries", libraries)
    report("naruteo up, kept data folder", warm, "s", "importing its libraries", libraries)


def test_naruteo_help(report: Report) -> None:
    bare = seconds_of("-c", "import click")
    report("naruteo --help", seconds_of("-m", "naruteo_portal.cli", "--help"), "s", "Python importing click", bare)
    report("naruteo migrate --help", seconds_of("-m", "naruteo_portal.cli", "migrate", "--help"), "s",
           "Python importing click", bare)  # fmt: skip
