"""Releasing an assignment: a new version each time, nothing ever taken away."""

from collections.abc import Collection, Mapping

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from naruteo_portal.assessment.errors import NotebookUnreadable, ReleaseDoesNotFit
from naruteo_portal.assessment.models import Release
from naruteo_portal.assessment.notebooks import NotANotebook, Notebook, notebooks_in, read_notebook
from naruteo_portal.audit.events import Actor, record
from naruteo_portal.catalogue.models import Task
from naruteo_portal.core.clock import now
from naruteo_portal.core.i18n import N_
from naruteo_portal.core.storage import BlobStore, Tree


def create_release(
    session: Session,
    task: Task,
    source_files: Mapping[str, bytes],
    released_files: Mapping[str, bytes],
    blobs: BlobStore,
    actor: Actor,
) -> Release:
    """Give a task a new version: what learners receive, and the source that grades it.

    Earlier releases stay, and so does every submission: each is graded against the release it was made on, until its
    cohort is graded again (see `regrades.py`).
    """
    check_fit(source_files, released_files)
    return _next_release(session, task.id, blobs.put_tree(source_files), blobs.put_tree(released_files), actor)


def adopt_release(session: Session, task_id: int, release: Release, *, actor: Actor) -> Release:
    """Make the release of a later edition's task the newest one of this task, whose cohorts go on with it."""
    source, released = Tree.from_json(release.source_tree), Tree.from_json(release.released_tree)
    return _next_release(session, task_id, source, released, actor, adopted=release.id)


def _next_release(
    session: Session, task_id: int, source: Tree, released: Tree, actor: Actor, **details: int
) -> Release:
    # Two people who release at once must not take the same number.
    session.execute(select(Task.id).where(Task.id == task_id).with_for_update())
    latest = session.scalar(select(func.max(Release.number)).where(Release.task_id == task_id)) or 0
    release = Release(
        task_id=task_id,
        number=latest + 1,
        released_tree=released.to_json(),
        released_sha256=released.sha256,
        source_tree=source.to_json(),
        source_sha256=source.sha256,
        released_at=now(),
        released_by_id=actor.account_id,
    )
    session.add(release)
    record(
        session, actor, "released", release,
        task_id=task_id, number=release.number, released_sha256=released.sha256, source_sha256=source.sha256, **details,
    )  # fmt: skip
    return release


def latest_release(session: Session, task_id: int) -> Release | None:
    """The release that learners of a task get now."""
    return session.scalar(select(Release).where(Release.task_id == task_id).order_by(Release.number.desc()).limit(1))


def latest_releases(session: Session, tasks: Collection[int]) -> dict[int, Release]:
    """The release that learners of each task get now, by the task's id."""
    newest = (
        select(Release)
        .where(Release.task_id.in_(tasks))
        .order_by(Release.task_id, Release.number.desc())
        .ext(distinct_on(Release.task_id))
    )
    return {release.task_id: release for release in session.scalars(newest)}


def check_fit(source_files: Mapping[str, bytes], released_files: Mapping[str, bytes]) -> None:
    """Refuse a source and a release that are not two sides of one assignment."""
    source, released = notebooks_in(source_files), notebooks_in(released_files)
    if not released:
        raise ReleaseDoesNotFit(N_("The release holds no notebook."))
    if source.keys() != released.keys():
        raise ReleaseDoesNotFit(
            N_(
                "The source has the notebooks %(source)s, the release has %(released)s. "
                "Please run nbgrader generate_assignment again.",
                source=", ".join(source) or "-",
                released=", ".join(released),
            )
        )
    for name, path in released.items():
        before, after = _read(source[name], source_files), _read(path, released_files)
        if before.points != after.points:
            raise ReleaseDoesNotFit(
                N_(
                    "The graded cells of %(path)s are not the same in the source and in the release. "
                    "Please run nbgrader generate_assignment again.",
                    path=path,
                )
            )


def _read(path: str, files: Mapping[str, bytes]) -> Notebook:
    try:
        return read_notebook(files[path])
    except NotANotebook as fault:
        raise NotebookUnreadable(path) from fault
