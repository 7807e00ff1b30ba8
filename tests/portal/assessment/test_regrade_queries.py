"""What a re-grade changes, in words that an instructor decides by."""

import pytest
from sqlalchemy.orm import Session

from naruteo_portal.assessment.models import SubmissionState as State
from naruteo_portal.assessment.regrade_queries import (
    CHANGED,
    Change,
    cohort_regrades,
    count_changes,
    count_newcomers,
    find_changes,
    get_regrade,
)
from naruteo_portal.assessment.regrades import publish_regrade
from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.settings import Settings
from naruteo_testing.factories import make_account, make_reader
from naruteo_testing.regrades import GradedCohort, grade_as, graded_cohort, verdict

# What each learner had, what the re-grade comes to, and what that is called.
CASES = (
    (verdict(5, 5), verdict(0, 5), Change.WORSE),
    (verdict(0, 5), verdict(5, 5), Change.BETTER),
    (verdict(0, 5), verdict(5, 0), Change.OTHER),
    (verdict(0, 5), verdict(0, 5, state=State.NEEDS_REVIEW), Change.OTHER),
    (verdict(5, 5), verdict(state=State.REFUSED), Change.WORSE),
    (verdict(state=State.REFUSED), verdict(0, 0), Change.BETTER),
    (verdict(5, 5), verdict(5, 5), Change.UNCHANGED),
    (verdict(5, 5), verdict(state=State.FAILED), Change.FAILED),
    (verdict(5, 5), verdict(0, 0), Change.MEANWHILE),
    (verdict(5, 5), None, Change.WAITING),
)


@pytest.fixture
def room(session: Session, settings: Settings) -> GradedCohort:
    return graded_cohort(session, BlobStore(settings.blobs), *(before for before, _after, _change in CASES))


def test_each_submission_is_told_by_what_changes_for_it(session: Session, room: GradedCohort) -> None:
    regrade = room.start()
    room.grade_again(regrade, [after for _before, after, _change in CASES if after])
    grade_as(session, room.submissions[8], verdict(1, 1), reason="Asked by the learner")

    page = find_changes(session, regrade, list(Change), page=1)
    found = {each.submission.id: each.change for each in page.rows}
    assert [found[submission.id] for submission in room.submissions] == [change for _before, _after, change in CASES]
    assert count_changes(session, regrade) == {
        Change.WORSE: 2, Change.BETTER: 2, Change.OTHER: 2, Change.UNCHANGED: 1, Change.FAILED: 1,
        Change.MEANWHILE: 1, Change.WAITING: 1,
    }  # fmt: skip


def test_the_greatest_loss_comes_first_with_its_cells(session: Session, room: GradedCohort) -> None:
    regrade = room.start()
    room.grade_again(regrade, [after for _before, after, _change in CASES if after])
    changes = find_changes(session, regrade, CHANGED, page=1).rows
    scores = [(each.before and each.before.score, each.after and each.after.score) for each in changes]
    assert scores == [(10, None), (10, 0), (10, 5), (5, 5), (5, 5), (None, 0), (5, 10)]
    assert [(cell.grade_id, cell.before, cell.after) for cell in changes[2].cells] == [("test-1", 5, 0)]
    assert [(cell.grade_id, cell.before, cell.after) for cell in changes[0].cells] == [
        ("test-1", 5, None), ("test-2", 5, None),
    ]  # fmt: skip


def test_the_list_stays_the_same_after_publishing(session: Session, settings: Settings) -> None:
    room = graded_cohort(session, BlobStore(settings.blobs), *(before for before, after, _ in CASES if after))
    regrade = room.start()
    room.grade_again(regrade, [after for _before, after, _change in CASES if after])
    grade_as(session, room.submissions[8], verdict(1, 1), reason="Asked by the learner")
    before = count_changes(session, regrade)
    publish_regrade(session, regrade, actor=room.actor)
    grade_as(session, room.submissions[1], verdict(3, 3), reason="Asked by the learner, later")
    assert count_changes(session, regrade) == before


def test_newcomers_are_counted(session: Session, room: GradedCohort) -> None:
    regrade = room.start()
    assert count_newcomers(session, regrade) == 0
    room.hand_in(verdict(5, 5))
    room.hand_in(None)  # waits for its first result
    assert count_newcomers(session, regrade) == 1


def test_only_those_who_teach_the_cohort_see_its_re_grades(session: Session, room: GradedCohort) -> None:
    regrade = room.start()
    stranger = make_reader(session, make_account(session, "남강사"))
    teacher = make_reader(session, room.instructor)
    assert get_regrade(session, teacher, regrade.id) is regrade
    assert cohort_regrades(session, teacher, room.cohort.id) == [regrade]
    assert cohort_regrades(session, stranger, room.cohort.id) == []
    with pytest.raises(NotFound):
        get_regrade(session, stranger, regrade.id)
