"""An instructor opens the course in JupyterLab and works on it with nbgrader's own commands."""

import re
import time
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.assessment.models import Release, ReturnedFeedback, Submission
from naruteo_portal.catalogue.models import Task
from naruteo_portal.core.database import unit_of_work
from naruteo_portal.demo import INSTRUCTOR
from naruteo_testing.content import account_of, database_of, hand_in, side_cohort, wait_until_graded
from naruteo_testing.people import SECONDS, SERVER_START, sign_in
from naruteo_testing.platform import Platform

pytestmark = pytest.mark.journey
COURSE_FOLDER = "shop-floor-python-teaching"
TASK = "01-first-table"
NOTEBOOK = "first-table.ipynb"
LEARNER = "seojun@example.kr"
COMMAND_SECONDS = 120.0
ADDED = "새 판에서 더한 설명입니다."


class Terminal:
    """JupyterLab's terminal, and what its commands leave in the instructor's home."""

    def __init__(self, lab: Page, folder: Path) -> None:
        self.lab = lab
        self.folder = folder
        # By place and command, since JupyterLab speaks the portal's language: File, New, Terminal.
        lab.click(".lm-MenuBar-item >> nth=0")
        lab.hover(".lm-Menu-item[data-type=submenu] >> nth=0")
        lab.click(".lm-Menu-item[data-command='terminal:create-new']")
        lab.wait_for_selector(".jp-Terminal .xterm-screen", timeout=30 * SECONDS)
        lab.click(".jp-Terminal .xterm-screen")

    def run(self, command: str) -> str:
        """Type a command, wait until it has ended well, and return what it wrote."""
        said, ended = self.folder / "said.txt", self.folder / "ended.txt"
        ended.unlink(missing_ok=True)
        self.lab.keyboard.type(f"cd ~/{COURSE_FOLDER}; {command} > said.txt 2>&1; echo $? > ended.txt\n")
        deadline = time.monotonic() + COMMAND_SECONDS
        while not (ended.exists() and ended.read_text().strip()):
            assert time.monotonic() < deadline, f"{command} has not ended: {said.exists() and said.read_text()}"
            self.lab.wait_for_timeout(200)
        assert ended.read_text().strip() == "0", f"{command}\n{said.read_text()}"
        return said.read_text()


def releases_of(session: Session, task: str) -> list[Release]:
    """All releases of a task, the first one first."""
    return list(session.scalars(select(Release).join(Task).where(Task.name == task).order_by(Release.number)))


def explain(folder: Path) -> None:
    """Write a sentence into the first cell of the source, as the instructor would in the editor."""
    place = folder / "source" / TASK / NOTEBOOK
    notebook = nbformat.read(place, as_version=4)
    notebook.cells[0].source += f"\n\n{ADDED}"
    nbformat.write(notebook, place)


def test_an_instructor_works_on_the_course_with_nbgraders_own_commands(platform: Platform, browser: Browser) -> None:
    with database_of(platform.data) as engine:
        with unit_of_work(engine) as session:
            cohort = side_cohort(session, "곁의 기수", LEARNER, "applicant@example.kr").id
            instructor, learner = account_of(session, INSTRUCTOR).handle, account_of(session, LEARNER).handle
            releases = len(releases_of(session, TASK))
        reference = hand_in(engine, platform.data, LEARNER, TASK, marker="for-the-teaching-journey")
        wait_until_graded(engine, reference)

        desk = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        sign_in(desk, platform.portal, INSTRUCTOR)
        desk.goto(f"{platform.portal}/cohorts/{cohort}/submissions")
        expect(desk.locator("main")).to_contain_text(reference)
        with desk.expect_popup() as popup:
            desk.click("text=JupyterLab에서 과정 열기")
        lab = popup.value
        lab.wait_for_url(f"{platform.hub}/user/{instructor}/lab/tree/{COURSE_FOLDER}", timeout=SERVER_START)
        listing = lab.locator(".jp-DirListing-content")
        expect(listing).to_contain_text("source", timeout=SERVER_START)
        expect(listing).to_contain_text("nbgrader_config.py")
        folder = platform.data / "homes" / instructor / COURSE_FOLDER
        assert (folder / "source" / TASK / NOTEBOOK).is_file()
        assert "### BEGIN SOLUTION" in (folder / "source" / TASK / NOTEBOOK).read_text()

        terminal = Terminal(lab, folder)
        explain(folder)
        terminal.run(f"nbgrader generate_assignment {TASK} --force")
        released = (folder / "release" / TASK / NOTEBOOK).read_text()
        assert ADDED in released
        assert "BEGIN SOLUTION" not in released
        assert "BEGIN HIDDEN TESTS" not in released

        said = terminal.run(f"nbgrader release_assignment {TASK} --force")
        assert f"(release {releases + 1})" in said
        with unit_of_work(engine) as session:
            assert len(releases_of(session, TASK)) == releases + 1
            kept = session.scalars(select(Submission).where(Submission.reference == reference)).one()
            assert kept.release_id != releases_of(session, TASK)[-1].id

        assert learner in terminal.run(f"nbgrader collect {TASK} --update")
        submitted = folder / "submitted" / learner / TASK
        assert (submitted / NOTEBOOK).is_file()
        assert (submitted / "submission_secret.txt").read_text() == reference

        terminal.run(f"nbgrader autograde {TASK} --student {learner} --create --force")
        terminal.run(f"nbgrader generate_feedback {TASK} --student {learner} --force")
        assert reference in terminal.run(f"nbgrader release_feedback {TASK} --student {learner}")
        with unit_of_work(engine) as session:
            given = session.scalars(
                select(ReturnedFeedback).join(Submission).where(Submission.reference == reference)
            ).one()
            assert [file["path"] for file in given.tree] == [NOTEBOOK.replace(".ipynb", ".html")]
    desk.goto(f"{platform.portal}/submissions/{reference}")
    expect(desk.locator("#result")).to_be_visible()
    expect(desk.locator(".nb-feedback").first).to_be_visible()
    assert re.search(r"\d", desk.locator("#result").inner_text())
