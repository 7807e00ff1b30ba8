"""What people are told about results and requests: the right ones, once, and no more than they need."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.assessment.grading import Verdict
from naruteo_portal.assessment.marks import Draft, release_marks, save_mark
from naruteo_portal.assessment.models import Regrade
from naruteo_portal.assessment.queries import get_submission
from naruteo_portal.assessment.regrade_requests import WHOLE, answer_request, ask_again
from naruteo_portal.assessment.regrades import publish_regrade
from naruteo_portal.audit.events import Actor
from naruteo_portal.catalogue.models import CohortInstructor, Enrolment
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.identity.models import Account
from naruteo_portal.notices.models import Notice, NoticeKind
from naruteo_portal.settings import Settings
from naruteo_testing.catalogue import make_enrolment
from naruteo_testing.factories import make_account, make_reader
from naruteo_testing.hand_graded import CELLS, make_marking
from naruteo_testing.regrades import GradedCohort, grade_as, graded_cohort, verdict

LOW, HIGH = verdict(0, 5), verdict(5, 5)


def told(session: Session, kind: NoticeKind) -> list[tuple[int, str]]:
    """Who was told something, and the page."""
    session.flush()
    rows = session.execute(select(Notice.account_id, Notice.address).where(Notice.kind == kind).order_by(Notice.id))
    return [(account_id, address) for account_id, address in rows]


def words(session: Session) -> str:
    return "\n".join(f"{notice.subject}\n{notice.body}" for notice in session.scalars(select(Notice)))


def room_with_colleague(session: Session, settings: Settings) -> tuple[GradedCohort, Account]:
    room = graded_cohort(session, BlobStore(settings.blobs), LOW, LOW)
    colleague = make_account(session, "한가람")
    session.add(CohortInstructor(cohort_id=room.cohort.id, account_id=colleague.id))
    session.flush()
    return room, colleague


def test_a_released_result_is_told_to_its_learner_without_its_points(session: Session, settings: Settings) -> None:
    marking = make_marking(session, BlobStore(settings.blobs), "김하늘")
    submission = marking.submissions[0]
    learner_id = session.scalars(select(Enrolment.account_id).where(Enrolment.id == submission.enrolment_id)).one()
    actor = Actor("person", marking.instructor.id)
    save_mark(session, submission, CELLS[1], Draft(2.5, "잘 설명했습니다."), version=0, actor=actor)
    assert told(session, NoticeKind.RESULT) == []
    release_marks(session, marking.standing(submission), reason=None, actor=actor)
    assert told(session, NoticeKind.RESULT) == [(learner_id, f"/submissions/{submission.reference}")]
    assert "잘 설명했습니다" not in words(session)
    assert "9.5" not in words(session)


def test_a_request_is_told_to_who_teaches_and_its_answer_to_who_asked(session: Session, settings: Settings) -> None:
    room, colleague = room_with_colleague(session, settings)
    learner = room.learners[0]
    submission = get_submission(session, make_reader(session, learner), room.submissions[0].reference)
    asked = ask_again(
        session, submission, WHOLE, reason="왜 그런가요?", cohort=room.cohort, actor=Actor("person", learner.id)
    )
    page = f"/regrade-requests/{asked.id}"
    assert sorted(told(session, NoticeKind.REQUEST)) == sorted([(room.instructor.id, page), (colleague.id, page)])
    assert "김하늘" not in words(session)
    assert "왜 그런가요?" not in words(session)
    assert submission.current_run_id is not None
    answer_request(session, asked, submission.current_run_id, {0: 3.0}, words="맞습니다", actor=room.actor)
    assert told(session, NoticeKind.REQUEST)[2:] == [(learner.id, f"/submissions/{submission.reference}")]
    assert "점수가 바뀌었으며" in words(session)
    assert told(session, NoticeKind.RESULT) == []


def test_an_instructor_who_learns_is_not_told_of_their_own_request(session: Session, settings: Settings) -> None:
    room, colleague = room_with_colleague(session, settings)
    room.submissions[0].enrolment.account_id = colleague.id
    submission = get_submission(session, make_reader(session, colleague), room.submissions[0].reference)
    ask_again(session, submission, WHOLE, reason="왜?", cohort=room.cohort, actor=Actor("person", colleague.id))
    assert [account_id for account_id, _page in told(session, NoticeKind.REQUEST)] == [room.instructor.id]


def published(room: GradedCohort, *results: Verdict) -> Regrade:
    regrade = room.start()
    room.grade_again(regrade, results)
    publish_regrade(room.session, regrade, actor=room.actor)
    return regrade


def test_a_regrade_is_told_to_those_alone_whose_result_is_another(session: Session, settings: Settings) -> None:
    room = graded_cohort(session, BlobStore(settings.blobs), LOW, HIGH)
    regrade = published(room, HIGH, HIGH)
    assert told(session, NoticeKind.CORRECTION) == [
        (room.learners[0].id, f"/submissions/{room.submissions[0].reference}")
    ]
    assert regrade.reason in words(session)


def test_whoever_got_another_result_meanwhile_is_not_told(session: Session, settings: Settings) -> None:
    room = graded_cohort(session, BlobStore(settings.blobs), LOW)
    regrade = room.start()
    room.grade_again(regrade, [HIGH])
    grade_as(session, room.submissions[0], verdict(2, 2))
    publish_regrade(session, regrade, actor=room.actor)
    assert told(session, NoticeKind.CORRECTION) == []


def test_others_in_the_cohort_hear_nothing(session: Session, settings: Settings) -> None:
    room = graded_cohort(session, BlobStore(settings.blobs), LOW)
    bystander = make_account(session, "서하린")
    make_enrolment(session, room.cohort, bystander)
    published(room, HIGH)
    assert bystander.id not in {account_id for account_id, _page in told(session, NoticeKind.CORRECTION)}
