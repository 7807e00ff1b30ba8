"""The pages for grading by hand in a real browser, at a desk and on a telephone."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy.orm import Session

from naruteo_portal.assessment.marks import Draft, save_mark
from naruteo_portal.assessment.rubrics import add_rubric_item
from naruteo_portal.audit.events import Actor
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.settings import Settings
from naruteo_testing.browser import browser, context, inspect, picture
from naruteo_testing.hand_graded import CELLS, Marking, make_marking
from naruteo_testing.served_pages import IN_BOTH_LANGUAGES, SHOTS, check_pages, sign_in_to
from naruteo_testing.styleguide import served


@pytest.fixture
def marking(session: Session, settings: Settings) -> Marking:
    made = make_marking(session, BlobStore(settings.blobs), "김하늘", "Nguyễn Thị Mai")
    made.hand_in("오세라", odd=True)
    actor = Actor("person", made.instructor.id)
    for words, points in (
        ("결론이 분명함", 2.0),
        ("단위를 적지 않음", -0.5),
        ("숫자를 들어 주세요.", None),
    ):
        add_rubric_item(session, made.edition.course_id, made.release.task.name, CELLS[1], words, points, actor=actor)
    draft = Draft(2.5, "설명이 분명합니다. 단위도 적으면 더 좋겠습니다.")
    save_mark(session, made.submissions[1], CELLS[1], draft, version=0, actor=actor)
    session.commit()
    return made


def _open(page: Page, address: str) -> None:
    """Open a workplace, and wait until htmx has taken up its forms."""
    page.goto(address)
    page.wait_for_function("document.querySelector('form[data-autosave]')._htmx")


# The journeys see every page; this sees them with more to show.
@pytest.mark.thorough
@IN_BOTH_LANGUAGES
def test_every_page_is_accessible(app: Portal, session: Session, marking: Marking, locale: str) -> None:
    first, second, odd = marking.submissions
    pages = ("/grading?task=02-more", *(f"/grading/{each.reference}" for each in (first, second, odd)))
    paths = [f"/grading?cohort={marking.cohort.id}", *pages]
    check_pages(app, session, {marking.instructor: paths}, locale, "grading")


def test_what_somebody_else_saved_is_shown_and_can_be_taken(app: Portal, session: Session, marking: Marking) -> None:
    submission = marking.submissions[0]
    with served(app) as address, browser() as started, context(started, url=address, width=390) as opened:
        page = opened.new_page()
        sign_in_to(opened, address, app, session, marking.colleague)
        _open(page, f"{address}/grading/{submission.reference}")
        actor = Actor("person", marking.instructor.id)
        save_mark(session, submission, CELLS[1], Draft(3.0, "만점입니다."), version=0, actor=actor)
        session.commit()
        cell = page.locator("#by-hand [data-cell]")
        cell.locator("[data-points-field]").fill("1")
        conflict = cell.locator("[data-error-summary]")
        expect(conflict).to_contain_text("이정민 님이 이 셀을 저장했습니다")
        expect(conflict).to_contain_text("만점입니다.")
        expect(conflict).to_be_focused()
        expect(cell.locator("[data-points-field]")).to_have_value("1")
        assert inspect(page) == []
        if SHOTS:
            picture(page, Path(SHOTS), "grading-conflict-390")
        page.click("text=저장된 내용 쓰기")
        expect(cell.locator("[data-points-field]")).to_have_value("3")
        cell.locator("[data-points-field]").fill("2")
        expect(cell.locator(".saved-words")).to_contain_text("한소리 님이 저장함")
        expect(page.locator("#standing")).to_contain_text("2개 중 2개")


def test_a_save_that_waited_for_another_knows_what_that_one_saved(
    app: Portal, session: Session, marking: Marking
) -> None:
    with served(app) as address, browser() as started, context(started, url=address) as opened:
        page = opened.new_page()
        sign_in_to(opened, address, app, session, marking.instructor)
        _open(page, f"{address}/grading/{marking.submissions[0].reference}")
        cell = page.locator("#by-hand [data-cell]")
        points, save = cell.locator("[data-points-field]"), cell.get_by_role("button", name="저장", exact=True)
        held: list[Route] = []

        def hold(route: Route) -> None:
            held.append(route)

        page.route("**/cells/1*", hold, times=1)
        with page.expect_request("**/cells/1*"):
            points.fill("1")
            save.click()
        points.fill("2")
        save.click()
        with page.expect_response(lambda answer: "points=2" in (answer.request.post_data or "")):
            held[0].continue_()
        expect(cell.locator("[data-unsaved]")).to_be_hidden()
        expect(cell.locator("[data-error-summary]")).to_have_count(0)
        page.reload()
        expect(points).to_have_value("2")


def test_keys_choose_and_write_and_can_be_switched_off(app: Portal, session: Session, marking: Marking) -> None:
    with served(app) as address, browser() as started, context(started, url=address) as opened:
        page = opened.new_page()
        sign_in_to(opened, address, app, session, marking.instructor)
        _open(page, f"{address}/grading/{marking.submissions[0].reference}")
        cell = page.locator("#by-hand [data-cell]")
        points, saved = cell.locator("[data-points-field]"), cell.locator(".saved-words")
        page.keyboard.press("1")
        page.keyboard.press("2")
        expect(points).to_have_value("1.5")
        expect(saved).to_contain_text("이정민 님이 저장함")
        page.keyboard.press("f")
        expect(points).to_have_value("3")
        page.keyboard.press("c")
        page.keyboard.type("zf 1")
        expect(cell.locator("textarea")).to_have_value("zf 1")
        page.keyboard.press("Escape")
        page.keyboard.press("?")
        expect(page.locator("dialog[data-keys]")).to_be_visible()
        assert inspect(page) == []
        expect(cell.locator("[data-unsaved]")).to_be_hidden()
        page.click("label[for=keys-on]")
        page.click("dialog[data-keys] button")
        page.keyboard.press("z")
        expect(points).to_have_value("3")
        page.reload()
        expect(points).to_have_value("3")
        expect(cell.locator("textarea")).to_have_value("zf 1")
        page.keyboard.press("n")
        page.wait_for_timeout(200)
        assert page.url.endswith(marking.submissions[0].reference)
