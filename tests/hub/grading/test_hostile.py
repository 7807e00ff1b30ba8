"""Hostile code in a graded notebook reaches nothing and costs only what it touched."""

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from naruteo_hub.grading import GradingLimits, engine, grade
from naruteo_hub.sandbox import SandboxMissing
from naruteo_testing.notebooks import Notebook, answer, check, code, find_cell, notebook, write_course

from .conftest import RIGHT, HandIn, codes, points

QUICK = GradingLimits(cell_seconds=1.5, notebook_seconds=40, output_bytes=200_000)


def outputs(tmp_path: Path, source: str, limits: GradingLimits = QUICK) -> str:
    """Run code as an answer; returns the English feedback page, which shows what it printed."""
    folder = write_course(tmp_path / "course", {"n": notebook(answer("a", source), check("t", "assert True"))})
    result = grade(folder, "week1", folder / "source" / "week1", limits=limits)
    assert result.state == "graded"
    return result.feedback["en"]["n"]


def test_there_is_no_network(tmp_path: Path) -> None:
    page = outputs(
        tmp_path,
        "import socket\n"
        "for address in ('127.0.0.1', 22), ('127.0.0.1', 8000), ('192.0.2.1', 80):\n"
        "    try:\n        socket.create_connection(address, 1); print('REACHED')\n"
        "    except OSError as fault:\n        print('closed')\n",
    )
    assert page.count("closed") == 4 and "REACHED\n" not in page


def test_only_the_submission_is_to_be_seen(tmp_path: Path) -> None:
    page = outputs(
        tmp_path,
        "import os\n"
        "print('here', os.listdir('.'), os.path.exists('/naruteo'))\n"
        f"print('course', os.path.exists({str(tmp_path)!r}))\n"
        "print('homes', os.path.exists('/root/.bashrc') or os.path.isdir('/home') and os.listdir('/home'))\n"
        "print('variables', sorted(n for n in os.environ if 'NARUTEO' in n or 'TOKEN' in n or 'SECRET' in n))\n"
        # nbgrader's own documentation holds one; a checkout may stand below /tmp.
        "walk = ((p, fs) for p, _, fs in os.walk('/tmp') if 'site-packages' not in p)\n"
        "print('found', [p for p, fs in walk if 'gradebook.db' in fs])\n"
        "print('user', os.getuid() == 0)\n",
        # The walk may be a long one.
        replace(QUICK, cell_seconds=30),
    )
    for line in ("here [] False", "course False", "homes False", "variables []", "found []", "user False"):
        assert line.replace("'", "&#39;") in page


def test_a_module_named_like_the_kernels_does_not_stand_in_for_it(hand_in: HandIn) -> None:
    evil = "raise SystemExit('shadowed')"
    names = ("ipykernel", "IPython", "zmq", "json", "numpy", "sitecustomize", "usercustomize", "psutil")
    files = {f"{name}.py": evil for name in names} | {"ipython_config.py": evil, ".env": "A=1"}
    assert hand_in("import numpy, json\n" + RIGHT, files=files).score == 4


def test_an_endless_loop_costs_its_cell_only(hand_in: HandIn, solved: Notebook) -> None:
    loop = "while True:\n    try:\n        while True: pass\n    except BaseException: pass"
    solved["cells"].insert(2, code(loop))
    result = hand_in(solved, limits=QUICK)
    assert result.score == 4 and codes(result) == {"timeout"}
    assert result.flags[0].evidence == "doubling: #3"


def test_a_kernel_that_is_ended_costs_the_test_that_ended_it(hand_in: HandIn) -> None:
    result = hand_in("import os\ndef twice(number):\n    if number == 1234: os._exit(0)\n    return 2 * number")
    assert points(result) == {"twice_test": 0, "twice_partial": 2}
    assert (result.state, codes(result)) == ("graded", {"kernel_died"})


def test_ending_every_kernel_ends_the_notebook_and_nothing_passes(tmp_path: Path) -> None:
    tests = [check(f"t{number}", "die()") for number in range(6)]
    folder = write_course(tmp_path, {"n": notebook(answer("a", "import os\ndef die():\n    os._exit(0)"), *tests)})
    result = grade(folder, "week1", folder / "source" / "week1", limits=GradingLimits(restarts=2))
    assert result.score == 0 and codes(result) == {"kernel_died", "not_run"}


def test_time_for_the_whole_notebook_is_limited(tmp_path: Path) -> None:
    cells = [code("import time\ntime.sleep(1)") for _ in range(4)]
    folder = write_course(tmp_path, {"n": notebook(*cells, check("t", "assert True"))})
    limits = GradingLimits(notebook_seconds=1.5)
    result = grade(folder, "week1", folder / "source" / "week1", limits=limits)
    assert result.score == 0 and codes(result) == {"notebook_timeout"} and result.seconds < 10


def test_leaving_by_the_door_costs_nothing(hand_in: HandIn, solved: Notebook) -> None:
    solved["cells"].insert(2, code("exit()"))
    solved["cells"].insert(3, code("import sys\nsys.exit(1)"))
    assert hand_in(solved).score == 4


def test_a_fork_bomb_and_a_memory_bomb_are_held(tmp_path: Path) -> None:
    page = outputs(
        tmp_path,
        "import os, time\n"
        "children = 0\n"
        "try:\n"
        "    for _ in range(500):\n"
        "        if os.fork() == 0:\n            time.sleep(60); os._exit(0)\n"
        "        children += 1\n"
        "except OSError:\n    print('held', children < 100)\n"
        "try:\n    block = bytearray(10 ** 10)\nexcept MemoryError:\n    print('no memory')\n",
    )
    assert "held True" in page and "no memory" in page


def test_the_disk_cannot_be_filled(tmp_path: Path) -> None:
    page = outputs(
        tmp_path,
        "written = 0\n"
        "try:\n"
        "    for number in range(100):\n"
        "        with open(f'{number}.bin', 'wb') as file: written += file.write(bytes(2_000_000))\n"
        "except OSError as fault:\n    print('full', written < 30_000_000)\n"
        "try:\n    open('/naruteo/files/x', 'w')\nexcept OSError:\n    print('read only')\n",
        GradingLimits(tmp_bytes=20_000_000),
    )
    assert "full True" in page and "read only" in page


@pytest.mark.parametrize(
    "flood",
    [
        "while True: print('x' * 1000)",
        "from IPython.display import display, HTML\nwhile True: display(HTML('<b>' + 'x' * 10_000))",
        "raise ValueError('x' * 5_000_000)",
    ],
)
def test_floods_of_output_are_held_and_the_rest_goes_on(hand_in: HandIn, solved: Notebook, flood: str) -> None:
    solved["cells"].insert(2, code(flood))
    result = hand_in(solved, limits=QUICK)
    assert result.score == 4 and len(result.feedback["ko"]["doubling"]) < 400_000


def test_a_flood_in_a_test_does_not_drown_its_points(hand_in: HandIn) -> None:
    result = hand_in("def twice(number):\n    print('x' * 300_000)\n    return number", limits=QUICK)
    assert result.score == 0


def test_a_test_may_make_an_answer_print_much(hand_in: HandIn) -> None:
    result = hand_in(
        "def twice(number):\n    if number != 'a': return 2 * number\n    print('x' * 5_000_000)\n    return number",
        limits=QUICK,
    )
    assert points(result) == {"twice_test": 2, "twice_partial": 1} and not codes(result)


def test_printing_too_much_in_an_answer_costs_nothing(hand_in: HandIn) -> None:
    result = hand_in("for line in range(20_000):\n    print('a long line of output', line)\n" + RIGHT, limits=QUICK)
    assert result.score == 4


def test_messages_that_make_no_sense_cost_their_cell_only(hand_in: HandIn, solved: Notebook) -> None:
    forged = (
        "session = get_ipython().kernel.session\nsocket = get_ipython().kernel.iopub_socket\n"
        "parent = get_ipython().kernel.get_parent('shell')\n"
        "session.send(socket, 'display_data', {'data': 7}, parent=parent)\n"
        "session.send(socket, 'stream', {}, parent=parent)\n"
    )
    solved["cells"].insert(2, code(forged))
    result = hand_in(solved, limits=QUICK)
    assert result.state == "graded" and result.score == 4


def test_nothing_is_left_behind(hand_in: HandIn) -> None:
    temporary = Path(tempfile.gettempdir())
    before = set(temporary.glob("naruteo-*/n0"))
    assert hand_in("import subprocess\nsubprocess.Popen(['sleep', '987'])\n" + RIGHT).score == 4
    assert set(temporary.glob("naruteo-*/n0")) <= before
    running = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()]
    assert not any(b"sleep\x00987" in line for line in running)


def test_without_a_sandbox_nothing_is_run(hand_in: HandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise SandboxMissing("Install bubblewrap.")

    monkeypatch.setattr(engine, "require_sandbox", missing)
    result = hand_in(RIGHT)
    assert result.state == "failed" and result.score is None
    assert [(flag.code, flag.evidence) for flag in result.flags] == [("no_sandbox", "Install bubblewrap.")]


def test_the_history_does_not_hold_the_tests(hand_in: HandIn, solved: Notebook) -> None:
    find_cell(solved, "twice")["source"] = RIGHT
    solved["cells"].append(code("print(In)\nprint(open.__doc__)"))
    result = hand_in(solved)
    assert "1234" not in result.feedback["en"]["doubling"]
