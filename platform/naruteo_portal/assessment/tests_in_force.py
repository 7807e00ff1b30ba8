"""Which tests a cohort's tasks could be graded by now: a later release of the task, or of a later edition's."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session, contains_eager

from naruteo_portal.assessment.corrections import misfit
from naruteo_portal.assessment.models import GradingRun, Release, Submission
from naruteo_portal.assessment.notebooks import notebooks_of
from naruteo_portal.catalogue.models import Cohort, Edition, Enrolment, Task
from naruteo_portal.core.i18n import Message
from naruteo_portal.core.storage import BlobStore, Tree


@dataclass(frozen=True)
class Misfit:
    """A newer release that cannot grade the cohort's work, and why."""

    release: Release
    why: Message


@dataclass(frozen=True)
class NewestTests:
    """The newest release that can grade a cohort's work on a task, and how much of it other tests have graded."""

    task: Task
    release: Release
    misfit: Misfit | None
    submissions: int
    graded_by_others: int

    @property
    def corrected(self) -> bool:
        """Whether they come from a later edition, so that the cohort's own has them only after a re-grade."""
        return self.release.task_id != self.task.id


def newest_tests(session: Session, blobs: BlobStore, cohort: Cohort) -> list[NewestTests]:
    """For each released task of a cohort (as `get_taught_cohort` loads it) its newest tests, in order; two queries.

    A cohort stays with the edition that it began with. When its course is published anew with a corrected test, the
    task of the same name in the later edition has the newer release.
    """
    releases = _latest_releases(session, cohort.edition)
    graded = _graded_by(session, cohort)
    found = []
    for task in cohort.edition.tasks:
        own = next((release for release in releases if release.task_id == task.id), None)
        if own is not None:
            newer = [release for release in releases if release.task.name == task.name and release.id > own.id]
            release, unfit = _newest_that_fits(blobs, own, newer)
            counts = graded.get(task.id, {})
            others = sum(number for sha256, number in counts.items() if sha256 not in (None, release.source_sha256))
            found.append(NewestTests(task, release, unfit, sum(counts.values()), others))
    return found


def _newest_that_fits(blobs: BlobStore, own: Release, newer: Sequence[Release]) -> tuple[Release, Misfit | None]:
    unfit = None
    for release in sorted(newer, key=lambda each: each.id, reverse=True):
        why = _misfit(blobs, own, release)
        if why is None:
            return release, unfit
        unfit = unfit or Misfit(release, why)
    return own, unfit


def _latest_releases(session: Session, edition: Edition) -> Sequence[Release]:
    """The latest release of each task of the edition and the later ones of its course."""
    return session.scalars(
        select(Release)
        .join(Release.task)
        .join(Task.edition)
        .where(Edition.course_id == edition.course_id, Edition.number >= edition.number)
        .order_by(Release.task_id, Release.number.desc())
        .ext(distinct_on(Release.task_id))
        .options(contains_eager(Release.task).contains_eager(Task.edition))
    ).all()


def _graded_by(session: Session, cohort: Cohort) -> dict[int, dict[str | None, int]]:
    """How many submissions of each task the source of which hash has graded; None stands for not graded yet."""
    found: dict[int, dict[str | None, int]] = {}
    source = Release.source_sha256
    for task_id, sha256, number in session.execute(
        select(Submission.task_id, source, func.count())
        .join(Submission.enrolment)
        .outerjoin(Submission.current_run)
        .outerjoin(GradingRun.release)
        .where(Enrolment.cohort_id == cohort.id)
        .group_by(Submission.task_id, source)
    ):
        found.setdefault(task_id, {})[sha256] = number
    return found


def _misfit(blobs: BlobStore, own: Release, newest: Release) -> Message | None:
    if own.source_sha256 == newest.source_sha256:
        return None
    before, after = (blobs.get_tree(notebooks_of(Tree.from_json(release.source_tree))) for release in (own, newest))
    return misfit(before, after)
