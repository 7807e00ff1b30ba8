"""Time in which a machine had no processor for a run is not the learner's: it comes on top of every limit.

Linux counts for each thread how long it was ready to run and did not (`/proc/PID/schedstat`). Only the first threads of
the run's own processes are asked, and no limit grows to more than `MOST_TIMES` of itself: code that keeps itself busy
with many threads starves itself, and shall not keep a grader for ever.
"""

import contextlib
import math
import time
from pathlib import Path

MOST_TIMES = 4
NANO = 1e-9


class Patience:
    """What the processes of one run were kept waiting, and how much of it has been given back to them."""

    def __init__(self) -> None:
        self.given = 0.0
        self._deadline = math.inf
        self._ended = 0.0
        self._kept_waiting: dict[int, float] = {}

    def begin(self, seconds: float) -> None:
        """From now on the run has so many seconds, and what is given back."""
        self._deadline = time.monotonic() + seconds

    def remaining(self) -> float:
        """How many seconds the run still has."""
        return self._deadline + self.given - time.monotonic()

    def watch(self, pid: int) -> None:
        """Count a process in from now on; what it did before is not of this run."""
        self._kept_waiting[pid] = 0.0

    def forget(self, pid: int) -> None:
        """A process has ended; what it was kept waiting stays counted."""
        self._ended += self._kept_waiting.pop(pid, 0.0)

    def starved_seconds(self) -> float:
        """How long the processes were ready and got no processor; of those that have ended, what was last seen."""
        # Processes may be copied and let go in other threads meanwhile.
        for pid in list(self._kept_waiting):
            with contextlib.suppress(OSError, ValueError, IndexError):
                told = Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii")
                if pid in self._kept_waiting:
                    self._kept_waiting[pid] = int(told.split()[1]) * NANO
        return self._ended + sum(list(self._kept_waiting.values()))


class Allowance:
    """One wait: until `deadline` (`time.monotonic`), and longer by what the run is kept waiting meanwhile."""

    def __init__(self, patience: Patience, deadline: float) -> None:
        self._patience = patience
        self._deadline = deadline
        self._most = (MOST_TIMES - 1) * max(0.0, deadline - time.monotonic())
        self._before = patience.starved_seconds()
        self._given = 0.0

    @property
    def seconds_left(self) -> float:
        """How long may be waited from now on."""
        return max(0.0, self._deadline + self._given - time.monotonic())

    def extend(self) -> bool:
        """Give back what has been lost since; False if nothing was, or no more is given."""
        lost = min(self._patience.starved_seconds() - self._before, self._most)
        more, self._given = lost - self._given, max(lost, self._given)
        self._patience.given += max(0.0, more)
        return self.seconds_left > 0
