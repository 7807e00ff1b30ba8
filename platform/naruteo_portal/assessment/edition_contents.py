"""The contents of editions for comparing: as they were published, or as their tasks are released now."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.assessment.edition_differences import Content
from naruteo_portal.assessment.models import Release
from naruteo_portal.catalogue.models import Edition
from naruteo_portal.core.storage import Tree


def content_as_published(releases: Sequence[Release], edition: Edition) -> Content:
    """An edition (with its tasks) with the sources of its first releases."""
    return _content(edition, [release for release in releases if release.number == 1])


def content_now(releases: Sequence[Release], edition: Edition) -> Content:
    """An edition (with its tasks) with the sources that its tasks have now."""
    return _content(edition, releases)


def releases_of(session: Session, *editions: Edition) -> Sequence[Release]:
    """All releases of the tasks of editions, by task, the first one first."""
    tasks = [task.id for edition in editions for task in edition.tasks]
    return session.scalars(
        select(Release).where(Release.task_id.in_(tasks)).order_by(Release.task_id, Release.number)
    ).all()


def _content(edition: Edition, releases: Sequence[Release]) -> Content:
    sources = {release.task_id: Tree.from_json(release.source_tree) for release in releases}
    return Content(edition.manifest, {task.name: sources[task.id] for task in edition.tasks if task.id in sources})
