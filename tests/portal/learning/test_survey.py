"""The survey: sent once and in time, and read only as sums that give nobody away."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import SYSTEM
from naruteo_portal.catalogue.models import Cohort, Enrolment
from naruteo_portal.catalogue.progress import CompletionRules, Progress, progress_of
from naruteo_portal.core.clock import now, today_in_korea
from naruteo_portal.learning import survey
from naruteo_portal.learning.models import SurveySheet
from naruteo_testing.catalogue import make_cohort, make_edition, make_enrolment
from naruteo_testing.completion import make_answers
from naruteo_testing.factories import make_account, make_organisation


def done() -> Progress:
    """Somebody who has handed everything in."""
    return progress_of([], CompletionRules(survey=True), now())


@pytest.fixture
def cohort(session: Session) -> Cohort:
    """One that ended yesterday."""
    starts_on = today_in_korea() - timedelta(days=30)
    return make_cohort(session, make_edition(session, make_organisation(session)), starts_on=starts_on)


def place(session: Session, cohort: Cohort) -> Enrolment:
    enrolment = make_enrolment(session, cohort, make_account(session))
    enrolment.cohort = cohort
    return enrolment


def close(cohort: Cohort) -> None:
    cohort.ends_before -= timedelta(days=survey.DAYS_AFTER_THE_END + 1)
    cohort.starts_on -= timedelta(days=survey.DAYS_AFTER_THE_END + 1)


def test_it_is_sent_once_and_keeps_only_what_was_answered(session: Session, cohort: Cohort) -> None:
    enrolment = place(session, cohort)
    survey.send_survey(
        session, enrolment, done(), {"useful": 5, "unknown": 1}, {"helped": "", "better": "더 천천히"}, actor=SYSTEM
    )

    sheet = session.scalars(select(SurveySheet)).one()
    assert (sheet.ratings, sheet.remarks) == ({"useful": 5}, {"better": "더 천천히"})
    assert survey.has_sent(session, enrolment)
    with pytest.raises(survey.SurveyIsSent):
        survey.send_survey(session, enrolment, done(), {}, {}, actor=SYSTEM)


def test_a_sheet_says_neither_who_nor_when() -> None:
    assert set(SurveySheet.__table__.columns.keys()) == {"id", "cohort_id", "ratings", "remarks"}


def test_it_opens_with_the_last_task_or_the_last_day_and_closes_for_good(session: Session, cohort: Cohort) -> None:
    enrolment = place(session, cohort)
    cohort.ends_before += timedelta(days=20)
    unfinished = Progress(1, 2, 50, 0.0, None, (), ())
    with pytest.raises(survey.SurveyIsNotOpen):
        survey.send_survey(session, enrolment, unfinished, {}, {}, actor=SYSTEM)
    cohort.ends_before -= timedelta(days=20)
    assert survey.is_open(unfinished, cohort, now())
    close(cohort)
    with pytest.raises(survey.SurveyIsClosed):
        survey.send_survey(session, enrolment, done(), {}, {}, actor=SYSTEM)


def test_nothing_is_read_while_answers_still_come(session: Session, cohort: Cohort) -> None:
    for _ in range(7):
        make_answers(session, place(session, cohort), remark="좋았어요")
    results = survey.survey_results(session, cohort)

    assert (results.sent, results.asked, results.closed) == (7, 7, False)
    assert (results.rated, results.remarks) == ((), ())


@pytest.mark.parametrize(("answers", "read"), [(4, False), (5, True)])
def test_few_answers_are_never_read(session: Session, cohort: Cohort, answers: int, read: bool) -> None:
    for number in range(answers):
        make_answers(session, place(session, cohort), rating=number % 5 + 1, remark=f"의견 {number}")
    close(cohort)
    results = survey.survey_results(session, cohort)

    assert bool(results.rated) is read
    assert bool(results.remarks) is read
    if read:
        useful, clear = results.rated[:2]
        assert (useful.counts, useful.answers, useful.mean) == ({5: 1, 4: 1, 3: 1, 2: 1, 1: 1}, 5, 3.0)
        assert clear.counts is None  # nobody rated it
