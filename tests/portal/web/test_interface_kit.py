"""Every macro and every error page in a real browser: accessible in both languages, widths and displays."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from jinja2.ext import babel_extract
from playwright.sync_api import Browser, Dialog, Page, expect

from naruteo_portal.core.i18n import LOCALES, translations
from naruteo_testing.browser import DISPLAYS, WIDTHS, browser, check_page, context, horizontal_scroll, inspect, picture
from naruteo_testing.styleguide import NAMES, PORTAL, served, styleguide

STATUSES = (400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 503)
# For looking at the pages with one's own eyes: NARUTEO_SHOTS=/some/folder.
SHOTS = Path(os.environ["NARUTEO_SHOTS"]) if "NARUTEO_SHOTS" in os.environ else None


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(styleguide()) as url:
        yield url


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as started:
        yield started


@pytest.fixture
def page(chromium: Browser, address: str) -> Iterator[Page]:
    with context(chromium, url=address) as opened:
        yield opened.new_page()


@pytest.fixture
def client() -> FlaskClient:
    app = styleguide()
    app.config["WTF_CSRF_ENABLED"] = False
    return app.test_client()


@pytest.mark.parametrize(("locale", "display"), [*zip(LOCALES, DISPLAYS, strict=True)])
def test_every_macro_is_accessible(chromium: Browser, address: str, locale: str, display: str) -> None:
    with context(chromium, locale=locale, display=display, url=address) as opened:
        check_page(opened.new_page(), f"{address}/?flash=1", shots=SHOTS, name=f"kit-{locale}-{display}")


def test_dark_devices_get_an_accessible_page(chromium: Browser, address: str) -> None:
    with context(chromium, url=address, color_scheme="dark") as opened:
        check_page(opened.new_page(), f"{address}/", shots=SHOTS, name="kit-dark")


def test_paper_is_light_in_every_display(chromium: Browser, address: str) -> None:
    with context(chromium, display="high-contrast", url=address, color_scheme="dark") as opened:
        page = opened.new_page()
        page.goto(f"{address}/")
        page.emulate_media(media="print")
        ink = page.locator("h1").evaluate("element => getComputedStyle(element).color")
        ground = page.locator("body").evaluate("element => getComputedStyle(element).backgroundColor")
        assert (ink, ground) == ("rgb(19, 20, 22)", "rgb(255, 255, 255)")
        # Our name stays, as a letterhead; what only a screen can use goes.
        expect(page.locator(".header-row")).to_be_visible()
        for part in (".header-tools", ".site-nav", ".site-footer"):
            expect(page.locator(part).first).to_be_hidden()


def test_a_visitor_sees_where_to_sign_in(page: Page, address: str) -> None:
    check_page(page, f"{address}/form?visitor=1", shots=SHOTS, name="form")
    expect(page.get_by_role("link", name="로그인", exact=True)).to_be_visible()


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("status", STATUSES)
def test_error_pages_say_what_to_do(client: FlaskClient, status: int, locale: str) -> None:
    client.set_cookie("language", locale)
    said = client.get(f"/error/{status}").text
    assert f"{status}</p>" in said
    assert "7f3c9a10b2de" in said
    assert translations(locale).gettext("What you can do") in said
    assert translations(locale).gettext("This did not work") not in said


def test_error_pages_are_accessible(page: Page, address: str) -> None:
    for status in (404, 500):
        check_page(page, f"{address}/error/{status}", shots=SHOTS)


@pytest.mark.parametrize("width", WIDTHS)
def test_errors_take_the_focus_and_lead_to_their_fields(chromium: Browser, address: str, width: int) -> None:
    with context(chromium, width=width, url=address) as opened:
        page = opened.new_page()
        page.goto(f"{address}/")
        page.get_by_role("button", name="신청서 제출").click()
        summary = page.get_by_role("alert").filter(has_text="입력하신 내용을 확인해 주세요")
        expect(summary).to_be_focused()
        assert inspect(page) == []
        if SHOTS:
            picture(page, SHOTS, f"errors-{width}")
        summary.get_by_role("link", name="전자우편").click()
        field = page.get_by_role("textbox", name="전자우편")
        expect(field).to_be_focused()
        assert field.get_attribute("aria-invalid") == "true"
        described = field.get_attribute("aria-describedby") or ""
        expect(page.locator(f"#{described}")).to_contain_text("전자우편 주소를 입력해 주세요.")
        expect(page.get_by_role("textbox", name="이름")).to_have_attribute("aria-describedby", "name-hint name-error")


def test_errors_that_htmx_swaps_in_take_the_focus_too(page: Page, address: str) -> None:
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text))
    page.goto(f"{address}/form")
    page.evaluate("window.stillHere = true")
    with page.expect_response(lambda answer: answer.request.method == "POST") as answered:
        page.get_by_role("button", name="로그인").click()
    assert answered.value.status == 422
    expect(page.get_by_role("alert")).to_be_focused()
    assert page.evaluate("window.stillHere"), "the page was loaded anew"
    assert [text for text in heard if "422" not in text] == [], "htmx keeps to the content policy"
    assert inspect(page) == []


def test_pages_reflow_on_the_narrowest_screens(page: Page, address: str) -> None:
    """WCAG 1.4.10: 320 px, which is also 1280 px at 400 %."""
    for width in (320, 640):
        page.set_viewport_size({"width": width, "height": 600})
        page.goto(f"{address}/")
        assert horizontal_scroll(page) == []


def test_tables_are_read_without_scrolling_on_a_phone(chromium: Browser, address: str) -> None:
    with context(chromium, width=390, url=address) as opened:
        page = opened.new_page()
        page.goto(f"{address}/")
        table = page.get_by_role("table", name="제출 내역")
        expect(table.get_by_role("row")).to_have_count(3)
        expect(table.get_by_role("cell").nth(1)).to_have_attribute("data-label", "제출 시각")
        region = page.get_by_role("region", name="제출 내역")
        assert region.evaluate("element => element.scrollWidth <= element.clientWidth")


def test_everything_is_there_without_a_script(chromium: Browser, address: str) -> None:
    with context(chromium, width=390, url=address, java_script_enabled=False) as opened:
        page = opened.new_page()
        page.goto(f"{address}/")
        page.locator("summary", has_text="메뉴").click()
        expect(page.get_by_role("link", name="나의 기수", exact=True)).to_be_visible()
        page.get_by_role("button", name="신청서 제출").click()
        expect(page.get_by_text("입력하신 내용을 확인해 주세요")).to_be_visible()


def test_menus_obey_the_keyboard(page: Page, address: str) -> None:
    page.goto(f"{address}/")
    summary = page.locator("summary", has_text="김하늘")
    summary.focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="내 계정")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("button", name="로그아웃")).to_be_focused()
    assert inspect(page) == []
    page.keyboard.press("Escape")
    expect(summary).to_be_focused()
    expect(page.get_by_role("link", name="내 계정")).to_be_hidden()


def test_the_keyboard_reaches_the_content_first(page: Page, address: str) -> None:
    page.goto(f"{address}/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="본문 바로가기")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_the_language_link_keeps_the_page(page: Page, address: str) -> None:
    page.goto(f"{address}/?t=2")
    link = page.get_by_role("link", name="English", exact=True)
    assert link.get_attribute("href") == "/language/en?next=/%3Ft%3D2"
    assert (link.get_attribute("lang"), link.get_attribute("hreflang")) == ("en", "en")


def test_a_session_is_prolonged_before_it_ends(page: Page, address: str) -> None:
    page.clock.install()
    page.goto(f"{address}/?session=600")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_hidden()
    page.clock.run_for(485_000)
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("1:5")
    assert inspect(page) == []
    if SHOTS:
        picture(page, SHOTS, "session")
    with page.expect_response("**/session/keep-alive") as kept:
        dialog.get_by_role("button", name="로그인 연장").click()
    assert kept.value.status == 200
    expect(dialog).to_be_hidden()


def test_an_ended_session_leads_to_sign_in_and_back(page: Page, address: str) -> None:
    page.clock.install()
    page.goto(f"{address}/?session=60")
    page.route("**/sign-in**", lambda route: route.fulfill(body="sign in"))
    page.clock.run_for(62_000)
    page.wait_for_url("**/sign-in?next=%2F%3Fsession%3D60")


def test_typed_words_are_not_lost_unasked(page: Page, address: str) -> None:
    page.goto(f"{address}/")
    page.get_by_role("textbox", name="신청 이유").fill("배우고 싶습니다")
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", answer)
    page.close(run_before_unload=True)
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]


def test_names_of_every_script_are_drawn(page: Page, address: str) -> None:
    page.goto(f"{address}/")
    expect(page.get_by_text(NAMES).first).to_be_visible()
    page.wait_for_function("document.fonts.status === 'loaded'")
    loaded = page.evaluate("[...document.fonts].filter(face => face.status === 'loaded').map(face => face.weight)")
    assert sorted(loaded) == ["400", "700"]


def test_progress_is_said_in_words(client: FlaskClient) -> None:
    assert "과제 2/4 · 진도 50 %" in client.get("/").text
    client.set_cookie("language", "en")
    assert "Tasks 2/4 · progress 50 %" in client.get("/").text


def test_the_kit_speaks_korean() -> None:
    """Every sentence of the kit has its Korean (pages have their own catalogues)."""
    korean = translations("ko")
    folder = PORTAL / "web" / "templates"
    silent = []
    for path in [folder / "base.html", *(folder / "ui").iterdir(), *(folder / "errors").iterdir()]:
        with path.open("rb") as stream:
            for _, _, message, _ in babel_extract(stream, ("_", "gettext", "ngettext"), (), {"encoding": "utf-8"}):
                if isinstance(message, str) and korean.gettext(message) == message:
                    silent.append(message)
    assert silent == []


def test_templates_keep_to_the_content_policy() -> None:
    """Nothing inline, and none of the htmx features that need `unsafe-eval`."""
    forbidden = re.compile(
        r"""\sstyle=|\son[a-z]+=|hx-on|["']js:|hx-trigger="[^"]*\[|<script(?![^>]*\ssrc=)|href="javascript"""
    )
    templates = sorted((PORTAL / "web" / "templates").rglob("*.html"))
    assert templates
    found = [
        f"{path.name}:{number}: {line.strip()}"
        for path in templates
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if forbidden.search(line)
    ]
    assert found == []
