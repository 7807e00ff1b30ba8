"""Runs a module, as `python -m` does, with a clock that jumps and a grader that dies of a poisoned submission.

The first argument is a file that says by how many seconds the clock is wrong.
"""

import os
import runpy
import signal
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from naruteo_portal.core import clock

POISON = "poison.txt"
now, seconds = clock.now, time.time


def wrong_by(file: Path) -> float:
    """How many seconds the clock goes ahead."""
    try:
        return float(file.read_text())
    except (OSError, ValueError):
        return 0.0


def let_jump(file: Path) -> None:
    """Everybody who asks for the time from now on is told a wrong one."""

    def jumping_now() -> datetime:
        return now() + timedelta(seconds=wrong_by(file))

    clock.now = jumping_now
    time.time = lambda: seconds() + wrong_by(file)


def let_die(file: Path) -> None:
    """Whoever grades a submission with a certain file is killed, also in a process of its own."""
    from naruteo_hub import grading  # noqa: PLC0415 - the portal's process never loads the grader
    from naruteo_portal.assessment import alone  # noqa: PLC0415 - as above

    grade = grading.grade

    def mortal(course: Path, assignment: str, path: Path, **options: Any) -> grading.Result:
        if (path / POISON).exists():
            os.kill(os.getpid(), signal.SIGKILL)
        return grade(course, assignment, path, **options)

    grading.grade = alone.grade = mortal
    alone.GRADER = ("-P", __file__, str(file), alone.__name__)


if __name__ == "__main__":
    wrong, module = Path(sys.argv[1]), sys.argv[2]
    let_jump(wrong)
    if module != "gunicorn":
        let_die(wrong)
        # What is run as the main module is loaded anew.
        sys.modules.pop(module, None)
    sys.argv = [module, *sys.argv[3:]]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
