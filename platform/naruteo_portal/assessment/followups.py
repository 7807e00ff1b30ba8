"""Who of a cohort has not started, not handed in or not passed, for those who teach it.

Progress is not grading: names are shown also where they are hidden from graders, and therefore no points, no attempts
and no instants. Who has handed in at all is known; whose an answer is that waits to be graded stays hidden.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.assessment.queries import LearnerCourse, cohort_learners
from naruteo_portal.catalogue.models import Cohort, Enrolment
from naruteo_portal.catalogue.progress import Progress, TaskStanding
from naruteo_portal.core.clock import now
from naruteo_portal.core.errors import Conflict
from naruteo_portal.core.i18n import N_
from naruteo_portal.learning.models import LearningTrace


class PeopleHaveChanged(Conflict):
    """Somebody who was chosen has no place in the cohort."""

    code = "people-have-changed"

    def __init__(self) -> None:
        super().__init__(
            N_("Somebody whom you chose no longer has a place in this cohort. Please choose again; nothing was sent.")
        )


class Standing(StrEnum):
    """What a list of a cohort's people is narrowed to."""

    EVERYBODY = "everybody"
    NOT_STARTED = "not-started"
    NOT_SUBMITTED = "not-submitted"
    NOT_PASSED = "not-passed"


@dataclass(frozen=True)
class Learner:
    """A person with a place, and how they stand."""

    enrolment: Enrolment
    progress: Progress
    started: bool
    """Whether they have opened a task or a reading, fetched a notebook or handed something in."""
    missing: tuple[TaskStanding, ...]
    """Tasks that have opened, that they are not excused from and for which they have handed in nothing."""

    def stands(self, standing: Standing, task: str = "") -> bool:
        """Whether they belong to a narrowed list; a task's name narrows NOT_SUBMITTED to that task."""
        if standing is Standing.NOT_STARTED:
            return not self.started
        if standing is Standing.NOT_SUBMITTED:
            return any(not task or each.name == task for each in self.missing)
        if standing is Standing.NOT_PASSED:
            return not self.progress.complete
        return True


def learners_of(session: Session, cohort: Cohort) -> list[Learner]:
    """Everybody with a place in a cohort that the reader was given by `get_taught_cohort`, by name."""
    at = now()
    begun = set(
        session.scalars(select(LearningTrace.enrolment_id).join(Enrolment).where(Enrolment.cohort_id == cohort.id))
    )
    courses = cohort_learners(session, cohort.id, with_cells=False)
    return [_learner(course, at, course.enrolment.id in begun) for course in courses]


def chosen_learners(learners: Sequence[Learner], enrolments: Collection[int]) -> list[Learner]:
    """Those of the cohort's people whose enrolments were chosen; PeopleHaveChanged if one is not among them."""
    chosen = [each for each in learners if each.enrolment.id in enrolments]
    if len(chosen) != len(set(enrolments)):
        raise PeopleHaveChanged
    return chosen


def _learner(course: LearnerCourse, at: datetime, begun: bool) -> Learner:
    standings = [work.standing for work in course.work]
    return Learner(
        course.enrolment,
        course.progress(at),
        started=begun or any(each.submitted for each in standings),
        missing=tuple(each for each in standings if each.open_at(at) and not each.submitted and not each.excused),
    )
