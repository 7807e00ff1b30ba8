"""What goes beyond its limits in a sandboxed kernel is held or ended, and the program that runs it stays small."""

import resource

import pytest

from .conftest import Run

MEBIBYTE = 1024 * 1024


def ends(run: Run, caplog: pytest.LogCaptureFixture, cell: str, **limits: int) -> str:
    """Run a cell that ends its kernel; returns what is said about it."""
    with pytest.raises(RuntimeError, match=r"[Kk]ernel"):
        run(cell, **limits)
    return caplog.text


def test_a_fork_bomb_is_held_and_the_kernel_goes_on(run: Run) -> None:
    bomb = (
        "import os, time\nchildren = 0\n"
        "try:\n"
        "    for _ in range(500):\n"
        "        if os.fork() == 0:\n            time.sleep(60); os._exit(0)\n"
        "        children += 1\n"
        "except OSError:\n    print('held', children < 50)\n"
    )
    assert run(bomb, "print('on')", processes=50) == ["held True\n", "on\n"]


def test_one_process_holds_no_more_memory_than_it_may(run: Run) -> None:
    assert run("block = bytearray(700 * 1024 * 1024)", "print('on')", memory_bytes=500 * MEBIBYTE) == [
        "MemoryError",
        "on\n",
    ]


def test_many_processes_together_hold_no_more_memory_than_they_may(run: Run, caplog: pytest.LogCaptureFixture) -> None:
    bomb = (
        "import os, time\n"
        "for _ in range(10):\n"
        "    if os.fork() == 0:\n        block = bytearray(os.urandom(1)) * 60_000_000; time.sleep(60)\n"
        "time.sleep(60)"
    )
    said = ends(run, caplog, bomb, total_memory_bytes=400 * MEBIBYTE)
    assert "held more than 419430400 bytes of memory" in said


def test_files_and_the_disk_are_limited(run: Run) -> None:
    said = run(
        "open('big', 'wb').write(bytes(6 * 1024 * 1024))",
        "for number in range(9): open(f'{number}', 'wb').write(bytes(4 * 1024 * 1024))",
        "print('on')",
        file_bytes=5 * MEBIBYTE,
        tmp_bytes=20 * MEBIBYTE,
    )
    assert said == ["OSError", "OSError", "on\n"]


def test_computing_time_counts_over_all_processes(run: Run, caplog: pytest.LogCaptureFixture) -> None:
    loops = "import os\nfor _ in range(3): os.fork()\nwhile True: pass"
    assert "computed for more than 4 seconds" in ends(run, caplog, loops, cpu_seconds=4)


def test_time_on_the_clock_is_limited(run: Run, caplog: pytest.LogCaptureFixture) -> None:
    loop = "import time\nwhile True:\n    try: time.sleep(60)\n    except BaseException: pass"
    assert "lasted longer than 5 seconds" in ends(run, caplog, loop, wall_seconds=5)


@pytest.mark.parametrize(
    "flood",
    [
        "while True: print('x' * 1000)",
        "from IPython.display import display, HTML\nwhile True: display(HTML('x' * 1_000_000))",
        "print('x' * 100_000_000)",
        "import os\nwhile True: os.write(1, b'x' * 60_000)",
    ],
    ids=["lines", "displays", "one line", "past Python"],
)
def test_a_flood_of_output_does_not_fill_the_caller(run: Run, caplog: pytest.LogCaptureFixture, flood: str) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert "output was more than 8388608 bytes" in ends(run, caplog, flood, output_bytes=8 * MEBIBYTE)
    grown_kibibytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown_kibibytes < 100 * 1024
