"""A task is overdue; an instructor gives one learner more time, who sees it and hands in on time."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from naruteo_portal.audit.events import SYSTEM
from naruteo_portal.catalogue.cohorts import reschedule
from naruteo_portal.catalogue.models import ScheduledTask
from naruteo_portal.catalogue.schedule import Planned
from naruteo_portal.core.clock import KST, now
from naruteo_portal.core.database import unit_of_work
from naruteo_portal.demo import INSTRUCTOR
from naruteo_testing.content import database_of, hand_in, side_cohort, wait_until_graded
from naruteo_testing.people import sign_in
from naruteo_testing.platform import Platform

pytestmark = pytest.mark.journey
TASK = "01-first-table"
LEARNER = "late.learner@example.kr"
DAY = timedelta(days=1)


def test_more_time_for_one_learner(platform: Platform, browser: Browser) -> None:
    with database_of(platform.data) as engine:
        with unit_of_work(engine) as session:
            cohort = side_cohort(session, "연장 기수", LEARNER, "applicant@example.kr")
            rows = session.scalars(
                select(ScheduledTask)
                .where(ScheduledTask.cohort_id == cohort.id)
                .options(joinedload(ScheduledTask.task))
            )
            row = next(row for row in rows if row.task.name == TASK)
            yesterday = Planned(row.task_id, now() - 3 * DAY, now() - DAY)
            reschedule(session, cohort, [yesterday], actor=SYSTEM, past_confirmed=True)

        learner = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
        sign_in(learner, platform.portal, LEARNER)
        learner.goto(f"{platform.portal}/due-dates")
        expect(learner.locator("main section").first).to_contain_text("기한 지남")

        desk = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        sign_in(desk, platform.portal, INSTRUCTOR)
        desk.goto(f"{platform.portal}/cohorts/{cohort.id}?view=admitted")
        desk.click("#people a[href^='/enrolments/']")
        desk.click(f"a[href$='/tasks/{TASK}/accommodation']")
        desk.get_by_label("이 학습자의 마감").fill(f"{(now() + 2 * DAY).astimezone(KST):%Y-%m-%dT%H:%M}")
        desk.get_by_label("까닭").fill("야간 근무가 이어져 시간이 더 필요합니다.")
        desk.click("main form button[type=submit]")
        expect(desk.locator("main")).to_contain_text("적용 중")

        learner.reload()
        expect(learner.locator("main section").first).to_contain_text("마감 연장")
        learner.click("main table a")
        expect(learner.locator("main")).to_contain_text("이 과제는 마감이 연장되었어요")
        reference = hand_in(engine, platform.data, LEARNER, TASK)
        expect(learner.locator("#attempts")).to_contain_text(reference)
        expect(learner.locator("#attempts")).not_to_contain_text("늦음")
        wait_until_graded(engine, reference)
