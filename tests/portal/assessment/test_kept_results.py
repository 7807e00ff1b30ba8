"""Which result counts after a re-grade: nobody loses points that they had, and the choice has a reason."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.assessment.kept_results import GradedResult, KeptResult, decide
from naruteo_portal.assessment.models import GradingRun, Keeping, Kept, KeptWhy, RegradedSubmission
from naruteo_portal.assessment.models import SubmissionState as State
from naruteo_portal.assessment.regrade_queries import Change, count_changes, find_changes
from naruteo_portal.assessment.regrades import choose_keeping, publish_regrade
from naruteo_portal.audit.models import Event
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.settings import Settings
from naruteo_testing.regrades import GradedCohort, grade_as, graded_cohort, verdict

BEFORE, SUM = GradedResult(State.GRADED, 6.0), GradedResult(State.GRADED, 0.1 + 0.2)


@pytest.mark.parametrize(
    ("before", "after", "wanted"),
    [
        (BEFORE, GradedResult(State.GRADED, 7.0), KeptResult(Kept.NEW, KeptWhy.NOT_FEWER)),
        (BEFORE, GradedResult(State.GRADED, 6.0), KeptResult(Kept.NEW, KeptWhy.NOT_FEWER)),
        (SUM, GradedResult(State.GRADED, 0.3), KeptResult(Kept.NEW, KeptWhy.NOT_FEWER)),
        (BEFORE, GradedResult(State.GRADED, 5.0), KeptResult(Kept.BEFORE, KeptWhy.FEWER)),
        (BEFORE, GradedResult(State.NEEDS_REVIEW, 5.0), KeptResult(Kept.BEFORE, KeptWhy.UNDECIDED)),
        (BEFORE, GradedResult(State.NEEDS_REVIEW, 6.0), KeptResult(Kept.NEW, KeptWhy.NOT_FEWER)),
        (BEFORE, GradedResult(State.REFUSED, None), KeptResult(Kept.BEFORE, KeptWhy.FEWER)),
        (GradedResult(State.REFUSED, None), GradedResult(State.GRADED, 0.0), KeptResult(Kept.NEW, KeptWhy.NOT_FEWER)),
        (None, GradedResult(State.REFUSED, None), KeptResult(Kept.NEW, KeptWhy.NOT_FEWER)),
        (BEFORE, GradedResult(State.FAILED, None), KeptResult(Kept.BEFORE, KeptWhy.FAILED)),
    ],
)  # fmt: skip
def test_the_better_result_counts(before: GradedResult | None, after: GradedResult, wanted: KeptResult) -> None:
    assert decide(before, after, Keeping.BETTER, meanwhile=False) == wanted


def test_if_decided_so_the_new_result_counts_whatever_it_is() -> None:
    after = GradedResult(State.GRADED, 1.0)
    assert decide(BEFORE, after, Keeping.NEW, meanwhile=False) == KeptResult(Kept.NEW, KeptWhy.AS_DECIDED)
    for keeping in Keeping:
        assert decide(BEFORE, after, keeping, meanwhile=True) == KeptResult(Kept.BEFORE, KeptWhy.MEANWHILE)


@pytest.fixture
def room(session: Session, settings: Settings) -> GradedCohort:
    """Four learners with five points of ten."""
    return graded_cohort(session, BlobStore(settings.blobs), *[verdict(0, 5)] * 4)


def counting(room: GradedCohort) -> list[float | None]:
    """The points that count for each learner."""
    room.session.flush()
    scores = [room.session.get_one(GradingRun, each.current_run_id) for each in room.submissions if each.current_run_id]
    return [run.score for run in scores]


def test_each_person_keeps_the_better_result_and_it_is_written_down_why(session: Session, room: GradedCohort) -> None:
    regrade = room.start(keeping=Keeping.BETTER)
    # Better, worse, as many points from other cells, and not gradable.
    room.grade_again(regrade, [verdict(5, 5), verdict(0, 0), verdict(5, 0), verdict(state=State.FAILED)])
    listed = find_changes(session, regrade, list(Change), 1).rows
    promised = {each.submission.id: each.result for each in listed}

    assert publish_regrade(session, regrade, actor=room.actor) == 2
    assert counting(room) == [10.0, 5.0, 5.0, 5.0]
    rows = session.scalars(select(RegradedSubmission).order_by(RegradedSubmission.submission_id)).all()
    assert [(row.kept, row.kept_why) for row in rows] == [
        (Kept.NEW, KeptWhy.NOT_FEWER), (Kept.BEFORE, KeptWhy.FEWER), (Kept.NEW, KeptWhy.NOT_FEWER),
        (Kept.BEFORE, KeptWhy.FAILED),
    ]  # fmt: skip
    # What was shown before is what came, and what is shown afterwards.
    assert [promised[row.submission_id] for row in rows] == [KeptResult(row.kept, row.kept_why) for row in rows]
    after = find_changes(session, regrade, list(Change), 1).rows
    assert {each.submission.id: each.result for each in after} == promised
    assert count_changes(session, regrade)[Change.MEANWHILE] == 0
    kept = session.scalars(select(Event).where(Event.verb == "kept the earlier result").order_by(Event.id)).all()
    assert [event.details["why"] for event in kept] == ["fewer", "failed"]


def test_what_is_kept_can_be_decided_anew_until_it_is_published(session: Session, room: GradedCohort) -> None:
    regrade = room.start(keeping=Keeping.BETTER)
    room.grade_again(regrade, [verdict(0, 0)] * 4)
    choose_keeping(session, regrade, Keeping.NEW, actor=room.actor)
    assert publish_regrade(session, regrade, actor=room.actor) == 4
    assert counting(room) == [0.0] * 4


def test_a_submission_graded_alone_meanwhile_keeps_that_result(session: Session, room: GradedCohort) -> None:
    regrade = room.start(keeping=Keeping.BETTER)
    room.grade_again(regrade, [verdict(5, 5)] * 4)
    grade_as(session, room.submissions[0], verdict(1, 1), reason="Asked by the learner")
    publish_regrade(session, regrade, actor=room.actor)
    assert counting(room) == [2.0, 10.0, 10.0, 10.0]
    counts = count_changes(session, regrade)
    assert (counts[Change.MEANWHILE], counts[Change.BETTER]) == (1, 3)
