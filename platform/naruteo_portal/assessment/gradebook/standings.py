"""How all learners of a cohort stand, task by task: what the gradebook's page and its files show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from statistics import median

from sqlalchemy.orm import Session

from naruteo_portal.assessment.anonymity import is_hidden
from naruteo_portal.assessment.models import Submission
from naruteo_portal.assessment.queries import LearnerCourse, TaskWork, cohort_learners, get_taught_cohort
from naruteo_portal.catalogue.models import Cohort, Task
from naruteo_portal.catalogue.progress import TOLERANCE, CompletionRules, Progress
from naruteo_portal.core.clock import now
from naruteo_portal.core.i18n import Locale
from naruteo_portal.identity.models import Account
from naruteo_portal.identity.names import display_name
from naruteo_portal.identity.readers import Reader


class View(StrEnum):
    """Which learners are shown."""

    ALL = "all"
    WAITING = "waiting"
    OVERDUE = "overdue"
    INCOMPLETE = "incomplete"
    COMPLETE = "complete"


BY_NAME, BY_SCORE = "name", "score"


@dataclass(frozen=True)
class Standing:
    """One work of one learner as those who teach may see it."""

    work: TaskWork
    withheld: bool
    """Whether nothing but that it waits may be told, because the cohort hides whose work waits for a person."""

    @property
    def task(self) -> Task:
        """The task."""
        return self.work.task

    @property
    def counting(self) -> Submission | None:
        """The submission that counts."""
        return None if self.withheld else self.work.counting

    @property
    def score(self) -> float | None:
        """The points that count."""
        return None if self.withheld else self.work.score

    @property
    def late(self) -> bool:
        """Whether what counts came late."""
        return self.counting is not None and self.counting.late

    @property
    def attempts(self) -> int | None:
        """How often the learner has handed in."""
        return None if self.withheld else len(self.work.submissions)


@dataclass(frozen=True)
class Line:
    """One learner with all of their work."""

    course: LearnerCourse
    progress: Progress
    standings: tuple[Standing, ...]

    @property
    def account(self) -> Account:
        """Whose it is."""
        return self.course.enrolment.account

    @property
    def waits(self) -> bool:
        """Whether any of it waits for a person."""
        return any(standing.work.waits for standing in self.standings)

    def standing_at(self, task_name: str) -> Standing | None:
        """How the learner stands with one task."""
        return next((each for each in self.standings if each.task.name == task_name), None)


@dataclass(frozen=True)
class TaskFigures:
    """What a cohort has reached in one task."""

    task: Task
    graded: int
    median: float | None
    passed: int
    """How many reached what the course asks of each task, or half of the points where it asks nothing."""


@dataclass(frozen=True)
class Gradebook:
    """All learners of a cohort and its tasks in order."""

    cohort: Cohort
    tasks: tuple[Task, ...]
    lines: tuple[Line, ...]

    def figures(self) -> list[TaskFigures]:
        """What was reached in each task; those who have no points are left out."""
        least = CompletionRules.of_manifest(self.cohort.edition.manifest).minimum_per_task or 50
        return [self._figures_of(task, least) for task in self.tasks]

    def _figures_of(self, task: Task, least: float) -> TaskFigures:
        standings = [found for line in self.lines if (found := line.standing_at(task.name)) is not None]
        scored = [each.work.standing for each in standings if each.score is not None]
        return TaskFigures(
            task,
            len(scored),
            median(each.score or 0.0 for each in scored) if scored else None,
            sum(each.per_cent >= least - TOLERANCE for each in scored),
        )


def get_gradebook(session: Session, reader: Reader, cohort_id: int, *, with_cells: bool = False) -> Gradebook:
    """The gradebook of a cohort that the reader teaches; NotFound otherwise. Always the same number of queries."""
    return gradebook_of(session, get_taught_cohort(session, reader, cohort_id), with_cells=with_cells)


def gradebook_of(session: Session, cohort: Cohort, *, with_cells: bool) -> Gradebook:
    """The gradebook of a cohort, whose edition, course and tasks must be loaded."""
    at = now()
    learners = cohort_learners(session, cohort.id, with_cells=with_cells)
    tasks = tuple(sorted(cohort.edition.tasks, key=lambda task: task.position))
    return Gradebook(cohort, tasks, tuple(_line(cohort, each, at) for each in learners))


def _line(cohort: Cohort, course: LearnerCourse, at: datetime) -> Line:
    return Line(
        course,
        course.progress(at),
        tuple(Standing(work, any(is_hidden(each, cohort) for each in work.submissions)) for work in course.work),
    )


def selected(
    lines: Sequence[Line], locale: Locale, *, text: str = "", view: View = View.ALL, order: str = BY_NAME
) -> list[Line]:
    """The learners who are looked for, in an order: by name, by score or by a task's name; `-` before it turns it.

    Who has no points comes last, whichever way the others are sorted.
    """
    found = [line for line in lines if _fits(line, view) and _is_called(line, text)]
    found.sort(key=lambda line: display_name(line.account.person, locale))
    descending, by = order.startswith("-"), order.removeprefix("-")
    points = {id(line): _points(line, by) for line in found}
    with_points = [line for line in found if points[id(line)] is not None]
    with_points.sort(key=lambda line: points[id(line)] or 0.0, reverse=descending)
    return with_points + [line for line in found if points[id(line)] is None]


def _points(line: Line, by: str) -> float | None:
    if by == BY_SCORE:
        return line.progress.score
    standing = line.standing_at(by)
    return standing.score if standing else None


def _fits(line: Line, view: View) -> bool:
    match view:
        case View.WAITING:
            return line.waits
        case View.OVERDUE:
            return bool(line.progress.overdue)
        case View.INCOMPLETE:
            return not line.progress.complete
        case View.COMPLETE:
            return line.progress.complete
        case View.ALL:
            return True


def _is_called(line: Line, text: str) -> bool:
    person = line.account.person
    names = (person.name_native, person.name_roman, person.preferred_name, line.account.handle)
    return all(any(word in (name or "").casefold() for name in names) for word in text.casefold().split())
