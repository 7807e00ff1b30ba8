"""The running platform and a browser, shared by all journeys; what a failing journey saw is kept as pictures."""

import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error

from naruteo_testing.browser import browser as running_browser
from naruteo_testing.platform import platform  # noqa: F401 - a fixture for all journeys


# Playwright keeps an event loop while it is open, and other tests of the same worker need their own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for each file of journeys."""
    with running_browser() as started:
        yield started


@pytest.fixture(autouse=True)
def pictures_of_failure(browser: Browser, request: pytest.FixtureRequest) -> Iterator[None]:
    """Close what a journey left open; if it failed, photograph every page before."""
    yield
    failed = getattr(request.node, "failed_call", False)
    folder = Path(tempfile.mkdtemp(prefix="naruteo-journey-")) if failed else None
    for number, page in enumerate(page for context in browser.contexts for page in context.pages):
        try:
            if folder is not None:
                page.screenshot(path=folder / f"{number}.png")
                (folder / f"{number}.txt").write_text(f"{page.url}\n{page.inner_text('body')}")
        except Error as error:
            print(f"No picture of {page.url}: {error}")  # noqa: T201 - seen beside the failure
    if folder is not None:
        print(f"Pictures of the failure: {folder}")  # noqa: T201 - seen beside the failure
    for context in browser.contexts:
        context.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember on the test whether its body failed."""
    report = yield
    if call.when == "call":
        vars(item)["failed_call"] = report.failed
    return report
