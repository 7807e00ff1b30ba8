"""Whom a correction affects: the cohorts of earlier editions, who fetched the old release, what it has graded."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager, selectinload

from naruteo_portal.assessment.corrections import misfit
from naruteo_portal.assessment.models import GradingRun, Release, Submission
from naruteo_portal.assessment.notebooks import notebooks_of
from naruteo_portal.assessment.queries import cohort_learners
from naruteo_portal.assessment.releases import latest_releases
from naruteo_portal.audit.models import Event
from naruteo_portal.catalogue.models import Cohort, CohortState, Edition, Enrolment, EnrolmentState, Task
from naruteo_portal.core.clock import now
from naruteo_portal.core.i18n import Message
from naruteo_portal.core.storage import BlobStore, Tree

FETCHED = "fetched"


@dataclass(frozen=True)
class AffectedTask:
    """A task of a cohort whose tests or texts are others now."""

    task: Task
    why_not: Message | None
    """Why the cohort's work on it cannot be graded by the new source; None if it can."""
    fetched: int
    """Learners who fetched an older release."""
    graded: int
    """Submissions that older tests graded."""


@dataclass(frozen=True)
class AffectedCohort:
    """A cohort of an earlier edition with the tasks that a correction touches."""

    cohort: Cohort
    learners: int
    complete: int
    """Learners who have met the completion rules."""
    tasks: tuple[AffectedTask, ...]

    @property
    def running(self) -> bool:
        """Whether people still work in it."""
        return self.cohort.state is CohortState.OPEN


def affected_cohorts(
    session: Session, course_id: int, sources: Mapping[str, Tree], blobs: BlobStore, *, before: int | None = None
) -> list[AffectedCohort]:
    """The cohorts of a course's editions (`before` one of them, or all) that have other sources than these.

    The same number of queries however many cohorts there are; the latest cohort comes first.
    """
    cohorts = _cohorts(session, course_id, before)
    ids = [cohort.id for cohort in cohorts]
    releases = latest_releases(session, {task.id for cohort in cohorts for task in cohort.edition.tasks})
    people, at = cohort_learners(session, *ids, with_cells=False), now()
    learners = Counter(each.cohort.id for each in people)
    complete = Counter(each.cohort.id for each in people if each.progress(at).complete)
    graded = _graded(session, ids)
    fetched = _fetched(session, ids, {tree.sha256 for tree in sources.values()})
    misfits: dict[int, Message | None] = {}
    found = []
    for cohort in cohorts:
        tasks = []
        for task in cohort.edition.tasks:
            release, source = releases.get(task.id), sources.get(task.name)
            if release is None or source is None or release.source_sha256 == source.sha256:
                continue
            if task.id not in misfits:
                misfits[task.id] = _misfit(blobs, Tree.from_json(release.source_tree), source)
            by_source = graded.get((cohort.id, task.id), {})
            others = sum(number for sha256, number in by_source.items() if sha256 != source.sha256)
            tasks.append(AffectedTask(task, misfits[task.id], fetched.get((cohort.id, task.id), 0), others))
        if tasks:
            found.append(AffectedCohort(cohort, learners[cohort.id], complete[cohort.id], tuple(tasks)))
    return found


def _cohorts(session: Session, course_id: int, before: int | None) -> Sequence[Cohort]:
    query = (
        select(Cohort)
        .join(Cohort.edition)
        .where(Edition.course_id == course_id, Cohort.state != CohortState.DRAFT)
        .order_by(Cohort.starts_on.desc(), Cohort.id.desc())
        # Each line names the edition, and its tasks are compared one by one.
        .options(contains_eager(Cohort.edition).selectinload(Edition.tasks), selectinload(Cohort.instructors))
    )
    return session.scalars(query if before is None else query.where(Edition.number < before)).all()


def _graded(session: Session, cohorts: Sequence[int]) -> dict[tuple[int, int], dict[str, int]]:
    """How many submissions the source of which hash has graded, by cohort and task."""
    found: dict[tuple[int, int], dict[str, int]] = defaultdict(dict)
    for cohort_id, task_id, sha256, number in session.execute(
        select(Enrolment.cohort_id, Submission.task_id, Release.source_sha256, func.count())
        .select_from(Submission)
        .join(Submission.enrolment)
        .join(Submission.current_run)
        .join(GradingRun.release)
        .where(Enrolment.cohort_id.in_(cohorts))
        .group_by(Enrolment.cohort_id, Submission.task_id, Release.source_sha256)
    ):
        found[cohort_id, task_id][sha256] = number
    return found


def _fetched(session: Session, cohorts: Sequence[int], new: set[str]) -> dict[tuple[int, int], int]:
    """How many learners of a cohort have fetched a release of a task that is older than the new sources."""
    rows = session.execute(
        select(Enrolment.cohort_id, Release.task_id, func.count(Enrolment.account_id.distinct()))
        .select_from(Event)
        .join(Release, Release.id == Event.object_id)
        .join(Task, Task.id == Release.task_id)
        .join(Enrolment, Enrolment.account_id == Event.actor_id)
        .join(Cohort, (Cohort.id == Enrolment.cohort_id) & (Cohort.edition_id == Task.edition_id))
        .where(
            Event.object_kind == Release.__tablename__,
            Event.verb == FETCHED,
            Enrolment.cohort_id.in_(cohorts),
            Enrolment.state == EnrolmentState.ADMITTED,
            Release.source_sha256.not_in(new),
        )
        .group_by(Enrolment.cohort_id, Release.task_id)
    )
    return {(cohort_id, task_id): number for cohort_id, task_id, number in rows}


def _misfit(blobs: BlobStore, before: Tree, after: Tree) -> Message | None:
    return misfit(blobs.get_tree(notebooks_of(before)), blobs.get_tree(notebooks_of(after)))
