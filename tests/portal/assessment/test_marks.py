"""Grading by hand: what is noted cell by cell, and what comes of it when it is released."""

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from naruteo_portal.assessment.errors import MarksHaveChanged, NotAllGraded, SavedMeanwhile, TooManyRubricItems
from naruteo_portal.assessment.grading import Verdict, queue_grading, settle_run, start_run
from naruteo_portal.assessment.grading_queue import Scope, neighbours_of, waiting_for_a_person, with_a_later_attempt
from naruteo_portal.assessment.marks import Draft, release_marks, save_mark
from naruteo_portal.assessment.models import CellMark, GradingRun, RubricItem, Submission, SubmissionState
from naruteo_portal.assessment.reviews import NothingToReview, PointsOutOfRange
from naruteo_portal.assessment.rubrics import MOST_ITEMS, add_rubric_item, get_rubric_item, retire_rubric_item
from naruteo_portal.audit.events import SYSTEM, Actor
from naruteo_portal.audit.models import Event
from naruteo_portal.core.errors import Invalid, NotFound
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.identity.models import Account
from naruteo_portal.settings import Settings
from naruteo_testing.factories import make_account, make_reader
from naruteo_testing.hand_graded import CELLS, ODD, Marking, make_marking
from naruteo_testing.submissions import make_submission

ESSAY = CELLS[1]


@pytest.fixture
def marking(session: Session, settings: Settings) -> Marking:
    return make_marking(session, BlobStore(settings.blobs), "김하늘")


def by(account: Account) -> Actor:
    return Actor("person", account.id)


def note(marking: Marking, draft: Draft, *, version: int = 0, account: Account | None = None) -> CellMark:
    actor = by(account or marking.instructor)
    return save_mark(marking.session, marking.submissions[0], ESSAY, draft, version=version, actor=actor)


def line(marking: Marking, words: str, points: float | None) -> RubricItem:
    return add_rubric_item(
        marking.session, marking.edition.course_id, marking.release.task.name, ESSAY, words, points,
        actor=by(marking.instructor),
    )  # fmt: skip


def release(marking: Marking, submission: Submission, reason: str | None = None) -> GradingRun:
    return release_marks(marking.session, marking.standing(submission), reason=reason, actor=by(marking.instructor))


def test_what_is_noted_counts_for_nothing_until_it_is_released(marking: Marking) -> None:
    submission = marking.submissions[0]
    before = submission.current_run_id
    note(marking, Draft(2.5, "잘 설명했습니다."))
    standing = marking.standing(submission)
    assert (standing.to_give, standing.given, standing.by_hand, standing.score) == (0, 1, 1, 9.5)
    assert (submission.state, submission.current_run_id) == (SubmissionState.NEEDS_REVIEW, before)
    run = release(marking, submission)
    assert (submission.state, run.score, run.reason) == (SubmissionState.GRADED, 9.5, None)
    assert run.cells[1]["comment"] == "잘 설명했습니다."
    assert run.cells[1]["by_hand"]
    assert marking.session.scalar(select(func.count()).select_from(CellMark)) == 0


def test_partial_work_is_kept_and_cannot_be_released(marking: Marking) -> None:
    note(marking, Draft(None, "아직 읽는 중"))
    standing = marking.standing(marking.submissions[0])
    assert (standing.to_give, standing.cells[1].comment) == (1, "아직 읽는 중")
    with pytest.raises(NotAllGraded):
        release(marking, marking.submissions[0])


def test_two_graders_do_not_overwrite_each_other(marking: Marking) -> None:
    note(marking, Draft(3.0, "만점"))
    with pytest.raises(SavedMeanwhile):
        note(marking, Draft(1.0, "짧습니다"), account=marking.colleague)
    mark = marking.standing(marking.submissions[0]).cells[1].mark
    assert mark is not None
    assert (mark.points, mark.saved_by.person.name_native, mark.version) == (3.0, "이정민", 1)
    note(marking, Draft(1.0, "짧습니다"), version=1, account=marking.colleague)
    assert marking.standing(marking.submissions[0]).cells[1].points == 1.0


def test_saving_the_same_twice_does_no_harm(marking: Marking) -> None:
    note(marking, Draft(2.0, "좋음"))
    assert note(marking, Draft(2.0, "좋음")).version == 1


def test_a_release_is_refused_when_somebody_changed_what_was_seen(marking: Marking) -> None:
    note(marking, Draft(2.0))
    seen = marking.standing(marking.submissions[0])
    # Another request saves between reading and releasing.
    marking.session.execute(text("UPDATE cell_mark SET version = version + 1"))
    with pytest.raises(MarksHaveChanged):
        release_marks(marking.session, seen, reason=None, actor=by(marking.instructor))
    assert marking.submissions[0].state is SubmissionState.NEEDS_REVIEW


@pytest.mark.parametrize("points", [-0.5, 3.5, float("nan"), float("inf")])
def test_points_stay_within_what_the_cell_gives(marking: Marking, points: float) -> None:
    with pytest.raises(PointsOutOfRange):
        note(marking, Draft(points))


def test_the_rubric_gives_points_and_words(marking: Marking) -> None:
    clear, units, praise = (
        line(marking, "결론이 분명함", 2.0),
        line(marking, "단위 없음", -0.5),
        line(marking, "좋음", None),
    )
    note(marking, Draft(None, rubric=(clear.id, units.id, praise.id)))
    assert marking.standing(marking.submissions[0]).cells[1].points == 1.5
    run = release(marking, marking.submissions[0])
    assert [(said["words"], said["points"]) for said in run.cells[1]["rubric"]] == [
        ("결론이 분명함", 2.0), ("단위 없음", -0.5), ("좋음", None),
    ]  # fmt: skip


def test_a_comment_alone_gives_no_points(marking: Marking) -> None:
    praise = line(marking, "좋음", None)
    note(marking, Draft(None, rubric=(praise.id,)))
    assert marking.standing(marking.submissions[0]).to_give == 1


def test_the_rubrics_sum_stays_within_the_cell(marking: Marking) -> None:
    both = [line(marking, "하나", 3.0), line(marking, "둘", 2.0)]
    note(marking, Draft(None, rubric=tuple(item.id for item in both)))
    assert marking.standing(marking.submissions[0]).cells[1].points == 3.0


def test_a_line_that_was_taken_out_stays_where_it_was_used(marking: Marking) -> None:
    used = line(marking, "결론이 분명함", 2.0)
    note(marking, Draft(None, rubric=(used.id,)))
    retire_rubric_item(marking.session, used, actor=by(marking.instructor))
    run = release(marking, marking.submissions[0])
    assert run.cells[1]["rubric"][0]["words"] == "결론이 분명함"


def test_a_rubric_is_for_those_who_teach_the_course(marking: Marking) -> None:
    item = line(marking, "결론이 분명함", 2.0)
    assert get_rubric_item(marking.session, make_reader(marking.session, marking.colleague), item.id) is item
    with pytest.raises(NotFound):
        get_rubric_item(marking.session, make_reader(marking.session, make_account(marking.session)), item.id)


def test_a_rubric_stays_short_and_within_the_cells_points(marking: Marking) -> None:
    with pytest.raises(Invalid):
        line(marking, "너무 많음", 3.5)
    for number in range(MOST_ITEMS):
        line(marking, f"{number}", None)
    with pytest.raises(TooManyRubricItems):
        line(marking, "하나 더", None)


def test_each_change_of_points_is_written_down(marking: Marking) -> None:
    note(marking, Draft(2.0, "한 번"))
    note(marking, Draft(2.0, "두 번"), version=1)
    note(marking, Draft(3.0, "두 번"), version=2)
    release(marking, marking.submissions[0])
    noted = marking.session.scalars(select(Event).where(Event.verb == "noted points").order_by(Event.id)).all()
    assert [(event.details["before"], event.details["after"]) for event in noted] == [(None, 2.0), (2.0, 3.0)]
    reviewed = marking.session.scalars(select(Event).where(Event.verb == "reviewed")).one()
    assert reviewed.details["changes"] == [{"notebook": "work", "grade_id": "essay", "before": None, "after": 3.0}]


def test_points_and_words_outlast_grading_again(marking: Marking) -> None:
    submission = marking.submissions[0]
    note(marking, Draft(2.0, "잘했습니다"))
    release(marking, submission)
    run = queue_grading(marking.session, submission, actor=SYSTEM, reason="A test was wrong")
    start_run(marking.session, run.id)
    settle_run(marking.session, run.id, Verdict(SubmissionState.NEEDS_REVIEW, 7.0, 10.0, CELLS, [], {}, 1.0))
    marking.session.flush()
    assert (submission.state, run.score) == (SubmissionState.GRADED, 9.0)
    assert (run.cells[1]["points"], run.cells[1]["comment"]) == (2.0, "잘했습니다")


def test_notes_outlast_grading_again(marking: Marking) -> None:
    submission = marking.submissions[0]
    note(marking, Draft(2.0, "읽는 중"))
    run = queue_grading(marking.session, submission, actor=SYSTEM, reason="A test was wrong")
    start_run(marking.session, run.id)
    settle_run(marking.session, run.id, Verdict(SubmissionState.NEEDS_REVIEW, 7.0, 10.0, CELLS, [], {}, 1.0))
    marking.session.flush()
    assert marking.standing(submission).cells[1].comment == "읽는 중"


def test_a_released_result_can_be_changed_for_a_reason(marking: Marking) -> None:
    submission = marking.submissions[0]
    note(marking, Draft(2.0, "잘했습니다"))
    first = release(marking, submission)
    standing = marking.standing(submission)
    assert (standing.needs_reason, standing.cells[1].comment, standing.ready) == (True, "잘했습니다", False)
    note(marking, Draft(3.0, "다시 보니 만점입니다"))
    second = release(marking, submission, reason="다시 읽었습니다")
    assert (second.reviewed_run_id, second.score) == (first.id, 10.0)


def test_what_has_no_points_is_not_graded_by_hand(marking: Marking) -> None:
    place = marking.submissions[0].enrolment
    with pytest.raises(NothingToReview):
        marking.standing(make_submission(marking.session, place, marking.release, attempt=2))


def test_the_queue_holds_what_waits_in_order(session: Session, settings: Settings) -> None:
    marking = make_marking(session, BlobStore(settings.blobs), "김하늘", "박서준", "최유진")
    other = make_marking(session, BlobStore(settings.blobs), "남의 기수")
    odd = marking.hand_in("오세라", odd=True)
    reader = make_reader(session, marking.instructor)
    waiting = waiting_for_a_person(session, reader, Scope())
    references = [each.submission.reference for each in waiting]
    assert references == [each.reference for each in marking.submissions]
    beside = neighbours_of(waiting, references[1])
    assert (beside.number, beside.total, beside.previous, beside.next) == (2, 4, references[0], references[2])
    assert neighbours_of(waiting, odd.reference).next is None
    assert neighbours_of(waiting, "S-RELEASED").next == references[0]
    assert waiting_for_a_person(session, reader, Scope(cohort=other.cohort.id)) == []
    assert len(waiting_for_a_person(session, reader, Scope(course=marking.edition.course.slug, task="01-start"))) == 4
    assert waiting_for_a_person(session, reader, Scope(task="02-more")) == []
    assert waiting[3].run.flags == [ODD]
    assert not waiting[3].ready
    later = make_submission(session, marking.submissions[0].enrolment, marking.release, attempt=2)
    assert with_a_later_attempt(session, waiting) == {marking.submissions[0].id}
    assert later.id not in with_a_later_attempt(session, waiting)
