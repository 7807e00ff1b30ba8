"""A room that ends from outside is the machine's fault, and the submission is graded again."""

import contextlib
import os
import signal
import threading
from pathlib import Path

import psutil

from naruteo_hub.grading import GradingLimits, grade
from naruteo_hub.grading.processes import room_for

from .conftest import RIGHT, HandIn, codes


def test_a_room_that_something_outside_ends_is_no_fault_of_the_learner(course: Path, hand_in: HandIn) -> None:
    def end_rooms() -> None:
        for process in psutil.Process().children(recursive=True):
            with contextlib.suppress(psutil.NoSuchProcess):
                if process.name() == "bwrap":
                    process.kill()

    # The interpreter is loaded and the course's own answers are judged before.
    assert grade(course, "week1", course / "source" / "week1").state == "graded"
    killer = threading.Timer(2, end_rooms)
    killer.start()
    result = hand_in(f"import time\ntime.sleep(10)\n{RIGHT}")
    killer.join()
    assert (result.state, codes(result)) == ("failed", {"kernel_start_failed"})


def test_a_room_that_has_ended_this_very_moment_is_closed_like_any_other() -> None:
    room = room_for(GradingLimits(), {})
    holder = room._process.pid
    os.kill(holder, signal.SIGKILL)
    # Until it has ended, and without taking its end away.
    os.waitid(os.P_PID, holder, os.WEXITED | os.WNOWAIT)
    room.close()
    assert room._process.returncode == -signal.SIGKILL and room.cpu_seconds > 0
