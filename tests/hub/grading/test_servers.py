"""The preloaded interpreter: what it does without, and that it ends with whoever started it."""

import subprocess
import sys
from pathlib import Path

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
