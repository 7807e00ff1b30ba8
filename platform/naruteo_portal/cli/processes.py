"""Starting, watching and stopping the processes that make up the platform."""

import contextlib
import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import httpx
import psutil

from naruteo_portal.core.health import probe

STOP_SECONDS = 20
LEFT_BEHIND_SECONDS = 10
CHECK_SECONDS = 0.2
ANSWER_SECONDS = 2.0
AT_ONCE_SECONDS = 5.0
LAST_LINES = 20
PR_SET_CHILD_SUBREAPER = 36


class PartFailed(Exception):
    """A part did not start, or ended by itself; the message says which, and its last words."""


@dataclass
class Part:
    """One process of the platform with its log file and, if it answers requests, its health address."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    health: str | None = None
    again: bool = False
    """Whether it is started again when it has ended by itself after a while; others take everything along."""
    process: subprocess.Popen[bytes] | None = None
    began: float = 0.0

    def start(self) -> None:
        """Start the process in a session of its own; it is told to stop if this one dies."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self.began = time.monotonic()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "TERM", *self.command],
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def require_running(self) -> None:
        """PartFailed, with the end of its log, if the process has ended and is not started again."""
        if self.process is not None and self.process.poll() is not None:
            # Whoever ends at once would end at once again.
            if self.again and time.monotonic() - self.began > AT_ONCE_SECONDS:
                self.start()
                return
            last_words = self.log.read_text(errors="replace").splitlines()[-LAST_LINES:]
            raise PartFailed(
                f"{self.name} ended with status {self.process.returncode}. The last lines of {self.log}:\n"
                + "\n".join(f"  {line}" for line in last_words)
            )

    def answers(self) -> bool:
        """Whether the health address says yes; a part without one is fine while it runs."""
        if self.health is None:
            return True
        try:
            return probe(self.health, ANSWER_SECONDS).is_success
        except httpx.HTTPError:
            return False

    def stop(self) -> None:
        """Ask the process to end, and end its whole session if it does not."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
        self.process = None


class Watched(Protocol):
    """Whatever the platform cannot go on without."""

    def require_running(self) -> None:
        """PartFailed if it has ended."""


@dataclass(frozen=True)
class Server:
    """A server that runs by itself, known by its process id."""

    name: str
    pid: int

    def require_running(self) -> None:
        """PartFailed if the process is gone."""
        if not psutil.pid_exists(self.pid):
            raise PartFailed(f"{self.name} ended by itself.")


def wait_until_ready(
    parts: Sequence[Part], seconds: float, tell: Callable[[str], None], stopped: Callable[[], bool]
) -> None:
    """Wait until every part answers, telling each one's name as it does; PartFailed if one ends or takes too long."""
    waiting = list(parts)
    deadline = time.monotonic() + seconds
    while waiting and not stopped():
        for part in parts:
            part.require_running()
        for part in [part for part in waiting if part.answers()]:
            waiting.remove(part)
            tell(part.name)
        if waiting and time.monotonic() > deadline:
            raise PartFailed(f"{waiting[0].name} did not answer within {seconds:.0f} seconds; see {waiting[0].log}")
        time.sleep(CHECK_SECONDS)


def watch(parts: Sequence[Watched], stopped: Callable[[], bool]) -> None:
    """Return when `stopped` says so; PartFailed as soon as one part ends by itself."""
    while not stopped():
        for part in parts:
            part.require_running()
        _bury_orphans({part.process.pid for part in parts if isinstance(part, Part) and part.process is not None})
        time.sleep(CHECK_SECONDS)


def _bury_orphans(own: Collection[int]) -> None:
    """Take note of the end of what came to this process from below its parts, or each would keep its number for ever.

    Every closed room that is ended from outside leaves one: a day's submissions would use up what a machine has.
    """
    with contextlib.suppress(ChildProcessError):
        # Only looked at first: how a part has ended is for the part to learn.
        while (ended := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)) and ended.si_pid not in own:
            os.waitpid(ended.si_pid, 0)


@contextlib.contextmanager
def nothing_left_behind() -> Iterator[None]:
    """End whatever the parts started and did not stop themselves, for instance the notebook servers of a dead Hub."""
    # Processes that lose their parent become children of this one, or nobody would know of them.
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
    try:
        yield
    finally:
        # The foremost ones end what is below them in their own way.
        for process in psutil.Process().children():
            with contextlib.suppress(psutil.NoSuchProcess):
                process.terminate()
        _gone, alive = psutil.wait_procs(psutil.Process().children(recursive=True), LEFT_BEHIND_SECONDS)
        for process in alive:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(alive, LEFT_BEHIND_SECONDS)
