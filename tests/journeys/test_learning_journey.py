"""A worker signs in, takes a task, hands it in and sees the grade; an instructor looks at it and grades again."""

import re

import nbformat
import pytest
from playwright.sync_api import Browser, Page, expect

from naruteo_portal.demo import COURSES
from naruteo_testing.people import SECONDS, open_notebook, sign_in, submit, validate, write_cell
from naruteo_testing.platform import Platform

pytestmark = pytest.mark.journey
TASK = COURSES / "shop-floor-python" / "source" / "01-first-table" / "first-table.ipynb"
DESK = {"viewport": {"width": 1280, "height": 900}}
MARKED = re.compile(r"[ \t]*### (?:BEGIN|END) SOLUTION.*\n?")


def answers() -> list[tuple[str, str]]:
    """For each answer cell that begins with a function: that line, by which it is found, and a right answer."""
    cells = nbformat.read(TASK, as_version=4).cells
    return [
        (cell.source.splitlines()[0], MARKED.sub("", cell.source))
        for cell in cells
        if cell.cell_type == "code" and "BEGIN SOLUTION" in cell.source and cell.source.startswith("def ")
    ]


def wait_for_score(page: Page, timeout: int = 60 * SECONDS) -> None:
    expect(page.locator("#attempts")).to_contain_text("채점 완료", timeout=timeout)


def test_a_worker_takes_a_task_and_an_instructor_looks_at_it(platform: Platform, browser: Browser) -> None:
    page = browser.new_context(**DESK).new_page()
    sign_in(page, platform.portal, "haneul@example.kr")
    expect(page.locator("main")).to_contain_text("과제 0/4 · 진도 0 %")

    lab = open_notebook(page)
    assert lab.url.startswith(f"{platform.hub}/user/")
    assert lab.url.endswith("/lab/tree/shop-floor-python/01-first-table/first-table.ipynb")
    first, *others = answers()
    write_cell(lab, *first)
    assert "fail" in validate(lab).lower()
    page.click("main table a >> nth=0")
    submit(lab)

    # The receipt appears by itself while the page is open, then the state, then the score.
    attempts = page.locator("#attempts")
    expect(attempts).to_contain_text("S-20")
    wait_for_score(page)
    partial = score(attempts.inner_text())
    assert 0 < partial[0] < partial[1]

    lab.click(".lm-TabBar-tabLabel:has-text('first-table.ipynb')")
    for answer in others:
        write_cell(lab, *answer)
    submit(lab)
    expect(attempts.locator("tbody tr")).to_have_count(2)
    expect(attempts.locator("tbody tr").first).to_contain_text("채점 완료", timeout=60 * SECONDS)
    better = score(attempts.locator("tbody tr").first.inner_text())
    assert better[0] > partial[0]
    expect(attempts.locator("tbody tr").first).to_contain_text("반영")

    attempts.locator("tbody a").first.click()
    expect(page.locator("main")).to_contain_text("SHA-256")
    expect(page.locator(".nb-feedback")).to_be_visible()
    reference = page.url.rsplit("/", 1)[-1]
    page.goto(platform.portal)
    expect(page.locator("main")).to_contain_text("과제 1/4 · 진도 25 %")

    desk = browser.new_context(**DESK).new_page()
    sign_in(desk, platform.portal, "jeongmin@example.kr")
    desk.click("text=첫 나루 기수")
    expect(desk.locator("main")).to_contain_text("김하늘")
    expect(desk.locator("main tbody tr")).to_have_count(2)
    desk.click(f"text={reference}")
    expect(desk.locator(".nb-feedback")).to_be_visible()
    desk.fill("textarea[name=reason]", "검사 문항을 고쳤습니다.")
    desk.click("button:has-text('다시 채점')")
    expect(desk.locator("#result")).to_contain_text("검사 문항을 고쳤습니다.")
    expect(desk.locator("#result .nb-feedback")).to_be_visible(timeout=60 * SECONDS)
    expect(desk.locator("#result table:has-text('검사 문항을 고쳤습니다.') tbody tr")).to_have_count(2)


def score(text: str) -> tuple[float, float]:
    """The first "points / maximum" in a text."""
    found = re.search(r"([\d.]+) / ([\d.]+)", text)
    assert found, text
    return float(found[1]), float(found[2])
