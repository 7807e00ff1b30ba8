"""Learning logs are kept for three years and then deleted."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.catalogue.models import Cohort
from naruteo_portal.core.clock import today_in_korea
from naruteo_portal.learning.models import LearningTrace, LogCorrection, SurveyReceipt, SurveySheet
from naruteo_portal.learning.upkeep import forget_old_logs, kept_until
from naruteo_testing.catalogue import make_cohort, make_edition, make_enrolment
from naruteo_testing.completion import make_answers, make_correction, make_trace
from naruteo_testing.factories import make_account, make_organisation


def three_years_before(day: date) -> date:
    return day.replace(year=day.year - 3, day=min(day.day, 28) if day.month == 2 else day.day)


@pytest.mark.parametrize(("days_too_young", "kept"), [(0, 0), (1, 1)])
def test_a_log_goes_when_its_time_is_over(session: Session, days_too_young: int, kept: int) -> None:
    ends_before = three_years_before(today_in_korea()) + timedelta(days=days_too_young)
    edition = make_edition(session, make_organisation(session))
    cohort = make_cohort(session, edition, starts_on=ends_before - timedelta(days=30))
    enrolment = make_enrolment(session, cohort, make_account(session))
    make_trace(session, enrolment)
    make_correction(session, enrolment)
    make_answers(session, enrolment)

    forget_old_logs(session)

    for table in (LearningTrace, LogCorrection, SurveyReceipt, SurveySheet):
        assert len(session.scalars(select(table)).all()) == kept, table


@pytest.mark.parametrize(
    ("ends_before", "last"),
    [
        (date(2027, 4, 1), date(2030, 3, 31)),
        (date(2028, 2, 29), date(2031, 2, 27)),
        (date(2027, 1, 1), date(2029, 12, 31)),
    ],
)
def test_a_page_can_say_until_when(ends_before: date, last: date) -> None:
    assert kept_until(Cohort(ends_before=ends_before)) == last
