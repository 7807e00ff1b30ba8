"""Reading submissions, never more than the reader may see."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload, load_only, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from naruteo_portal.assessment.learning_facts import facts_by_enrolment
from naruteo_portal.assessment.models import GradingRun, Release, Submission, SubmissionState
from naruteo_portal.assessment.results import AttemptResult, counting_attempt
from naruteo_portal.catalogue.access import taught_by
from naruteo_portal.catalogue.deadlines import Deadline, deadline_of
from naruteo_portal.catalogue.models import (
    Cohort,
    CohortState,
    Edition,
    Enrolment,
    EnrolmentState,
    ScheduledTask,
    Task,
)
from naruteo_portal.catalogue.progress import (
    NO_FACTS,
    CompletionRules,
    LearningFacts,
    Progress,
    TaskStanding,
    progress_of,
)
from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.paging import Page, page_of
from naruteo_portal.identity.models import Account
from naruteo_portal.identity.readers import Reader


@dataclass(frozen=True)
class TaskWork:
    """A task with its dates for one learner and what they have done for it, latest attempt first."""

    deadline: Deadline
    submissions: tuple[Submission, ...]
    counting: Submission | None

    @property
    def task(self) -> Task:
        """The task itself."""
        return self.deadline.task

    @property
    def score(self) -> float | None:
        """Points that count, None while there are none."""
        return self.counting.current_run.score if self.counting and self.counting.current_run else None

    @property
    def waits(self) -> bool:
        """Whether an attempt waits for a person."""
        return any(each.state is SubmissionState.NEEDS_REVIEW for each in self.submissions)

    @property
    def standing(self) -> TaskStanding:
        """The work as progress is reckoned from it."""
        return TaskStanding(
            task_id=self.task.id,
            name=self.task.name,
            title=self.task.title,
            weight=self.task.weight,
            opens_at=self.deadline.opens_at,
            due_at=self.deadline.due_at,
            submitted=bool(self.submissions),
            score=self.score,
            max_score=self.task.max_score,
            excused=self.deadline.excused,
        )


@dataclass(frozen=True)
class LearnerCourse:
    """A cohort in which somebody has a place, with their work on each task in order."""

    enrolment: Enrolment
    work: tuple[TaskWork, ...]
    facts: LearningFacts

    @property
    def cohort(self) -> Cohort:
        """The cohort itself."""
        return self.enrolment.cohort

    def progress(self, at: datetime) -> Progress:
        """How far the learner has come at an instant."""
        rules = CompletionRules.of_manifest(self.cohort.edition.manifest)
        return progress_of([work.standing for work in self.work], rules, at, self.facts)

    def find_work(self, task_name: str) -> TaskWork | None:
        """The work on the task of that name, if the cohort has it."""
        return next((work for work in self.work if work.task.name == task_name), None)


def learner_courses(session: Session, reader: Reader) -> list[LearnerCourse]:
    """The open cohorts in which the reader has a place; four queries however many there are."""
    return _learner_courses(session, _places_of(reader))


def get_learner_course(session: Session, reader: Reader, cohort_id: int) -> LearnerCourse:
    """One cohort in which the reader has a place, closed ones too; NotFound otherwise."""
    found = _learner_courses(session, _places_of(reader, closed_too=True).where(Cohort.id == cohort_id))
    if not found:
        raise NotFound
    return found[0]


def get_course_of(session: Session, enrolment: Enrolment) -> LearnerCourse | None:
    """The work behind an enrolment that the reader was given by `get_enrolment`; None without a place or work yet."""
    found = _learner_courses(
        session, _places([CohortState.OPEN, CohortState.CLOSED]).where(Enrolment.id == enrolment.id)
    )
    return next(iter(found), None)


def courses_behind(session: Session, enrolment_ids: Sequence[int]) -> list[LearnerCourse]:
    """The work behind enrolments with a place, whoever has them; the caller knows that the reader may see it.

    For tasks and score alone: days of learning and surveys, which completion rules ask, are not looked up.
    """
    places = _places([CohortState.OPEN, CohortState.CLOSED]).where(Enrolment.id.in_(enrolment_ids))
    return _learner_courses(session, places, with_facts=False)


def _places_of(reader: Reader, *, closed_too: bool = False) -> Select[Enrolment]:
    states = [CohortState.OPEN, CohortState.CLOSED] if closed_too else [CohortState.OPEN]
    return _places(states).where(Enrolment.account_id == reader.account_id)


def _places(states: Sequence[CohortState]) -> Select[Enrolment]:
    return (
        select(Enrolment)
        .join(Enrolment.cohort)
        .where(Enrolment.state == EnrolmentState.ADMITTED, Cohort.state.in_(states))
        .order_by(Cohort.starts_on, Cohort.id)
    )


def cohort_learners(session: Session, *cohorts: int, with_cells: bool) -> list[LearnerCourse]:
    """All who have a place in these cohorts, by name, with their work; as many queries however many they are.

    Without cells the results are loaded with their points alone: a page of many people needs no more.
    """
    enrolments = session.scalars(
        select(Enrolment)
        .where(Enrolment.cohort_id.in_(cohorts), Enrolment.state == EnrolmentState.ADMITTED)
        .order_by(Enrolment.id)
        .options(
            joinedload(Enrolment.account).joinedload(Account.person),
            selectinload(Enrolment.accommodations),
            # Once for all of them: an edition's manifest holds the texts of its reading.
            selectinload(Enrolment.cohort).options(
                joinedload(Cohort.edition).joinedload(Edition.course),
                selectinload(Cohort.schedule).joinedload(ScheduledTask.task),
            ),
        )
    ).all()
    runs = joinedload(Submission.current_run)
    if not with_cells:
        runs = runs.options(load_only(GradingRun.state, GradingRun.score, GradingRun.max_score))
    found = _with_work(session, enrolments, runs)
    return sorted(found, key=lambda course: (course.enrolment.account.person.name_native, course.enrolment.id))


def _learner_courses(session: Session, places: Select[Enrolment], *, with_facts: bool = True) -> list[LearnerCourse]:
    enrolments = session.scalars(
        places.options(
            # Every page about a course shows its title, its tasks and their dates for this person.
            selectinload(Enrolment.accommodations),
            contains_eager(Enrolment.cohort).options(
                joinedload(Cohort.edition).joinedload(Edition.course),
                selectinload(Cohort.schedule).joinedload(ScheduledTask.task),
            ),
        )
    ).all()
    return _with_work(session, enrolments, joinedload(Submission.current_run), with_facts=with_facts)


def _with_work(
    session: Session, enrolments: Sequence[Enrolment], runs: ORMOption, *, with_facts: bool = True
) -> list[LearnerCourse]:
    submissions = session.scalars(
        select(Submission)
        .where(Submission.enrolment_id.in_([enrolment.id for enrolment in enrolments]))
        .options(runs)
        .order_by(Submission.attempt.desc())
    ).all()
    facts = facts_by_enrolment(session, enrolments) if with_facts else {}
    by_place: dict[tuple[int, int], list[Submission]] = defaultdict(list)
    for submission in submissions:
        by_place[submission.enrolment_id, submission.task_id].append(submission)
    return [
        LearnerCourse(
            enrolment,
            tuple(
                _task_work(deadline_of(enrolment, scheduled), by_place[enrolment.id, scheduled.task_id])
                for scheduled in sorted(enrolment.cohort.schedule, key=lambda each: each.task.position)
            ),
            facts.get(enrolment.id, NO_FACTS),
        )
        for enrolment in enrolments
    ]


def _task_work(deadline: Deadline, submissions: Sequence[Submission]) -> TaskWork:
    counting = counting_attempt([attempt_result(each) for each in submissions], deadline.task.attempt_rule)
    return TaskWork(
        deadline,
        tuple(submissions),
        next((each for each in submissions if counting and each.attempt == counting.attempt), None),
    )


def attempt_result(submission: Submission) -> AttemptResult:
    """A submission as the counting rule sees it; its current run must be loaded."""
    run = submission.current_run
    return AttemptResult(
        submission.attempt, submission.state, run.score if run else None, run.max_score if run else None
    )


def _visible_to(reader: Reader) -> Select[Submission]:
    """Submissions that are the reader's own, or of cohorts that the reader teaches."""
    return (
        select(Submission)
        .join(Submission.enrolment)
        .where((Enrolment.account_id == reader.account_id) | Enrolment.cohort_id.in_(taught_by(reader.account_id)))
    )


def get_submission(session: Session, reader: Reader, reference: str) -> Submission:
    """One submission with all runs that were published, if the reader may see it; NotFound otherwise."""
    found = session.scalar(
        _visible_to(reader)
        .where(Submission.reference == reference)
        .options(
            # The page shows the course, the learner, the rule that counts, and every run.
            contains_eager(Submission.enrolment).options(
                joinedload(Enrolment.account).joinedload(Account.person),
                joinedload(Enrolment.cohort).joinedload(Cohort.edition).joinedload(Edition.course),
            ),
            joinedload(Submission.task),
            joinedload(Submission.release),
            # By the tests of which release it was graded is said, too.
            joinedload(Submission.current_run)
            .joinedload(GradingRun.release)
            .joinedload(Release.task)
            .joinedload(Task.edition),
            joinedload(Submission.returned),
            # Results that a re-grade holds back are for nobody's eyes yet.
            selectinload(Submission.runs.and_(~GradingRun.held)),
        )
    )
    if found is None:
        raise NotFound
    return found


def cohort_submissions(
    session: Session,
    reader: Reader,
    cohort_id: int,
    *,
    task: str | None,
    state: SubmissionState | None,
    page: int,
) -> Page[Submission]:
    """The submissions of a cohort that the reader teaches, latest first."""
    query = (
        select(Submission)
        .join(Submission.enrolment)
        .join(Submission.task)
        .where(Enrolment.cohort_id == cohort_id, Enrolment.cohort_id.in_(taught_by(reader.account_id)))
        .options(
            contains_eager(Submission.enrolment).joinedload(Enrolment.account).joinedload(Account.person),
            contains_eager(Submission.task),
            joinedload(Submission.current_run),
        )
        .order_by(Submission.received_at.desc(), Submission.id.desc())
    )
    if task:
        query = query.where(Task.name == task)
    if state:
        query = query.where(Submission.state == state)
    return page_of(session, query, page)


def get_taught_cohort(session: Session, reader: Reader, cohort_id: int) -> Cohort:
    """A cohort that the reader teaches, with its tasks; NotFound otherwise."""
    return _get_cohort(
        session,
        _cohort_with_tasks(cohort_id).where(Cohort.id.in_(taught_by(reader.account_id))),
    )


def get_any_cohort(session: Session, cohort_id: int) -> Cohort:
    """A cohort with its tasks, for whoever runs the platform; NotFound if there is none."""
    return _get_cohort(session, _cohort_with_tasks(cohort_id))


def _cohort_with_tasks(cohort_id: int) -> Select[Cohort]:
    return (
        select(Cohort)
        .where(Cohort.id == cohort_id)
        .options(joinedload(Cohort.edition).options(joinedload(Edition.course), selectinload(Edition.tasks)))
    )


def _get_cohort(session: Session, query: Select[Cohort]) -> Cohort:
    found = session.scalar(query)
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class CohortWorkload:
    """A cohort that the reader teaches: its places taken, and its submissions by state."""

    cohort: Cohort
    learners: int
    submissions: dict[SubmissionState, int]

    @property
    def waiting(self) -> int:
        """Submissions that an instructor has to look at."""
        return self.submissions.get(SubmissionState.NEEDS_REVIEW, 0) + self.submissions.get(SubmissionState.FAILED, 0)


def cohort_workloads(session: Session, reader: Reader) -> list[CohortWorkload]:
    """The open cohorts that the reader teaches; three queries however many there are."""
    cohorts = session.scalars(
        select(Cohort)
        .where(Cohort.id.in_(taught_by(reader.account_id)), Cohort.state == CohortState.OPEN)
        .options(joinedload(Cohort.edition).joinedload(Edition.course))
        .order_by(Cohort.starts_on, Cohort.id)
    ).all()
    ids = [cohort.id for cohort in cohorts]
    places = session.execute(
        select(Enrolment.cohort_id, func.count())
        .where(Enrolment.cohort_id.in_(ids), Enrolment.state == EnrolmentState.ADMITTED)
        .group_by(Enrolment.cohort_id)
    ).all()
    learners = {cohort_id: count for cohort_id, count in places}
    counts = session.execute(
        select(Enrolment.cohort_id, Submission.state, func.count())
        .join(Submission.enrolment)
        .where(Enrolment.cohort_id.in_(ids))
        .group_by(Enrolment.cohort_id, Submission.state)
    ).all()
    return [
        CohortWorkload(
            cohort,
            learners.get(cohort.id, 0),
            {state: count for cohort_id, state, count in counts if cohort_id == cohort.id},
        )
        for cohort in cohorts
    ]
