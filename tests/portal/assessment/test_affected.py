"""Whom a correction affects: who fetched, what was graded, who has completed, and where it cannot be used."""

import pytest
from sqlalchemy.orm import Session

from naruteo_portal.assessment.affected import AffectedCohort, affected_cohorts
from naruteo_portal.assessment.exchange import fetch_release
from naruteo_portal.assessment.releases import create_release
from naruteo_portal.audit.events import SYSTEM, Actor
from naruteo_portal.catalogue.models import CohortState
from naruteo_portal.core.clock import now
from naruteo_portal.core.storage import BlobStore, Tree
from naruteo_portal.learning.models import SurveyReceipt
from naruteo_portal.settings import Settings
from naruteo_testing.classroom import RELEASED, SOURCE, Classroom, make_classroom, notebook
from naruteo_testing.regrades import grade_as, verdict
from naruteo_testing.submissions import make_submission

RULES = {"minimum_score": 50, "minimum_per_task": 0, "must_submit": ["week1"]}
CORRECTED = notebook(("answer", "x = 42"), ("test", "assert x == 42, x"), points={"test": 2})


@pytest.fixture
def room(session: Session, settings: Settings) -> Classroom:
    """A learner who fetched the task and handed in, and one who did neither."""
    room = make_classroom(session, BlobStore(settings.blobs))
    room.edition.manifest = {"completion": RULES}
    task = room.add_task("week1", max_score=5, release=False)
    release = room.release(task)
    room.add_learner()
    fetch_release(session, room.learner, "shop-floor", "week1", settings, actor=Actor("person", room.learner.id))
    assert room.enrolment is not None
    session.refresh(release, ["task"])
    grade_as(session, make_submission(session, room.enrolment, release), verdict(5.0))
    return room


def affected(room: Classroom, source: bytes) -> list[AffectedCohort]:
    sources = {"week1": room.blobs.put_tree({"work.ipynb": source})}
    return affected_cohorts(room.session, room.course.id, sources, room.blobs)


def test_a_cohort_is_told_with_its_people_and_their_work(room: Classroom) -> None:
    (found,) = affected(room, CORRECTED)
    assert (found.cohort.id, found.running, found.learners, found.complete) == (room.cohort.id, True, 2, 1)
    (task,) = found.tasks
    assert (task.task.name, task.why_not, task.fetched, task.graded) == ("week1", None, 1, 1)


def test_the_same_source_affects_nobody(room: Classroom) -> None:
    assert affected(room, SOURCE) == []
    create_release(
        room.session, room.tasks["week1"], {"work.ipynb": CORRECTED}, {"work.ipynb": RELEASED}, room.blobs, SYSTEM
    )
    assert affected(room, CORRECTED) == []


def test_what_does_not_fit_says_why_and_cohorts_in_preparation_are_left_out(room: Classroom) -> None:
    other = notebook(("other", "x = 42"), ("test", "assert x == 42"), points={"test": 2})
    (found,) = affected(room, other)
    assert found.tasks[0].why_not is not None
    assert "answer" in str(found.tasks[0].why_not)
    room.cohort.state = CohortState.CLOSED
    room.session.flush()
    assert [each.running for each in affected(room, other)] == [False]
    room.cohort.state = CohortState.DRAFT
    room.session.flush()
    assert affected(room, other) == []


def test_a_later_edition_is_no_earlier_one(room: Classroom) -> None:
    sources = {"week1": Tree(())}
    assert affected_cohorts(room.session, room.course.id, sources, room.blobs, before=1) == []


def test_who_has_completed_is_told_by_all_of_the_courses_rules(room: Classroom) -> None:
    room.edition.manifest = {"completion": {**RULES, "survey": True}}
    room.session.flush()
    (found,) = affected(room, CORRECTED)
    assert (found.learners, found.complete) == (2, 0)
    assert room.enrolment is not None
    room.session.add(SurveyReceipt(enrolment_id=room.enrolment.id, sent_at=now()))
    room.session.flush()
    assert affected(room, CORRECTED)[0].complete == 1
