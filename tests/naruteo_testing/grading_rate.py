"""Grades the same submission many times and prints what it took; run as a process of its own by the benchmarks.

`python -m naruteo_testing.grading_rate (stock|ours) COURSE ASSIGNMENT SUBMISSION TIMES`
"""

import json
import os
import resource
import shutil
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
from nbgrader.apps import NbGraderAPI
from traitlets.config import Config

from naruteo_hub.grading import grade, preload_all


def tree_seconds(skip: frozenset[int] = frozenset()) -> float:
    """Computing time of this process and all that it has started, living and ended."""
    total = 0.0
    for process in [psutil.Process(), *psutil.Process().children(recursive=True)]:
        if process.pid not in skip:
            times = process.cpu_times()
            total += times.user + times.system + times.children_user + times.children_system
    return total


class PrivateMemory(threading.Thread):
    """Watches how much memory of their own the processes below the preloaded interpreter have, in MiB."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most = 0.0
        self.done = threading.Event()

    def run(self) -> None:
        while not self.done.wait(0.01):
            own = 0.0
            for server in psutil.Process().children():
                for process in server.children(recursive=True):
                    try:
                        own += process.memory_full_info().uss
                    except psutil.Error:
                        continue
            self.most = max(self.most, own / 2**20)


def stock(course: Path, assignment: str, submission: Path, times: int) -> Callable[[int], float]:
    """nbgrader's own autograde through its API, in one process."""
    for number in range(times + 1):
        shutil.copytree(submission, course / "submitted" / f"s{number}" / assignment)
    settings = Config()
    settings.CourseDirectory.root = str(course)
    api = NbGraderAPI(config=settings)

    def once(number: int) -> float:
        answer = api.autograde(assignment, f"s{number}")
        if not answer["success"]:
            raise RuntimeError(answer["log"])
        return float(api.gradebook.find_submission(assignment, f"s{number}").score)

    return once


def ours(course: Path, assignment: str, submission: Path, times: int) -> Callable[[int], float]:
    """The platform's grader with every common library preloaded."""
    preload_all()

    def once(_: int) -> float:
        result = grade(course, assignment, submission)
        if result.state not in ("graded", "needs_review") or result.score is None:
            raise RuntimeError(str(result))
        return result.score

    return once


def main() -> None:
    """Grade, and print JSON."""
    kind, course, assignment, submission, count = sys.argv[1:]
    times = int(count)
    once = {"stock": stock, "ours": ours}[kind](Path(course), assignment, Path(submission), times)
    # The first one also loads and prepares what the others share.
    once(times)
    memory = PrivateMemory()
    if os.environ.get("WATCH_MEMORY"):
        memory.start()
    began, used = time.perf_counter(), tree_seconds()
    scores = {once(number) for number in range(times)}
    seconds, cpu_seconds = time.perf_counter() - began, tree_seconds() - used
    memory.done.set()
    print(  # noqa: T201 - this is how the benchmark hears of it
        json.dumps(
            {
                "seconds": seconds / times,
                "cpu_seconds": cpu_seconds / times,
                "scores": sorted(scores),
                "private_mib": memory.most,
                "own_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
        )
    )


if __name__ == "__main__":
    main()
