"""From pressing nbgrader's Submit to the receipt and to the score on the learner's page, in a real browser."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

import nbformat
from playwright.sync_api import Browser, Page, expect

from naruteo_testing.first_task import NOTEBOOK, SOURCE, TASK, answers, solved
from naruteo_testing.measuring import Report
from naruteo_testing.people import SECONDS, open_notebook, save, sign_in, write_cell
from naruteo_testing.platform import Platform

TIMES = 10
AUTOGRADE_TIMES = 3

# Both pages are of one browser, whose clock is one; asking from outside would add the time of asking.
NOTE_PRESS = """() => document.addEventListener("click", (event) => {
    if (event.target.closest("button")?.textContent.includes("Submit")) window.pressedAt = Date.now();
}, true)"""
NOTE_CHANGES = """() => {
    window.seenAt = {};
    new MutationObserver(() => {
        const rows = [...document.querySelectorAll("#attempts tbody tr")];
        if (!rows.length) return;
        window.seenAt[`receipt ${rows.length}`] ??= Date.now();
        if (rows[0].textContent.includes("채점 완료")) window.seenAt[`score ${rows.length}`] ??= Date.now();
    }).observe(document.body, {childList: true, subtree: true});
}"""


def to_list(lab: Page) -> None:
    """Go to nbgrader's list of assignments."""
    if lab.locator(".lm-TabBar-tabLabel:has-text('Assignments')").count():
        lab.click(".lm-TabBar-tabLabel:has-text('Assignments')")
    else:
        lab.click(".lm-MenuBar-itemLabel:has-text('Nbgrader')")
        lab.click(".lm-Menu-itemLabel:has-text('Assignment List')")
    lab.locator("button:has-text('Submit')").first.wait_for(timeout=60 * SECONDS)


def autograde_seconds(folder: Path) -> float:
    """What `nbgrader autograde` takes for the same notebook, without any isolation; the median of a few."""
    course = folder / "course"
    shutil.copytree(SOURCE, course / "source" / TASK)
    environment = {
        **os.environ,
        # nbgrader's database calls Alembic by its name.
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]),
        "JUPYTER_CONFIG_DIR": str(folder / "none"),
        "IPYTHONDIR": str(folder / "ipython"),
    }

    def nbgrader(*arguments: str) -> None:
        command = [sys.executable, "-m", "nbgrader", *arguments, f"--course-dir={course}"]
        subprocess.run(command, check=True, capture_output=True, env=environment, cwd=folder)

    nbgrader("generate_assignment", TASK, "--create")
    taken = []
    for number in range(AUTOGRADE_TIMES):
        place = course / "submitted" / f"s{number}" / TASK
        shutil.copytree(course / "release" / TASK, place)
        nbformat.write(solved(), place / NOTEBOOK)
        began = time.perf_counter()
        nbgrader("autograde", TASK, f"--student=s{number}", "--create")
        taken.append(time.perf_counter() - began)
    return median(taken)


def test_submit_to_score(platform: Platform, browser: Browser, report: Report, tmp_path: Path) -> None:
    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        page = context.new_page()
        sign_in(page, platform.portal, "haneul@example.kr")
        lab = open_notebook(page)
        first, *others = answers()
        for answer in others:
            write_cell(lab, answer.splitlines()[0], answer)
        page.click("main table a >> nth=0")
        page.evaluate(NOTE_CHANGES)
        lab.evaluate(NOTE_PRESS)
        receipts, scores = [], []
        rows = page.locator("#attempts tbody tr")
        # The first one also warms the grader, which happens once in a platform's life; it is not counted.
        for attempt in range(1, TIMES + 2):
            lab.click(f".lm-TabBar-tabLabel:has-text('{NOTEBOOK}')")
            write_cell(lab, first.splitlines()[0], f"{first}\n# attempt {attempt}")
            save(lab)
            to_list(lab)
            lab.locator("button:has-text('Submit')").first.click()
            expect(rows).to_have_count(attempt, timeout=60 * SECONDS)
            expect(rows.first).to_contain_text("채점 완료", timeout=60 * SECONDS)
            pressed = lab.evaluate("window.pressedAt")
            seen = page.evaluate("window.seenAt")
            if attempt > 1:
                receipts.append((seen[f"receipt {attempt}"] - pressed) / 1000)
                scores.append((seen[f"score {attempt}"] - pressed) / 1000)
    alone = autograde_seconds(tmp_path)
    reference = "nbgrader autograde, no isolation"
    report(f"Submit to receipt on the page, median of {TIMES}", median(receipts), "s", reference, alone)
    report(f"Submit to score on the page, median of {TIMES}", median(scores), "s", reference, alone)
    report(f"Submit to score on the page, slowest of {TIMES}", max(scores), "s", reference, alone)
