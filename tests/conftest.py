"""What every test may ask for."""

from pathlib import Path

import pytest

from naruteo_testing.database import engine, postgres, session  # noqa: F401 - fixtures for all tests
from naruteo_testing.portal import app, client, settings  # noqa: F401 - fixtures for all tests

BENCHMARKS = Path(__file__).parent / "benchmarks"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Benchmarks measure and take minutes, so they run only when asked for."""
    group = parser.getgroup("naruteo")
    group.addoption("--benchmarks", action="store_true", help="run tests/benchmarks, which print what they measured")
    group.addoption("--benchmarks-json", metavar="FILE", type=Path, help="write what the benchmarks measured here too")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave the benchmarks out, without a word, unless they were asked for."""
    return True if collection_path == BENCHMARKS and not config.getoption("--benchmarks") else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let two workers share the run: a module's tests stay together, and all journeys share one platform.

    The longest come first, so that the workers end at about the same time.
    """
    journeys = [item for item in items if item.get_closest_marker("journey")]
    others = [item for item in items if not item.get_closest_marker("journey")]
    for item in journeys:
        item.add_marker(pytest.mark.xdist_group("journeys"))
    for item in others:
        item.add_marker(pytest.mark.xdist_group(item.nodeid.split("::")[0]))
    items[:] = journeys + others
