"""What learners fetch with nbgrader: the grader's page, with what a person said above it."""

import pytest
from sqlalchemy.orm import Session

from naruteo_portal.assessment.returned_feedback import feedback_of
from naruteo_portal.assessment.reviews import CellDecision, review
from naruteo_portal.audit.events import Actor
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.settings import Settings
from naruteo_testing.hand_graded import Marking, make_marking


@pytest.fixture
def marking(session: Session, settings: Settings) -> Marking:
    return make_marking(session, BlobStore(settings.blobs), "김하늘")


def test_what_a_person_said_stands_above_the_page_and_makes_it_new(session: Session, marking: Marking) -> None:
    submission = marking.submissions[0]
    before = feedback_of(session, [submission], "ko")[submission.id]
    assert submission.current_run_id is not None
    line = {"id": 1, "words": "결론이 <분명함>", "points": 2.0}
    decisions = [CellDecision(7.0), CellDecision(2.0, "첫 줄\n둘째 줄 & 끝", (line,))]
    actor = Actor("person", marking.instructor.id)
    review(session, submission, submission.current_run_id, decisions, reason=None, actor=actor)
    session.flush()
    after = feedback_of(session, [submission], "ko")[submission.id]
    assert after.versions != before.versions
    page = after.files(submission, marking.blobs)["work.html"].decode()
    assert page.index("강사의 의견") < page.index("백이십 개 가운데")
    assert "<h3>나의 생각</h3>\n<p>3점 중 2점</p>" in page
    assert "<li>결론이 &lt;분명함&gt;</li>" in page
    assert "첫 줄<br>둘째 줄 &amp; 끝" in page
    assert "강사의 의견" not in before.files(submission, marking.blobs)["work.html"].decode()
