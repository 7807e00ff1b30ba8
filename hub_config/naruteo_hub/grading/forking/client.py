"""The grader's end of a fork server: start it, ask it for processes, count what they used."""

import atexit
import socket
import subprocess
import sys
import threading
from collections.abc import Iterable, Mapping

from naruteo_hub.grading.forking.room import Room
from naruteo_hub.grading.judging.wire import Channel, Lost, Message

# Memory in large pages: the tables that a fork copies are then a hundredth as long.
LARGE_PAGES = {"PYTHONMALLOC": "malloc", "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}


class ServerLost(Exception):
    """The fork server has ended or could not do what it was asked for."""


class ForkServer:
    """One preloaded interpreter; may be used from several threads."""

    def __init__(self, modules: Iterable[str], environment: Mapping[str, str]) -> None:
        self.modules = frozenset(modules)
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-s", "-m", "naruteo_hub.grading.forking.server", str(theirs.fileno())],
                env={**environment, **LARGE_PAGES}, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL, pass_fds=[theirs.fileno()], cwd="/", start_new_session=True,
            )  # fmt: skip
        # Nobody waits at the end of this process until everything is loaded.
        atexit.register(self._end)
        self._channel = Channel(ours)
        self._turn = threading.Lock()
        try:
            self._ask({"op": "preload", "modules": sorted(self.modules)})
        except BaseException:
            self.close()
            raise

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    def fork(self, role: str, room: Room, ends: list[socket.socket]) -> int:
        """Make a process in a room; ``ends`` are its sockets. Returns its process number as seen from here."""
        limits = [[kind, value] for _, kind, value in room.sandbox.limits.resources()]
        mount, processes, *others = room.namespaces
        descriptors = [*(end.fileno() for end in ends), mount, processes, *others]
        order: Message = {
            "op": "fork", "role": role, "ends": len(ends), "unix_user": room.sandbox.unix_user, "limits": limits,
        }  # fmt: skip
        answer = self._ask(order, descriptors)
        if "pid" not in answer:
            raise ServerLost(str(answer.get("fault")))
        return int(answer["pid"])

    def reap(self, pid: int) -> tuple[float, int]:
        """Wait for a process whose room is closed; returns its seconds of computing time and how it ended."""
        answer = self._ask({"op": "reap", "pid": pid})
        return float(answer["cpu_seconds"]), int(answer["status"])

    def close(self) -> None:
        """End the server; what it forked ends with its rooms."""
        with self._turn:
            self._channel.close()
        self._end()
        atexit.unregister(self._end)

    def _end(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _ask(self, order: Message, descriptors: Iterable[int] = ()) -> Message:
        try:
            with self._turn:
                self._channel.send(order, descriptors=list(descriptors))
                return self._channel.receive()[0]
        except Lost as lost:
            raise ServerLost(f"The preloaded interpreter has ended: {lost}") from lost
