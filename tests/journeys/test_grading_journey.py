"""Two instructors go through the grading queue, one by the keyboard; learners see it when it is released."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from naruteo_portal.demo import INSTRUCTOR
from naruteo_testing.browser import check_page
from naruteo_testing.content import database_of
from naruteo_testing.essays import COLLEAGUE, LEARNERS, QUESTION, essays
from naruteo_testing.people import sign_in
from naruteo_testing.platform import Platform

pytestmark = pytest.mark.journey
SHOTS = os.environ.get("NARUTEO_TEST_SHOTS")
COMMENT = "단위까지 적어 주어서 이해하기 쉽습니다."


def signed_in(browser: Browser, platform: Platform, email: str, width: int = 1280) -> Page:
    page = browser.new_context(viewport={"width": width, "height": 900}).new_page()
    sign_in(page, platform.portal, email)
    return page


def test_instructors_grade_by_hand_and_learners_see_it(platform: Platform, browser: Browser) -> None:
    with database_of(platform.data) as engine:
        cohort, (first, second) = essays(engine, platform.data)
    desk, other = signed_in(browser, platform, INSTRUCTOR), signed_in(browser, platform, COLLEAGUE)
    learner = signed_in(browser, platform, next(iter(LEARNERS)), width=390)
    queue = f"{platform.portal}/grading?cohort={cohort}"

    # Names are hidden in this cohort while a person still has to grade.
    desk.goto(queue)
    expect(desk.locator("main table")).to_contain_text("도하나")
    desk.check("label:has-text('학습자 이름 숨기기')")
    desk.click("#names button[type=submit]")
    expect(desk.locator("main table")).to_contain_text("공개할 때까지 숨김")
    expect(desk.locator("main table")).not_to_contain_text("도하나")

    # The oldest comes first, with the question on one side and the answer on the other.
    desk.click("text=첫 제출물부터 채점")
    expect(desk).to_have_url(f"{platform.portal}/grading/{first}?cohort={cohort}")
    cell = desk.locator("#by-hand [data-cell]")
    expect(cell.locator(".side-by-side > div").nth(0)).to_contain_text(QUESTION)
    expect(cell.locator(".side-by-side > div").nth(1)).to_contain_text("1개가 불량입니다.")

    # A line for the rubric, which the colleague has as well.
    cell.locator("summary:has-text('채점 기준 바꾸기')").click()
    cell.get_by_label("학습자에게 보일 말").fill("근거를 숫자로 말함")
    cell.get_by_label("이 항목의 점수").fill("2")
    cell.locator("button:has-text('항목 추가')").click()
    expect(cell.locator("fieldset")).to_contain_text("근거를 숫자로 말함 (+2)")
    other.goto(f"{platform.portal}/grading/{first}?cohort={cohort}")
    expect(other.locator("#by-hand fieldset")).to_contain_text("근거를 숫자로 말함")

    # By the keyboard: the keys are shown, a line is chosen, a comment is written, and all of it saves itself.
    desk.locator("h1").click()
    desk.keyboard.press("?")
    expect(desk.locator("dialog[data-keys]")).to_be_visible()
    desk.keyboard.press("Escape")
    desk.keyboard.press("1")
    expect(cell.locator("[data-points-field]")).to_have_value("2")
    expect(cell.locator(".saved-words")).to_contain_text("이정민 님이 저장함")
    desk.keyboard.press("c")
    desk.keyboard.type(COMMENT)
    expect(cell.locator("[data-unsaved]")).to_be_visible()
    desk.keyboard.press("Escape")
    expect(cell.locator("[data-unsaved]")).to_be_hidden()
    desk.reload()
    expect(cell.locator("[data-points-field]")).to_have_value("2")
    expect(cell.locator("textarea").first).to_have_value(COMMENT)

    # The colleague has an older page: nothing is overwritten, and it is clear whose words those are.
    theirs = other.locator("#by-hand [data-cell]")
    theirs.locator("[data-points-field]").fill("0")
    expect(theirs.locator("[data-error-summary]")).to_contain_text("이정민 님이 이 셀을 저장했습니다")
    expect(theirs.locator("[data-error-summary]")).to_contain_text(COMMENT)
    other.click("text=저장된 내용 쓰기")
    expect(theirs.locator("[data-points-field]")).to_have_value("2")

    # Switched off, the keys do nothing.
    desk.keyboard.press("?")
    desk.click("label[for=keys-on]")
    desk.click("dialog[data-keys] button")
    desk.locator("h1").click()
    desk.keyboard.press("f")
    desk.wait_for_timeout(300)
    expect(cell.locator("[data-points-field]")).to_have_value("2")

    learner.goto(f"{platform.portal}/submissions/{first}")
    expect(learner.locator("main")).not_to_contain_text(COMMENT)
    desk.click("text=학습자에게 공개")
    expect(desk).to_have_url(f"{platform.portal}/grading/{second}?cohort={cohort}")
    learner.reload()
    expect(learner.locator("#said")).to_contain_text(COMMENT)
    expect(learner.locator("#said")).to_contain_text("근거를 숫자로 말함")
    expect(learner.locator(".score")).to_contain_text("9 / 10")

    # The learner asks for another look at the points; the answer and the new points come back.
    learner.click("summary:has-text('재검토 요청하기')")
    learner.get_by_label("무엇을 다시 볼까요?").select_option(label="설명")
    learner.get_by_label("점수가 달라져야 한다고 보는 이유").fill("단위도 적었습니다.")
    learner.click("text=요청 보내기")
    expect(learner.locator("#requests")).to_contain_text("답변 기한")
    other.goto(f"{platform.portal}/regrade-requests?cohort={cohort}")
    other.click("main table a")
    expect(other.locator("main")).to_contain_text("단위도 적었습니다.")
    other.locator("#answer input[type=number]").fill("3")
    other.get_by_label("답변").fill("단위가 있어 만점으로 바꿉니다.")
    other.click("text=답변 보내기")
    learner.reload()
    expect(learner.locator("#requests")).to_contain_text("단위가 있어 만점으로 바꿉니다.")
    expect(learner.locator(".score")).to_contain_text("10 / 10")

    shots = Path(SHOTS) if SHOTS else None
    check_page(desk, queue, shots=shots, name="queue")
    check_page(desk, f"{platform.portal}/grading/{second}?cohort={cohort}", shots=shots, name="workplace")
    check_page(learner, f"{platform.portal}/submissions/{first}", shots=shots, name="released")
