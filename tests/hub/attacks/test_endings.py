"""Code that hangs, exits or crashes costs what it touched, whenever it does so; everything else is judged."""

from textwrap import dedent

import pytest

from naruteo_hub.grading import GradingLimits
from naruteo_testing.notebooks import Cell, answer, check

from .conftest import RIGHT, WRONG, GradeCells, HandIn, assert_full_marks, assert_unpaid, points

IMPATIENT = GradingLimits(cell_seconds=0.7, notebook_seconds=20, output_bytes=200_000)

# Each is what a function does when it is called.
HANGS = {
    "loop": "while True:\n    pass",
    "loop_deaf_to_interrupts": (
        "while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass"
    ),
    "sleep": "import time\ntime.sleep(1000)",
    "in_c": "import re\nre.match(r'(a+)+$', 'a' * 40 + 'b')",
    "big_power": "return len(str(7 ** 9_999_999 ** 2))",
    "signals_blocked": (
        "import signal, time\n"
        "signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.Signals))\n"
        "for each in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM):\n"
        "    signal.signal(each, signal.SIG_IGN)\n"
        "while True:\n    time.sleep(1)"
    ),
    "stopped": "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)",
    "deadlock": "import threading\nlock = threading.Lock()\nlock.acquire()\nlock.acquire()",
    "reads_input": "import sys\nwhile True:\n    sys.stdin.read()",
    "waits_for_a_child": "import subprocess\nsubprocess.run(['sleep', '1000'])",
    "closed_pipes": "import os\nos.closerange(0, 3)\nwhile True:\n    pass",
}
EXITS = {
    "exit_at_once": "import os\nos._exit(0)",
    "exit_with_code": "import os\nos._exit(7)",
    "abort": "import os\nos.abort()",
    "segfault": "import ctypes\nctypes.string_at(0)",
    "kill": "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
    "kill_group": "import os, signal\nos.killpg(0, signal.SIGKILL)",
    "kill_all": "import os, signal\nos.kill(-1, signal.SIGKILL)\nos._exit(0)",
    "kill_parent": (
        "import os, signal\n"
        "for process in (os.getppid(), 1):\n"
        "    try:\n        os.kill(process, signal.SIGKILL)\n"
        "    except OSError:\n        pass\n"
        "os._exit(0)"
    ),
    "another_program": "import os\nos.execv('/bin/true', ['true'])",
    "another_interpreter": "import os, sys\nos.execv(sys.executable, [sys.executable, '-c', 'print(2)'])",
    "no_recursion_limit": "import sys\nsys.setrecursionlimit(10**9)\nreturn spoil()",
    "fatal_error": "import ctypes\nctypes.pythonapi.Py_FatalError(b'gone')",
    "illegal_bytecode": (
        "import types\n"
        "broken = (lambda: 1).__code__.replace(co_code=bytes([151, 0, 100, 200, 83, 0]), co_consts=())\n"
        "types.FunctionType(broken, {})()"
    ),
    "finalize": "import ctypes\nctypes.pythonapi.Py_FinalizeEx()",
    "freed_memory": "import ctypes\nctypes.memset(id(int), 0, 400)\nint('3')",
}
RAISES = {
    "system_exit": "raise SystemExit(0)",
    "sys_exit": "import sys\nsys.exit()",
    "keyboard_interrupt": "raise KeyboardInterrupt",
    "generator_exit": "raise GeneratorExit",
    "base_exception": "raise BaseException('x')",
    "stop_iteration": "raise StopIteration(3.0)",
    "skip_test": "import unittest\nraise unittest.SkipTest('not today')",
    "pytest_skip": "import _pytest.outcomes\nraise _pytest.outcomes.Skipped('not today')",
    "debugger_quits": "import bdb\nraise bdb.BdbQuit",
    "recursion": "return spoil()",
    "memory_error": "raise MemoryError",
    "cancelled": "import asyncio\nraise asyncio.CancelledError",
    "exception_group": "raise BaseExceptionGroup('all', [SystemExit(0), KeyboardInterrupt()])",
    "exception_that_raises": (
        "class Spiteful(Exception):\n"
        "    def __str__(self):\n        raise SystemExit(0)\n"
        "    __repr__ = __str__\n"
        "    @property\n    def __traceback__(self):\n        raise SystemExit(0)\n"
        "    @property\n    def args(self):\n        raise SystemExit(0)\n"
        "raise Spiteful"
    ),
    "exception_that_hangs": (
        "class Slow(Exception):\n"
        "    def __str__(self):\n        import time\n        time.sleep(1000)\n"
        "    __repr__ = __reduce__ = __str__\n"
        "raise Slow"
    ),
    "endless_chain": (
        "first, second = ValueError(1), ValueError(2)\nfirst.__cause__, second.__cause__ = second, first\nraise first"
    ),
    "deep_chain": (
        "fault = None\nfor number in range(3_000):\n"
        "    new = ValueError(number)\n    new.__context__ = fault\n    fault = new\nraise fault"
    ),
    "huge_message": "raise ValueError('x' * 30_000_000)",
    "name_of_surrogates": "raise type('\\udc80<b>\\x00', (Exception,), {})('\\ud800')",
    "syntax_error_forged": "raise SyntaxError('x', (None, -1, 'a', b'b'))",
    "asks_to_exit": "get_ipython().ask_exit()\nget_ipython().exit_now = True\nraise SystemExit(0)",
    "assertion_error": "raise AssertionError",
}


def indented(body: str) -> str:
    return "".join(f"    {line}\n" for line in body.splitlines())


def exam_of_three() -> list[Cell]:
    solution = (
        "### BEGIN SOLUTION\ndef third(number):\n    return number / 3\ndef spoil():\n    return 3\n### END SOLUTION"
    )
    return [
        answer("work", solution),
        check("before", "assert third(6) == 2"),
        check("spoiled", "assert spoil() == 3"),
        check(
            "partial", "points = 0\nif third(3) == 1:\n    points += 1\nif spoil() == 3:\n    points += 1\npoints", 2
        ),
        check("after", "assert third(9) == 3"),
    ]


HONEST_PART = "def third(number):\n    return number / 3\n"


def test_the_honest_answer_earns_everything(grade_cells: GradeCells) -> None:
    assert_full_marks(grade_cells(*exam_of_three(), answers={"work": HONEST_PART + "def spoil():\n    return 3"}))


@pytest.mark.parametrize("ending", [*HANGS, *EXITS, *RAISES])
def test_an_ending_within_a_test_costs_that_test_only(grade_cells: GradeCells, ending: str) -> None:
    body = {**HANGS, **EXITS, **RAISES}[ending]
    result = grade_cells(
        *exam_of_three(), answers={"work": f"{HONEST_PART}def spoil():\n{indented(body)}"}, limits=IMPATIENT
    )
    given = points(result)
    assert_unpaid(result, ["spoiled"])
    assert (given["before"], given["after"]) == (1, 1)
    # A test that stops on the way gave nothing yet.
    assert_unpaid(result, ["partial"])
    if ending in ("loop", "sleep", "stopped", "deadlock", "segfault", "exit_at_once"):
        assert any("spoiled" in flag.evidence for flag in result.flags)


@pytest.mark.parametrize("ending", [*HANGS, *EXITS, *RAISES])
def test_an_ending_within_a_learners_cell_leaves_the_rest(hand_in: HandIn, ending: str) -> None:
    """Before the answers: an honest learner whose scratch cell crashes loses nothing."""
    body = {**HANGS, **EXITS, **RAISES}[ending]
    cell = f"def spoil():\n{indented(body)}\nspoil()"
    assert_full_marks(hand_in(RIGHT, before=cell, limits=IMPATIENT))


@pytest.mark.parametrize("ending", ["loop", "exit_at_once", "segfault", "system_exit"])
def test_an_ending_in_an_answer_costs_that_answer(hand_in: HandIn, ending: str) -> None:
    body = {**HANGS, **EXITS, **RAISES}[ending]
    spoiled = f"def spoil():\n{indented(body)}\nspoil()\n{RIGHT['mean']}"
    given = points(hand_in(RIGHT | {"mean": spoiled}, limits=IMPATIENT))
    assert (given["mean_test"], given["near_test"], given["steps_test"]) == (0, 0, 0)
    # What stood before the crash and what comes after it is still there.
    assert {given[name] for name in ("words_test", "count_test", "total_test", "refuse_test")} == {1}


@pytest.mark.parametrize("ending", ["loop", "stopped", "exit_at_once", "kill_all", "another_interpreter"])
def test_an_ending_between_wrong_answers_and_tests_is_no_pass(grade_cells: GradeCells, ending: str) -> None:
    body = {**HANGS, **EXITS, **RAISES}[ending]
    cells = [answer("work", "### BEGIN SOLUTION\nvalue = 3\n### END SOLUTION"), check("t", "assert value == 3")]
    work = f"value = 2\ndef spoil():\n{indented(body)}\nspoil()"
    assert_unpaid(grade_cells(*cells, answers={"work": work}, limits=IMPATIENT), ["t"])


def test_dying_every_time_ends_in_a_result(grade_cells: GradeCells) -> None:
    tests = [check(f"t{number}", "die()") for number in range(12)]
    source = "### BEGIN SOLUTION\ndef die():\n    pass\n### END SOLUTION"
    result = grade_cells(answer("work", source), *tests, answers={"work": "import os\ndef die():\n    os._exit(0)"})
    assert result.score == 0 and result.max_score == 12


def test_hanging_every_time_ends_within_the_notebooks_time(grade_cells: GradeCells) -> None:
    tests = [check(f"t{number}", "hang()") for number in range(12)]
    source = "### BEGIN SOLUTION\ndef hang():\n    pass\n### END SOLUTION"
    work = "def hang():\n    while True:\n        pass"
    limits = GradingLimits(cell_seconds=1, notebook_seconds=4)
    result = grade_cells(answer("work", source), *tests, answers={"work": work}, limits=limits)
    assert result.score == 0 and result.seconds < 20


DELAYED = {
    "thread_exits": (
        "import threading, os, time\nthreading.Thread(target=lambda: (time.sleep(0.3), os._exit(0))).start()"
    ),
    "alarm": "import signal\nsignal.signal(signal.SIGALRM, signal.SIG_DFL)\nsignal.setitimer(signal.ITIMER_REAL, 0.3)",
    "child_kills_parent": (
        "import os, signal, time\n"
        "if os.fork() == 0:\n"
        "    time.sleep(0.3)\n"
        "    os.kill(-1, signal.SIGKILL)\n"
        "    os._exit(0)"
    ),
    "cpu_limit": "import resource\nresource.setrlimit(resource.RLIMIT_CPU, (0, 0))",
    "no_files": "import resource\nresource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))",
    "no_memory": "import resource\nresource.setrlimit(resource.RLIMIT_AS, (1, 1))",
}


@pytest.mark.parametrize("ending", DELAYED)
def test_a_delayed_ending_is_never_a_pass(hand_in: HandIn, ending: str) -> None:
    result = hand_in(WRONG, before=dedent(DELAYED[ending]), limits=IMPATIENT)
    assert {name: given for name, given in points(result).items() if given and name != "twice_test"} == {}
