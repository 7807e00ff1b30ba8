"""Takes the pictures for the README: `PYTHONPATH=tests python -m naruteo_testing.screenshots FOLDER`."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from naruteo_testing.browser import WIDTHS, browser, context
from naruteo_testing.first_task import NOTEBOOK, answers
from naruteo_testing.people import SECONDS, open_notebook, sign_in, submit, write_cell
from naruteo_testing.platform import Platform, running_platform


def take(page: Page, folder: Path, name: str, part: str = "body") -> None:
    """The page as it stands, at both widths, as much of it as fits a window from that part on."""
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        page.reload(wait_until="networkidle")
        page.locator(part).first.evaluate("element => element.scrollIntoView()")
        page.screenshot(path=folder / f"{name}-{width}.png")
    page.set_viewport_size({"width": 1280, "height": 900})


def as_worker(started: Browser, platform: Platform, folder: Path) -> None:
    """Work on the first task, hand in twice, and look at every page on the way."""
    with context(started) as profile:
        page = profile.new_page()
        page.goto(platform.portal)
        take(page, folder, "sign-in")
        sign_in(page, platform.portal, "haneul@example.kr")
        lab = open_notebook(page)
        first, *others = answers()
        write_cell(lab, first.splitlines()[0], first)
        lab.wait_for_timeout(2 * SECONDS)
        lab.screenshot(path=folder / "notebook-1280.png")
        page.click("main table a >> nth=0")
        rows = page.locator("#attempts tbody tr")
        submit(lab)
        expect(rows.first).to_contain_text("채점 완료", timeout=90 * SECONDS)
        lab.click(f".lm-TabBar-tabLabel:has-text('{NOTEBOOK}')")
        for answer in others:
            write_cell(lab, answer.splitlines()[0], answer)
        submit(lab)
        expect(rows).to_have_count(2, timeout=60 * SECONDS)
        expect(rows.first).to_contain_text("채점 완료", timeout=90 * SECONDS)
        take(page, folder, "task")
        rows.first.locator("a").click()
        take(page, folder, "submission", "#result")
        page.goto(platform.portal)
        take(page, folder, "home")
        page.goto(f"{platform.portal}/courses")
        take(page, folder, "courses")


def as_instructor(started: Browser, platform: Platform, folder: Path) -> None:
    """Look at the cohort's submissions, and at grading all of them again."""
    with context(started) as profile:
        page = profile.new_page()
        sign_in(page, platform.portal, "jeongmin@example.kr")
        page.click("main a:has-text('첫 나루 기수')")
        take(page, folder, "cohort")
        page.click("main a[href$='/regrades']")
        take(page, folder, "regrades")


def as_candidate(started: Browser, platform: Platform, folder: Path) -> None:
    """Read in English how a matching round went for oneself, and why."""
    with context(started, locale="en", url=platform.portal) as profile:
        page = profile.new_page()
        sign_in(page, platform.portal, "mai@example.kr")
        page.goto(f"{platform.portal}/choices")
        page.click("main a[href*='/results/'] >> nth=0")
        take(page, folder, "result", "main section")


def as_reviewer(started: Browser, platform: Platform, folder: Path) -> None:
    """Look at how far the cohorts of a university came, once its first figures are there."""
    with context(started) as profile:
        page = profile.new_page()
        sign_in(page, platform.portal, "sora@example.kr")
        page.goto(f"{platform.portal}/reviews")
        page.locator("#programmes th", has_text="산업 AI 재교육(가상 자료)").locator("a").first.click()
        funnel = page.locator(".link-tabs a[href*='/funnel']")
        funnel.wait_for(timeout=600 * SECONDS)
        funnel.click()
        take(page, folder, "review", "#funnel")


def main(folder: Path) -> None:
    """Start a platform, take all pictures, stop it."""
    folder.mkdir(parents=True, exist_ok=True)
    # Unix sockets live below this folder, and their paths may only be short.
    with (
        tempfile.TemporaryDirectory(prefix="nt-", dir="/tmp") as place,
        running_platform(Path(place) / "d", NARUTEO_DEMO_COHORTS="6", NARUTEO_DEMO_SCALE="1") as platform,
        browser() as started,
    ):
        as_worker(started, platform, folder)
        as_instructor(started, platform, folder)
        as_candidate(started, platform, folder)
        as_reviewer(started, platform, folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
