"""The pages about people and organisations in a real browser: accessible, quiet, of the right width, in ko and en."""

import io
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.core.clock import now
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.invitations import Invitee, invite
from naruteo_portal.identity.models import ImportReport, Membership, OrganisationKind, Role, SignInSession
from naruteo_portal.identity.names import Names
from naruteo_portal.settings import Settings
from naruteo_testing.browser import browser, check_page, context
from naruteo_testing.factories import PASSWORD, client_of, make_account, make_organisation, make_reader
from naruteo_testing.mails import mails
from naruteo_testing.served_pages import IN_BOTH_LANGUAGES
from naruteo_testing.styleguide import served

SHOTS = Path(os.environ["NARUTEO_SHOTS"]) if "NARUTEO_SHOTS" in os.environ else None
OPEN_PAGES = ("/sign-in", "/sign-up", "/sign-up/sent", "/password", "/password/sent")
OWN_PAGES = ("/account", "/account/names", "/account/language", "/account/email", "/account/password")
PAGES = (
    "/people",
    "/people?q=nobody",
    "/people/{worker}",
    "/people/{worker}/suspend",
    "/people/{worker}/roles/new",
    "/people/{worker}/roles/{role}/end",
    "/organisations",
    "/organisations/new",
    "/organisations/own",
    "/organisations/own/edit",
    "/organisations/own/invitations",
    "/organisations/own/invitations/new",
    "/organisations/own/invitations/import",
    "/organisations/own/invitations/import/{report}",
    "/audit",
)


@pytest.fixture(scope="module")
def started() -> Iterator[Browser]:
    with browser() as started:
        yield started


@dataclass
class Site:
    """The portal on a port, with an administrator's cookie and what the addresses name."""

    url: str
    cookie: str
    names: dict[str, object]
    links: tuple[str, ...]


@pytest.fixture
def site(app: Portal, session: Session) -> Iterator[Site]:
    app.config["WTF_CSRF_ENABLED"] = False
    own = make_organisation(session, slug="own", business_number="1248100998")
    agency = make_organisation(session, OrganisationKind.AGENCY, slug="agency", name="나루터 운영기관")
    worker = make_account(
        session, "Bat-Erdene Ганбаатар", name_roman="Bat-Erdene Ganbaatar", roles=((Role.LEARNER, own),)
    )
    for number, name in enumerate(("남궁민수", "Nguyễn Thị Mai", "สมชาย", "황보가람", "O'Neill")):
        make_account(session, name, email=f"person{number}@example.kr", roles=((Role.LEARNER, own),))
    boss = make_account(session, "운영자", email="boss@example.kr", roles=((Role.ADMINISTRATOR, agency),))
    invite(
        session, own, Role.LEARNER, Invitee("new@example.kr", Names("이바다", "Lee Bada")),
        reader=make_reader(session, boss), actor=make_reader(session, boss).actor(),
        accept_address=lambda token: f"http://portal/invitations/accept?token={token}",
    )  # fmt: skip
    client = client_of(app, boss, session)
    text = "메일 주소,이름,사번\na@example.kr,김하늘,1\nwrong,이바다,2\nperson0@example.kr,남궁민수,3\n"
    client.post("/organisations/own/invitations/import", data={"file": (_file(text), "명단.csv")})
    visitor = app.test_client()
    visitor.post("/sign-up", data={"email": "fresh@example.kr"})
    visitor.post("/password", data={"email": "boss@example.kr"})
    app.config["WTF_CSRF_ENABLED"] = True
    cookie = client.get_cookie("naruteo")
    assert cookie is not None
    names = {
        "worker": worker.handle,
        "role": session.scalars(select(Membership.id).where(Membership.account_id == worker.id)).one(),
        "report": session.scalars(select(ImportReport.id)).one(),
    }
    with served(app) as url:
        yield Site(url, cookie.value, names, tuple(mail.link for mail in mails(session)))


# The journeys see every page; this sees them with more to show.
@pytest.mark.thorough
@IN_BOTH_LANGUAGES
def test_pages_for_visitors(started: Browser, site: Site, locale: str) -> None:
    with context(started, locale=locale, url=site.url) as opened:
        page = opened.new_page()
        for address in OPEN_PAGES + site.links:
            check_page(page, site.url + address, shots=SHOTS, name=_name(address, locale))
        check_page(page, f"{site.url}/sign-up/confirm?token=x", status=410)


# The journeys see every page; this sees them with more to show.
@pytest.mark.thorough
@IN_BOTH_LANGUAGES
def test_pages_for_administrators(started: Browser, site: Site, locale: str) -> None:
    with context(started, locale=locale, url=site.url) as opened:
        opened.add_cookies([{"name": "naruteo", "value": site.cookie, "url": site.url}])
        page = opened.new_page()
        for address in OWN_PAGES + PAGES:
            check_page(page, site.url + address.format(**site.names), shots=SHOTS, name=_name(address, locale))


@pytest.mark.parametrize("scripted", [True, False])
def test_signing_in_and_out_works_with_and_without_script(started: Browser, site: Site, scripted: bool) -> None:
    with context(started, url=site.url, java_script_enabled=scripted) as opened:
        page = opened.new_page()
        page.goto(f"{site.url}/people")
        page.fill("#email", "boss@example.kr")
        page.fill("#password", "wrong password")
        page.click("main button[type=submit]")
        assert page.locator(".error-summary").is_visible()
        assert page.input_value("#email") == "boss@example.kr"
        assert page.input_value("#password") == ""
        _shot(page, f"sign-in-wrong-{scripted}")
        page.fill("#password", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url(f"{site.url}/people")
        page.click("header details.menu summary >> nth=0")
        page.click("header form[action='/sign-out'] button")
        page.wait_for_url(f"{site.url}/sign-in")
        assert page.goto(f"{site.url}/people").url.startswith(f"{site.url}/sign-in?next=")


def _file(text: str) -> io.BytesIO:
    return io.BytesIO(text.encode())


def _name(address: str, locale: str) -> str:
    return address.split("?")[0].strip("/").replace("/", "-").replace("{", "").replace("}", "") + f"-{locale}"


def _shot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=SHOTS / f"{name}.png", full_page=True)


def test_a_sign_in_that_runs_out_is_prolonged_by_one_button(
    started: Browser, site: Site, session: Session, settings: Settings
) -> None:
    row = session.scalars(select(SignInSession).where(SignInSession.ended_at.is_(None))).one()
    row.last_seen_at = now() - timedelta(minutes=settings.session_idle_minutes) + timedelta(seconds=20)
    session.commit()
    seen = row.last_seen_at
    with context(started, url=site.url) as opened:
        opened.add_cookies([{"name": "naruteo", "value": site.cookie, "url": site.url}])
        page = opened.new_page()
        page.goto(f"{site.url}/account")
        session.refresh(row)
        assert row.last_seen_at > seen
        # The page has just prolonged it; the warning is called up as if an hour had gone by.
        page.evaluate("localStorage.setItem('naruteo-session-end', String(Date.now() + 60000))")
        page.wait_for_selector("dialog[open] [data-session-stay]")
        with page.expect_response("**/session/keep-alive") as answer:
            page.click("[data-session-stay]")
        assert answer.value.json()["seconds"] > 3000
        page.wait_for_selector("dialog:not([open])", state="attached")
        row.ended_at = now()
        session.commit()
        page.evaluate("localStorage.setItem('naruteo-session-end', String(Date.now() + 60000))")
        page.wait_for_selector("dialog[open] [data-session-stay]")
        page.click("[data-session-stay]")
        page.wait_for_url(f"{site.url}/sign-in?next=%2Faccount")
