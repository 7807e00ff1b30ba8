"""Requests of learners to look at a result again."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.assessment.errors import AlreadyAsked, RequestIsOver, TooLateToAsk
from naruteo_portal.assessment.models import GradingRun, RegradeRequest, RequestState, Submission
from naruteo_portal.assessment.queries import get_submission
from naruteo_portal.assessment.regrade_request_queries import find_requests, get_own_request, get_request, is_overdue
from naruteo_portal.assessment.regrade_requests import (
    WHOLE,
    answer_request,
    ask_again,
    last_day_to_ask,
    withdraw_request,
)
from naruteo_portal.assessment.reviews import CellDecision, NothingToReview, PointsOutOfRange, ResultHasChanged, review
from naruteo_portal.audit.events import Actor
from naruteo_portal.audit.models import Event
from naruteo_portal.catalogue.cohorts import set_request_days
from naruteo_portal.core.clock import now, today_in_korea
from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.identity.models import Account
from naruteo_portal.settings import Settings
from naruteo_testing.factories import make_account, make_reader
from naruteo_testing.hand_graded import Marking, make_marking

ESSAY = ("work", "essay")


@pytest.fixture
def marking(session: Session, settings: Settings) -> Marking:
    """One learner whose result is released: seven points of seven, and one of three."""
    made = make_marking(session, BlobStore(settings.blobs), "김하늘")
    submission = made.submissions[0]
    assert submission.current_run_id is not None
    decisions = [CellDecision(7.0), CellDecision(1.0, "짧습니다")]
    review(session, submission, submission.current_run_id, decisions, reason=None, actor=by(made.instructor))
    session.flush()
    return made


def by(account: Account) -> Actor:
    return Actor("person", account.id)


def seen_by(marking: Marking, account: Account) -> Submission:
    reader = make_reader(marking.session, account)
    return get_submission(marking.session, reader, marking.submissions[0].reference)


def ask(marking: Marking, place: tuple[str, str] = ESSAY) -> RegradeRequest:
    learner = marking.learners[0]
    return ask_again(
        marking.session, seen_by(marking, learner), place, reason="단위도 적었습니다", cohort=marking.cohort,
        actor=by(learner),
    )  # fmt: skip


def asked(marking: Marking, request: RegradeRequest) -> RegradeRequest:
    """The request as its instructor has it."""
    return get_request(marking.session, make_reader(marking.session, marking.instructor), request.id)


def answer(marking: Marking, request: RegradeRequest, points: float) -> GradingRun | None:
    found = asked(marking, request)
    run_id = found.submission.current_run_id
    assert run_id is not None
    return answer_request(
        marking.session, found, run_id, {1: points}, words="다시 읽었습니다", actor=by(marking.instructor)
    )  # fmt: skip


def test_changed_points_count_and_the_result_before_is_kept(marking: Marking) -> None:
    request = ask(marking)
    before = request.run_id
    run = answer(marking, request, 2.5)
    assert run is not None
    assert (run.score, run.reviewed_run_id, run.reason) == (9.5, before, "다시 읽었습니다")
    assert run.cells[1]["comment"] == "짧습니다"
    assert (request.state, request.answer_run_id) == (RequestState.CHANGED, run.id)
    assert seen_by(marking, marking.learners[0]).current_run_id == run.id


def test_kept_points_are_answered_as_well(marking: Marking) -> None:
    request = ask(marking)
    assert answer(marking, request, 1.0) is None
    assert (request.state, request.answer, request.answered_by_id) == (
        RequestState.KEPT, "다시 읽었습니다", marking.instructor.id,
    )  # fmt: skip
    events = marking.session.scalars(select(Event.verb).where(Event.object_kind == "regrade_request")).all()
    assert events == ["answered a request"]


def test_one_request_is_open_for_a_cell_at_a_time(marking: Marking) -> None:
    request = ask(marking)
    with pytest.raises(AlreadyAsked):
        ask(marking)
    ask(marking, WHOLE)
    ask(marking, ("work", "test-rate"))
    answer(marking, request, 1.0)
    assert ask(marking).state is RequestState.OPEN


def test_a_request_can_be_taken_back_and_is_then_over(marking: Marking) -> None:
    request = ask(marking)
    own = get_own_request(marking.session, make_reader(marking.session, marking.learners[0]), request.id)
    withdraw_request(marking.session, own, actor=by(marking.learners[0]))
    with pytest.raises(RequestIsOver):
        answer(marking, request, 3.0)
    with pytest.raises(RequestIsOver):
        withdraw_request(marking.session, own, actor=by(marking.learners[0]))


def test_asking_ends_with_the_last_day_in_korea(marking: Marking) -> None:
    found = seen_by(marking, marking.learners[0])
    today = today_in_korea()
    assert last_day_to_ask(marking.session, found, marking.cohort) == today + timedelta(days=7)
    assert found.current_run is not None
    found.current_run.finished_at = now() - timedelta(days=7)
    ask(marking)
    found.current_run.finished_at = now() - timedelta(days=8)
    with pytest.raises(TooLateToAsk):
        ask(marking, WHOLE)


def test_a_cohort_gives_more_days_or_none(marking: Marking) -> None:
    found = seen_by(marking, marking.learners[0])
    set_request_days(marking.session, marking.cohort, 14, actor=by(marking.instructor))
    day = last_day_to_ask(marking.session, found, marking.cohort)
    assert day == today_in_korea() + timedelta(days=14)
    set_request_days(marking.session, marking.cohort, 0, actor=by(marking.instructor))
    with pytest.raises(NothingToReview):
        ask(marking)


def test_nobody_asks_about_what_is_not_decided_or_not_there(marking: Marking) -> None:
    with pytest.raises(NotFound):
        ask(marking, ("work", "no-such-cell"))
    waiting = marking.hand_in("박서준")
    reader = make_reader(marking.session, marking.learners[1])
    found = get_submission(marking.session, reader, waiting.reference)
    with pytest.raises(NothingToReview):
        ask_again(marking.session, found, WHOLE, reason="왜", cohort=marking.cohort, actor=by(marking.learners[1]))


def test_an_answer_is_about_the_result_that_was_looked_at(marking: Marking) -> None:
    request = ask(marking)
    found = asked(marking, request)
    with pytest.raises(ResultHasChanged):
        answer_request(marking.session, found, request.run_id - 1, {}, words="다시", actor=by(marking.instructor))
    with pytest.raises(PointsOutOfRange):
        answer(marking, request, 3.5)


def test_those_that_wait_longest_come_first_and_are_overdue_in_the_end(marking: Marking) -> None:
    first, second = ask(marking), ask(marking, WHOLE)
    third = ask(marking, ("work", "test-rate"))
    answer(marking, first, 1.0)
    third.asked_at -= timedelta(days=8)
    marking.session.flush()
    reader = make_reader(marking.session, marking.instructor)
    rows = find_requests(marking.session, reader, cohort=marking.cohort.id, state=None, page=1).rows
    assert [each.id for each in rows] == [third.id, second.id, first.id]
    assert [is_overdue(each, marking.cohort) for each in rows] == [True, False, False]
    assert find_requests(marking.session, reader, cohort=None, state=RequestState.KEPT, page=1).total == 1


def test_requests_are_seen_by_the_learner_and_their_instructors_alone(marking: Marking) -> None:
    request = ask(marking)
    stranger = make_reader(marking.session, make_account(marking.session))
    for reader in (stranger, make_reader(marking.session, marking.learners[0])):
        with pytest.raises(NotFound):
            get_request(marking.session, reader, request.id)
    for reader in (stranger, make_reader(marking.session, marking.instructor)):
        with pytest.raises(NotFound):
            get_own_request(marking.session, reader, request.id)
