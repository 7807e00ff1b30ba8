"""What every test may ask for."""

import gc
from collections.abc import Generator
from pathlib import Path
from random import randrange

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as examples
from xdist.scheduler import LoadFileScheduling

from naruteo_testing.database import engine, postgres, session  # noqa: F401 - fixtures for all tests
from naruteo_testing.portal import app, built, client, settings  # noqa: F401 - fixtures for all tests

JOURNEYS = "tests/journeys/"
# It starts platforms of its own, so another worker may take it.
PROCESSES = f"{JOURNEYS}test_processes.py"
# The longest files, longest first: one that began near the end would leave the other workers waiting.
LONGEST = (
    PROCESSES, JOURNEYS, "tests/house/test_routes.py", "tests/faults/", "tests/courses/test_every_course.py",
    "tests/portal/web/test_query_counts.py", "tests/house/test_imports.py",
)  # fmt: skip
# Many variants of the same attacks and of honest work: each run takes a share of them, `--thorough` takes all.
SHARES = {"tests/hub/attacks/": 24, "tests/hub/differential/": 24}
BENCHMARKS = Path(__file__).parent / "benchmarks"
# Four workers share two cores, so any example may take long; and what fails today fails tomorrow, too.
examples.register_profile("naruteo", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
examples.load_profile("naruteo")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Benchmarks measure and take minutes, so they run only when asked for."""
    group = parser.getgroup("naruteo")
    group.addoption("--benchmarks", action="store_true", help="run tests/benchmarks, which print what they measured")
    group.addoption("--faults", metavar="N", type=int, default=14, help="submissions in tests/faults (in full: 300)")
    group.addoption("--faults-seed", metavar="N", type=int, default=randrange(10**6), help="chance in tests/faults")
    group.addoption("--thorough", action="store_true", help="run every variant of the attacks and of honest work")
    group.addoption("--benchmarks-json", metavar="FILE", type=Path, help="write what the benchmarks measured here too")


def _share(items: list[pytest.Item]) -> tuple[list[pytest.Item], list[pytest.Item]]:
    """Part the items into those that run and those that are left out: of many variants every so many runs."""
    counted: dict[str, int] = {}
    run, left = [], []
    for item in items:
        share = next((share for folder, share in SHARES.items() if item.nodeid.startswith(folder)), 1)
        test = item.nodeid.partition("[")[0]
        counted[test] = counted.get(test, -1) + 1
        (left if counted[test] % share or item.get_closest_marker("thorough") else run).append(item)
    return run, left


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave the benchmarks out, without a word, unless they were asked for."""
    return True if collection_path == BENCHMARKS and not config.getoption("--benchmarks") else None


class FilesTogether(LoadFileScheduling):  # type: ignore[misc]  # xdist's schedulers are not typed
    """Gives whole files to the workers, and all journeys on the shared platform to one."""

    def _split_scope(self, nodeid: str) -> str:
        shared = nodeid.startswith(JOURNEYS) and not nodeid.startswith(PROCESSES)
        return JOURNEYS if shared else str(super()._split_scope(nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> FilesTogether:
    """Share the run between workers (`make test` asks for four: half of them always wait for something)."""
    return FilesTogether(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the files that take longest first."""
    if not config.getoption("--thorough"):
        items[:], left = _share(items)
        config.hook.pytest_deselected(items=left)
    items.sort(key=_place)


def _place(item: pytest.Item) -> int:
    return next((place for place, name in enumerate(LONGEST) if item.nodeid.startswith(name)), len(LONGEST))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Look for no garbage among the modules that are loaded, neither now nor before every so many objects of a test."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()
