"""Stock nbclient runs notebooks in the sandbox by the name of a kernelspec, and honest ones notice nothing."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from jupyter_client.manager import AsyncKernelManager, start_new_async_kernel
from nbclient.exceptions import DeadKernelError

from naruteo_hub.provisioning.kernelspec import kernel_spec
from naruteo_hub.provisioning.provisioner import SandboxProvisioner
from naruteo_hub.sandbox import SandboxMissing, requirement
from naruteo_testing.hub import wait_until

from .conftest import Run

Install = Callable[..., None]


def test_an_ordinary_notebook_works(run: Run, folder: Path) -> None:
    (folder / "data.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (folder / "tools").mkdir()
    (folder / "tools" / "double.py").write_text("def double(n): return 2 * n\n", encoding="utf-8")
    said = run(
        "print('안녕')",
        "1 / 0",
        "import pandas\nprint(pandas.read_csv('data.csv').b.sum())",
        "from tools.double import double\nprint(double(4))",
        "import matplotlib.pyplot as plot\nplot.plot([1, 2]);",
        "open('new.txt', 'w').write('kept'); print(open('new.txt').read())",
        "import subprocess\nprint(subprocess.run(['echo', 'child'], capture_output=True, text=True).stdout)",
    )
    assert said[:4] == ["안녕\n", "ZeroDivisionError", "2\n", "8\n"]
    assert "image/png" in said[4] and said[5].startswith("kept") and said[6] == "child\n\n"
    # What a notebook writes stays in its room.
    assert not (folder / "new.txt").exists()


def test_a_cell_that_sleeps_is_interrupted_and_the_rest_goes_on(run: Run) -> None:
    said = run("kept = 7", "import time\ntime.sleep(100)", "print(kept)", timeout=3)
    assert said == ["", "KeyboardInterrupt", "7\n"]


def test_a_kernel_starts_again_empty_and_with_its_files(install: Install, folder: Path, rooms: list[Path]) -> None:
    install()
    (folder / "data.txt").write_text("data", encoding="utf-8")

    async def restarted() -> list[str]:
        manager, client = await start_new_async_kernel(kernel_name="naruteo-sandbox", cwd=str(folder))
        said: list[str] = []

        async def ask(code: str) -> None:
            await client.execute_interactive(
                code, timeout=30, output_hook=lambda message: said.append(message["content"].get("text", ""))
            )

        await ask("kept = 1; open('data.txt', 'w').write('changed')")
        await manager.restart_kernel(now=True)
        await client.wait_for_ready(timeout=60)
        await ask("print(open('data.txt').read(), 'kept' in globals())")
        client.stop_channels()
        await manager.shutdown_kernel()
        return said

    assert "data False\n" in asyncio.run(restarted())
    assert rooms and not rooms[0].exists()


def test_there_is_nothing_of_the_machine_to_be_seen(
    run: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COURSE_SECRET", "do-not-tell")
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    (tmp_path / "gradebook.db").write_text("marks", encoding="utf-8")
    (folder / "link.db").symlink_to(tmp_path / "gradebook.db")
    # nbgrader writes the notebook with its hidden tests here before it runs any of it.
    (folder / "work.ipynb").write_text("{}", encoding="utf-8")
    said = run(
        "import os\nprint(os.listdir('.'), os.listdir('/naruteo/files'))",
        f"print([path for path in ({str(tmp_path)!r}, '/root/.bashrc') if os.path.exists(path)])",
        "print(os.path.isdir('/home') and os.listdir('/home'))",
        "!env; cat /proc/*/environ",
        "print(sorted(name for name in os.environ if name.startswith(('NARUTEO', 'NBGRADER', 'JPY'))))",
        "print(os.getuid() != 0 or 'root')",
        "import socket\nprint([name for _, name in socket.if_nameindex()])",
        "socket.create_connection(('192.0.2.1', 80), 3)",
        "for path in '/naruteo/x', '/naruteo/files/x', '/naruteo/connection.json', '/etc/x', '/usr/x':\n"
        "    try: open(path, 'w'); print('WROTE', path)\n    except OSError: pass",
    )
    assert said[:3] == ["[] []\n", "[]\n", "False\n"]
    assert "do-not-tell" not in said[3] and "HOME=/tmp/home" in said[3]
    assert said[4:] == ["['NBGRADER_EXECUTION']\n", "True\n", "['lo']\n", "OSError", ""]


def test_without_a_folder_a_kernel_has_no_files(install: Install, rooms: list[Path]) -> None:
    install()

    async def listing() -> list[str]:
        manager, client = await start_new_async_kernel(kernel_name="naruteo-sandbox")
        said: list[str] = []
        await client.execute_interactive(
            "import os; print(os.listdir('.'))",
            timeout=30,
            output_hook=lambda message: said.append(message["content"].get("text", "")),
        )
        client.stop_channels()
        await manager.shutdown_kernel(now=True)
        return said

    assert "[]\n" in asyncio.run(listing())


def test_survivors_are_killed_with_their_kernel(run: Run) -> None:
    name = f"survivor-{os.getpid()}"
    run(f"!setsid nohup sh -c ': {name}; sleep 300; :' > /dev/null 2>&1 &")
    # Dead at once, not soon: the end of the first process is reported when the others have ended.
    assert not [line for line in _command_lines() if name in line]


def test_a_kernel_does_not_outlive_a_caller_that_was_killed(install: Install, folder: Path) -> None:
    install()
    script = (
        "import asyncio, os\n"
        "from jupyter_client.manager import start_new_async_kernel\n"
        f"manager, client = asyncio.run(start_new_async_kernel(kernel_name='naruteo-sandbox', cwd={str(folder)!r}))\n"
        "print(manager.provisioner.room.folder, flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=90, check=False)
    room = done.stdout.strip()
    assert room, done.stderr
    wait_until(lambda: not Path(room).exists(), "the room is gone")
    wait_until(lambda: not [line for line in _command_lines() if room in line], "the sandbox is gone")


def _command_lines() -> list[str]:
    lines = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            lines.append(path.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace"))
        except OSError:
            continue
    return lines


def test_without_a_sandbox_nothing_runs_and_the_error_says_what_to_install(
    run: Run, rooms: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(requirement.shutil, "which", lambda program: None if program == "bwrap" else program)
    with pytest.raises(SandboxMissing, match="apt-get install bubblewrap"):
        run("print('RAN')")
    assert rooms == []


def test_a_kernel_that_cannot_start_says_why(run: Run, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises((DeadKernelError, RuntimeError)):
        run("print('RAN')", memory_bytes=1024 * 1024)
    assert "The sandboxed kernel ended. It stopped by itself" in caplog.text


def test_too_many_files_beside_the_notebook_are_refused(run: Run, folder: Path) -> None:
    (folder / "large.bin").write_bytes(bytes(100_000))
    with pytest.raises(ValueError, match="More lies beside the notebook"):
        run("print('RAN')", files_bytes=50_000)


@pytest.mark.parametrize(
    ("name", "value"), [("memory", 1), ("memory_bytes", 0), ("memory_bytes", "1G"), ("files", True)]
)
def test_a_limit_that_would_not_limit_is_refused(name: str, value: object) -> None:
    with pytest.raises(ValueError, match=name):
        SandboxProvisioner(kernel_id="k", kernel_spec=kernel_spec({}), parent=AsyncKernelManager(), **{name: value})


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become an ordinary user")
def test_an_ordinary_user_has_the_same_kernel(install: Install, tmp_path: Path) -> None:
    install()
    nobody = ["setpriv", "--reuid=29999", "--regid=29999", "--clear-groups", "--"]
    able = [*nobody, sys.executable, "-c", "from naruteo_hub.sandbox import require_sandbox; require_sandbox()"]
    trial = subprocess.run(able, cwd="/", capture_output=True, text=True, check=False)
    if trial.returncode:
        pytest.skip(f"An ordinary user can make no sandbox here: {trial.stderr.strip().splitlines()[-1][:200]}")
    for path in (tmp_path, *tmp_path.parents):
        if path.owner() == "root" and path != Path("/"):
            path.chmod(path.stat().st_mode | 0o011)
    home = tmp_path / "home"
    home.mkdir()
    os.chown(home, 29999, 29999)
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "outputs": [], "execution_count": None}
    notebook["cells"] = [
        {**cell, "source": "import os; print(os.getuid(), os.path.exists('/proc/1/root/etc/hostname'))"}
    ]
    (home / "work.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    script = (
        "import nbformat, sys\nfrom nbclient import NotebookClient\n"
        "work = nbformat.read('work.ipynb', 4)\n"
        "NotebookClient(work, kernel_name='naruteo-sandbox', resources={'metadata': {'path': '.'}}).execute()\n"
        "print(work.cells[0].outputs[0].text)\n"
    )
    environment = {**os.environ, "HOME": str(home), "JUPYTER_RUNTIME_DIR": str(home / "runtime")}
    done = subprocess.run(
        [*nobody, sys.executable, "-c", script], cwd=home, env=environment, capture_output=True, text=True, check=False
    )
    assert done.stdout.split() == ["29999", "False"], done.stderr
