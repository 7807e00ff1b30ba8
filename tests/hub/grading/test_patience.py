"""Time in which the machine had no processor for a run is given back to it, but not for ever."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from naruteo_hub.grading import GradingLimits, build_release, grade
from naruteo_hub.grading.patience import MOST_TIMES, Allowance, Patience
from naruteo_testing.notebooks import answer, check, fill_in, notebook, write_course

from .conftest import points

RIVALS = 3
# As much computing as half the limit, whatever the clock on the wall says meanwhile.
LIMIT = 2.0
WORK = "import time\nuntil = time.process_time() + 1.0\nwhile time.process_time() < until:\n    pass\nresult = 42"


class Told(Patience):
    """A patience that is told how long its run was kept waiting."""

    starved = 0.0

    def starved_seconds(self) -> float:
        return self.starved


@pytest.fixture
def busy_machine() -> Iterator[None]:
    """Every processor has several other processes that want it."""
    rivals = [
        subprocess.Popen([sys.executable, "-c", "while True: pass"])
        for _ in range(RIVALS * len(os.sched_getaffinity(0)))
    ]
    yield
    for rival in rivals:
        rival.kill()
        rival.wait()


def test_what_was_lost_comes_on_top_and_no_limit_grows_for_ever() -> None:
    patience = Told()
    patience.begin(100)
    allowance = Allowance(patience, time.monotonic())
    assert not allowance.extend()
    allowance = Allowance(patience, time.monotonic() + 10)
    patience.starved = 5
    assert allowance.extend()
    assert 10 < allowance.seconds_left <= 15
    assert 100 < patience.remaining() <= 105
    patience.starved = 1000
    assert allowance.extend()
    assert allowance.seconds_left <= 10 * MOST_TIMES


def test_a_process_that_gets_no_processor_is_known(busy_machine: None) -> None:
    with subprocess.Popen([sys.executable, "-c", "while True: pass"]) as starved:
        patience = Patience()
        patience.watch(starved.pid)
        until = time.monotonic() + 20
        while patience.starved_seconds() < 0.3:
            assert time.monotonic() < until
        starved.kill()
        starved.wait()
        assert patience.starved_seconds() >= 0.3


def test_an_answer_on_a_busy_machine_is_not_too_late(tmp_path: Path, busy_machine: None) -> None:
    cells = notebook(answer("work", WORK), check("after", "assert result == 42"))
    course = write_course(tmp_path / "course", {"exam": cells})
    (tmp_path / "exam.ipynb").write_text(
        json.dumps(fill_in(build_release(course, "week1")["exam.ipynb"], {"work": WORK}))
    )
    result = grade(course, "week1", tmp_path / "exam.ipynb", limits=GradingLimits(cell_seconds=LIMIT))
    assert points(result) == {"after": 1}
    assert result.seconds > LIMIT
