"""A real browser for tests, and one check of a page that holds for every page of the portal."""

import json
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    expect,
    sync_playwright,
)

AXE = Path(__file__).parent / "vendor" / "axe-core-4.14.1" / "axe.min.js"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
WIDTHS = {1280: 900, 390: 844}
DISPLAYS = ("normal", "high-contrast")
# What is awaited on a page comes at once, unless four workers share two cores.
PATIENCE_MILLISECONDS = 30_000
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
# Chromium reports each answer of 400 and above in the console as well; `check_page` judges those by themselves.
STATUS_REPORT = re.compile(r"^Failed to load resource: the server responded with a status of")


def chromium() -> str:
    """The path of the machine's Chromium; the test is skipped with a word of advice where there is none."""
    for name in CHROMIUM_NAMES:
        if found := shutil.which(name):
            return found
    pytest.skip("No Chromium found; install it with: apt-get install chromium")


@contextmanager
def browser() -> Iterator[Browser]:
    """A running Chromium."""
    path = chromium()
    expect.set_options(timeout=PATIENCE_MILLISECONDS)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        try:
            yield started
        finally:
            started.close()


@contextmanager
def context(
    started: Browser, *, width: int = 1280, locale: str = "ko", display: str = "system", url: str = "", **options: Any
) -> Iterator[BrowserContext]:
    """A fresh browser profile of one width; with `url`, language and display are chosen by their cookies."""
    opened = started.new_context(
        viewport={"width": width, "height": WIDTHS.get(width, 900)},
        locale="ko-KR" if locale == "ko" else "en-GB",
        timezone_id="Asia/Seoul",
        **options,
    )
    if url:
        opened.add_cookies(
            [{"name": "language", "value": locale, "url": url}, {"name": "display", "value": display, "url": url}]
        )
    try:
        yield opened
    finally:
        opened.close()


@dataclass
class Trouble:
    """What went wrong behind a page while it loaded."""

    origin: str
    expected_status: int
    console: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    unanswered: set[Request] = field(default_factory=set)

    def on_console(self, message: ConsoleMessage) -> None:
        """Errors and warnings of the browser, among them every refusal by the content policy."""
        if message.type in ("error", "warning") and not STATUS_REPORT.match(message.text):
            self.console.append(f"{message.type}: {message.text}")

    def on_fault(self, fault: Exception) -> None:
        """Faults of our own script."""
        self.console.append(f"fault: {fault}")

    def on_answer(self, answer: Response) -> None:
        """Answers of 400 and above, unless the page itself is meant to be one."""
        is_page = answer.request.is_navigation_request()
        if answer.status >= 400 and not (is_page and answer.status == self.expected_status):
            self.answers.append(f"{answer.status} {answer.url}")

    def on_request(self, request: Request) -> None:
        """Requests to another origin, and what is to be waited for."""
        self.unanswered.add(request)
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and f"{parts.scheme}://{parts.netloc}" != self.origin:
            self.strangers.append(request.url)

    def on_end(self, request: Request) -> None:
        """Requests that came to an end, good or bad."""
        self.unanswered.discard(request)

    def wait(self, page: Page) -> None:
        """Until everything that was asked for is there; sooner than half a second of silence, the browser's own way."""
        deadline = time.monotonic() + PATIENCE_MILLISECONDS / 1000
        while self.unanswered:
            if time.monotonic() > deadline:
                pytest.fail(f"no end of {[request.url for request in self.unanswered]}")
            page.wait_for_timeout(20)

    def listen(self, page: Page) -> None:
        """Start listening."""
        page.on("console", self.on_console)
        page.on("pageerror", self.on_fault)
        page.on("response", self.on_answer)
        page.on("request", self.on_request)
        page.on("requestfinished", self.on_end)
        page.on("requestfailed", self.on_end)

    def stop(self, page: Page) -> None:
        """Stop listening."""
        page.remove_listener("console", self.on_console)
        page.remove_listener("pageerror", self.on_fault)
        page.remove_listener("response", self.on_answer)
        page.remove_listener("request", self.on_request)
        page.remove_listener("requestfinished", self.on_end)
        page.remove_listener("requestfailed", self.on_end)

    def found(self) -> list[str]:
        """Everything heard, said once."""
        strangers = [f"request to another origin: {url}" for url in self.strangers]
        return list(dict.fromkeys([*self.console, *self.answers, *strangers]))


def bring_axe(context: BrowserContext) -> None:
    """Let every page of a profile begin with axe: sending half a megabyte to each of many would take a while."""
    context.add_init_script(path=AXE)


def accessibility_violations(page: Page, *, best_practice: bool = True) -> list[str]:
    """What axe-core finds against WCAG A and AA (and its best practices) on the page as it stands."""
    # The content policy forbids added script elements, so axe comes in through the debugger, as evaluated text.
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(AXE.read_text(encoding="utf-8") + "; true")
    tags = AXE_TAGS if best_practice else AXE_TAGS[:-1]
    result = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})", tags
    )
    return [
        f"{violation['id']} ({violation['impact']}): {violation['help']}: "
        + "; ".join(f"{node['target']} {node['failureSummary']}" for node in violation["nodes"][:5])
        for violation in result["violations"]
    ]


def horizontal_scroll(page: Page) -> list[str]:
    """The elements that make the page wider than the window, if any."""
    found: list[str] = page.evaluate(
        """() => {
            const width = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= width) return [];
            const wide = [...document.querySelectorAll("body *")]
                .filter((element) => element.getBoundingClientRect().right > width + 1);
            // What stands in a region that scrolls by itself is named only when nothing else is to blame.
            const scrolls = (element) =>
                element && (getComputedStyle(element).overflowX === "auto" || scrolls(element.parentElement));
            const guilty = wide.filter((element) => !scrolls(element));
            return (guilty.length ? guilty : wide).slice(0, 5).map((element) => element.outerHTML.slice(0, 120));
        }"""
    )
    return found


def double_ids(page: Page) -> list[str]:
    """Ids that stand on more than one element."""
    found: list[str] = page.evaluate(
        """() => {
            const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
            return [...new Set(ids.filter((id, at) => ids.indexOf(id) !== at))];
        }"""
    )
    return found


def inspect(page: Page) -> list[str]:
    """What is wrong with the page as it stands: accessibility, width, ids, title and language."""
    wrong = accessibility_violations(page)
    wrong += [f"wider than the window: {element}" for element in horizontal_scroll(page)]
    wrong += [f"id used twice: {name}" for name in double_ids(page)]
    if not re.match(r"\S.* - 나루터 Naruteo$", page.title()):
        wrong.append(f"title without the page's own words: {page.title()!r}")
    if page.locator("h1").count() != 1:
        wrong.append(f"{page.locator('h1').count()} h1 headings")
    return wrong


def check_page(
    page: Page, url: str, *, status: int = 200, widths: tuple[int, ...] = tuple(WIDTHS), shots: Path | None = None,
    name: str | None = None,
) -> None:  # fmt: skip
    """Open `url` at each width and fail on anything a visitor could stumble over.

    Fails on: another status than `status`; accessibility violations (axe-core, WCAG 2.2 A and AA); console errors and
    warnings; failing sub-requests; requests to another origin; horizontal scroll; double ids; a missing title or h1.
    With `shots`, a picture of the whole page is left in that folder as `<name>-<width>.png`.
    """
    before = page.viewport_size
    parts = urlsplit(url)
    name = name or re.sub(r"[^a-z0-9]+", "-", parts.path.lower()).strip("-") or "home"
    wrong: dict[str, list[str]] = {}
    for width in widths:
        page.set_viewport_size({"width": width, "height": WIDTHS.get(width, 900)})
        trouble = Trouble(f"{parts.scheme}://{parts.netloc}", status)
        trouble.listen(page)
        answer = page.goto(url)
        found = [] if answer and answer.status == status else [f"status {answer and answer.status}, expected {status}"]
        found += inspect(page)
        # What our own script asked for during the inspection counts as well.
        trouble.wait(page)
        trouble.stop(page)
        found += trouble.found()
        if found:
            wrong[f"{width} px"] = found
        if shots:
            picture(page, shots, f"{name}-{width}")
    if before:
        page.set_viewport_size(before)
    if wrong:
        pytest.fail(f"{url}\n{json.dumps(wrong, indent=2, ensure_ascii=False)}", pytrace=False)


def picture(page: Page, folder: Path, name: str) -> None:
    """Leave a picture of the whole page in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"{name}.png", full_page=True)
