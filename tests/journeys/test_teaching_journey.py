"""An instructor opens the course in JupyterLab and works on it with nbgrader's own commands."""

import re
import time
from datetime import timedelta
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.assessment.archives import pack
from naruteo_portal.assessment.exchange import learner_place
from naruteo_portal.assessment.models import Release, ReturnedFeedback, Submission
from naruteo_portal.assessment.publishing import files_below
from naruteo_portal.assessment.submissions import receive_submission
from naruteo_portal.audit.events import SYSTEM, Actor
from naruteo_portal.catalogue.cohorts import CohortPlan, open_cohort
from naruteo_portal.catalogue.enrolment import apply
from naruteo_portal.catalogue.models import Admission, Cohort, Course, Edition, Task
from naruteo_portal.core.clock import now, today_in_korea
from naruteo_portal.core.database import unit_of_work
from naruteo_portal.core.storage import BlobStore, Tree
from naruteo_portal.demo import INSTRUCTOR
from naruteo_testing.catalogue import write_course
from naruteo_testing.content import account_of, database_of, hand_in, side_cohort, wait_until_graded
from naruteo_testing.people import SECONDS, SERVER_START, sign_in
from naruteo_testing.platform import Platform

pytestmark = pytest.mark.journey
COURSE_FOLDER = "shop-floor-python-teaching"
TASK = "01-first-table"
NOTEBOOK = "first-table.ipynb"
LEARNER = "seojun@example.kr"
COMMAND_SECONDS = 120.0
CHECKED_WITHIN = 90 * SECONDS
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


# tests/hub/exchange/test_command_line.py goes the same way without a browser.
@pytest.mark.thorough
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


WRONG, RIGHT = "assert double(2) == 5", "assert double(2) == 4"
# One answer that only the corrected test accepts, and one that only the wrong one does.
TWICE, WRONGLY = "def double(number):\n    return number + number", "def double(number):\n    return 2 * number + 1"


class Author:
    """An instructor who publishes a small course in the portal."""

    def __init__(self, desk: Page, portal: str, folder: Path) -> None:
        self.desk, self.portal = desk, portal
        self.folder = write_course(folder)

    def rewrite_test(self, before: str, after: str) -> None:
        """Write another test into the source of the first task."""
        source = self.folder / "source" / "01-start" / "work.ipynb"
        source.write_text(source.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")

    def upload(self) -> None:
        """Upload the folder and wait on its page until the platform has checked it."""
        self.desk.goto(f"{self.portal}/course-uploads")
        archive = {"name": "press.zip", "mimeType": "application/zip", "buffer": pack(files_below(self.folder))}
        self.desk.set_input_files("input[type=file]", archive)
        self.desk.click("main form button[type=submit]")
        expect(self.desk.locator("#publish")).to_be_visible(timeout=CHECKED_WITHIN)

    def publish(self, number: int) -> None:
        """Publish what was uploaded, although the small course has no known wrong answers."""
        self.desk.click("#publish label")
        self.desk.click("#publish button[type=submit]")
        expect(self.desk.locator("h1")).to_contain_text(f"제{number}판")


def small_cohort(session: Session, slug: str, *learners: str) -> Cohort:
    """A cohort of a course's only edition that began three days ago."""
    edition = session.scalars(select(Edition).join(Course).where(Course.slug == slug)).one()
    starts_on = today_in_korea() - timedelta(days=3)
    plan = CohortPlan(
        name={"ko": "고침 기수", "en": "Correction"}, starts_on=starts_on, ends_before=starts_on + timedelta(days=30),
        apply_until=now() + timedelta(days=7), seats=8, admission=Admission.FIRST_COME,
    )  # fmt: skip
    cohort = open_cohort(session, edition, plan, actor=SYSTEM, instructors=[account_of(session, INSTRUCTOR).id])
    for email in learners:
        apply(session, cohort, account_of(session, email), actor=SYSTEM)
    return cohort


def answer_with(session: Session, data: Path, email: str, slug: str, answer: str) -> str:
    """Hand an answer to the first task in, as the exchange does; returns the reference."""
    account, blobs = account_of(session, email), BlobStore(data / "blobs")
    place = learner_place(session, account, slug, "01-start")
    contents = blobs.get_tree(Tree.from_json(place.release.released_tree))
    notebook = nbformat.reads(contents["work.ipynb"].decode(), as_version=4)
    notebook.cells[0].source = answer
    contents["work.ipynb"] = nbformat.writes(notebook).encode()
    receipt = receive_submission(
        session, place, contents, key=f"correction-{account.handle}", incomplete=False, blobs=blobs,
        actor=Actor("person", account.id),
    )  # fmt: skip
    return receipt.submission.reference


def test_a_course_is_published_by_upload_corrected_and_graded_again_keeping_the_better_result(
    platform: Platform, browser: Browser, tmp_path: Path
) -> None:
    slug, winner, loser = "press-line-journey", LEARNER, "haneul@example.kr"
    desk = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    sign_in(desk, platform.portal, INSTRUCTOR)
    author = Author(desk, platform.portal, tmp_path / slug)
    author.rewrite_test(RIGHT, WRONG)
    author.upload()
    expect(desk.locator("main")).to_contain_text("이 과정의 첫 판입니다")
    author.publish(1)
    desk.click("text=학습자 화면 미리 보기")
    desk.click("main th a >> nth=0")
    expect(desk.locator("main")).to_contain_text("여기서 하는 일은 아무것도 반영되지 않습니다")
    expect(desk.locator("main")).to_contain_text(WRONG)

    with database_of(platform.data) as engine:
        with unit_of_work(engine) as session:
            small_cohort(session, slug, winner, loser)
        with unit_of_work(engine) as session:
            won = answer_with(session, platform.data, winner, slug, TWICE)
            kept = answer_with(session, platform.data, loser, slug, WRONGLY)
        for reference in (won, kept):
            wait_until_graded(engine, reference)

    author.rewrite_test(WRONG, RIGHT)
    author.upload()
    expect(desk.locator("#changes")).to_contain_text(f"+{RIGHT}")
    expect(desk.locator("#affected")).to_contain_text("고침 기수")
    author.publish(2)
    desk.click("#affected td a")
    desk.fill("textarea", "검사가 틀렸습니다")
    desk.click("#start button[type=submit]")
    publish = desk.locator("main button", has_text="모두 공개")
    expect(publish).to_be_visible(timeout=CHECKED_WITHIN)
    expect(desk.locator("#changes")).to_contain_text("새 결과의 점수가 더 낮습니다")
    publish.click()
    expect(desk.locator("main")).to_contain_text("새로 반영된 결과: 1건")
    for reference, points in ((won, "5"), (kept, "5")):
        desk.goto(f"{platform.portal}/submissions/{reference}")
        expect(desk.locator(".score strong")).to_have_text(points)
