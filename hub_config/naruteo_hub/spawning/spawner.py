"""The Hub's spawner: one warden process per notebook server, each in its own sandbox."""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil
from jupyterhub.spawner import Spawner
from traitlets import Integer, Unicode

from naruteo_hub.sandbox import Limits, SandboxMissing, require_sandbox
from naruteo_hub.spawning.homes import UnfitName, prepare_home
from naruteo_hub.spawning.room import SERVER_PORT, Door, Room

EXCHANGE_PATH = "/api/exchange/v1"
# What the sandbox sees; any free numbers would do, because its network is its own.
HUB_DOOR_PORT = 8081
PORTAL_DOOR_PORT = 8082
STOPPING_TIME = 15.0
READY_INTERVAL = 0.1
GIBIBYTE = 1024**3
NOT_STARTED = "노트북 서버를 시작하지 못했습니다. The notebook server was not started."


class StartFailed(Exception):
    """A notebook server that did not start; the message is what the user reads on the Hub's page."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.jupyterhub_message = message


class SandboxSpawner(Spawner):  # type: ignore[misc]  # JupyterHub comes without types
    """Start, find again and stop notebook servers in sandboxes."""

    homes = Unicode(help="Folder that holds the users' home folders.").tag(config=True)
    logs = Unicode(help="Folder that holds one log file per notebook server.").tag(config=True)
    portal_url = Unicode(help="The portal as this machine reaches it, for its exchange API.").tag(config=True)
    processes = Integer(256, help="How many processes and threads one server may have.").tag(config=True)
    largest_file = Integer(GIBIBYTE // 2, help="The largest file that can be written, in bytes.").tag(config=True)
    temporary = Integer(GIBIBYTE // 4, help="The size of the server's /tmp and /dev/shm, in bytes.").tag(config=True)
    home_bytes = Integer(2 * GIBIBYTE, help="How much a home folder may hold, in bytes.").tag(config=True)
    home_files = Integer(100_000, help="How many files and folders a home folder may hold.").tag(config=True)

    warden_pid = 0
    warden_started = 0.0
    _warden: subprocess.Popen[str] | None = None

    async def start(self) -> tuple[str, int]:
        """Start the warden and wait until the notebook server answers; return where."""
        try:
            await asyncio.to_thread(require_sandbox)
            home, unix_user = await asyncio.to_thread(prepare_home, Path(self.homes), self.user.name)
        except (SandboxMissing, UnfitName) as refusal:
            raise StartFailed(f"{NOT_STARTED} {refusal}") from refusal
        room = self._room(home, unix_user)
        # The room holds a token, so it goes in through a pipe: command lines can be read by everybody.
        # The warden is a session of its own: Ctrl-C at the Hub's terminal is the Hub's to handle.
        self._warden = subprocess.Popen(
            [sys.executable, "-m", "naruteo_hub.spawning.warden"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE if self.debug else subprocess.DEVNULL,
            text=True,
            start_new_session=True,
            env={"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8"},
            cwd="/",
        )
        self.warden_pid = self._warden.pid
        self.warden_started = _start_time(self._warden.pid)
        port = await asyncio.to_thread(_converse, self._warden, room.to_json())
        if port is None:
            await self.stop()
            raise StartFailed(f"{NOT_STARTED} Its sandbox ended at once; the Hub's log says more.")
        await self._until_ready(port, Path(room.log))
        return "127.0.0.1", port

    async def _until_ready(self, port: int, log: Path) -> None:
        while not await _answers(port, f"{self.server.base_url}api"):
            if await self.poll() is not None:
                self.log.error("The notebook server of %s ended at once: %s", self.user.name, _tail(log))
                raise StartFailed(f"{NOT_STARTED} It ended at once; its log is {log.name} in the Hub's folder of logs.")
            await asyncio.sleep(READY_INTERVAL)

    async def poll(self) -> int | None:
        """Return None while the server runs, else its exit status (0 if unknown)."""
        if self._warden is not None:
            status = self._warden.poll()
            if status is not None:
                self.clear_state()
            return status
        # After a restart of the Hub the warden is nobody's child, and its number may have gone to another process.
        if self.warden_pid and _start_time(self.warden_pid) == self.warden_started:
            return None
        self.clear_state()
        return 0

    async def stop(self, now: bool = False) -> None:
        """Ask the warden to end the server; if it does not in time, end both: no sandbox outlives its warden."""
        pid, started = self.warden_pid, self.warden_started
        for signal_number, patience in ((signal.SIGTERM, STOPPING_TIME), (signal.SIGKILL, STOPPING_TIME)):
            if await self.poll() is not None:
                break
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal_number)
            deadline = asyncio.get_running_loop().time() + (0.5 if now else patience)
            while await self.poll() is None and asyncio.get_running_loop().time() < deadline:
                await asyncio.sleep(0.05)
        if _start_time(pid) == started:
            self.log.warning("The warden %s of %s does not end.", pid, self.user.name)
        self.clear_state()

    def get_state(self) -> dict[str, Any]:
        """Return what is needed to find the warden again after a restart of the Hub."""
        state: dict[str, Any] = super().get_state()
        if self.warden_pid:
            state |= {"warden_pid": self.warden_pid, "warden_started": self.warden_started}
        return state

    def load_state(self, state: dict[str, Any]) -> None:
        """Take up what ``get_state`` left."""
        super().load_state(state)
        self.warden_pid = state.get("warden_pid", 0)
        self.warden_started = state.get("warden_started", 0.0)

    def clear_state(self) -> None:
        """Forget a server that has ended."""
        super().clear_state()
        if self._warden is not None and self._warden.poll() is not None:
            self._warden = None
        self.warden_pid = 0
        self.warden_started = 0.0

    def _room(self, home: Path, unix_user: int | None) -> Room:
        hub = urlsplit(self.hub.api_url)
        portal = urlsplit(self.portal_url)
        memory = self.mem_limit or 2 * GIBIBYTE
        doors = [
            Door("hub", HUB_DOOR_PORT, hub.hostname or "127.0.0.1", hub.port or 80, f"{hub.path.rstrip('/')}/"),
            Door("portal", PORTAL_DOOR_PORT, portal.hostname or "127.0.0.1", portal.port or 80, f"{EXCHANGE_PATH}/"),
        ]
        return Room(
            name=self.user.name,
            home=str(home),
            unix_user=unix_user,
            # Not the command "jupyterhub-singleuser": its first line names a Python that may be too long or elsewhere.
            # -P: it starts in the home folder, where a learner's random.py must not take the library's place.
            argv=[sys.executable, "-P", "-m", "jupyterhub.singleuser", *self.get_args()],
            environment=self._environment_inside(),
            doors=doors,
            total_memory_bytes=memory,
            log=str(Path(self.logs) / f"{self.user.name}.log"),
            home_bytes=self.home_bytes,
            home_files=self.home_files,
            limits=Limits(
                memory_bytes=memory,
                processes=self.processes,
                file_bytes=self.largest_file,
                tmp_bytes=self.temporary,
            ),
        )

    def _environment_inside(self) -> Mapping[str, str]:
        environment: dict[str, str] = {name: value for name, value in self.get_env().items() if value is not None}
        api = f"http://127.0.0.1:{HUB_DOOR_PORT}{urlsplit(self.hub.api_url).path}"
        return environment | {
            "JUPYTERHUB_API_URL": api,
            "JUPYTERHUB_ACTIVITY_URL": f"{api.rstrip('/')}/users/{self.user.escaped_name}/activity",
            "JUPYTERHUB_SERVICE_URL": f"http://127.0.0.1:{SERVER_PORT}{self.server.base_url}",
            "JUPYTERHUB_ROOT_DIR": f"/home/{self.user.name}",
            "NARUTEO_EXCHANGE_URL": f"http://127.0.0.1:{PORTAL_DOOR_PORT}{EXCHANGE_PATH}",
            "USER": "learner",
            "LOGNAME": "learner",
            "SHELL": "/bin/bash",
            "PYTHONDONTWRITEBYTECODE": "1",
            # One server is one learner: as many threads as the machine has cores would only slow everybody down.
            "OPENBLAS_NUM_THREADS": "2",
            "OMP_NUM_THREADS": "2",
        }


def _converse(warden: subprocess.Popen[str], order: str) -> int | None:
    """Give the warden its order and read the port from its answer; None if it ended without one."""
    if warden.stdin is None or warden.stdout is None:
        return None
    with warden.stdin, warden.stdout, contextlib.suppress(BrokenPipeError):
        warden.stdin.write(order + "\n")
        warden.stdin.flush()
        answer = warden.stdout.readline()
        return int(json.loads(answer)["port"]) if answer else None
    return None


async def _answers(port: int, path: str) -> bool:
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
            return (await asyncio.wait_for(reader.readline(), 5)).startswith(b"HTTP/")
        finally:
            writer.close()
    except (OSError, TimeoutError):
        return False


def _start_time(pid: int) -> float:
    """Return when the process started, or 0 if there is none (one that only waits to be collected counts as none)."""
    try:
        process = psutil.Process(pid)
        return 0.0 if process.status() == psutil.STATUS_ZOMBIE else process.create_time()
    except (psutil.NoSuchProcess, ValueError):
        return 0.0


def _tail(log: Path) -> str:
    try:
        return log.read_text(errors="replace")[-2000:]
    except OSError:
        return "no log"
