"""Whoever is signed out in the portal is out of JupyterHub too, and their notebook server has ended."""

import re
from collections.abc import Iterator
from datetime import timedelta

import psutil
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from naruteo_portal.core.clock import now
from naruteo_portal.core.database import unit_of_work
from naruteo_portal.demo import DEMO_PASSWORD
from naruteo_testing.content import account_of, database_of, sign_ins_of
from naruteo_testing.hub import wait_until
from naruteo_testing.people import SERVER_START, open_notebook, sign_in
from naruteo_testing.platform import Platform
from naruteo_testing.servers import server_of, wait_until_ended

pytestmark = pytest.mark.journey
LEARNER = "mai@example.kr"
DESK = {"viewport": {"width": 1280, "height": 900}, "locale": "en-GB"}
# The job that ends a server asks the Hub at once; the rest is the notebook server's own farewell.
SERVER_ENDS_WITHIN = 60.0


@pytest.fixture
def handle(platform: Platform) -> str:
    """The learner's name at the Hub."""
    with database_of(platform.data) as engine, unit_of_work(engine) as session:
        return account_of(session, LEARNER).handle


@pytest.fixture
def desk(platform: Platform, browser: Browser) -> Iterator[BrowserContext]:
    """A browser in which the learner is signed in."""
    context = browser.new_context(**DESK)
    sign_in(context.new_page(), platform.portal, LEARNER)
    yield context
    context.close()


@pytest.fixture
def lab(platform: Platform, desk: BrowserContext, handle: str) -> Page:
    """The learner's notebook, open in that browser."""
    lab = open_notebook(desk.pages[0])
    assert server_of(platform.data, handle) != []
    return lab


def press_sign_out(page: Page) -> None:
    """Sign out by the account menu."""
    page.click("header details.menu:has(form[action='/sign-out']) > summary")
    page.click("header form[action='/sign-out'] button")
    page.wait_for_url("**/sign-in")


def expect_out(platform: Platform, lab: Page, servers: list[psutil.Process], handle: str) -> None:
    """The server has ended, its address answers nobody, and the page in which it was open leads to sign-in."""
    wait_until_ended(servers, SERVER_ENDS_WITHIN)
    assert server_of(platform.data, handle) == []

    def status_of(path: str) -> int:
        return lab.context.request.get(f"{platform.hub}/{path}", max_redirects=0).status

    # The Hub forgets the person once it has seen that the server is gone.
    wait_until(lambda: status_of("hub/api/user") in (302, 401, 403), "the Hub has forgotten the person")
    assert status_of(f"user/{handle}/api/contents") in (302, 403, 404)
    lab.reload()
    expect(lab).to_have_url(re.compile(re.escape(f"{platform.portal}/sign-in")))


def test_signing_out_ends_the_notebook_server_and_signing_in_brings_the_notebook_back(
    platform: Platform, desk: BrowserContext, lab: Page, handle: str
) -> None:
    servers = server_of(platform.data, handle)
    press_sign_out(desk.pages[0])
    expect_out(platform, lab, servers, handle)
    # The way from the sign-in page leads on to where the learner was.
    lab.fill("input[name=email]", LEARNER)
    lab.fill("input[name=password]", DEMO_PASSWORD)
    lab.click("main button[type=submit]")
    lab.wait_for_selector(".jp-Notebook", timeout=SERVER_START)
    assert lab.url.startswith(f"{platform.hub}/user/{handle}/lab/tree/")


def test_signing_out_everywhere_reaches_other_browsers_and_the_notebook(
    platform: Platform, browser: Browser, desk: BrowserContext, lab: Page, handle: str
) -> None:
    servers = server_of(platform.data, handle)
    elsewhere = browser.new_context(**DESK).new_page()
    sign_in(elsewhere, platform.portal, LEARNER)
    elsewhere.goto(f"{platform.portal}/account")
    elsewhere.click("form[action='/account/sessions/end'] button")
    elsewhere.wait_for_url("**/sign-in")
    expect_out(platform, lab, servers, handle)
    desk.pages[0].goto(f"{platform.portal}/account")
    expect(desk.pages[0]).to_have_url(re.compile("/sign-in"))


def test_a_suspension_ends_everything_until_it_is_taken_back(
    platform: Platform, browser: Browser, desk: BrowserContext, lab: Page, handle: str
) -> None:
    servers = server_of(platform.data, handle)
    office = browser.new_context(**DESK).new_page()
    sign_in(office, platform.portal, "admin@example.kr")
    decide(office, f"{platform.portal}/people/{handle}/suspend")
    try:
        expect_out(platform, lab, servers, handle)
        lab.fill("input[name=email]", LEARNER)
        lab.fill("input[name=password]", DEMO_PASSWORD)
        lab.click("main button[type=submit]")
        expect(lab.locator("main [role=alert]").first).to_be_visible()
        expect(lab).to_have_url(re.compile("/sign-in"))
        assert server_of(platform.data, handle) == []
    finally:
        decide(office, f"{platform.portal}/people/{handle}/reactivate")
    desk.clear_cookies()
    sign_in(desk.pages[0], platform.portal, LEARNER)


def decide(office: Page, address: str) -> None:
    """Give a reason and send the form."""
    office.goto(address)
    office.fill("textarea[name=reason], input[name=reason]", "분실 신고가 들어왔습니다.")
    office.click("main form button[type=submit]")
    office.wait_for_url(lambda url: url == address.rpartition("/")[0])


def test_a_session_that_ran_out_leads_to_sign_in_and_back(platform: Platform, desk: BrowserContext) -> None:
    with database_of(platform.data) as engine, unit_of_work(engine) as session:
        newest = sign_ins_of(session, LEARNER)[0]
        newest.last_seen_at = now() - timedelta(days=1)
    page = desk.pages[0]
    page.goto(f"{platform.portal}/account/names")
    expect(page).to_have_url(f"{platform.portal}/sign-in?next=/account/names")
    page.fill("input[name=email]", LEARNER)
    page.fill("input[name=password]", DEMO_PASSWORD)
    page.click("main button[type=submit]")
    expect(page).to_have_url(f"{platform.portal}/account/names")
