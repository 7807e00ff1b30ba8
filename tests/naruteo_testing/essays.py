"""A small published course with a question that only a person can grade, and what learners handed in for it."""

import json
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from naruteo_hub.grading import build_release
from naruteo_portal.assessment.exchange import learner_place
from naruteo_portal.assessment.publishing import publish_course
from naruteo_portal.assessment.submissions import receive_submission
from naruteo_portal.audit.events import SYSTEM, Actor
from naruteo_portal.catalogue.cohorts import CohortPlan, open_cohort
from naruteo_portal.catalogue.enrolment import apply
from naruteo_portal.catalogue.models import Admission
from naruteo_portal.core.clock import now, today_in_korea
from naruteo_portal.core.database import unit_of_work
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.demo import INSTRUCTOR
from naruteo_portal.identity.memberships import hold_role
from naruteo_portal.identity.models import Account, Organisation, Role
from naruteo_testing.catalogue import write_course
from naruteo_testing.content import account_of, wait_until_graded
from naruteo_testing.notebooks import answer, check, fill_in, notebook, text

COURSE, TASK, NOTEBOOK = "press-line-report", "01-start", "work.ipynb"
PROVIDER = "naruteo-training-centre"
COLLEAGUE = "sori@example.kr"
LEARNERS = {"first.writer@example.kr": "도하나", "second.writer@example.kr": "길마루"}
QUESTION = "이 불량률을 반장에게 어떻게 설명하겠습니까?"


def source() -> dict[str, Any]:
    """The instructor's notebook: a function that tests grade, and an explanation that a person grades."""
    return notebook(
        text("# 불량률\n\n불량률을 계산하는 함수를 씁니다."),
        answer("rate", "def rate(bad, made):\n    ### BEGIN SOLUTION\n    return bad / made\n    ### END SOLUTION"),
        check("test-rate", "assert rate(3, 120) == 0.025", points=7),
        text(f"## 설명\n\n{QUESTION}"),
        text("여기에 답을 적습니다.", grade_id="explain", solution=True, grade=True, points=3),
    )


def answered(released: bytes, words: str) -> bytes:
    """The release as somebody hands it in."""
    return json.dumps(
        fill_in(released, {"rate": "def rate(bad, made):\n    return bad / made", "explain": words}), ensure_ascii=False
    ).encode()


def essays(engine: Engine, data: Path) -> tuple[int, list[str]]:
    """A cohort of two instructors and two learners whose work waits for a person: its id, and the receipts."""
    blobs = BlobStore(data / "blobs")
    with unit_of_work(engine) as session:
        cohort_id = _open(session, blobs)
    receipts = []
    for number, email in enumerate(LEARNERS, 1):
        with unit_of_work(engine) as session:
            account = account_of(session, email)
            place = learner_place(session, account, COURSE, TASK)
            given = {file["path"]: blobs.get(file["sha256"]) for file in place.release.released_tree}
            contents = {**given, NOTEBOOK: answered(given[NOTEBOOK], f"백이십 개 가운데 {number}개가 불량입니다.")}
            receipt = receive_submission(
                session, place, contents, key=f"essay-{account.handle}", incomplete=False, blobs=blobs,
                actor=Actor("person", account.id),
            )  # fmt: skip
            receipts.append(receipt.submission.reference)
    for reference in receipts:
        wait_until_graded(engine, reference)
    return cohort_id, receipts


def _open(session: Session, blobs: BlobStore) -> int:
    with tempfile.TemporaryDirectory() as folder:
        course = write_course(Path(folder) / COURSE)
        (course / "source" / TASK / NOTEBOOK).write_text(json.dumps(source(), ensure_ascii=False), encoding="utf-8")
        edition = publish_course(session, course, build_release, blobs, actor=SYSTEM, organisation=PROVIDER).edition
    provider = session.scalars(select(Organisation).where(Organisation.slug == PROVIDER)).one()
    colleague = account_of(session, COLLEAGUE, "한소리")
    hold_role(session, colleague, provider, Role.INSTRUCTOR)
    starts_on = today_in_korea() - timedelta(days=1)
    plan = CohortPlan(
        name={"ko": "보고서 기수", "en": "Report writers"}, starts_on=starts_on,
        ends_before=starts_on + timedelta(days=40), apply_until=now() + timedelta(days=7), seats=9,
        admission=Admission.FIRST_COME,
    )  # fmt: skip
    instructors = [account_of(session, INSTRUCTOR).id, colleague.id]
    cohort = open_cohort(session, edition, plan, actor=SYSTEM, instructors=instructors)
    for email, name in LEARNERS.items():
        apply(session, cohort, _learner(session, email, name, provider), actor=SYSTEM)
    return cohort.id


def _learner(session: Session, email: str, name: str, provider: Organisation) -> Account:
    account = account_of(session, email, name)
    hold_role(session, account, provider, Role.LEARNER)
    return account
