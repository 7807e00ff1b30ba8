"""Requests to look at a result again that tests start from."""

from sqlalchemy.orm import Session

from naruteo_portal.assessment.grading import Verdict, queue_grading, settle_run, start_run
from naruteo_portal.assessment.models import RegradeRequest, RequestState, Submission, SubmissionState
from naruteo_portal.audit.events import SYSTEM
from naruteo_portal.core.clock import now

CELLS = [{"notebook": "work", "grade_id": "t", "points": 7.0, "max_points": 10.0, "kind": "auto"}]


def make_request(session: Session, submission: Submission) -> RegradeRequest:
    """A request that waits for its answer, about the only cell of a submission that is graded here."""
    run = queue_grading(session, submission, actor=SYSTEM)
    start_run(session, run.id)
    settle_run(session, run.id, Verdict(SubmissionState.GRADED, 7.0, 10.0, CELLS, [], {}, 1.0))
    request = RegradeRequest(
        submission=submission, run=run, notebook="work", grade_id="t", reason="왜 3점이 깎였나요?",
        state=RequestState.OPEN, asked_at=now(), answer=None, answered_at=None, answered_by_id=None,
        answer_run_id=None,
    )  # fmt: skip
    session.add(request)
    session.flush()
    return request
