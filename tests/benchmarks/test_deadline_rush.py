"""A deadline's rush: how fast the exchange takes 1,000 submissions, and what a learner who waits then costs."""

import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from statistics import median

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from naruteo_portal.assessment.archives import pack
from naruteo_portal.assessment.models import GradingRun, Submission
from naruteo_portal.assessment.turns import waits_of
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.edge.transaction import Portal
from naruteo_testing.classroom import make_classroom, solved
from naruteo_testing.hub_tokens import hub_tokens, token_of  # noqa: F401 - a fixture
from naruteo_testing.measuring import Report

SUBMISSIONS = 1000
CLIENTS = 16
ASKED = 50
WORK = "/api/exchange/v1/courses/shop-floor/assignments/first/submissions"


@pytest.mark.usefixtures("hub_tokens")
def test_deadline_rush(app: Portal, session: Session, report: Report) -> None:
    room = make_classroom(session, BlobStore(app.settings.blobs))
    room.add_task("first")
    handles = [room.add_learner().handle for _ in range(SUBMISSIONS)]
    session.commit()

    def hand_in(number: int) -> float:
        headers = {"Authorization": f"token {token_of(handles[number])}", "Idempotency-Key": uuid.uuid4().hex}
        body = pack({"work.ipynb": solved(number)})
        began = time.perf_counter()
        answer = app.test_client().post(WORK, headers=headers, data=body)
        assert answer.status_code == 201, answer.text
        return time.perf_counter() - began

    began = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as clients:
        taken = list(clients.map(hand_in, range(SUBMISSIONS)))
    passed = time.perf_counter() - began
    assert session.scalar(select(func.count()).select_from(GradingRun)) == SUBMISSIONS

    ids = list(session.scalars(select(Submission.id).order_by(Submission.id.desc()).limit(ASKED)))
    waits = []
    for submission_id in ids:
        asked = time.perf_counter()
        waits_of(session, [submission_id])
        waits.append((time.perf_counter() - asked) * 1000)
    wanted = "a minute for 1,000"
    report(f"Submissions received, {CLIENTS} clients, one process", SUBMISSIONS / passed, "a second", wanted, 1000 / 60)
    report("Submit to receipt in the rush, median", median(taken), "s")
    report(f"Submit to receipt in the rush, longest of {SUBMISSIONS}", max(taken), "s")
    report(f"Place in a queue of {SUBMISSIONS}, one of the last, median", median(waits), "ms")
