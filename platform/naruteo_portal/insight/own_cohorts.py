"""The platform's own cohorts as a programme: its organisation's courses, in the shape that the analytics read.

Attributes of persons are left out: the platform holds none for this purpose. What somebody entered for matching, or for
a claim, was entered for that alone. Persons are known by their account's number, which leaves the platform nowhere.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, contains_eager, selectinload

from naruteo_portal.assessment.models import Submission
from naruteo_portal.assessment.queries import LearnerCourse, TaskWork, cohort_learners
from naruteo_portal.catalogue.models import (
    Cohort,
    CohortState,
    Course,
    Edition,
    Enrolment,
    EnrolmentState,
    ScheduledTask,
)
from naruteo_portal.completion.models import Certificate
from naruteo_portal.core.clock import KST, now, today_in_korea
from naruteo_portal.core.database import is_one_of
from naruteo_portal.insight.models import Programme
from naruteo_portal.learning.models import LearningTrace
from naruteo_portal.talent.candidates.models import Candidate
from naruteo_portal.talent.rounds.models import OfferState, Outcome

Row = dict[str, Any]
Event = tuple[int, int, int]


def own_rows(session: Session, programme: Programme) -> tuple[dict[str, list[Row]], dict[str, list[Event]]]:
    """The tables of the shape, and the events of each cohort, of all cohorts of a programme (`rows_of`)."""
    return rows_of(session, _cohorts_of(session, programme))


def rows_of(session: Session, cohorts: Mapping[int, Cohort]) -> tuple[dict[str, list[Row]], dict[str, list[Event]]]:
    """The tables of the shape, and the events of each cohort, of cohorts with their schedules.

    A cohort's enrolments are those who have a place, and those who left on its first day or later. Who met all rules of
    completion when it was over has passed. Events are days on which somebody opened or handed in something. A place
    that was accepted in a matching round is a placement; only those with a talent profile are followed.
    """
    if not cohorts:
        return {name: [] for name in ("cohorts", "enrolments", "assessments", "results")}, {}
    learners = cohort_learners(session, *cohorts, with_cells=True)
    left = _who_left(session, cohorts)
    enrolments = [*(each.enrolment for each in learners), *left]
    certified = _certified(session, enrolments)
    tables = {
        "cohorts": [_cohort(each) for each in cohorts.values()],
        "enrolments": [
            *(_enrolment(each.enrolment, cohorts, _outcome(each), each.enrolment.id in certified) for each in learners),
            *(_enrolment(each, cohorts, "withdrawn", False) for each in left),
        ],
        "assessments": [_assessment(each, scheduled) for each in cohorts.values() for scheduled in each.schedule],
        "results": [row for each in learners for work in each.work for row in _result(each, work)],
    }
    # What nobody has ever given is not recorded, instead of none.
    responses = [row for each in learners for work in each.work for row in _responses(each, work)]
    destinations = list(_destinations(session, enrolments, cohorts))
    tables |= {"responses": responses} if responses else {}
    tables |= {"destinations": destinations} if destinations else {}
    return tables, _events(session, enrolments, cohorts)


def _cohorts_of(session: Session, programme: Programme) -> dict[int, Cohort]:
    begun = _with_schedules().where(
        Course.organisation_id == programme.organisation_id, Cohort.state != CohortState.DRAFT,
        Cohort.starts_on <= today_in_korea(),
    )  # fmt: skip
    return {each.id: each for each in session.scalars(begun)}


def cohort_to_read(session: Session, cohort_id: int) -> Cohort:
    """A cohort as `rows_of` takes it."""
    return session.scalars(_with_schedules().where(Cohort.id == cohort_id)).one()


def _with_schedules() -> Select[Cohort]:
    return (
        select(Cohort)
        .join(Cohort.edition)
        .join(Edition.course)
        .options(
            contains_eager(Cohort.edition).contains_eager(Edition.course),
            selectinload(Cohort.schedule).joinedload(ScheduledTask.task),
        )
        .order_by(Cohort.id)
    )


def _who_left(session: Session, cohorts: Mapping[int, Cohort]) -> Sequence[Enrolment]:
    left = session.scalars(
        select(Enrolment)
        .where(is_one_of(Enrolment.cohort_id, list(cohorts)), Enrolment.state == EnrolmentState.WITHDRAWN)
        .order_by(Enrolment.id)
    )
    return [each for each in left if _day(each.decided_at, cohorts[each.cohort_id]) >= 0]


def _certified(session: Session, enrolments: Sequence[Enrolment]) -> set[int]:
    return set(
        session.scalars(
            select(Certificate.enrolment_id).where(
                is_one_of(Certificate.enrolment_id, [each.id for each in enrolments]), Certificate.revoked_at.is_(None)
            )
        )
    )


def _day(at: datetime | date | None, cohort: Cohort) -> int:
    """The day from the cohort's first one, in Korea; before it negative."""
    if at is None:
        return 0
    return ((at.astimezone(KST).date() if isinstance(at, datetime) else at) - cohort.starts_on).days


def _is_over(cohort: Cohort) -> bool:
    return cohort.ends_before <= today_in_korea()


def name_of(cohort: Cohort) -> str:
    """What a cohort is called in a programme: its course, first day and number."""
    return f"{cohort.edition.course.slug} {cohort.starts_on:%Y-%m-%d} ({cohort.id})"


def _cohort(cohort: Cohort) -> Row:
    return {
        "cohort": name_of(cohort), "course": cohort.edition.course.slug, "starts": cohort.starts_on,
        "length": (cohort.ends_before - cohort.starts_on).days,
    }  # fmt: skip


def _outcome(learner: LearnerCourse) -> str | None:
    if not _is_over(learner.cohort):
        return None
    return "pass" if learner.progress(now()).complete else "fail"


def _enrolment(enrolment: Enrolment, cohorts: Mapping[int, Cohort], outcome: str | None, certified: bool) -> Row:
    cohort = cohorts[enrolment.cohort_id]
    return {
        "enrolment": enrolment.id, "person": enrolment.account_id, "cohort": name_of(cohort),
        "registered": _day(enrolment.applied_at, cohort), "outcome": outcome,
        "left": _day(enrolment.decided_at, cohort) if outcome == "withdrawn" else None,
        "certified": certified if _is_over(cohort) else None,
    }  # fmt: skip


def _assessment_name(cohort: Cohort, task: str) -> str:
    return f"{cohort.id} {task}"


def _assessment(cohort: Cohort, scheduled: ScheduledTask) -> Row:
    return {
        "assessment": _assessment_name(cohort, scheduled.task.name), "cohort": name_of(cohort), "kind": "notebook",
        "due": _day(scheduled.due_at, cohort), "weight": float(scheduled.task.weight),
    }  # fmt: skip


def _result(learner: LearnerCourse, work: TaskWork) -> Iterator[Row]:
    if work.submissions:
        chosen = work.counting or work.submissions[0]
        yield {
            "enrolment": learner.enrolment.id, "assessment": _assessment_name(learner.cohort, work.task.name),
            "day": _day(chosen.received_at, learner.cohort), "banked": False,
            "score": None if work.score is None else min(100.0, max(0.0, work.standing.per_cent)),
        }  # fmt: skip


def _responses(learner: LearnerCourse, work: TaskWork) -> Iterator[Row]:
    for submission in work.submissions:
        for cell in submission.current_run.cells if submission.current_run else ():
            yield {
                "enrolment": learner.enrolment.id, "cohort": name_of(learner.cohort), "exercise": work.task.name,
                "item": f"{cell['notebook']} {cell['grade_id']}", "attempt": submission.attempt,
                "score": cell["points"], "max_score": cell["max_points"], "omitted": False, "seconds": None,
            }  # fmt: skip


def _destinations(session: Session, enrolments: Sequence[Enrolment], cohorts: Mapping[int, Cohort]) -> Iterator[Row]:
    accounts = [each.account_id for each in enrolments]
    followed = set(session.scalars(select(Candidate.account_id).where(is_one_of(Candidate.account_id, accounts))))
    placed: dict[int, datetime | None] = {}
    for account_id, at in session.execute(
        select(Candidate.account_id, Outcome.answered_at)
        .join(Outcome, Outcome.candidate_id == Candidate.id)
        .where(is_one_of(Candidate.account_id, accounts), Outcome.offer == OfferState.ACCEPTED)
        .order_by(Outcome.answered_at.desc())
    ):
        placed[account_id] = at
    for each in enrolments:
        cohort = cohorts[each.cohort_id]
        if each.account_id in followed and _is_over(cohort):
            end = (cohort.ends_before - cohort.starts_on).days
            day = _day(placed.get(each.account_id) or today_in_korea(), cohort) - end
            kind = "placed" if each.account_id in placed else None
            yield {"enrolment": each.id, "day": max(0, day), "kind": kind}


def _events(session: Session, enrolments: Sequence[Enrolment], cohorts: Mapping[int, Cohort]) -> dict[str, list[Event]]:
    cohort_of = {each.id: cohorts[each.cohort_id] for each in enrolments}
    found: dict[str, list[Event]] = defaultdict(list)
    for what in (
        select(LearningTrace.enrolment_id, LearningTrace.day).where(
            is_one_of(LearningTrace.enrolment_id, list(cohort_of))
        ),
        select(Submission.enrolment_id, Submission.received_at).where(
            is_one_of(Submission.enrolment_id, list(cohort_of))
        ),
    ):
        for place, at in session.execute(what):
            cohort = cohort_of[place]
            found[name_of(cohort)].append((place, _day(at, cohort), 1))
    return {name: sorted(rows) for name, rows in found.items()}
