"""A course with a running cohort, its instructor and its learners, as tests of the exchange need it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from naruteo_portal.assessment.models import Release
from naruteo_portal.assessment.releases import create_release
from naruteo_portal.audit.events import SYSTEM, Actor
from naruteo_portal.catalogue.manifest import Delivery, Level
from naruteo_portal.catalogue.models import (
    AttemptRule,
    Cohort,
    CohortInstructor,
    Course,
    Edition,
    Enrolment,
    EnrolmentState,
    LatePolicy,
    ScheduledTask,
    Task,
)
from naruteo_portal.core.clock import now, today_in_korea
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.identity.models import Account, OrganisationKind
from naruteo_testing.factories import make_account, make_organisation

MEGABYTE = 1024 * 1024


def notebook(*cells: tuple[str, str], points: Mapping[str, float] | None = None) -> bytes:
    """A notebook of code cells (nbgrader id, source); an id in `points` makes a graded cell, an empty id a free one."""
    made: list[dict[str, Any]] = []
    for number, (grade_id, source) in enumerate(cells):
        mark: dict[str, Any] = {}
        if grade_id:
            graded = grade_id in (points or {})
            mark = {"nbgrader": {"grade_id": grade_id, "grade": graded, "solution": not graded, "schema_version": 3,
                                 "locked": graded, "task": False}}  # fmt: skip
            if graded:
                mark["nbgrader"]["points"] = (points or {})[grade_id]
        made.append({"cell_type": "code", "id": f"c{number}", "metadata": mark, "source": source, "outputs": [],
                     "execution_count": None})  # fmt: skip
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    document = {"nbformat": 4, "nbformat_minor": 5, "metadata": kernel, "cells": made}
    return json.dumps(document, ensure_ascii=False).encode()


SOURCE = notebook(("answer", "x = 42"), ("test", "assert x == 42"), points={"test": 2})
RELEASED = notebook(("answer", "x = ..."), ("test", "assert x == 42"), points={"test": 2})


def solved(value: object = 42) -> bytes:
    """The released notebook with an answer."""
    return notebook(("answer", f"x = {value!r}"), ("test", "assert x == 42"), points={"test": 2})


@dataclass
class Classroom:
    """A course, one edition of it and one running cohort."""

    session: Session
    blobs: BlobStore
    course: Course
    edition: Edition
    cohort: Cohort
    instructor: Account
    learner: Account
    enrolment: Enrolment | None = None
    tasks: dict[str, Task] = field(default_factory=dict)
    scheduled: dict[str, ScheduledTask] = field(default_factory=dict)

    def add_task(self, name: str, *, release: bool = True, **rules: Any) -> Task:
        """A task that opened yesterday and is due tomorrow; with a release of one notebook `work.ipynb`."""
        task = Task(
            edition_id=self.edition.id, position=len(self.tasks) + 1, name=name, title={"ko": "과제", "en": "Task"},
            **{"weight": 10, "minutes": 30, "due_days_after_start": 1, "due_time": None,
               "attempt_rule": AttemptRule.BEST, "max_attempts": None, "late_policy": LatePolicy.ACCEPTED_AND_MARKED,
               "grace_minutes": 0, "max_files": 20, "max_bytes": MEGABYTE, "max_score": 2, **rules},
        )  # fmt: skip
        self.session.add(task)
        self.session.flush()
        scheduled = ScheduledTask(
            cohort_id=self.cohort.id, task_id=task.id, opens_at=now() - timedelta(days=1),
            due_at=now() + timedelta(days=1),
        )  # fmt: skip
        self.session.add(scheduled)
        self.session.flush()
        self.tasks[name], self.scheduled[name] = task, scheduled
        if release:
            self.release(task)
        return task

    def release(self, task: Task, actor: Actor = SYSTEM, *, seed: bytes | None = None) -> Release:
        """Release the small assignment that these tests work on; with a seed its learners have data of their own."""
        own = {} if seed is None else {"seed.txt": seed}
        return create_release(
            self.session, task, {"work.ipynb": SOURCE, **own}, {"work.ipynb": RELEASED, "data/a.csv": b"a\n1\n", **own},
            self.blobs, actor,
        )  # fmt: skip

    def add_instructor(self, account: Account) -> None:
        """One more teacher of the cohort."""
        self.session.add(CohortInstructor(cohort_id=self.cohort.id, account_id=account.id))
        self.session.flush()

    def add_learner(self, state: EnrolmentState = EnrolmentState.ADMITTED, **account: Any) -> Account:
        """One more person in the cohort."""
        learner = make_account(self.session, **account)
        self.session.add(enrolment_of(self.cohort, learner, state))
        self.session.flush()
        return learner

    def next_edition(self) -> "Classroom":
        """The same course published anew, with a cohort of its own taught by the same instructor; nobody in it yet."""
        return _classroom(self.session, self.blobs, self.course, self.edition.number + 1, self.instructor, self.learner)


def enrolment_of(cohort: Cohort, account: Account, state: EnrolmentState = EnrolmentState.ADMITTED) -> Enrolment:
    """A person's place in a cohort."""
    return Enrolment(
        cohort_id=cohort.id, account_id=account.id, state=state, applied_at=now(), decided_at=now(), reason=None
    )


def make_classroom(session: Session, blobs: BlobStore, slug: str = "shop-floor") -> Classroom:
    """A course with one running cohort, an instructor and an admitted learner; no tasks yet."""
    organisation = make_organisation(session, OrganisationKind.TRAINING_PROVIDER)
    course = Course(slug=slug, organisation_id=organisation.id, created_at=now())
    session.add(course)
    session.flush()
    instructor, learner = make_account(session, "이강사"), make_account(session, "김하늘")
    room = _classroom(session, blobs, course, 1, instructor, learner)
    room.enrolment = enrolment_of(room.cohort, learner)
    session.add(room.enrolment)
    session.flush()
    return room


def _classroom(
    session: Session, blobs: BlobStore, course: Course, number: int, instructor: Account, learner: Account
) -> Classroom:
    made = Edition(
        course_id=course.id, number=number, sha256="0" * 64, title={"ko": "과정", "en": "Course"},
        summary={"ko": "요약", "en": "Summary"},
        level=Level.BEGINNER, hours=15, delivery=Delivery.BLENDED, languages=["ko"], skills=[],
        manifest={"completion": {"minimum_score": 0, "minimum_per_task": 0, "must_submit": []}},
        published_at=now(),
    )  # fmt: skip
    session.add(made)
    session.flush()
    today = today_in_korea()
    cohort = Cohort(
        edition_id=made.id, name={"ko": "1기", "en": "First"}, starts_on=today - timedelta(days=1),
        ends_before=today + timedelta(days=30), apply_until=now(), seats=10,
    )  # fmt: skip
    session.add(cohort)
    session.flush()
    session.add(CohortInstructor(cohort_id=cohort.id, account_id=instructor.id))
    session.flush()
    return Classroom(session, blobs, course, made, cohort, instructor, learner)
