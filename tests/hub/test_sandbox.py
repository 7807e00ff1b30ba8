"""A sandbox shows only what it was given, stops what goes beyond its limits and cannot be left."""

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from naruteo_hub.sandbox import Limits, Sandbox, SandboxMissing, hand_over, require_sandbox, requirement
from naruteo_testing.hub import wait_until

UNIX_USER = 199_000 if os.geteuid() == 0 else None
MEBIBYTE = 1024 * 1024


def run(sandbox: Sandbox, *argv: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(sandbox.command(argv), capture_output=True, text=True, timeout=60, check=False)


def python(sandbox: Sandbox, code: str) -> subprocess.CompletedProcess[str]:
    return run(sandbox, sys.executable, "-c", code)


@pytest.fixture
def sandbox() -> Sandbox:
    small = Limits(
        memory_bytes=300 * MEBIBYTE, processes=40, file_bytes=5 * MEBIBYTE, tmp_bytes=8 * MEBIBYTE, cpu_seconds=5
    )
    return Sandbox(environment={"HOME": "/tmp"}, limits=small, unix_user=UNIX_USER)


def test_runs_this_python_with_our_package(sandbox: Sandbox) -> None:
    done = python(sandbox, "import sys, naruteo_hub, pandas; print(sys.prefix)")
    assert (done.returncode, done.stdout.strip()) == (0, sys.prefix), done.stderr


def test_shows_only_what_it_was_given(sandbox: Sandbox, tmp_path: Path) -> None:
    given, work, secret = (tmp_path / name for name in ("given", "work", "secret"))
    for folder in (given, work, secret):
        folder.mkdir()
        (folder / "note.txt").write_text(folder.name)
        hand_over(folder, UNIX_USER)
    room = Sandbox(
        readable={given: Path("/course")},
        writable={work: Path("/home/learner")},
        working_directory=Path("/home/learner"),
        unix_user=UNIX_USER,
    )
    done = run(room, "sh", "-c", f"cat /course/note.txt note.txt; echo new > note.txt; echo > /course/x; ls {secret}")
    assert done.stdout == "givenwork"
    assert (work / "note.txt").read_text() == "new\n"
    assert "Read-only file system" in done.stderr
    assert "No such file" in done.stderr
    assert not (given / "x").exists()


def test_shows_neither_course_sources_nor_the_portal(sandbox: Sandbox) -> None:
    checkout = Path(__file__).resolve().parents[2]
    done = run(
        sandbox, "sh", "-c", f"ls {checkout} {checkout}/hub_config; ls -A {checkout}/courses {checkout}/platform"
    )
    assert set(done.stdout.split()) <= {f"{checkout}:", f"{checkout}/hub_config:", "hub_config", "naruteo_hub", ".venv"}


def test_environment_is_only_what_it_was_given(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NARUTEO_SECRET", "do-not-tell")
    done = run(sandbox, "sh", "-c", "env; cat /proc/*/environ")
    assert "do-not-tell" not in done.stdout
    assert "HOME=/tmp" in done.stdout


def test_has_no_network_and_no_sockets_of_the_machine(sandbox: Sandbox) -> None:
    done = python(sandbox, "import socket; print(socket.if_nameindex()); socket.create_connection(('1.1.1.1', 53), 3)")
    assert done.stdout.strip() == "[(1, 'lo')]"
    assert "Network is unreachable" in done.stderr
    assert run(sandbox, "cat", "/proc/net/unix").stdout.count("\n") == 1


def test_sees_no_processes_of_the_machine(sandbox: Sandbox) -> None:
    done = python(sandbox, "import os; print(len([name for name in os.listdir('/proc') if name.isdigit()]))")
    assert int(done.stdout) <= 3
    assert run(sandbox, "kill", "-9", str(os.getpid())).returncode != 0


def test_a_fork_bomb_is_stopped(sandbox: Sandbox) -> None:
    bomb = """
import os, time
for count in range(500):
    try:
        child = os.fork()
    except OSError:
        print("stopped at", count)
        break
    if child == 0:
        time.sleep(5)
        os._exit(0)
"""
    done = python(sandbox, bomb)
    assert done.stdout.startswith("stopped at"), done.stdout + done.stderr


def test_memory_files_and_computing_time_are_limited(sandbox: Sandbox) -> None:
    assert "MemoryError" in python(sandbox, "bytearray(600 * 1024 * 1024)").stderr
    assert "File too large" in python(sandbox, "open('/tmp/big', 'wb').write(bytes(6 * 1024 * 1024))").stderr
    fill = "for number in range(3): open(f'/tmp/{number}', 'wb').write(bytes(4 * 1024 * 1024))"
    assert "No space left" in python(sandbox, fill).stderr
    short = Sandbox(limits=Limits(cpu_seconds=1), unix_user=UNIX_USER)
    assert python(short, "while True: pass").returncode != 0


def test_nothing_can_be_written_outside_the_given_folders(sandbox: Sandbox) -> None:
    done = run(
        sandbox, "sh", "-c", f"touch /x /etc/x /dev/x /usr/x {sys.prefix}/x; echo x > /proc/sys/kernel/core_pattern"
    )
    assert done.stderr.count("Read-only file system") == 5
    assert "core_pattern" in done.stderr


def test_keeps_no_rights_of_root(sandbox: Sandbox) -> None:
    status = run(sandbox, "cat", "/proc/self/status").stdout
    assert "CapEff:\t0000000000000000" in status
    assert "CapPrm:\t0000000000000000" in status
    assert "NoNewPrivs:\t1" in status
    if UNIX_USER:
        assert f"Uid:\t{UNIX_USER}\t{UNIX_USER}\t{UNIX_USER}\t{UNIX_USER}" in status


def test_no_other_room_can_be_opened_inside(sandbox: Sandbox) -> None:
    assert "unshare failed" in run(sandbox, "unshare", "--user", "--map-root-user", "id").stderr
    clone = "import ctypes; print(ctypes.CDLL(None).syscall(56, 0x10000000 | 17, 0, 0, 0, 0))"
    if platform.machine() == "x86_64":
        assert python(sandbox, clone).stdout == "-1\n"
    # What programs need goes on working: threads, child processes, and code that asks for clone3 first.
    work = """
import concurrent.futures, subprocess
with concurrent.futures.ThreadPoolExecutor(4) as pool:
    print(sum(pool.map(abs, [-1, -2])), subprocess.run(["echo", "child"], capture_output=True, text=True).stdout)
"""
    assert python(sandbox, work).stdout == "3 child\n\n"


def test_what_was_left_running_ends_with_the_command(sandbox: Sandbox, tmp_path: Path) -> None:
    name = f"left-behind-{os.getpid()}"
    run(sandbox, "sh", "-c", f"setsid nohup sh -c ': {name}; sleep 60; :' > /dev/null 2>&1 & sleep 0.2")
    # The kernel ends the rest of a sandbox right after its first process.
    wait_until(
        lambda: not any(name in _read(entry) for entry in Path("/proc").glob("[0-9]*/cmdline")), "nothing is left", 3
    )


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_root_must_name_whom_to_become() -> None:
    with pytest.raises(ValueError, match="unix_user"):
        Sandbox().command(["true"])


def test_a_machine_without_bubblewrap_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    require_sandbox()
    monkeypatch.setattr(requirement.shutil, "which", lambda program: None if program == "bwrap" else program)
    with pytest.raises(SandboxMissing, match="sudo apt-get install bubblewrap"):
        require_sandbox()
