"""What completion rules ask beside tasks, of many people at once: days of learning, and whether the survey was sent."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.assessment.models import Submission
from naruteo_portal.catalogue.models import Enrolment
from naruteo_portal.catalogue.progress import CompletionRules, LearningFacts
from naruteo_portal.core.clock import KST
from naruteo_portal.learning.days import counted_days, submission_key, trace_key
from naruteo_portal.learning.models import CorrectionState, LearningTrace, LogCorrection, SurveyReceipt
from naruteo_portal.learning.survey import survey_closes_at


def facts_by_enrolment(session: Session, enrolments: Sequence[Enrolment]) -> dict[int, LearningFacts]:
    """The facts of each enrolment (cohort and edition loaded); only what the rules of its course ask is looked up."""
    rules = {each.id: CompletionRules.of_manifest(each.cohort.edition.manifest) for each in enrolments}
    days = learning_days(session, [place for place, asked in rules.items() if asked.minimum_days])
    with_survey = [place for place, asked in rules.items() if asked.survey]
    sent = frozenset(
        session.scalars(select(SurveyReceipt.enrolment_id).where(SurveyReceipt.enrolment_id.in_(with_survey)))
        if with_survey
        else ()
    )
    return {
        each.id: LearningFacts(len(days.get(each.id, ())), each.id in sent, survey_closes_at(each.cohort))
        for each in enrolments
    }


def learning_days(session: Session, enrolments: Sequence[int]) -> dict[int, set[date]]:
    """The days that the learning log of each enrolment counts; three queries however many there are."""
    if not enrolments:
        return {}
    recorded: dict[int, dict[str, date]] = defaultdict(dict)
    traces = select(LearningTrace.enrolment_id, LearningTrace.id, LearningTrace.day)
    for place, trace_id, day in session.execute(traces.where(LearningTrace.enrolment_id.in_(enrolments))):
        recorded[place][trace_key(trace_id)] = day
    submissions = select(Submission.enrolment_id, Submission.id, Submission.received_at)
    for place, submission_id, at in session.execute(submissions.where(Submission.enrolment_id.in_(enrolments))):
        recorded[place][submission_key(submission_id)] = at.astimezone(KST).date()
    accepted: dict[int, list[LogCorrection]] = defaultdict(list)
    for correction in session.scalars(
        select(LogCorrection).where(
            LogCorrection.enrolment_id.in_(enrolments), LogCorrection.state == CorrectionState.ACCEPTED
        )
    ):
        accepted[correction.enrolment_id].append(correction)
    return {place: counted_days(recorded[place], accepted[place]) for place in enrolments}
