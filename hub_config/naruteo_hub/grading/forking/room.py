"""A room: the namespaces that bubblewrap opens for one notebook, held open until everything in it is killed."""

import fcntl
import json
import os
import select
import signal
import subprocess
import time
from pathlib import Path

from naruteo_hub.sandbox import Sandbox

NAMESPACES = ("mnt", "pid", "net", "ipc", "uts")
OPEN_SECONDS = 20
# include/linux/sched.h
PF_EXITING = 0x4
# Says that the room is complete, then waits until nobody holds its other end any more.
HOLDER = ("/bin/sh", "-c", "echo open; read end")


class RoomFailed(Exception):
    """bubblewrap did not open a room, and the message is what it said; or something outside has ended one."""


class Room:
    """An open room. Processes enter by its namespaces; closing it kills all of them."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.cpu_seconds = 0.0
        told, tell = (_above_those_of_bwrap(end) for end in os.pipe())
        try:
            # bwrap tells by this descriptor which process is the first in the room.
            self._process = subprocess.Popen(
                [*sandbox.room("--info-fd", str(tell)), *HOLDER],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={}, pass_fds=[tell],
            )  # fmt: skip
        except OSError as fault:
            os.close(told)
            raise RoomFailed(str(fault)) from fault
        finally:
            os.close(tell)
        self.namespaces: list[int] = []
        self._first = 0
        try:
            self._wait_until_open()
            self._first = int(json.loads(_all_of(told))["child-pid"])
            self.namespaces = [
                os.open(f"/proc/{self._first}/ns/{name}", os.O_RDONLY | os.O_CLOEXEC) for name in NAMESPACES
            ]
        except (OSError, ValueError, KeyError) as fault:
            self.close()
            raise RoomFailed(str(fault)) from fault
        except BaseException:
            self.close()
            raise
        finally:
            os.close(told)

    def _wait_until_open(self) -> None:
        out = self._process.stdout
        if out is None or self._process.stderr is None:
            raise RoomFailed("no pipes")
        ready, _, _ = select.select([out], [], [], OPEN_SECONDS)
        if not ready or os.read(out.fileno(), 8) != b"open\n":
            self._process.kill()
            raise RoomFailed(self._process.stderr.read().decode("utf-8", "replace").strip()[-500:] or "no answer")

    @property
    def killed(self) -> bool:
        """Whether something outside has ended the room before it was closed."""
        status = self._process.poll()
        if os.geteuid() == 0:
            # What holds the room is root's: nothing in it can end that.
            return status is not None or _is_exiting(self._first)
        return status == -signal.SIGKILL

    def close(self) -> None:
        """Kill everything in the room and count the computing time of what bwrap itself started."""
        for descriptor in self.namespaces:
            os.close(descriptor)
        self.namespaces = []
        if self._process.returncode is None:
            # Not by Popen, which first looks whether it has ended, and takes away the computing time if so.
            os.kill(self._process.pid, signal.SIGKILL)
            _, _, usage = os.wait4(self._process.pid, 0)
            self._process.returncode = -signal.SIGKILL
            self.cpu_seconds = usage.ru_utime + usage.ru_stime
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe is not None:
                pipe.close()


def _is_exiting(pid: int) -> bool:
    """Tell whether a process is at its end; the kernel first ends all of a room, then its first process."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return True
    # The ninth field, behind the name in parentheses, holds the flags.
    return bool(int(status.rpartition(")")[2].split()[6]) & PF_EXITING)


def _all_of(descriptor: int) -> bytes:
    """Read what bwrap tells; it keeps its end open, so the end of the JSON object is the end."""
    content = b""
    deadline = time.monotonic() + OPEN_SECONDS
    while b"}" not in content:
        ready, _, _ = select.select([descriptor], [], [], max(0, deadline - time.monotonic()))
        part = os.read(descriptor, 4096) if ready else b""
        if not part:
            break
        content += part
    return content


def _above_those_of_bwrap(descriptor: int) -> int:
    """Move a descriptor out of the way of 8 and 9, by which bwrap is given its account files."""
    moved = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, 20)
    os.close(descriptor)
    return moved
