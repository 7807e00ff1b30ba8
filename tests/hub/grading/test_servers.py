"""The preloaded interpreter: what it does without, and that it ends with whoever started it."""

import gc
import subprocess
import sys
from pathlib import Path

import pytest

from naruteo_hub.grading import GradingLimits, processes
from naruteo_hub.grading.forking import ForkServer, RoomFailed
from naruteo_hub.grading.patience import Patience

# Ends in the middle of what its interpreter loads.
ENDS_EARLY = """
import threading, time
import psutil
from naruteo_hub.grading import preload_all

threading.Thread(target=preload_all, daemon=True).start()
while not (children := psutil.Process().children()) or sum(children[0].cpu_times()[:2]) < 0.4:
    time.sleep(0.01)
print(children[0].pid)
"""


def test_it_loads_no_nbgrader() -> None:
    program = "import sys, naruteo_hub.grading.forking.server; print({'nbgrader', 'sqlalchemy'} & {*sys.modules})"
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert said == "set()\n"


def test_whoever_ends_early_leaves_no_interpreter_behind() -> None:
    ended = subprocess.run([sys.executable, "-c", ENDS_EARLY], capture_output=True, text=True, check=True, timeout=60)
    assert ended.stderr == ""
    assert not Path("/proc", ended.stdout.strip()).exists()


def test_what_cannot_be_opened_leaves_no_socket_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python warns of one that is, at any time later, and here every warning is an error."""

    def fail(*_given: object) -> None:
        raise RoomFailed("no room")

    monkeypatch.setattr(processes, "room_for", fail)
    monkeypatch.setattr(ForkServer, "_ask", fail)
    for opened in (
        lambda: processes.Life(ForkServer.__new__(ForkServer), "learner", GradingLimits(), {}, Patience()),
        lambda: ForkServer([], processes.environment()),
    ):
        with pytest.raises(RoomFailed):
            opened()
    gc.collect()
