"""Comparing what a cohort has handed in: who takes part, what is kept, and what a note does."""

from typing import Any

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from naruteo_portal.assessment.models import SubmissionState
from naruteo_portal.assessment.queries import get_taught_cohort
from naruteo_portal.assessment.similarity import jobs
from naruteo_portal.assessment.similarity.comparing import compare
from naruteo_portal.assessment.similarity.comparisons import ask_for_comparison, note_pair
from naruteo_portal.assessment.similarity.models import Comparison, SubmissionFingerprint
from naruteo_portal.assessment.similarity.queries import find_pairs, get_pair, task_comparisons
from naruteo_portal.audit.events import Actor
from naruteo_portal.audit.models import Event
from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.jobs import Worker
from naruteo_portal.core.storage import BlobStore, Tree
from naruteo_portal.identity.models import Account
from naruteo_portal.settings import Settings
from naruteo_testing.disguises import everything, honest, renamed
from naruteo_testing.factories import make_account, make_reader
from naruteo_testing.similarity import Class, make_class, written

FIRST, SECOND, THIRD, *_ = honest("stops")
COPY = everything(FIRST)


@pytest.fixture
def worker(engine: Engine, settings: Settings) -> Worker:
    return Worker(engine, settings)


@pytest.fixture
def room(session: Session, settings: Settings) -> Class:
    """Two honest learners, and a third whose work is the first one's in disguise."""
    made = make_class(session, BlobStore(settings.blobs))
    for source in (FIRST, SECOND, COPY):
        made.hand_in(written(source))
    return made


def by(account: Account) -> Actor:
    return Actor("person", account.id)


def found(room: Class) -> list[tuple[int, int]]:
    return [(pair.submission_id, pair.other_id) for pair in room.pairs()]


def test_a_disguised_copy_is_found_and_honest_work_is_not(room: Class, worker: Worker) -> None:
    comparison = room.compare(worker)
    first, _second, copy = room.submissions
    assert found(room) == [(first.id, copy.id)]
    assert (comparison.own, comparison.others) == (3, 0)
    assert comparison.finished_at is not None
    (pair,) = room.pairs()
    assert pair.share > 0.4
    assert pair.stretches > 2


def test_earlier_editions_and_other_cohorts_take_part(room: Class, worker: Worker) -> None:
    copy = room.hand_in(written(renamed(SECOND)), cohort=room.elsewhere)
    comparison = room.compare(worker)
    assert (room.submissions[1].id, copy.id) in found(room)
    assert (comparison.own, comparison.others) == (3, 1)


def test_what_is_still_being_graded_and_ones_own_earlier_work_take_no_part(room: Class, worker: Worker) -> None:
    room.hand_in(written(SECOND), state=SubmissionState.QUEUED)
    again = room.learners[1]
    room.hand_in(written(SECOND), cohort=room.elsewhere, learner=again)
    room.compare(worker)
    assert len(room.pairs()) == 1


def test_what_was_given_takes_no_part(room: Class, worker: Worker) -> None:
    room.release.source_tree = room.blobs.put_tree({"work.ipynb": written(FIRST)}).to_json()
    room.compare(worker)
    assert found(room) == []


def test_fingerprints_are_made_once(room: Class, worker: Worker) -> None:
    room.compare(worker)
    before = dict(room.session.execute(select(SubmissionFingerprint.submission_id, SubmissionFingerprint.id)).all())
    assert len(before) == 3
    room.hand_in(written(THIRD))
    room.compare(worker)
    after = dict(room.session.execute(select(SubmissionFingerprint.submission_id, SubmissionFingerprint.id)).all())
    assert len(after) == 4
    assert before.items() <= after.items()


def test_fingerprints_of_another_way_are_made_anew(room: Class, worker: Worker) -> None:
    room.compare(worker)
    for each in room.session.scalars(select(SubmissionFingerprint)):
        each.method, each.hashes, each.places = 0, b"", b""
    room.session.commit()
    room.compare(worker)
    assert len(room.pairs()) == 1


def test_a_lost_file_keeps_nobody_else_from_being_compared(room: Class, worker: Worker) -> None:
    lost = room.submissions[1]
    sha256 = Tree.from_json(lost.tree).files[0].sha256
    (worker.settings.data / "blobs" / sha256[:2] / sha256[2:]).unlink()
    comparison = room.compare(worker)
    assert (comparison.own, len(room.pairs())) == (2, 1)


def test_asking_is_put_down_and_waits_only_once(room: Class) -> None:
    for _ in range(2):
        ask_for_comparison(room.session, room.cohort, room.release.task, actor=by(room.instructor))
    asked = room.session.scalar(
        text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'assessment.compare'")
    )  # fmt: skip
    assert asked == 1
    assert len(room.session.scalars(select(Comparison)).all()) == 1
    verbs = room.session.scalars(select(Event.verb).where(Event.object_kind == "comparison")).all()
    assert verbs == ["asked for a comparison"] * 2


def test_whoever_asks_while_it_is_compared_waits_for_their_own(
    room: Class, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slowly(*given: Any) -> Any:
        ask_for_comparison(room.session, room.cohort, room.release.task, actor=by(room.instructor))
        room.session.commit()
        return compare(*given)

    with monkeypatch.context() as patch:
        patch.setattr(jobs, "compare", slowly)
        comparison = room.compare(worker)
    assert (comparison.own, comparison.finished_at) == (3, None)
    jobs.compare_submissions(worker, comparison.id)
    room.session.refresh(comparison)
    assert comparison.finished_at is not None


def test_a_note_sets_a_pair_aside_and_outlasts_comparing_again(room: Class, worker: Worker) -> None:
    room.compare(worker)
    (pair,) = room.pairs()
    note_pair(room.session, pair, words="같은 모임에서 배움", set_aside=True, actor=by(room.instructor))
    room.compare(worker)
    room.submissions[2].tree = room.blobs.put_tree({"work.ipynb": written(THIRD)}).to_json()
    room.session.query(SubmissionFingerprint).delete()
    room.compare(worker)
    assert [each.set_aside for each in room.pairs()] == [True]
    event = room.session.scalars(select(Event).where(Event.object_kind == "similar_pair")).one()
    assert (event.verb, event.details["set_aside"]) == ("noted about two submissions", True)


def test_pairs_that_are_no_more_and_have_no_note_go(room: Class, worker: Worker) -> None:
    room.compare(worker)
    room.submissions[2].tree = room.blobs.put_tree({"work.ipynb": written(THIRD)}).to_json()
    room.session.query(SubmissionFingerprint).delete()
    room.compare(worker)
    assert room.pairs() == []


def test_learners_of_other_cohorts_stay_unnamed(room: Class, worker: Worker) -> None:
    room.hand_in(written(renamed(SECOND)), "남의반", cohort=room.elsewhere)
    comparison = room.compare(worker)
    reader = make_reader(room.session, room.instructor)
    page = find_pairs(room.session, reader, comparison, set_aside=False, page=1)
    assert sorted((seen.within, seen.other is None) for seen in page.rows) == [(False, True), (True, False)]
    hidden = next(seen for seen in page.rows if not seen.within)
    assert get_pair(room.session, reader, hidden.pair.id).other is None
    for account in (room.stranger, make_account(room.session)):
        with pytest.raises(NotFound):
            get_pair(room.session, make_reader(room.session, account), hidden.pair.id)


def test_a_cohort_sees_what_was_compared(room: Class, worker: Worker) -> None:
    room.hand_in(written(THIRD), state=SubmissionState.RUNNING)
    room.compare(worker)
    taught = get_taught_cohort(room.session, make_reader(room.session, room.instructor), room.cohort.id)
    first, second = task_comparisons(room.session, taught)
    assert (first.handed_in, first.to_look_at, first.set_aside) == (3, 1, 0)
    assert (second.handed_in, second.comparison) == (0, None)
