"""Work in a process of its own: grading what may have taken a worker along, and checking what a stranger uploaded."""

import pickle
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from naruteo_hub.grading import Result, grade

# Where memory runs out, the kernel ends this process rather than the worker.
FIRST_TO_GO = "1000"
GRADER: Sequence[str] = ("-m", __name__)


class Died(Exception):
    """The process was killed, crashed or took too long; the message is how it ended."""


def run_alone(program: Sequence[str], *arguments: Path | str, seconds: float | None = None) -> None:
    """Run a program of Python where nothing else can be taken along; Died if it does not come to a good end in time."""
    try:
        # It does not outlive this process, nor do its sandboxes outlive it.
        ended = subprocess.run(
            ["setpriv", "--pdeathsig", "KILL", sys.executable, *program, *arguments],
            stdin=subprocess.DEVNULL, check=False, timeout=seconds,
        )  # fmt: skip
    except subprocess.TimeoutExpired as late:
        raise Died(f"took longer than {seconds:.0f} seconds") from late
    if ended.returncode != 0:
        raise Died(f"ended with status {ended.returncode}")


def go_first(folder: Path) -> None:
    """In such a process: let the kernel end it before others, and keep what is temporary in a folder."""
    Path("/proc/self/oom_score_adj").write_text(FIRST_TO_GO)
    tempfile.tempdir = str(folder)


def grade_alone(course: Path, assignment: str, submitted: Path, cache: Path, seed: int | None) -> Result:
    """Grade as `grade` does, where nothing else can be taken along; Died if that process ends without a result."""
    with tempfile.TemporaryDirectory(prefix="alone-") as folder:
        answer = Path(folder) / "result"
        run_alone(GRADER, course, assignment, submitted, cache, "" if seed is None else str(seed), answer)
        if not answer.exists():
            raise Died("left no result")
        # Written by our own code just now, in a folder that only we may enter.
        result: Result = pickle.loads(answer.read_bytes())  # noqa: S301
        return result


def _main(course: str, assignment: str, submitted: str, cache: str, seed: str, answer: str) -> None:
    place = Path(answer)
    go_first(place.parent)
    result = grade(Path(course), assignment, Path(submitted), seed=int(seed) if seed else None, cache_dir=Path(cache))
    place.write_bytes(pickle.dumps(result))


if __name__ == "__main__":
    _main(*sys.argv[1:])
