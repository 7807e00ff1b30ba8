"""A university's reviewer looks at cohorts, compares them, keeps and shares a view, and takes the figures along."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pydantic import SecretStr

from naruteo_portal.core.database import unit_of_work
from naruteo_portal.identity.models import Organisation
from naruteo_portal.settings import Settings
from naruteo_testing.browser import inspect
from naruteo_testing.content import database_of
from naruteo_testing.insight import make_programme, make_release
from naruteo_testing.people import sign_in
from naruteo_testing.platform import Platform
from naruteo_testing.review_growth import REVIEWER

pytestmark = pytest.mark.journey
TITLE = {"ko": "여정의 프로그램", "en": "Programme of the journey"}
WORDS: Mapping[str, Mapping[str, str]] = {
    "ko": {"overview": "개요", "few": "[소수]", "why": "집단이 최소 인원보다 작아", "other": "기타(합친 집단)"},
    "en": {
        "overview": "Overview",
        "few": "[few]",
        "why": "smaller than the least count",
        "other": "Other, merged groups",
    },
}
# The first chart loads the libraries that draw.
DRAWING_MILLISECONDS = 60_000
FILES = {"csv": b"\xef\xbb\xbf", "xlsx": b"PK", "parquet": b"PAR1", "pdf": b"%PDF"}


@pytest.fixture(scope="module")
def reference(platform: Platform) -> str:
    """A programme of the reviewer's university, with two small releases."""
    settings = Settings(secret_key=SecretStr("x" * 32), database_url="postgresql://unused/unused")
    with database_of(platform.data) as engine, unit_of_work(engine) as session:
        university = session.query(Organisation).filter_by(slug="naru-university").one()
        programme = make_programme(session, university, settings, title=TITLE)
        for number in (1, 2):
            make_release(session, programme, number=number)
        return programme.reference


def show(page: Page, **filters: str) -> None:
    """Choose filters and look."""
    for name, value in filters.items():
        page.locator(f".filter-bar [name={name}]").select_option(value)
    page.locator(".filter-submit button").click()
    page.wait_for_url("**?*")


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_reviewer_looks_keeps_and_takes_along(
    platform: Platform, browser: Browser, reference: str, language: str, tmp_path: Path
) -> None:
    words, portal = WORDS[language], platform.portal
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    sign_in(page, portal, REVIEWER)
    page.goto(f"{portal}/language/{language}?next=/reviews")

    # From the list to the overview, and on to one cohort by regions.
    page.click(f"text={TITLE[language]}")
    expect(page.locator("h1")).to_contain_text(words["overview"])
    page.click("main p a:has-text('AAA-2026B')")
    show(page, by="region")
    assert "cohort=AAA-2026B&by=region" in page.url
    picture = page.locator("#funnel .chart-stage svg")
    expect(picture).to_be_visible(timeout=DRAWING_MILLISECONDS)
    assert "Busan" in (picture.get_attribute("aria-label") or "")

    # Marks say their values by keys, from the frame on; Escape takes the label away.
    page.locator("#funnel .chart-view").focus()
    label = page.locator("#funnel .chart-tip")
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    expect(picture.locator("[aria-label][tabindex]").nth(1)).to_be_focused()
    expect(label).to_contain_text(picture.locator(":focus").get_attribute("aria-label") or "nothing")
    page.keyboard.press("Escape")
    expect(label).to_be_hidden()

    # A hidden cell says that it is hidden, and the legend why.
    row = page.locator("#funnel tr", has_text=words["other"])
    expect(row.locator(".not-shown").nth(1)).to_contain_text(words["few"])
    expect(page.locator("#legend")).to_contain_text(words["why"])
    assert inspect(page) == []

    # Two cohorts side by side; the choice of groups came along.
    page.locator(".link-tabs a[href*='/compare']").click()
    show(page, cohort="AAA-2026B", compare="AAA-2026J")
    expect(page.locator("#funnel th", has_text="AAA-2026J")).to_be_visible()
    assert inspect(page) == []

    for ending, begins in FILES.items():
        with page.expect_download(timeout=DRAWING_MILLISECONDS) as taken:
            page.click(f"#take a[href*='.{ending}']")
        file = tmp_path / f"taken.{ending}"
        taken.value.save_as(file)
        assert taken.value.suggested_filename == f"{reference}-2-compare.{ending}"
        assert file.read_bytes().startswith(begins)

    # The view is kept, shared with the university, followed, and opened again from the list.
    name = f"{TITLE[language]} B/J"
    page.fill("#take [name=title]", name)
    page.locator("#take form button").click()
    page.wait_for_url("**/reviews/saved/*")
    page.locator("[name=share]").select_option(index=1)
    page.locator("[name=rhythm][value=each_release]").check(force=True)
    page.locator(".form-actions button").click()
    page.click(f"#saved a:has-text('{name}')")
    page.wait_for_url("**/compare?*")
    assert "compare=AAA-2026J" in page.url and "by=region" in page.url
