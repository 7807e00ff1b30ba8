"""The order in which submissions are graded: courses take turns, and within a course who came first goes first.

Every run has the number of a turn, and the queue takes runs by it. A run stands as many turns behind the one that is
being served as its course has runs waiting before it: a rush in one course is spread over the turns to come, and
what another course sends meanwhile goes between. Nothing is locked for this, so that a deadline's rush is absorbed;
submissions that arrive in the same instant may share a turn.
"""

from collections.abc import Collection
from dataclasses import dataclass
from math import ceil

from sqlalchemy import Float, ScalarSelect, cast, func, literal, select, tuple_
from sqlalchemy.orm import Session, aliased

from naruteo_portal.assessment.graders import live_slots
from naruteo_portal.assessment.models import GradingRun, SubmissionState
from naruteo_portal.catalogue.models import Edition, Task

MEASURED_RUNS = 50
"""How many of the latest gradings the expected wait is reckoned from."""
# Written into the statement, because the indexes of what waits serve only statements that name the state themselves.
QUEUED = literal(SubmissionState.QUEUED, GradingRun.state.type, literal_execute=True)


@dataclass(frozen=True)
class Wait:
    """How a submission stands in the queue: how many are before it, and in how many seconds its result is expected."""

    before: int
    seconds: float | None
    """None while nothing has been measured, or nobody grades."""


@dataclass(frozen=True)
class Turn:
    """The place of a run that is about to be queued."""

    course_id: int
    number: int


def next_turn(session: Session, task_id: int, *, again: bool) -> Turn:
    """The turn of a submission for a task; grading `again` takes turns of its own, so that it delays no new work."""
    course_id = _course_of(session, task_id)
    served = func.coalesce(
        select(func.max(GradingRun.turn)).where(GradingRun.started_at.is_not(None)).scalar_subquery(), 0
    )
    ahead = select(
        served,
        func.count(GradingRun.id).filter(GradingRun.turn > served),
        func.coalesce(func.max(GradingRun.turn), 0),
    ).where(
        GradingRun.state == QUEUED,
        GradingRun.course_id == course_id,
        GradingRun.reason.is_not(None) if again else GradingRun.reason.is_(None),
    )
    now_served, waiting, last = session.execute(ahead).one()
    return Turn(course_id, max(now_served + waiting + 1, last))


def no_turn(session: Session, task_id: int) -> Turn:
    """For a run that is held back: it waits behind all others, whatever their turns."""
    return Turn(_course_of(session, task_id), 0)


def _course_of(session: Session, task_id: int) -> int:
    return session.scalars(
        select(Edition.course_id).join(Task, Task.edition_id == Edition.id).where(Task.id == task_id)
    ).one()


def waits_of(session: Session, submission_ids: Collection[int]) -> dict[int, Wait]:
    """The waits of those among some submissions that stand in the queue; one query, none for no submissions."""
    if not submission_ids:
        return {}
    earlier = aliased(GradingRun)
    before = (
        select(func.count(earlier.id))
        .where(
            earlier.state == QUEUED,
            ~earlier.held,
            tuple_(earlier.turn, earlier.id) < tuple_(GradingRun.turn, GradingRun.id),
        )
        .scalar_subquery()
    )
    rows = session.execute(
        select(GradingRun.submission_id, before, _seconds_each(), live_slots())
        .where(GradingRun.submission_id.in_(submission_ids), GradingRun.state == QUEUED, ~GradingRun.held)
        .order_by(GradingRun.turn.desc(), GradingRun.id.desc())
    )
    return {
        submission_id: Wait(count, ceil((count + 1) / slots) * seconds if seconds is not None and slots else None)
        for submission_id, count, seconds, slots in rows
    }


def _seconds_each() -> ScalarSelect[float | None]:
    """What a grader took for one submission lately."""
    took = func.extract("epoch", GradingRun.finished_at - GradingRun.started_at)
    latest = (
        # A clock that was set back must not make anybody's wait negative.
        select(func.greatest(took, 0).label("seconds"))
        .where(GradingRun.finished_at.is_not(None), GradingRun.reviewed_run_id.is_(None))
        .order_by(GradingRun.finished_at.desc())
        .limit(MEASURED_RUNS)
        .subquery()
    )
    return select(cast(func.avg(latest.c.seconds), Float)).scalar_subquery()
