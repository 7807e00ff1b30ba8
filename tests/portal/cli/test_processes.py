"""Starting, watching and stopping parts."""

import subprocess
import sys
from pathlib import Path

import pytest

from naruteo_portal.cli.processes import Part, PartFailed, Server, wait_until_ready, watch

ENVIRONMENT = {"PATH": "/usr/bin:/bin"}
WITH_AN_ORPHAN = """
import subprocess, time
import psutil
from naruteo_portal.cli.processes import nothing_left_behind, watch

with nothing_left_behind():
    subprocess.run(["sh", "-c", "sleep 0.1 &"], check=True)
    [orphan] = psutil.Process().children()
    late = time.monotonic() + 20
    watch([], lambda: not psutil.pid_exists(orphan.pid) or time.monotonic() > late)
    assert not psutil.pid_exists(orphan.pid), orphan.status()
"""


def part(tmp_path: Path, code: str, name: str = "The part") -> Part:
    return Part(name, [sys.executable, "-c", code], ENVIRONMENT, tmp_path / "logs" / "part.log")


def test_a_part_that_dies_is_named_with_its_last_words(tmp_path: Path) -> None:
    dying = part(tmp_path, "import sys; print('no such table'); sys.exit(3)", "The portal")
    dying.start()
    with pytest.raises(PartFailed, match=r"(?s)The portal ended with status 3.*no such table"):
        watch([dying], lambda: False)
    dying.stop()


def test_a_grader_that_is_killed_is_started_again_unless_it_ends_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    grader = part(tmp_path, "import time; time.sleep(60)", "The grader")
    grader.again = True
    grader.start()
    first = grader.process
    assert first is not None
    with monkeypatch.context() as later:
        later.setattr("naruteo_portal.cli.processes.AT_ONCE_SECONDS", 0.0)
        first.kill()
        first.wait()
        grader.require_running()
    second = grader.process
    assert second is not None
    assert second.pid != first.pid
    second.kill()
    second.wait()
    with pytest.raises(PartFailed, match="The grader ended"):
        grader.require_running()


def test_a_part_that_ignores_the_request_to_end_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("naruteo_portal.cli.processes.STOP_SECONDS", 0.5)
    deaf = part(tmp_path, "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)")
    deaf.start()
    process = deaf.process
    deaf.stop()
    assert process is not None
    assert process.returncode is not None


def test_waiting_says_which_part_does_not_answer(tmp_path: Path) -> None:
    silent = part(tmp_path, "import time; time.sleep(60)", "JupyterHub")
    silent.health = "http://127.0.0.1:9/hub/health"
    silent.start()
    with pytest.raises(PartFailed, match="JupyterHub did not answer within"):
        wait_until_ready([silent], 0.5, lambda _name: None, lambda: False)
    silent.stop()


def test_a_server_that_is_gone_is_missed(tmp_path: Path) -> None:
    brief = part(tmp_path, "pass")
    brief.start()
    assert brief.process is not None
    pid = brief.process.pid
    brief.process.wait()
    with pytest.raises(PartFailed, match="PostgreSQL ended by itself"):
        watch([Server("PostgreSQL", pid)], lambda: False)


def test_nothing_that_a_part_leaves_behind_keeps_its_number() -> None:
    """In a process of its own, to which what loses its parent comes."""
    subprocess.run([sys.executable, "-c", WITH_AN_ORPHAN], check=True)
