"""Collects what the benchmarks measured and prints it as one table at the end."""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import pytest
from playwright.sync_api import Browser

from naruteo_testing.browser import browser as running_browser
from naruteo_testing.measuring import Measured, Report, said, width
from naruteo_testing.platform import platform  # noqa: F401 - a fixture for all benchmarks

MEASURED = pytest.StashKey[list[Measured]]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[MEASURED] = []


@pytest.fixture(scope="session")
def report(request: pytest.FixtureRequest) -> Report:
    """Adds a line to the table."""

    def add(*values: Any) -> None:
        request.config.stash[MEASURED].append(Measured(*values))

    return add


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all benchmarks."""
    with running_browser() as started:
        yield started


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """The table, and the file if one was asked for."""
    measured = config.stash[MEASURED]
    if not measured:
        return
    rows = [("what", "measured", "ratio", "to")]
    for each in measured:
        ratio = "" if each.ratio is None else f"{each.ratio:.2f}"
        beside = "" if each.reference_value is None else f"{each.reference}: {said(each.reference_value)} {each.unit}"
        rows.append((each.what, f"{said(each.value)} {each.unit}", ratio, beside))
    widths = [max(width(row[column]) for row in rows) for column in range(4)]
    terminalreporter.section(f"measured on {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    for row in rows:
        terminalreporter.line(
            "  ".join(text + " " * (widths[at] - width(text)) for at, text in enumerate(row)).rstrip()
        )
    if file := config.getoption("--benchmarks-json"):
        content = [{**asdict(each), "ratio": each.ratio} for each in measured]
        file.write_text(json.dumps(content, ensure_ascii=False, indent=2), encoding="utf-8")
