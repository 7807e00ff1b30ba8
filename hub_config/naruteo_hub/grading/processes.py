"""The processes in which a notebook runs: each in a room of its own, with a channel to it, and copies of one."""

import contextlib
import os
import select
import signal
import socket
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import psutil
from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_output

from naruteo_hub.grading.document import as_notebook
from naruteo_hub.grading.forking import ForkServer, Room, RoomFailed
from naruteo_hub.grading.judging.wire import Channel, Lost, Message, TooLate
from naruteo_hub.grading.patience import Allowance, Patience
from naruteo_hub.grading.results import MEBIBYTE, GradingLimits
from naruteo_hub.sandbox import Limits, Sandbox
from naruteo_hub.sandbox.guests import PYTHON_ENVIRONMENT, guest_user, inherited

# What the preloaded interpreter holds already counts against a process's limit too.
PRELOADED_BYTES = 256 * MEBIBYTE
LARGEST_QUESTION = 48 * MEBIBYTE


def environment() -> dict[str, str]:
    """Return the whole environment of every process that runs cells."""
    return {
        **PYTHON_ENVIRONMENT,
        **inherited(),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "NBGRADER_EXECUTION": "autograde",
        "LANG": "C.UTF-8",
        "PATH": "/usr/local/bin:/usr/bin:/bin",
    }


def room_for(limits: GradingLimits, files: Mapping[str, bytes]) -> Room:
    """Open a room of its own for one process that runs cells; the files that it will be sent have room there too."""
    return Room(
        Sandbox(
            limits=Limits(
                memory_bytes=limits.memory_bytes + PRELOADED_BYTES,
                processes=limits.processes,
                cpu_seconds=limits.cpu_seconds,
                file_bytes=limits.file_bytes,
                tmp_bytes=limits.tmp_bytes + 2 * sum(map(len, files.values())),
            ),
            unix_user=guest_user(),
        )
    )


class Process:
    """A process in a room, and the channel to it."""

    def __init__(self, room: Room, channel: socket.socket, patience: Patience) -> None:
        self.room = room
        self._patience = patience
        # The kernel then tells with each message which process sent it.
        channel.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        self.channel = Channel(channel, LARGEST_QUESTION)
        self._process: int | None = None
        self._watched: int | None = None

    def ask(self, order: Message, deadline: float, descriptors: Sequence[int] = ()) -> Message:
        """Send an order and wait for its answer; raises Lost or TooLate."""
        self.channel.send(order, descriptors=descriptors)
        waited_for: list[Any] = [self.channel, *([] if self._process is None else [self._process])]
        allowance = Allowance(self._patience, deadline)
        ready: list[Any] = []
        while not ready:
            ready, _, _ = select.select(waited_for, [], [], allowance.seconds_left)
            if not ready and not allowance.extend():
                raise TooLate
        if self.channel not in ready:
            # What it has left behind may still hold the other end of the channel.
            raise Lost("The process has ended.")
        return self.channel.receive(time.monotonic() + allowance.seconds_left)[0]

    def copy(self, order: Message, deadline: float, descriptors: Sequence[int] = ()) -> "Copy | None":
        """Have the process go on as two; None if this one cannot. Raises Lost or TooLate."""
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                answer = self.ask({"op": "fork", **order}, deadline, [theirs.fileno(), *descriptors])
        except (Lost, TooLate):
            ours.close()
            raise
        if answer.get("forked") is not True:
            ours.close()
            return None
        return Copy(self.room, ours, self.channel.sender_pid, self._patience)

    def used_seconds(self) -> float:
        """Return the computing time that the process has used so far; 0 where nobody can tell."""
        if self._process is not None:
            with contextlib.suppress(OSError, ValueError, psutil.Error):
                told = Path(f"/proc/self/fdinfo/{self._process}").read_text(encoding="ascii")
                number = next(line for line in told.splitlines() if line.startswith("Pid:")).split()[1]
                times = psutil.Process(int(number)).cpu_times()
                return float(times.user + times.system)
        return 0.0

    def kill(self) -> None:
        """End the process at once; what it has started lives on in the room."""
        self._signal(signal.SIGKILL)

    def wake(self) -> None:
        """Let the process go on if something in its room has stopped it."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._process, number)

    def _watch(self, pid: int) -> None:
        self._patience.watch(pid)
        self._watched = pid

    def _let_go(self) -> None:
        if self._watched is not None:
            self._patience.forget(self._watched)
        self.channel.close()
        if self._process is not None:
            os.close(self._process)
            self._process = None


class Life(Process):
    """A process with a room of its own."""

    def __init__(
        self, server: ForkServer, role: str, limits: GradingLimits, files: Mapping[str, bytes], patience: Patience,
        *ends: socket.socket,
    ) -> None:  # fmt: skip
        self._server = server
        self._pid: int | None = None
        room = room_for(limits, files)
        ours, theirs = socket.socketpair()
        super().__init__(room, ours, patience)
        try:
            with theirs:
                self._pid = server.fork(role, self.room, [theirs, *ends])
            self._process = os.pidfd_open(self._pid)
            self._watch(self._pid)
        except BaseException:
            self.end()
            raise

    def end(self) -> tuple[float, int]:
        """Kill everything in the room; returns its computing time and what the process ended with.

        Raises RoomFailed if something outside has ended the room before: what happened in it is nobody's fault.
        """
        killed = self.room.killed
        self.room.close()
        self._let_go()
        seconds, status = self.room.cpu_seconds, 0
        if self._pid is not None:
            used, status = self._server.reap(self._pid)
            seconds += used
            self._pid = None
        if killed:
            raise RoomFailed("Something outside has ended the room.")
        return seconds, status


class Copy(Process):
    """A process that was forked from one in a room, and lives in the same room."""

    def __init__(self, room: Room, channel: socket.socket, pid: int | None, patience: Patience) -> None:
        super().__init__(room, channel, patience)
        with contextlib.suppress(OSError):
            if pid:
                self._process = os.pidfd_open(pid)
                # The number came from the room; only what lives in the room is ever killed by it.
                if not os.path.samestat(Path(f"/proc/{pid}/ns/pid").stat(), os.fstat(room.namespaces[1])):
                    os.close(self._process)
                    self._process = None
                else:
                    self._watch(pid)

    def end(self) -> None:
        """Kill the copy."""
        self.kill()
        self._let_go()


def send_files(channel: Channel, files: Mapping[str, bytes]) -> None:
    """Send the files that are to lie beside the notebook."""
    for name, content in files.items():
        channel.send({"name": name}, [content])


def outputs_from(received: Any) -> list[NotebookNode]:
    """Take outputs as plain, well-formed data, whoever wrote them."""
    kept: list[NotebookNode] = []
    for output in received if isinstance(received, list) else ():
        if not isinstance(output, dict):
            continue
        kind = output.get("output_type")
        if kind == "stream":
            name = "stderr" if output.get("name") == "stderr" else "stdout"
            kept.append(new_output("stream", name=name, text=str(output.get("text", ""))))
        elif kind == "error":
            traceback = output.get("traceback")
            lines = [str(line) for line in traceback] if isinstance(traceback, list) else []
            ename, evalue = str(output.get("ename", "")), str(output.get("evalue", ""))
            kept.append(new_output("error", ename=ename, evalue=evalue, traceback=lines))
        elif kind in ("display_data", "execute_result") and isinstance(output.get("data"), dict):
            data = {str(key): content for key, content in output["data"].items() if isinstance(content, str)}
            kept.append(as_notebook(new_output(kind, data=data)))
    return kept
