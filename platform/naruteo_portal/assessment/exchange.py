"""The doors of the exchange: what one person may fetch, hand in, collect and give back, and to which task it goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from naruteo_portal.assessment.affected import FETCHED
from naruteo_portal.assessment.errors import (
    NotAnInstructor,
    NotEnrolled,
    NotReleasedYet,
    UnknownAssignment,
    UnknownCourse,
    UnknownSubmission,
)
from naruteo_portal.assessment.models import Release, Submission
from naruteo_portal.assessment.notebooks import notebooks_in
from naruteo_portal.assessment.releases import latest_release, latest_releases
from naruteo_portal.assessment.seeds import has_seeds, seed_of
from naruteo_portal.assessment.submissions import Place, in_korean_time
from naruteo_portal.audit.events import Actor, record
from naruteo_portal.catalogue.access import courses_taught, taught_by, teaches_cohort
from naruteo_portal.catalogue.deadlines import Deadline, deadline_of
from naruteo_portal.catalogue.models import (
    Cohort,
    CohortState,
    Course,
    Edition,
    Enrolment,
    EnrolmentState,
    LatePolicy,
    ScheduledTask,
    Task,
)
from naruteo_portal.core.clock import now
from naruteo_portal.core.references import Numbered, read_reference
from naruteo_portal.identity.models import Account, AccountState
from naruteo_portal.learning.models import TraceKind
from naruteo_portal.learning.traces import note_task
from naruteo_portal.settings import Settings


@dataclass(frozen=True)
class Listed:
    """One assignment as its learner or its instructor finds it in the list."""

    course: str
    task: Task
    release: Release
    deadline: Deadline | None
    """None for instructors, whose cohorts may each have their own dates."""

    def to_json(self) -> dict[str, Any]:
        """The entry for programs."""
        deadline = self.deadline
        return {
            "course": self.course,
            "assignment": self.task.name,
            "title": self.task.title,
            "release": self.release.number,
            "sha256": self.release.released_sha256,
            "released_at": self.release.released_at.isoformat(),
            "files": self.release.released_tree,
            "notebooks": sorted(notebooks_in({file["path"]: None for file in self.release.released_tree})),
            "max_bytes": self.task.max_bytes,
            "max_files": self.task.max_files,
            "max_attempts": self.task.max_attempts,
            "late_work": self.task.late_policy is not LatePolicy.REFUSED,
            "opens_at": deadline.opens_at.isoformat() if deadline else None,
            "due_at": deadline.due_at.isoformat() if deadline else None,
            "excused": deadline.excused if deadline else False,
        }


def find_caller(session: Session, handle: str) -> Account | None:
    """The account behind a Hub user, unless it is suspended."""
    return session.scalar(
        select(Account)
        .where(Account.handle == handle, Account.state == AccountState.ACTIVE)
        .options(joinedload(Account.person))
    )


def list_assignments(session: Session, account: Account, course: str | None) -> list[Listed]:
    """Every released assignment that the person may fetch; `course` None means all courses."""
    found: dict[tuple[str, str], tuple[str, Task, Deadline | None]] = {}
    for slug, task in _taught_tasks(session, account.id, course):
        found.setdefault((slug, task.name), (slug, task, None))
    # Somebody who teaches one cohort and learns in another sees their own dates.
    for slug, deadline, _enrolment in reversed(_places(session, account.id, course)):
        if deadline.opens_at <= now():
            found[slug, deadline.task.name] = (slug, deadline.task, deadline)
    releases = latest_releases(session, [task.id for _slug, task, _deadline in found.values()])
    return [
        Listed(slug, task, releases[task.id], deadline)
        for _key, (slug, task, deadline) in sorted(found.items(), key=lambda item: item[0])
        if task.id in releases
    ]


def learner_place(session: Session, account: Account, course: str, assignment: str) -> Place:
    """Where the learner stands with an assignment that is theirs to work on; the refusal says what is in the way."""
    places = _places(session, account.id, course)
    if not places:
        _require_course(session, course)
        raise NotEnrolled(course)
    for slug, deadline, enrolment in places:
        if deadline.task.name == assignment:
            release = latest_release(session, deadline.task.id)
            if deadline.opens_at > now() or release is None:
                raise NotReleasedYet(assignment, _future(deadline.opens_at))
            return Place(slug, account.handle, enrolment, deadline, release)
    raise UnknownAssignment(course, assignment)


def held_place(session: Session, account: Account, course: str, assignment: str) -> Place:
    """The same as it is now, with what is due when fixed until the transaction ends."""
    own = select(Enrolment.id).join(Enrolment.cohort).join(Cohort.edition).join(Edition.course)
    own = own.where(Enrolment.account_id == account.id, Course.slug == course).order_by(Enrolment.id)
    session.execute(own.with_for_update(of=Enrolment))
    return learner_place(session, account, course, assignment)


@dataclass(frozen=True)
class Fetched:
    """Released files and the seed of the learner's data, if the task has seeds; who teaches gets the course's own."""

    release: Release
    seed: int | None


def fetch_release(
    session: Session, account: Account, course: str, assignment: str, settings: Settings, *, actor: Actor
) -> Fetched:
    """The released files for whoever may have them; that they were fetched is written down."""
    found = _release_to_fetch(session, account, course, assignment, settings)
    record(session, actor, FETCHED, found.release)
    return found


def _release_to_fetch(session: Session, account: Account, course: str, assignment: str, settings: Settings) -> Fetched:
    """The released files that the person may have: a learner's own, or those of a course that they teach."""
    if course in courses_taught(session, account.id) and not _places(session, account.id, course):
        task = taught_task(session, account, course, assignment)
        release = latest_release(session, task.id)
        if release is None:
            raise NotReleasedYet(assignment, None)
        return Fetched(release, None)
    place = learner_place(session, account, course, assignment)
    note_task(session, place.enrolment, place.task, TraceKind.TASK_FETCHED)
    return Fetched(place.release, own_seed(place, settings))


def may_try(session: Session, account_id: int, course: str, task: Task) -> bool:
    """Whether the person's notebook server fetches this task as its instructor, who can hand nothing in."""
    taught = {each.id for _slug, each in _taught_tasks(session, account_id, course)}
    return task.id in taught and not _places(session, account_id, course)


def own_seed(place: Place, settings: Settings) -> int | None:
    """The seed of the learner's data, if the task has seeds."""
    if not has_seeds(place.release):
        return None
    return seed_of(settings, place.course, place.task.name, place.enrolment.account_id)


def taught_task(session: Session, account: Account, course: str, assignment: str) -> Task:
    """The task that an instructor releases, in the newest edition that they teach."""
    tasks = taught_edition(session, account, course)
    for task in tasks:
        if task.name == assignment:
            return task
    raise UnknownAssignment(course, assignment)


def taught_edition(session: Session, account: Account, course: str) -> Sequence[Task]:
    """The tasks of the newest edition of a course that the person teaches."""
    require_instructor(session, account, course)
    return [task for _slug, task in _taught_tasks(session, account.id, course)]


def require_instructor(session: Session, account: Account, course: str) -> None:
    """Refuse whoever does not teach the course."""
    if course not in courses_taught(session, account.id):
        _require_course(session, course)
        raise NotAnInstructor(course)


def course_sources(session: Session, account: Account, course: str) -> list[tuple[Task, Release]]:
    """The sources of a course for its instructors, by task."""
    tasks = taught_edition(session, account, course)
    releases = latest_releases(session, [task.id for task in tasks])
    return [(task, releases[task.id]) for task in tasks if task.id in releases]


def list_submissions(
    session: Session, account: Account, *, course: str | None, assignment: str | None, student: str | None
) -> list[Submission]:
    """What the person handed in and what the cohorts they teach handed in, oldest first."""
    query = _visible_submissions(account)
    if course is not None:
        query = query.where(Course.slug == course)
    if assignment is not None:
        query = query.where(Task.name == assignment)
    if student is not None:
        query = query.where(Account.handle == student)
    return list(session.scalars(query.order_by(Submission.received_at, Submission.id)).unique())


def get_submission(session: Session, account: Account, reference: str) -> Submission:
    """A submission of the person's own or of a cohort that they teach, by its receipt's number as written or typed."""
    found = session.scalars(
        _visible_submissions(account).where(
            Submission.reference == (read_reference(Numbered.SUBMISSION, reference) or reference)
        )
    ).unique()
    submission = found.one_or_none()
    if submission is None:
        raise UnknownSubmission(reference[:40])
    return submission


def get_taught_submission(session: Session, account: Account, reference: str) -> Submission:
    """A submission of a cohort that the person teaches."""
    submission = get_submission(session, account, reference)
    if not teaches_cohort(session, account.id, submission.enrolment.cohort_id):
        raise NotAnInstructor(submission.task.edition.course.slug)
    return submission


def _visible_submissions(account: Account) -> Select[Submission]:
    return (
        select(Submission)
        .join(Submission.task)
        .join(Task.edition)
        .join(Edition.course)
        .join(Submission.enrolment)
        .join(Enrolment.account)
        .where((Enrolment.account_id == account.id) | Enrolment.cohort_id.in_(taught_by(account.id)))
        # The list names course, assignment and student on every line.
        .options(
            contains_eager(Submission.task).contains_eager(Task.edition).contains_eager(Edition.course),
            contains_eager(Submission.enrolment).contains_eager(Enrolment.account),
        )
    )


def _places(session: Session, account_id: int, course: str | None) -> list[tuple[str, Deadline, Enrolment]]:
    """Every task of every open cohort in which the person has a place, with their dates; the newest cohort first."""
    query = (
        select(Course.slug, ScheduledTask, Enrolment)
        .select_from(ScheduledTask)
        .join(ScheduledTask.cohort)
        .join(ScheduledTask.task)
        .join(Cohort.edition)
        .join(Edition.course)
        .join(Enrolment, Enrolment.cohort_id == Cohort.id)
        .where(
            Enrolment.account_id == account_id,
            Enrolment.state == EnrolmentState.ADMITTED,
            Cohort.state == CohortState.OPEN,
        )
        .options(contains_eager(ScheduledTask.task), selectinload(Enrolment.accommodations))
        .order_by(Cohort.starts_on.desc(), Cohort.id.desc(), Task.position)
        # Who has read it before, and holds it now, asks for what has changed.
        .execution_options(populate_existing=True)
    )
    if course is not None:
        query = query.where(Course.slug == course)
    return [
        (slug, deadline_of(enrolment, scheduled), enrolment) for slug, scheduled, enrolment in session.execute(query)
    ]


def _taught_tasks(session: Session, account_id: int, course: str | None) -> list[tuple[str, Task]]:
    """The tasks of the newest edition of each course that the person teaches."""
    taught = (
        select(Edition.id)
        .join(Cohort)
        .where(Cohort.id.in_(taught_by(account_id)))
        .order_by(Edition.course_id, Edition.number.desc())
        .ext(distinct_on(Edition.course_id))
    )
    query = (
        select(Course.slug, Task)
        .select_from(Task)
        .join(Task.edition)
        .join(Edition.course)
        .where(Edition.id.in_(taught))
        .order_by(Course.slug, Task.position)
    )
    if course is not None:
        query = query.where(Course.slug == course)
    return [(slug, task) for slug, task in session.execute(query)]


def _require_course(session: Session, course: str) -> None:
    if session.scalar(select(Course.id).where(Course.slug == course)) is None:
        raise UnknownCourse(course[:80])


def _future(opens_at: datetime) -> str | None:
    return in_korean_time(opens_at) if opens_at > now() else None
