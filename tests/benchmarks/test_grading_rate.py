"""How many submissions are graded in what time, beside stock nbgrader in the same run on the same machine."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbgrader
import pytest

from naruteo_testing.measuring import Report

QUICKSTART = Path(nbgrader.__file__).parent / "docs" / "source" / "user_guide" / "source" / "ps1"
STOCK_TIMES, OUR_TIMES = 10, 60
TESTS = Path(__file__).parents[1]


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """nbgrader's own quickstart assignment; its source is also what is handed in."""
    shutil.copytree(QUICKSTART, tmp_path / "course" / "source" / "ps1")
    shutil.copytree(QUICKSTART, tmp_path / "handed-in")
    return tmp_path / "course"


def start(kind: str, course: Path, times: int, **variables: str) -> subprocess.Popen[str]:
    environment = {
        **os.environ, **variables, "PYTHONPATH": str(TESTS),
        # nbgrader calls Alembic by its name.
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]),
    }  # fmt: skip
    command = [
        sys.executable,
        "-m",
        "naruteo_testing.grading_rate",
        kind,
        str(course),
        "ps1",
        str(course.parent / "handed-in"),
        str(times),
    ]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment, cwd=course.parent
    )


def finish(process: subprocess.Popen[str]) -> dict[str, Any]:
    answer, _ = process.communicate(timeout=900)
    assert process.returncode == 0
    return json.loads(answer)  # type: ignore[no-any-return]


def test_grading_rate(course: Path, report: Report) -> None:
    generate = [sys.executable, "-m", "nbgrader", "generate_assignment", "ps1", "--create", f"--course-dir={course}"]
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    subprocess.run(generate, check=True, capture_output=True, env={**os.environ, "PATH": path}, cwd=course.parent)
    stock = finish(start("stock", course, STOCK_TIMES))
    one = finish(start("ours", course, OUR_TIMES))
    two = [finish(process) for process in [start("ours", course, OUR_TIMES) for _ in range(2)]]
    watched = finish(start("ours", course, 10, WATCH_MEMORY="1"))
    assert one["scores"] == stock["scores"]
    reference = "stock nbgrader, API in one process"
    report("quickstart: computing time of a submission", one["cpu_seconds"], "s", reference, stock["cpu_seconds"])
    report("quickstart: submissions in a second, one worker", 1 / one["seconds"], "/s", reference, 1 / stock["seconds"])
    both = sum(1 / each["seconds"] for each in two)
    report("quickstart: submissions in a second, two workers", both, "/s", "one worker", 1 / one["seconds"])
    report(
        "quickstart: memory of its own of a running submission",
        watched["private_mib"],
        "MiB",
        "stock nbgrader's process",
        stock["own_mib"],
    )
