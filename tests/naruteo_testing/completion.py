"""Traces, corrections, surveys and certificates that tests start from."""

import secrets
from datetime import timedelta

from sqlalchemy.orm import Session

from naruteo_portal.catalogue.models import Enrolment
from naruteo_portal.completion.certificates import new_number
from naruteo_portal.completion.models import Certificate
from naruteo_portal.core.clock import KST, now, today_in_korea
from naruteo_portal.learning.models import (
    CorrectionState,
    LearningTrace,
    LogCorrection,
    SurveyReceipt,
    SurveySheet,
    TraceKind,
)


def make_trace(session: Session, enrolment: Enrolment, days_ago: int = 0, subject: str = "01-start") -> LearningTrace:
    """A task's page that was opened so many days ago."""
    at = now() - timedelta(days=days_ago)
    trace = LearningTrace(
        enrolment_id=enrolment.id, kind=TraceKind.TASK_OPENED, subject=subject, title={"ko": "시작", "en": "The start"},
        day=at.astimezone(KST).date(), first_at=at, last_at=at,
    )  # fmt: skip
    session.add(trace)
    session.flush()
    return trace


def make_correction(
    session: Session, enrolment: Enrolment, state: CorrectionState = CorrectionState.OPEN, days_ago: int = 0
) -> LogCorrection:
    """A wish to add an entry that is missing."""
    answered = state in (CorrectionState.ACCEPTED, CorrectionState.DECLINED)
    correction = LogCorrection(
        enrolment_id=enrolment.id, entry="", day=today_in_korea() - timedelta(days=days_ago), minutes=90,
        words="교실에서 종이로 풀었습니다", reason="노트북이 없었습니다", state=state, asked_at=now(),
        answer="확인했습니다" if answered else None, answered_at=now() if answered else None,
        answered_by_id=enrolment.account_id if answered else None,
    )  # fmt: skip
    session.add(correction)
    session.flush()
    return correction


def make_certificate(session: Session, enrolment: Enrolment, *, public: bool = True) -> Certificate:
    """A certificate in force, whatever the rules say."""
    content = {
        "name_native": "김하늘", "name_roman": "Kim Haneul", "course": {"ko": "프레스 라인", "en": "The press line"},
        "organisation": {"ko": "나루 배움터", "en": "Naru Learning Place"}, "cohort": {"ko": "1기", "en": "Cohort 1"},
        "starts_on": "2027-03-02", "last_day": "2027-03-31", "hours": 15.0, "score": 87.5, "edition": 1,
        "ncs": [{"code": "20010105", "name": {"ko": "빅데이터분석", "en": "Big data analysis"}}], "sha256": "0f" * 32,
        "rules": [{"rule": "must_submit", "needed": 2, "reached": 2},
                  {"rule": "minimum_score", "needed": 60, "reached": 87.5}],
    }  # fmt: skip
    certificate = Certificate(
        number=new_number(), enrolment_id=enrolment.id, content=content, issued_at=now(), shows_score=False,
        shows_hours=True, public=public, revoked_at=None, revoked_by_id=None, revoked_reason=None,
    )  # fmt: skip
    session.add(certificate)
    session.flush()
    return certificate


def make_answers(session: Session, enrolment: Enrolment, rating: int = 4, remark: str = "") -> None:
    """A survey that was sent."""
    session.add(SurveyReceipt(enrolment_id=enrolment.id, sent_at=now()))
    session.add(
        SurveySheet(
            id=secrets.token_hex(16), cohort_id=enrolment.cohort_id, ratings={"useful": rating},
            remarks={"helped": remark} if remark else {},
        )
    )  # fmt: skip
    session.flush()
