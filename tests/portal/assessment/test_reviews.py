"""What a person decides about a submission."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.assessment.grading import StillGrading, Verdict, queue_grading, settle_run, start_run
from naruteo_portal.assessment.models import GradingRun, Submission, SubmissionState
from naruteo_portal.assessment.reviews import (
    CellDecision,
    NothingToReview,
    PointsOutOfRange,
    ResultHasChanged,
    review,
)
from naruteo_portal.audit.events import SYSTEM, Actor
from naruteo_portal.audit.models import Event
from naruteo_portal.identity.models import Account
from naruteo_testing.catalogue import make_cohort, make_edition, make_enrolment
from naruteo_testing.factories import make_account, make_organisation
from naruteo_testing.submissions import make_release, make_submission

ODD = {"code": "tampered", "evidence": "work: test", "messages": {"ko": "이상함", "en": "Odd"}}
CELLS: list[dict[str, Any]] = [
    {"notebook": "work", "grade_id": "test", "points": 5.0, "max_points": 5.0, "kind": "auto"},
    {"notebook": "work", "grade_id": "essay", "points": None, "max_points": 3.0, "kind": "manual"},
]
DOUBTFUL = Verdict(SubmissionState.NEEDS_REVIEW, 5.0, 8.0, CELLS, [ODD], {}, 1.5)


@pytest.fixture
def instructor(session: Session) -> Account:
    return make_account(session, "이정민")


@pytest.fixture
def submission(session: Session) -> Submission:
    edition = make_edition(session, make_organisation(session))
    place = make_enrolment(session, make_cohort(session, edition), make_account(session))
    return make_submission(session, place, make_release(session, edition.tasks[0]))


def grade(session: Session, submission: Submission, verdict: Verdict = DOUBTFUL) -> int:
    run = queue_grading(session, submission, actor=SYSTEM)
    start_run(session, run.id)
    settle_run(session, run.id, verdict)
    session.flush()
    return run.id


def decide(session: Session, submission: Submission, run_id: int, points: list[float], by: Account) -> GradingRun:
    decisions = [CellDecision(each) for each in points]
    return review(session, submission, run_id, decisions, reason="I have read it", actor=Actor("person", by.id))


def test_a_decision_counts_and_the_result_before_is_kept(
    session: Session, submission: Submission, instructor: Account
) -> None:
    before = grade(session, submission)
    decision = decide(session, submission, before, [0.0, 2.5], instructor)
    assert (submission.state, submission.current_run_id) == (SubmissionState.GRADED, decision.id)
    assert (decision.score, decision.max_score, decision.reviewed_run_id) == (2.5, 8.0, before)
    assert [cell.get("by_hand") for cell in decision.cells] == [True, True]
    kept = session.get_one(GradingRun, before)
    assert (kept.state, kept.score, kept.cells) == (SubmissionState.NEEDS_REVIEW, 5.0, CELLS)


def test_a_decision_is_written_down_with_its_reason(
    session: Session, submission: Submission, instructor: Account
) -> None:
    decide(session, submission, grade(session, submission), [5.0, 2.0], instructor)
    event = session.scalars(select(Event).where(Event.verb == "reviewed")).one()
    assert (event.actor_id, event.details["reason"]) == (instructor.id, "I have read it")
    assert event.details["changes"] == [{"notebook": "work", "grade_id": "essay", "before": None, "after": 2.0}]


@pytest.mark.parametrize("points", [[5.1, 0.0], [-1.0, 0.0], [float("nan"), 0.0], [0.0, float("inf")]])
def test_points_stay_within_what_the_task_gives(
    session: Session, submission: Submission, instructor: Account, points: list[float]
) -> None:
    with pytest.raises(PointsOutOfRange):
        decide(session, submission, grade(session, submission), points, instructor)
    assert submission.state is SubmissionState.NEEDS_REVIEW


def test_nobody_decides_about_a_result_that_has_changed(
    session: Session, submission: Submission, instructor: Account
) -> None:
    seen = grade(session, submission)
    decide(session, submission, seen, [5.0, 3.0], instructor)
    with pytest.raises(ResultHasChanged):
        decide(session, submission, seen, [0.0, 0.0], instructor)


def test_what_is_being_graded_or_has_no_points_is_not_decided(
    session: Session, submission: Submission, instructor: Account
) -> None:
    with pytest.raises(NothingToReview):
        decide(session, submission, 1, [], instructor)
    refused = grade(session, submission, Verdict(SubmissionState.REFUSED, None, None, [], [ODD], {}, 0.1))
    with pytest.raises(NothingToReview):
        decide(session, submission, refused, [], instructor)
    queue_grading(session, submission, actor=SYSTEM, reason="Again")
    with pytest.raises(StillGrading):
        decide(session, submission, refused, [], instructor)


def test_a_decision_outlasts_grading_again(session: Session, submission: Submission, instructor: Account) -> None:
    decide(session, submission, grade(session, submission), [0.0, 2.5], instructor)
    again = session.get_one(GradingRun, grade(session, submission))
    assert (again.state, again.score) == (SubmissionState.GRADED, 2.5)


def test_a_person_looks_again_when_something_new_is_odd(
    session: Session, submission: Submission, instructor: Account
) -> None:
    decide(session, submission, grade(session, submission), [0.0, 2.5], instructor)
    newly_odd = Verdict(SubmissionState.NEEDS_REVIEW, 5.0, 8.0, CELLS, [ODD, {**ODD, "code": "new"}], {}, 1.5)
    again = session.get_one(GradingRun, grade(session, submission, newly_odd))
    assert (again.state, again.score) == (SubmissionState.NEEDS_REVIEW, 2.5)
