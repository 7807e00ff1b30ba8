"""Courses, cohorts and enrolments that tests start from."""

import json
import secrets
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from naruteo_portal.audit.events import SYSTEM
from naruteo_portal.catalogue.cohorts import CohortPlan, open_cohort
from naruteo_portal.catalogue.models import (
    Admission,
    AttemptRule,
    Cohort,
    CohortState,
    Course,
    Delivery,
    Edition,
    Enrolment,
    EnrolmentState,
    LatePolicy,
    Level,
    Task,
)
from naruteo_portal.core.clock import now, today_in_korea
from naruteo_portal.identity.models import Account, Organisation

MANIFEST = """\
manifest: 1
slug: {slug}
title: {{ko: 프레스 라인, en: The press line}}
summary: {{ko: 프레스 라인의 기록을 읽습니다., en: You read the records of a press line.}}
level: beginner
hours: 4
delivery: blended
languages: [ko, en]
organisation:
  kind: training_provider
  name: {{ko: 나루 배움터, en: Naru Learning Place}}
ncs:
  - code: "20010105"
    name: {{ko: 빅데이터분석, en: Big data analysis}}
skills:
  - label: {{ko: 데이터 정제, en: perform data cleansing}}
rules:
  late: {{policy: accepted_and_marked, grace_minutes: 30}}
  attempts: {{counts: best, maximum: 5}}
tasks:
  - name: 01-start
    title: {{ko: 시작, en: The start}}
    minutes: 60
    weight: 40
    due: {{days_after_start: 7, time: "23:59"}}
  - name: 02-more
    title: {{ko: 더 하기, en: Some more}}
    minutes: 60
    weight: 60
completion:
  minimum_score: 60
  minimum_per_task: 40
  must_submit: [01-start, 02-more]
"""


def write_course(folder: Path) -> Path:
    """A small course that can be published; the folder's name is its slug."""
    for assignment in ("01-start", "02-more"):
        source = folder / "source" / assignment
        source.mkdir(parents=True)
        (source / "work.ipynb").write_text(json.dumps(_notebook(assignment)), encoding="utf-8")
        (source / "numbers.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (folder / "course.yaml").write_text(MANIFEST.format(slug=folder.name), encoding="utf-8")
    return folder


def _notebook(assignment: str) -> dict[str, Any]:
    def cell(source: str, **nbgrader: Any) -> dict[str, Any]:
        metadata = {"nbgrader": {"schema_version": 3, "cell_type": "code", "task": False, **nbgrader}}
        identifier = nbgrader["grade_id"]
        return {
            "cell_type": "code", "id": identifier, "metadata": metadata, "source": source, "outputs": [],
            "execution_count": None,
        }  # fmt: skip

    solution = cell(
        "def double(number):\n    ### BEGIN SOLUTION\n    return 2 * number\n    ### END SOLUTION",
        grade=False, solution=True, locked=False, grade_id=f"solution-{assignment}",
    )  # fmt: skip
    tests = cell(
        "assert double(2) == 4", grade=True, solution=False, locked=True, points=5, grade_id=f"test-{assignment}"
    )
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return {"cells": [solution, tests], "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}


def make_edition(session: Session, organisation: Organisation, slug: str | None = None, **values: Any) -> Edition:
    """An edition of a course with two tasks, 40 and 60 per cent; `values` replace what the edition says."""
    title = values.pop("title", {"ko": "프레스 라인", "en": "The press line"})
    skills = values.pop("skills", [{"label": {"ko": "데이터 정제", "en": "perform data cleansing"}, "esco": None}])
    tasks = [
        Task(
            position=position,
            name=name,
            title={"ko": ko, "en": en},
            weight=weight,
            minutes=60,
            due_days_after_start=days,
            due_time=time(23, 59) if days else None,
            attempt_rule=AttemptRule.BEST,
            max_attempts=None,
            late_policy=LatePolicy.ACCEPTED_AND_MARKED,
            grace_minutes=30,
            max_files=20,
            max_bytes=10_000_000,
            max_score=10,
        )
        for position, (name, ko, en, weight, days) in enumerate(
            (("01-start", "시작", "The start", 40, 7), ("02-more", "더 하기", "Some more", 60, None)), start=1
        )
    ]
    manifest = {
        "ncs": [{"code": "20010105", "name": {"ko": "빅데이터분석", "en": "Big data analysis"}}],
        "skills": skills,
        "reading": [],
        "completion": {"minimum_score": 60, "minimum_per_task": 40, "must_submit": ["01-start", "02-more"]},
    }
    edition = Edition(
        course=Course(slug=slug or f"c{secrets.token_hex(4)}", organisation=organisation, created_at=now()),
        number=1,
        sha256=secrets.token_hex(32),
        published_at=now(),
        tasks=tasks,
        title=title,
        skills=skills,
        **{
            "summary": {"ko": "기록을 읽고 고칩니다.", "en": "You read and repair records."},
            "level": Level.BEGINNER,
            "hours": 15,
            "delivery": Delivery.BLENDED,
            "languages": ["ko", "en"],
            "manifest": manifest,
            **values,
        },
    )
    session.add(edition)
    session.flush()
    return edition


def make_cohort(
    session: Session,
    edition: Edition,
    *,
    seats: int = 20,
    admission: Admission = Admission.BY_DECISION,
    state: CohortState = CohortState.OPEN,
    starts_on: date | None = None,
    instructors: tuple[Account, ...] = (),
    name: str = "1기",
) -> Cohort:
    """A cohort of thirty days that takes applications; its instructors need the role in the course's organisation."""
    starts_on = starts_on or today_in_korea()
    ends_before = starts_on + timedelta(days=30)
    plan = CohortPlan(
        name={"ko": name, "en": f"Cohort {name}"},
        starts_on=starts_on,
        ends_before=ends_before,
        apply_until=datetime.combine(ends_before, time(), UTC) - timedelta(days=1),
        seats=seats,
        admission=admission,
    )
    return open_cohort(
        session, edition, plan, actor=SYSTEM, instructors=[account.id for account in instructors], state=state
    )


def make_enrolment(
    session: Session,
    cohort: Cohort,
    account: Account,
    state: EnrolmentState = EnrolmentState.ADMITTED,
    applied_at: datetime | None = None,
) -> Enrolment:
    """An enrolment in any state, without the mails and decisions that lead there."""
    enrolment = Enrolment(
        cohort_id=cohort.id, account_id=account.id, state=state, applied_at=applied_at or now(), decided_at=now()
    )
    session.add(enrolment)
    session.flush()
    return enrolment
