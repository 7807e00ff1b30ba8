"""The reading of a course: its pages, its figures, and who is led to them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from naruteo_portal.assessment.publishing import files_below, publish_course
from naruteo_portal.audit.events import SYSTEM
from naruteo_portal.catalogue.models import Edition
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.settings import Settings
from naruteo_testing.browser import browser, check_page, context
from naruteo_testing.catalogue import make_cohort, make_enrolment, write_course
from naruteo_testing.factories import client_of, make_account
from naruteo_testing.served_pages import IN_BOTH_LANGUAGES
from naruteo_testing.styleguide import served

FIGURE = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 4 2'><rect width='4' height='2'/></svg>"
FIRST = """# 첫 글 · The first text

한국어로 읽습니다.

> **EN** — You read it in English.

## 표 · Table

| 증상 · Symptom | 까닭 · Cause |
|---|---|
| 낮다 · Low | 빠진 값 · Gaps |

![검은 사각형. A black rectangle.](figures/black.svg)
"""
MANIFEST = """reading:
  - file: reading/01-first.md
    title: {ko: 첫 글, en: The first text}
    minutes: 10
  - file: reading/02-second.md
    title: {ko: 둘째 글, en: The second text}
    minutes: 5
tasks:
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    course = write_course(tmp_path / "press-line")
    (course / "reading" / "figures").mkdir(parents=True)
    (course / "reading" / "figures" / "black.svg").write_text(FIGURE)
    (course / "reading" / "01-first.md").write_text(FIRST, encoding="utf-8")
    (course / "reading" / "02-second.md").write_text("# 둘째 글\n\n<b>끝</b>입니다.\n", encoding="utf-8")
    manifest = course / "course.yaml"
    manifest.write_text(manifest.read_text("utf-8").replace("tasks:\n", MANIFEST, 1), encoding="utf-8")
    return course


@pytest.fixture
def edition(session: Session, settings: Settings, folder: Path) -> Iterator[Edition]:
    yield publish(session, settings, folder)


def publish(session: Session, settings: Settings, folder: Path) -> Edition:
    publication = publish_course(
        session,
        folder,
        lambda course, name: files_below(course / "source" / name),
        BlobStore(settings.blobs),
        actor=SYSTEM,
    )
    session.commit()
    return publication.edition


def test_a_visitor_reads_and_goes_on(client: FlaskClient, edition: Edition) -> None:
    assert 'href="/courses/press-line/reading/1"' in client.get("/courses/press-line").text
    page = client.get("/courses/press-line/reading/1").text
    assert "<p>한국어로 읽습니다.</p>" in page
    assert 'lang="en"' in page
    assert 'href="/courses/press-line/reading/2"' in page
    assert "&lt;b&gt;끝&lt;/b&gt;" in client.get("/courses/press-line/reading/2").text


@pytest.mark.parametrize("address", ["reading/0", "reading/3", "reading/1?edition=7", "editions/1/reading/01-first.md"])
def test_what_is_not_there_is_said_to_be_missing(client: FlaskClient, edition: Edition, address: str) -> None:
    assert client.get(f"/courses/press-line/{address}").status_code == 404


def test_a_figure_is_an_image_and_nothing_more(client: FlaskClient, edition: Edition) -> None:
    answer = client.get("/courses/press-line/editions/1/reading/figures/black.svg")
    assert (answer.status_code, answer.mimetype, answer.text) == (200, "image/svg+xml", FIGURE)
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    assert "immutable" in answer.headers["Cache-Control"]


def test_a_changed_figure_is_a_new_edition_and_the_old_one_keeps_its_own(
    client: FlaskClient, session: Session, settings: Settings, edition: Edition, folder: Path
) -> None:
    assert publish(session, settings, folder).number == 1
    changed = FIGURE.replace("4 2", "4 3")
    (folder / "reading" / "figures" / "black.svg").write_text(changed)
    assert publish(session, settings, folder).number == 2
    path = "reading/figures/black.svg"
    assert client.get(f"/courses/press-line/editions/1/{path}").text == FIGURE
    assert client.get(f"/courses/press-line/editions/2/{path}").text == changed
    assert "/editions/2/" in client.get("/courses/press-line/reading/1").text
    assert "/editions/1/" in client.get("/courses/press-line/reading/1?edition=1").text


def test_a_learner_is_led_to_the_edition_of_their_cohort(app: Portal, session: Session, edition: Edition) -> None:
    learner = make_account(session)
    cohort = make_cohort(session, edition)
    make_enrolment(session, cohort, learner)
    client = client_of(app, learner, session)
    for address in ("/", f"/cohorts/{cohort.id}/tasks/01-start"):
        assert 'href="/courses/press-line/reading/1?edition=1"' in client.get(address).text
    assert (
        'href="/courses/press-line/reading/2?edition=1"' in client.get("/courses/press-line/reading/1?edition=1").text
    )


@IN_BOTH_LANGUAGES
def test_reading_is_sound_in_a_browser(app: Portal, edition: Edition, locale: str) -> None:
    with served(app) as origin, browser() as started, context(started, locale=locale, url=origin) as opened:
        page = opened.new_page()
        check_page(page, f"{origin}/courses/press-line/reading/1")
        width = page.locator(".reading img").evaluate("image => image.naturalWidth")
        assert width > 0, "the figure is shown"
        assert page.locator(".reading img").get_attribute("alt") in ("검은 사각형.", "A black rectangle.")
