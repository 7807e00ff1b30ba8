"""Grading in a process of its own, for submissions that may have taken a worker along."""

import pickle
import subprocess
import sys
import tempfile
from pathlib import Path

from naruteo_hub.grading import Result, grade

# Where memory runs out, the kernel ends this process rather than the worker.
FIRST_TO_GO = "1000"
GRADER = ("-m", __name__)


class Died(Exception):
    """The process that graded was killed or crashed; the message is how it ended."""


def grade_alone(course: Path, assignment: str, submitted: Path, cache: Path, seed: int | None) -> Result:
    """Grade as `grade` does, where nothing else can be taken along; Died if that process ends without a result."""
    with tempfile.TemporaryDirectory(prefix="alone-") as folder:
        answer = Path(folder) / "result"
        # It does not outlive this process, nor do its sandboxes outlive it.
        ended = subprocess.run(
            ["setpriv", "--pdeathsig", "KILL", sys.executable, *GRADER, course, assignment, submitted, cache,
             "" if seed is None else str(seed), answer], stdin=subprocess.DEVNULL, check=False,
        )  # fmt: skip
        if ended.returncode != 0 or not answer.exists():
            raise Died(f"ended with status {ended.returncode}")
        # Written by our own code just now, in a folder that only we may enter.
        result: Result = pickle.loads(answer.read_bytes())  # noqa: S301
        return result


def _main(course: str, assignment: str, submitted: str, cache: str, seed: str, answer: str) -> None:
    Path("/proc/self/oom_score_adj").write_text(FIRST_TO_GO)
    place = Path(answer)
    tempfile.tempdir = str(place.parent)
    result = grade(Path(course), assignment, Path(submitted), seed=int(seed) if seed else None, cache_dir=Path(cache))
    place.write_bytes(pickle.dumps(result))


if __name__ == "__main__":
    _main(*sys.argv[1:])
