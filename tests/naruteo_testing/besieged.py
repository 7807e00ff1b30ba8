"""The platform's own processes on their own disk, started again when they are killed, as a service manager does."""

import contextlib
import ctypes
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx
import psutil
from pydantic import SecretStr
from sqlalchemy import Engine

from naruteo_portal.cli.processes import PR_SET_CHILD_SUBREAPER, Part
from naruteo_portal.cli.up import parts_of
from naruteo_portal.core.database import make_engine
from naruteo_portal.core.embedded_postgres import EmbeddedPostgres
from naruteo_portal.core.schema import migrate
from naruteo_portal.settings import Settings
from naruteo_testing.platform import free_port

BESIDE = Path(__file__).parent
GRADERS = 2
DISK = "64m"
READY_SECONDS = 180


@dataclass
class Besieged:
    """What runs: by name the parts, of which the Hub is only its door; PostgreSQL; and the disk that may fill up."""

    root: Path
    settings: Settings
    server: EmbeddedPostgres
    engine: Engine
    parts: dict[str, Part]
    own_disk: bool
    before: set[int] = field(default_factory=set)
    """Processes that have nothing to do with this."""
    held: set[str] = field(default_factory=set)
    """Parts that are not started again for a while."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def portal(self) -> str:
        return self.settings.portal_url

    @property
    def clock(self) -> Path:
        return self.root / "clock"

    @property
    def temporary(self) -> Path:
        return self.settings.data / "t"

    def watch(self, ended: threading.Event) -> None:
        """Start again what is gone."""
        while not ended.wait(0.3):
            with self.lock:
                for name, part in self.parts.items():
                    if name not in self.held and (part.process is None or part.process.poll() is not None):
                        if name == "portal" and part.process is not None:
                            # A service manager clears away what still listens at the port before it starts another.
                            with contextlib.suppress(ProcessLookupError):
                                os.killpg(part.process.pid, signal.SIGKILL)
                        part.start()

    def stop(self) -> None:
        """Stop every part but PostgreSQL, as politely as a service manager does."""
        with self.lock:
            self.held.update(self.parts)
        running = [part for part in self.parts.values() if part.process is not None and part.process.poll() is None]
        for part in running:
            assert part.process is not None
            part.process.send_signal(signal.SIGTERM)
        for part in running:
            part.stop()

    def processes(self, name: str) -> list[psutil.Process]:
        """A part's process and all that it started."""
        process = self.parts[name].process
        with contextlib.suppress(psutil.NoSuchProcess):
            if process is not None and process.poll() is None:
                top = psutil.Process(process.pid)
                return [top, *top.children(recursive=True)]
        return []

    def sandboxes(self) -> list[psutil.Process]:
        """The closed rooms in which learners' code runs just now."""
        found = []
        for name in self.graders:
            for process in self.processes(name)[1:]:
                with contextlib.suppress(psutil.NoSuchProcess):
                    if process.name() == "bwrap":
                        found.append(process)
        return found

    @property
    def graders(self) -> list[str]:
        return [name for name in self.parts if name.startswith("grader")]

    def kill_database(self) -> None:
        """Kill every process of PostgreSQL, and start it again as its service manager would."""
        top = psutil.Process(self.server.pid)
        processes = (top, *top.children(recursive=True))
        for process in processes:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(processes, 10)
        self.server = EmbeddedPostgres(self.server.folder)

    def fill_disk(self) -> Path:
        """Leave no room for anything more; whoever removes the file that is returned makes room."""
        filler = self.settings.data / "filler"
        with contextlib.suppress(OSError), filler.open("wb", buffering=0) as stream:
            while True:
                stream.write(bytes(64 * 1024))
        with contextlib.suppress(OSError), filler.open("ab", buffering=0) as stream:
            while True:
                stream.write(b"0")
        return filler

    def told(self) -> Counter[str]:
        """What the processes have told their logs, by how often; the rest of a traceback is left out."""
        events: Counter[str] = Counter()
        for log in (self.root / "logs").glob("*.log"):
            for line in log.read_text(errors="replace").splitlines():
                with contextlib.suppress(ValueError, TypeError, KeyError):
                    said = json.loads(line)
                    if said["level"] in ("warning", "error", "critical"):
                        events[str(said["event"])[:60]] += 1
        return events

    def left_running(self) -> list[str]:
        """Whatever still runs of all that was ever started, but for PostgreSQL."""
        found = []
        for process in psutil.Process().children(recursive=True):
            with contextlib.suppress(psutil.NoSuchProcess):
                if process.pid in self.before or process.name() == "postgres":
                    continue
                if process.status() != psutil.STATUS_ZOMBIE:
                    if process.name() == "bwrap" and process.ppid() == os.getpid() and not process.children():
                        # Bubblewrap killed right after it made its child, which then waits for its word for ever, with
                        # nothing in it. `naruteo up`, to which such orphans come, ends them when it stops.
                        process.kill()
                        continue
                    found.append(f"{process.name()} {process.status()} {' '.join(process.cmdline())[:200]}")
                elif process.ppid() == os.getpid():
                    # Orphans come to this process. A room ends when all that was in it is taken note of.
                    with contextlib.suppress(ChildProcessError):
                        os.waitpid(process.pid, os.WNOHANG)
        return found


def _free_settings(root: Path, url: str) -> Settings:
    port, hub = free_port(), free_port()
    return Settings(
        data=root / "d",
        database_url=url,
        portal_url=f"http://127.0.0.1:{port}",
        portal_internal_url=f"http://127.0.0.1:{port}",
        hub_url=f"http://localhost:{hub}",
        hub_internal_url=f"http://127.0.0.1:{hub}",
        secret_key=SecretStr(secrets.token_hex(32)),
        hub_client_secret=SecretStr(secrets.token_hex(32)),
        hub_service_token=SecretStr(secrets.token_hex(32)),
    )


def _named_parts(root: Path, settings: Settings) -> dict[str, Part]:
    port, hub_port = (int(url.rsplit(":", 1)[1]) for url in (settings.portal_url, settings.hub_url))
    portal, worker, grader, hub = parts_of(settings, "127.0.0.1", port, hub_port)
    # Everything temporary lies on the disk that fills up.
    environment = {**portal.environment, "TMPDIR": str(settings.data / "t")}

    def harmed(part: Part, log: str) -> Part:
        python, flag, module, *rest = part.command
        assert (python, flag) == (sys.executable, "-m")
        script = [python, "-P", str(BESIDE / "besieged_process.py"), str(root / "clock"), module, *rest]
        return replace(part, command=script, environment=environment, log=root / "logs" / f"{log}.log")

    graders = {f"grader{number}": harmed(grader, f"grader{number}") for number in range(1, GRADERS + 1)}
    away = [sys.executable, "-P", str(BESIDE / "away_hub.py"), str(hub_port)]
    return {
        "portal": harmed(portal, "portal"),
        "worker": harmed(worker, "worker"),
        **graders,
        "hub": replace(hub, command=away, log=root / "logs" / "hub.log"),
    }


@contextlib.contextmanager
def besieged() -> Iterator[Besieged]:
    """Start everything; at the end it is stopped as politely as its service manager would."""
    before = {process.pid for process in psutil.Process().children(recursive=True)}
    # Processes that lose their parent become children of this one, or nobody would know of them.
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
    # Unix sockets live below this folder, and their paths may only be short.
    root = Path(tempfile.mkdtemp(prefix="nf-", dir="/tmp"))
    root.chmod(0o711)
    data = root / "d"
    data.mkdir()
    own_disk = os.geteuid() == 0 and _mounted(data)
    for folder in (data / "t", data / "blobs"):
        folder.mkdir()
    server = EmbeddedPostgres(root / "postgres")
    engine = make_engine(server.url)
    migrate(engine)
    settings = _free_settings(root, server.url)
    up = Besieged(root, settings, server, engine, _named_parts(root, settings), own_disk, before)
    ended = threading.Event()
    # The parts end with the thread that started them, so one thread starts them all.
    watching = threading.Thread(target=up.watch, args=(ended,), daemon=True)
    watching.start()
    try:
        _wait_until_ready(up)
        yield up
    finally:
        up.stop()
        ended.set()
        watching.join()
        engine.dispose()
        up.server.stop()
        if own_disk:
            subprocess.run(["umount", "--lazy", str(data)], check=True)
        shutil.rmtree(root, ignore_errors=True)
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 0)


def _mounted(folder: Path) -> bool:
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(folder)], check=False)
    return done.returncode == 0


def _wait_until_ready(up: Besieged) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(f"{up.portal}/readyz", timeout=5).is_success:
                return
        time.sleep(0.3)
    logs = {path.name: path.read_text()[-1500:] for path in (up.root / "logs").glob("*.log")}
    raise AssertionError(f"not ready: {logs}")
