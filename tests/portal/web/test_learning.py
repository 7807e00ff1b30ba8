"""Home, task and submission pages: what learners and instructors see."""

from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from naruteo_portal.assessment.grading import Verdict, queue_grading, settle_run, start_run
from naruteo_portal.assessment.models import Submission, SubmissionState
from naruteo_portal.audit.events import SYSTEM
from naruteo_portal.catalogue.models import Cohort
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.models import Account, OrganisationKind, Role
from naruteo_portal.settings import Settings
from naruteo_testing.catalogue import make_cohort, make_edition, make_enrolment
from naruteo_testing.factories import client_of, make_account, make_organisation
from naruteo_testing.submissions import make_release, make_submission


@dataclass
class Class:
    """A cohort with one learner, one instructor and one graded submission."""

    cohort: Cohort
    learner: Account
    instructor: Account
    submission: Submission


@pytest.fixture
def school(session: Session, settings: Settings) -> Class:
    provider = make_organisation(session, OrganisationKind.TRAINING_PROVIDER)
    instructor = make_account(session, "이정민", roles=((Role.INSTRUCTOR, provider),))
    learner = make_account(session)
    edition = make_edition(session, provider, "press-line")
    cohort = make_cohort(session, edition, instructors=(instructor,))
    blobs = BlobStore(settings.blobs)
    submission = make_submission(
        session, make_enrolment(session, cohort, learner), make_release(session, edition.tasks[0], blobs)
    )
    run = queue_grading(session, submission, actor=SYSTEM)
    start_run(session, run.id)
    page = blobs.put(b'<section class="nb-cell"><h3>sum_of_scrap</h3></section>')
    cells = [{"notebook": "work", "grade_id": "sum_of_scrap", "anchor": "nb-1", "points": 7.0, "max_points": 10.0, "kind": "auto"}]
    feedback = {"ko": {"work": page}, "en": {"work": page}}
    settle_run(session, run.id, Verdict(SubmissionState.GRADED, 7.0, 10.0, cells, [], feedback, 1.0))
    session.commit()
    return Class(cohort, learner, instructor, submission)


@pytest.fixture
def learner(app: Portal, session: Session, school: Class) -> FlaskClient:
    return client_of(app, school.learner, session)


@pytest.fixture
def instructor(app: Portal, session: Session, school: Class) -> FlaskClient:
    return client_of(app, school.instructor, session)


def test_home_says_what_is_next_and_how_far_one_has_come(learner: FlaskClient) -> None:
    page = learner.get("/").text
    assert "과제 1/2 · 진도 50 %" in page
    assert "더 하기" in page
    assert "assignment=02-more" in page


def test_the_english_home_is_one_link_away(learner: FlaskClient) -> None:
    learner.get("/language/en?next=/")
    assert "What to do next" in learner.get("/").text


def test_a_task_lists_attempts_and_the_rule_that_counts(learner: FlaskClient, school: Class) -> None:
    page = learner.get(f"/cohorts/{school.cohort.id}/tasks/01-start").text
    assert "가장 좋은 제출" in page
    assert school.submission.reference in page
    assert "7 / 10" in page


def test_htmx_gets_the_attempts_alone(learner: FlaskClient, school: Class) -> None:
    page = learner.get(f"/cohorts/{school.cohort.id}/tasks/01-start", headers={"HX-Request": "true"}).text
    assert "<html" not in page
    assert school.submission.reference in page


@pytest.mark.parametrize("address", ["/cohorts/{cohort}/tasks/01-start", "/submissions/{reference}"])
def test_strangers_find_nothing(app: Portal, session: Session, school: Class, address: str) -> None:
    stranger = client_of(app, make_account(session), session)
    answer = stranger.get(address.format(cohort=school.cohort.id, reference=school.submission.reference))
    assert answer.status_code == 404


def test_a_submission_shows_receipt_points_and_feedback(learner: FlaskClient, school: Class) -> None:
    page = learner.get(f"/submissions/{school.submission.reference}").text
    assert school.submission.sha256 in page
    assert "sum_of_scrap" in page
    assert '<section class="nb-cell">' in page
    assert "다시 채점" not in page


def test_a_file_comes_back_as_it_was_handed_in(learner: FlaskClient, school: Class) -> None:
    answer = learner.get(f"/submissions/{school.submission.reference}/files/work.ipynb")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert learner.get(f"/submissions/{school.submission.reference}/files/../x").status_code == 404


def test_an_instructor_sees_the_cohort_and_may_grade_again(instructor: FlaskClient, school: Class) -> None:
    listed = instructor.get(f"/cohorts/{school.cohort.id}/submissions").text
    assert school.submission.reference in listed
    assert "김하늘" in listed

    address = f"/submissions/{school.submission.reference}"
    assert instructor.post(f"{address}/regrade", data={"reason": " "}).status_code == 422
    answer = instructor.post(f"{address}/regrade", data={"reason": "시험이 틀렸습니다."})
    assert (answer.status_code, answer.location) == (303, address)
    assert "채점 대기" in instructor.get(address).text
    assert instructor.post(f"{address}/regrade", data={"reason": "또"}).status_code == 409


def test_filters_narrow_the_list(instructor: FlaskClient, school: Class) -> None:
    address = f"/cohorts/{school.cohort.id}/submissions"
    assert school.submission.reference in instructor.get(f"{address}?task=01-start&state=graded").text
    assert school.submission.reference not in instructor.get(f"{address}?task=02-more").text
    assert school.submission.reference not in instructor.get(f"{address}?state=failed").text


def test_a_learner_may_not_grade_or_list(learner: FlaskClient, school: Class) -> None:
    assert learner.get(f"/cohorts/{school.cohort.id}/submissions").status_code == 403
    answer = learner.post(f"/submissions/{school.submission.reference}/regrade", data={"reason": "!"})
    assert answer.status_code == 403
