"""A notebook at work goes on in copies, also where it cannot be forked or its process has come to an end."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from naruteo_hub.checking.bench import Bench, run_cell
from naruteo_hub.grading.preparation import prepare
from naruteo_hub.grading.servers import lend_server
from naruteo_testing.notebooks import doubling, write_course


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    prepared = prepare(write_course(tmp_path, {"work": doubling()}), "week1")
    with lend_server(prepared.libraries) as server, Bench(prepared.notebooks["work"], {}, server) as bench:
        assert bench.run("number = 41", 10).well
        yield bench


def in_a_copy(bench: Bench, source: str) -> str:
    with bench.copy() as process:
        return run_cell(process, source, 10).printed.strip()


def test_a_copy_changes_nothing_of_its_original(bench: Bench) -> None:
    assert in_a_copy(bench, "number += 1; print(number)") == "42"
    assert in_a_copy(bench, "print(number)") == "41"


def test_a_process_with_threads_is_made_again_instead(bench: Bench) -> None:
    waiting = "import threading, time\nthreading.Thread(target=time.sleep, args=(60,), daemon=True).start()"
    assert bench.run(waiting, 10).well
    assert in_a_copy(bench, "print(number + 1)") == "42"


def test_a_process_that_has_ended_is_made_again(bench: Bench) -> None:
    assert bench.run("import os; os._exit(1)", 10).died
    bench._done.pop()
    assert in_a_copy(bench, "print(number + 1)") == "42"


def test_a_cell_that_does_not_end_is_late(bench: Bench) -> None:
    with bench.copy() as process:
        assert run_cell(process, "while True: pass", 0.5).late
