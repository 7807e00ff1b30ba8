"""A round from the officer's plan to an accepted place and an appeal, by everybody who takes part in it."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine, select

from naruteo_portal.core.clock import KST, now
from naruteo_portal.core.database import unit_of_work
from naruteo_portal.identity.models import Account
from naruteo_portal.talent.candidates.models import Candidate
from naruteo_portal.talent.openings.models import Opening, OpeningState
from naruteo_portal.talent.rounds.models import Outcome, Round
from naruteo_portal.talent.rounds.states import RoundState
from naruteo_testing.content import database_of
from naruteo_testing.people import sign_in
from naruteo_testing.platform import Platform

pytestmark = pytest.mark.journey
OFFICER, SECOND_OFFICER = "minho@example.kr", "seoah@example.kr"
HR, ADMISSIONS = "yujin@example.kr", "dain@example.kr"
RECRUIT, GRADUATE = "mai@example.kr", "seojun@example.kr"
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
JOB_MILLISECONDS = 60_000
INSTANTS = ("opens_at", "certify_by", "publish_at", "answer_by")


def signed_in(browser: Browser, platform: Platform, email: str, width: int = 1280) -> Page:
    page = browser.new_context(viewport={"width": width, "height": 900}).new_page()
    sign_in(page, platform.portal, email)
    return page


def plan_a_round(officer: Page, portal: str, openings: Sequence[str]) -> str:
    """Plan a round of two openings with a quota; its number."""
    officer.goto(f"{portal}/matching-rounds/new")
    officer.fill("[name=title_ko]", "여정 라운드")
    officer.fill("[name=title_en]", "Journey round")
    at = now().astimezone(KST)
    for name, days in zip(INSTANTS, (1, 2, 3, 4), strict=True):
        officer.fill(f"[name={name}]", (at + days * DAY).strftime("%Y-%m-%dT%H:%M"))
    officer.fill("[name=contact]", "051-000-0000")
    submit(officer)
    officer.wait_for_url("**/openings")
    reference = officer.url.split("/matching-rounds/")[1].split("/")[0]
    for opening in openings:
        officer.locator(f"[name=openings][value='{opening}']").check(force=True)
        officer.fill(f"[name='seats-{opening}']", "1")
    submit(officer)
    officer.goto(f"{portal}/matching-rounds/{reference}/quotas")
    officer.fill("[name=cap-gyeongnam]", "1")
    officer.fill("[name=reason-gyeongnam]", "여정 배정 계획")
    submit(officer)
    expect(officer.locator("main")).to_contain_text("여정 배정 계획")
    return reference


def submit(page: Page) -> None:
    page.locator("main .form-actions button").last.click()


def put(engine: Engine, reference: str, *away: timedelta) -> None:
    """Put a round's instants so far from now: nobody waits for days."""
    with unit_of_work(engine) as session:
        round_ = session.scalars(select(Round).where(Round.reference == reference)).one()
        for name, each in zip(INSTANTS, away, strict=True):
            setattr(round_, name, now() + each)


def move_on(officer: Page, portal: str, engine: Engine, reference: str, state: RoundState) -> None:
    """Press the button for what is due, unless the clock was faster."""
    officer.goto(f"{portal}/matching-rounds/{reference}")
    button = officer.locator("form[action$='/move'] button")
    if button.count():
        button.click()
    with unit_of_work(engine) as session:
        assert session.scalars(select(Round.state).where(Round.reference == reference)).one() is state


def choose(page: Page, portal: str, reference: str, openings: Sequence[str], word: str) -> None:
    """Put openings into one's list, best first, and certify it."""
    for opening in openings:
        page.goto(f"{portal}/places/{opening}")
        page.locator(f"form[action*='/choices/{reference}/add'] button").click()
    page.goto(f"{portal}/choices/{reference}/certify")
    page.fill("[name=typed]", word)
    submit(page)
    page.wait_for_url("**/receipt")


def rank(page: Page, portal: str, reference: str, opening: str, candidates: Sequence[int]) -> None:
    """Take candidates into an opening's order, best first, and certify it."""
    order = f"{portal}/openings/{opening}/rounds/{reference}"
    page.goto(order)
    for candidate in candidates:
        page.locator(f"button[name=act][value='in:{candidate}']").click()
    page.goto(f"{order}/certify")
    page.locator("[name=looked]").check(force=True)
    submit(page)
    page.wait_for_url(order)


def test_a_round_from_the_plan_to_a_place_and_an_appeal(platform: Platform, browser: Browser) -> None:
    portal = platform.portal
    officer, second = signed_in(browser, platform, OFFICER), signed_in(browser, platform, SECOND_OFFICER)
    hr, admissions = signed_in(browser, platform, HR), signed_in(browser, platform, ADMISSIONS)
    recruit, graduate = signed_in(browser, platform, RECRUIT, width=390), signed_in(browser, platform, GRADUATE)
    with database_of(platform.data) as engine:
        with unit_of_work(engine) as session:
            # Other journeys on the same platform add openings of their own.
            published = select(Opening.reference).where(Opening.state == OpeningState.OPEN)
            position, study = (
                session.scalars(published.where(Opening.title["en"].as_string() == title)).one()
                for title in ("Predictive maintenance", "Master’s course in industrial AI")
            )
            people = {
                email: session.scalars(select(Candidate).join(Account).where(Account.email == email)).one().id
                for email in (RECRUIT, GRADUATE)
            }
        reference = plan_a_round(officer, portal, (position, study))
        put(engine, reference, -HOUR, DAY, 2 * DAY, 3 * DAY)
        move_on(officer, portal, engine, reference, RoundState.ELICITING)

        # The position wants the recruit, who wants it most; the graduate wants nothing else.
        choose(recruit, portal, reference, (position, study), "certify")
        choose(graduate, portal, reference, (position,), "확정")
        rank(hr, portal, reference, position, (people[RECRUIT], people[GRADUATE]))
        rank(admissions, portal, reference, study, (people[RECRUIT],))

        put(engine, reference, -DAY, -HOUR, DAY, 2 * DAY)
        move_on(officer, portal, engine, reference, RoundState.FROZEN)
        officer.goto(f"{portal}/matching-rounds/{reference}/trials")
        officer.locator("form[action$='/trials'] button:has-text('시험 배정')").click()
        expect(officer.locator("main table")).to_contain_text("시험 배정", timeout=JOB_MILLISECONDS)
        officer.locator("form[action$='/run'] button").click()
        expect(officer.locator("#certificate")).to_be_visible(timeout=JOB_MILLISECONDS)
        assert officer.locator("form[action$='/confirm']").count() == 0
        second.goto(f"{portal}/matching-rounds/{reference}/result")
        second.locator("form[action$='/confirm'] button").click()
        expect(second.locator("main")).to_contain_text("확인 완료")
        put(engine, reference, -2 * DAY, -DAY, -HOUR, DAY)
        move_on(officer, portal, engine, reference, RoundState.PUBLISHED)

        # Everybody reads how it went; the candidates their own outcome, with its reasons.
        visitor = browser.new_context().new_page()
        visitor.goto(f"{portal}/rounds/{reference}")
        expect(visitor.locator("#check")).to_contain_text("naruteo match verify")
        recruit.goto(f"{portal}/results/{reference}")
        expect(recruit.locator("main")).to_contain_text("Predictive maintenance")
        recruit.locator("[name=answer]").first.check(force=True)
        recruit.locator("main form:has([name=answer]) button").last.click()
        expect(recruit.locator("main")).to_contain_text("Your answer is recorded.")
        graduate.goto(f"{portal}/results/{reference}/ask")
        graduate.locator("[name=kind][value=appeal]").check(force=True)
        graduate.fill("[name=words]", "배정되지 않은 이유를 다시 살펴봐 주세요.")
        submit(graduate)
        graduate.wait_for_url("**/questions/*")
        with unit_of_work(engine) as session:
            offers = session.scalars(
                select(Outcome.offer).join(Round).where(Round.reference == reference).order_by(Outcome.id)
            ).all()
        assert sorted(str(each) for each in offers) == ["None", "accepted"]
