"""Outside a kernel's sandbox: start it, carry its messages, count what it uses, and end it with all that it started.

One warden per kernel, started by the provisioner. It reads its order as one line of JSON, carries bytes between the
client's sockets and the kernel's until one of them ends, and says at last in one line of JSON why it ended. It is a
process of its own so that a flood of messages fills nobody's memory, and so that a kernel never outlives its caller.
"""

import asyncio
import contextlib
import json
import os
import shutil
import signal
import socket
import sys
from pathlib import Path
from typing import Any

import psutil

from naruteo_hub.provisioning.limits import KernelLimits
from naruteo_hub.provisioning.room import FIRST_DESCRIPTOR

WATCH_SECONDS = 0.25
KILL_SECONDS = 3.0
CHUNK = 64 * 1024
# Of what the kernel's own process says, the end: that is where a failed start is explained.
LOG_CHARACTERS = 2000


class Warden:
    """Watches one sandbox; ``ending`` says why it was ended, in words for whoever runs the notebook."""

    def __init__(self, order: dict[str, Any]) -> None:
        self.limits = KernelLimits(**order["limits"])
        self.command: list[str] = order["command"]
        self.folder = Path(order["folder"])
        self.sockets: list[str] = order["sockets"]
        self.sent_bytes = 0
        self.log = b""
        self.ending = ""
        self._over = asyncio.Event()

    async def run(self) -> int:
        """Run the sandbox to its end and return its exit status."""
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, self._over.set)
        listening = [self._listen_for_kernel(place) for place in range(len(self.sockets))]
        for place, path in enumerate(self.sockets):
            Path(path).unlink(missing_ok=True)
            await asyncio.start_unix_server(self._carrier(place), path)
        sandbox = await asyncio.create_subprocess_exec(
            *self.command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            pass_fds=listening,
        )
        for descriptor in listening:
            os.close(descriptor)
        ended = asyncio.create_task(sandbox.wait())
        over = asyncio.create_task(self._over.wait())
        watching = [
            asyncio.create_task(task)
            for task in (self._watch(sandbox.pid), self._miss_caller(), self._read_log(sandbox))
        ]
        await asyncio.wait({ended, over}, return_when=asyncio.FIRST_COMPLETED)
        if ended.done():
            # What it said last is often why it ended.
            await asyncio.wait({watching[-1]}, timeout=0.5)
            if sandbox.returncode:
                said = self.log.decode("utf-8", "replace").strip()
                self.ending = self.ending or f"It stopped by itself with status {sandbox.returncode}. {said}".strip()
        else:
            await _end(sandbox, ended)
        for task in (*watching, over):
            task.cancel()
        return sandbox.returncode or 0

    def _stop(self, ending: str) -> None:
        self.ending = self.ending or ending
        self._over.set()

    def _listen_for_kernel(self, place: int) -> int:
        """Make one of the sockets on which the kernel answers: so it needs no folder that it could fill."""
        path = self._inner(place)
        Path(path).unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listening:
            listening.bind(path)
            listening.listen(16)
            listening.setblocking(False)
            return os.dup2(listening.fileno(), FIRST_DESCRIPTOR + place)

    def _inner(self, place: int) -> str:
        return str(self.folder / f"i-{place}")

    def _carrier(self, place: int) -> Any:
        async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                kernel_reader, kernel_writer = await asyncio.open_unix_connection(self._inner(place))
            except OSError:
                writer.close()
                return
            ways = {
                asyncio.create_task(self._copy(reader, kernel_writer, counted=False)),
                asyncio.create_task(self._copy(kernel_reader, writer, counted=True)),
            }
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            for way in ways:
                way.cancel()
            writer.close()
            kernel_writer.close()

        return carry

    async def _copy(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, counted: bool) -> None:
        with contextlib.suppress(OSError):
            while chunk := await reader.read(CHUNK):
                if counted:
                    self.sent_bytes += len(chunk)
                    if self.sent_bytes > self.limits.output_bytes:
                        self._stop(f"Its output was more than {self.limits.output_bytes} bytes.")
                        return
                writer.write(chunk)
                await writer.drain()

    async def _watch(self, pid: int) -> None:
        """End a sandbox that has lasted, computed or held more than it may, all its processes taken together."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self.limits.wall_seconds
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            seconds, held = _use(pid)
            if loop.time() > deadline:
                self._stop(f"It lasted longer than {self.limits.wall_seconds} seconds.")
            elif seconds > self.limits.cpu_seconds:
                self._stop(f"It computed for more than {self.limits.cpu_seconds} seconds.")
            elif held > self.limits.total_memory_bytes:
                self._stop(f"Its processes held more than {self.limits.total_memory_bytes} bytes of memory.")

    async def _miss_caller(self) -> None:
        """End when the program that wanted the kernel has ended, however it did, and tidy up for it."""
        caller = asyncio.StreamReader()
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(caller), sys.stdin)
        await caller.read()
        self._over.set()
        shutil.rmtree(self.folder, ignore_errors=True)

    async def _read_log(self, sandbox: asyncio.subprocess.Process) -> None:
        while sandbox.stdout is not None and (chunk := await sandbox.stdout.read(CHUNK)):
            self.log = (self.log + chunk)[-LOG_CHARACTERS:]


def _use(pid: int) -> tuple[float, int]:
    """Add up the computing time and the memory of everything in the sandbox."""
    seconds, held = 0.0, 0
    with contextlib.suppress(psutil.Error):
        for process in psutil.Process(pid).children(recursive=True):
            with contextlib.suppress(psutil.Error):
                times, memory = process.cpu_times(), process.memory_info()
                seconds += times.user + times.system + times.children_user + times.children_system
                held += memory.rss - memory.shared
    return seconds, held


async def _end(sandbox: asyncio.subprocess.Process, ended: "asyncio.Task[int]") -> None:
    """Kill the sandbox's first process: Linux reports its end only when all the others inside are dead."""
    with contextlib.suppress(psutil.Error):
        for first in psutil.Process(sandbox.pid).children():
            first.kill()
    await asyncio.wait({ended}, timeout=KILL_SECONDS)
    if not ended.done():
        sandbox.kill()
        await ended


def main() -> int:
    """Serve one order and report."""
    # The provisioner may be the user's own program: nothing that we make is for others.
    os.umask(0o077)
    warden = Warden(json.loads(sys.stdin.readline()))
    status = asyncio.run(warden.run())
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.write(json.dumps({"ending": warden.ending}) + "\n")
        sys.stdout.flush()
    return status if 0 <= status < 256 else 1


if __name__ == "__main__":
    sys.exit(main())
