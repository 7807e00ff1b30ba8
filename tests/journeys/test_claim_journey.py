"""An employer claims a grant, two officers have it paid, and everything that was decided can be judged again."""

from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, Page, expect

from naruteo_portal.cli import main
from naruteo_portal.core.clock import today_in_korea
from naruteo_testing.content import database_of
from naruteo_testing.people import sign_in
from naruteo_testing.platform import Platform

pytestmark = pytest.mark.journey
HR, OFFICER, SECOND_OFFICER = "yujin@example.kr", "minho@example.kr", "seoah@example.kr"
# In won: 30 hours at the demo's 7,000, of which nine tenths are supported.
GRANT = 189_000
STATED = {"hours": "30", "mode": "classroom", "held_as_recognised": "yes", "attendance": "0.9", "other_grant": "none"}


def signed_in(browser: Browser, platform: Platform, email: str, width: int = 1280) -> Page:
    page = browser.new_context(viewport={"width": width, "height": 900}).new_page()
    sign_in(page, platform.portal, email)
    return page


def state(page: Page, facts: dict[str, str]) -> None:
    """Fill in what a claim asks, by the last part of the fields' names."""
    for name, value in facts.items():
        for field in page.locator(f"[name$='-{name}']").all():
            if field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(value)
            elif field.get_attribute("type") != "radio":
                field.fill(value)
            elif field.get_attribute("value") == value:
                field.check(force=True)


def test_a_grant_is_claimed_decided_and_paid(
    platform: Platform, browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, portal = signed_in(browser, platform, HR, width=390), platform.portal
    ended = today_in_korea() - timedelta(days=3)

    # Whom and what the employer claims for, from its roster.
    desk.goto(f"{portal}/claims/new")
    desk.locator("[name=programme][value=employer_training]").check(force=True)
    desk.locator("[name=year]").fill(str(ended.year))
    desk.locator("main button:has-text('계속하기')").click()
    desk.locator("[name=training]").fill("R-2026-777")
    desk.locator("[name=title_ko]").fill("용접 로봇 다루기")
    desk.locator("[name=title_en]").fill("Welding robots")
    desk.locator("#rows [name=first_day]").fill((ended - timedelta(days=4)).isoformat())
    desk.locator("#rows [name=last_day]").fill(ended.isoformat())
    desk.locator("label:has-text('임지안')").click()
    desk.locator("#rows button:has-text('넣기')").click()
    expect(desk.locator("#in-claim")).to_contain_text("임지안")
    reference = desk.url.split("/claims/")[1].split("/")[0]

    # What is known of it; what the employer stated once is filled in.
    desk.goto(f"{portal}/claims/{reference}/facts")
    state(desk, {**STATED, "course_recognised_on": (ended - timedelta(days=60)).isoformat()})
    expect(desk.locator("#facts-saved [role=status]")).to_be_visible()
    expect(desk.locator("#facts-saved [data-unsaved]")).to_be_hidden()
    desk.goto(f"{portal}/claims/{reference}/check")
    expect(desk.locator("main")).to_contain_text(f"{GRANT:,}원")
    desk.locator("main form").last.locator("button[type=submit], button:not([type])").last.click()
    expect(desk.locator("main")).to_contain_text(reference)

    # One officer decides; the grant stays below the limit above which a second one confirms.
    officer, second = signed_in(browser, platform, OFFICER), signed_in(browser, platform, SECOND_OFFICER)
    officer.goto(f"{portal}/claim-queue/{reference}")
    officer.locator("button:has-text('심사 시작')").click()
    officer.goto(f"{portal}/claim-queue/{reference}/decision")
    officer.locator("[name=kind][value=approve]").check(force=True)
    officer.locator("[name=reason]").fill("요건을 모두 갖추었습니다.")
    officer.locator(
        "main form:has([name=kind]) button[type=submit], main form:has([name=kind]) button:not([type])"
    ).click()
    expect(officer.locator("main")).to_contain_text("승인")

    # Two officers have it paid, and the bank's answer comes back as a file.
    officer.goto(f"{portal}/payment-batches")
    for box in officer.locator("[name=claims]").all():
        box.set_checked(box.get_attribute("value") == reference, force=True)
    officer.locator("form:has([name=claims]) button").click()
    batch = officer.url
    second.goto(batch)
    second.locator("form[action$='/release'] button").click()
    with second.expect_download() as download:
        second.locator("a[href$='.csv']").click()
    paid = tmp_path / "paid.csv"
    heading, row = download.value.path().read_text(encoding="utf-8-sig").splitlines()[:2]
    cells = [*row.split(",")[:4], "지급", today_in_korea().isoformat(), ""]
    paid.write_text(f"{heading}\n{','.join(cells)}\n", encoding="utf-8")
    second.goto(f"{batch.rstrip('/')}/returns")
    second.set_input_files("input[type=file]", paid)
    second.locator("main form button").last.click()
    second.locator("form[action*='/returns/'] button").click()

    # The employer sees it, and everything that was decided can be judged again.
    desk.goto(f"{portal}/claims/{reference}")
    expect(desk.locator("main")).to_contain_text("지급")
    with database_of(platform.data) as engine:
        monkeypatch.setenv(
            "NARUTEO_DATABASE_URL", engine.url.render_as_string(hide_password=False).replace("+psycopg", "")
        )
        monkeypatch.setenv("NARUTEO_DATA", str(platform.data))
        replayed = CliRunner().invoke(main, ["claims", "replay"])
    assert replayed.exit_code == 0, replayed.output
