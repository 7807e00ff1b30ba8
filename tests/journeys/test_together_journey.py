"""Two people apply together, one in English on a phone, one in Korean: from the invitation to each other's answers."""

import pytest
from playwright.sync_api import Browser, Page, expect
from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.cli.up import Secrets
from naruteo_portal.core.database import unit_of_work
from naruteo_portal.identity.models import Account
from naruteo_portal.settings import Settings
from naruteo_portal.talent.candidates.models import Candidate
from naruteo_portal.talent.rounds.states import RoundState
from naruteo_testing.content import database_of
from naruteo_testing.people import sign_in
from naruteo_testing.platform import Platform
from naruteo_testing.rounds import lead_to, open_fair

pytestmark = pytest.mark.journey
RECRUIT, GRADUATE = "mai@example.kr", "seojun@example.kr"


def candidate_of(session: Session, email: str) -> Candidate:
    return session.scalars(select(Candidate).join(Account).where(Account.email == email)).one()


def signed_in(browser: Browser, platform: Platform, email: str, width: int) -> Page:
    page = browser.new_context(viewport={"width": width, "height": 900}).new_page()
    sign_in(page, platform.portal, email)
    return page


def send(page: Page) -> None:
    page.locator("main .form-actions button").last.click()


def wish(page: Page, *openings: int | None) -> None:
    """Add a shared wish: an opening, or no place, for each."""
    for number, opening in enumerate(openings, start=1):
        page.select_option(f"#entry-{number}", "" if opening is None else str(opening))
    page.locator("button[name=act][value=add]").click()


def certify(page: Page, together: str, word: str, said: str) -> None:
    """Look the shared wishes through, and certify them."""
    page.goto(f"{together}/certify")
    page.fill("[name=typed]", word)
    send(page)
    expect(page.locator("main")).to_contain_text(said)


def answer(page: Page, result: str, choice: str) -> None:
    """Answer the offer on the page of the own result."""
    page.goto(result)
    page.locator(f"[name=answer][value={choice}]").check(force=True)
    page.locator("main form:has([name=answer]) button").last.click()


def test_two_people_apply_together(platform: Platform, browser: Browser) -> None:
    with database_of(platform.data) as engine:
        secret = SecretStr(Secrets(platform.data / "secrets").get("portal_secret_key"))
        settings = Settings(data=platform.data, secret_key=secret)
        with unit_of_work(engine) as session:
            fair = open_fair(session, settings)
            first, second = (fair.add_opening(title={"ko": each, "en": each}).id for each in ("Alpha", "Beta"))
            invited = candidate_of(session, GRADUATE).reference
        together = f"{platform.portal}/choices/{fair.round.reference}/together"
        result = f"{platform.portal}/results/{fair.round.reference}"
        recruit, graduate = signed_in(browser, platform, RECRUIT, 390), signed_in(browser, platform, GRADUATE, 1280)

        recruit.goto(together)
        recruit.fill("[name=reference]", invited)
        send(recruit)
        expect(recruit.locator("#members")).to_contain_text("invited, no answer yet")
        graduate.goto(together)
        graduate.locator("form[action$='/accept'] button").click()
        expect(graduate.locator("#members")).to_contain_text("(나)")
        wish(graduate, first, None)
        wish(graduate, first, second)
        graduate.locator("button[name=act][value='up:1']").click()
        expect(graduate.locator("#wish-0")).to_contain_text("Beta")
        certify(graduate, together, "확정", "함께 지원하는 사람도 확정하면")
        certify(recruit, together, "certify", "your shared wishes count")

        # How officers lead a round is the other journey.
        with unit_of_work(engine) as session:
            fair.session, fair.round = session, session.merge(fair.round)
            fair.rank(fair.openings[0], candidate_of(session, RECRUIT))
            fair.rank(fair.openings[1], candidate_of(session, GRADUATE))
            lead_to(fair, RoundState.PUBLISHED)

        answer(recruit, result, "accept")
        expect(recruit.locator("#together")).to_contain_text("has not answered yet")
        answer(graduate, result, "decline")
        expect(graduate.locator("#together")).to_contain_text("수락")
        recruit.goto(f"{platform.portal}/notices")
        recruit.locator("main a:has-text('Somebody who applies with you')").first.click()
        recruit.locator("main a[href$='/together']").click()
        expect(recruit.locator("#answers")).to_contain_text("declines the place")
