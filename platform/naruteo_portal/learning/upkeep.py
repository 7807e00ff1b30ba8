"""Forgetting what was recorded of people's learning when its time is over."""

from datetime import date, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from naruteo_portal.catalogue.models import Cohort, Enrolment
from naruteo_portal.core.clock import today_in_korea
from naruteo_portal.learning.models import LearningTrace, LogCorrection, SurveyReceipt, SurveySheet

# 국민 평생 직업능력 개발법 art. 23-2, and art. 7-2 of its rule: records of attendance and progress, three years.
YEARS_KEPT = 3


def kept_until(cohort: Cohort) -> date:
    """The last day on which the learning log of a cohort is kept."""
    end = cohort.ends_before
    # What ends with the last of February ends so in years without a 29th, too.
    day = min(end.day, 28) if end.month == 2 else end.day
    return date(end.year + YEARS_KEPT, end.month, day) - timedelta(days=1)


def forget_old_logs(session: Session) -> None:
    """Delete traces, corrections and surveys of cohorts whose time is over; submissions and certificates stay."""
    today = today_in_korea()
    over = select(Cohort.id).where(Cohort.ends_before + func.make_interval(YEARS_KEPT) <= today)
    places = select(Enrolment.id).where(Enrolment.cohort_id.in_(over))
    session.execute(delete(LearningTrace).where(LearningTrace.enrolment_id.in_(places)))
    session.execute(delete(LogCorrection).where(LogCorrection.enrolment_id.in_(places)))
    session.execute(delete(SurveyReceipt).where(SurveyReceipt.enrolment_id.in_(places)))
    session.execute(delete(SurveySheet).where(SurveySheet.cohort_id.in_(over)))
