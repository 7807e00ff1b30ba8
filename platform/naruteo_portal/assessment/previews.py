"""A course as its learners see it, before they do: an edition, or an upload that nobody has published yet."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy.orm import Session

from naruteo_portal.assessment.notebooks import cells_in, is_worth_points, mark_of, notebooks_in, points_of, text_of
from naruteo_portal.assessment.releases import latest_releases
from naruteo_portal.assessment.upload_models import UploadState
from naruteo_portal.assessment.upload_queries import get_upload
from naruteo_portal.assessment.uploads import content_of
from naruteo_portal.catalogue.edition_queries import get_own_edition
from naruteo_portal.catalogue.editions import edition_saying
from naruteo_portal.catalogue.models import Course, Edition, Task
from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.storage import BlobStore, Tree
from naruteo_portal.identity.readers import Reader

Source = Literal["edition", "upload"]


@dataclass(frozen=True)
class Preview:
    """What learners would see of a course."""

    edition: Edition
    """For an upload one that no table holds."""
    released: Mapping[str, Tree]
    """What learners receive, by task."""

    def get_task(self, name: str) -> Task:
        """The task of that name, if learners receive something of it; NotFound otherwise."""
        task = next((each for each in self.edition.tasks if each.name == name), None)
        if task is None or name not in self.released:
            raise NotFound
        return task


@dataclass(frozen=True)
class ShownCell:
    """One cell of a released notebook."""

    number: int
    kind: Literal["text", "code"]
    source: str
    grade_id: str
    """Empty unless the cell is graded or to be filled in."""
    points: float | None
    """What it is worth; None if it is not graded."""
    answer: bool
    """Whether learners fill it in."""


@contextmanager
def previewed(session: Session, reader: Reader, source: Source, source_id: int, blobs: BlobStore) -> Iterator[Preview]:
    """What learners would see of an edition or an upload that the reader may publish; NotFound otherwise."""
    if source == "edition":
        edition = get_own_edition(session, reader, source_id)
        releases = latest_releases(session, [task.id for task in edition.tasks])
        names = {task.id: task.name for task in edition.tasks}
        yield Preview(edition, {names[each]: Tree.from_json(found.released_tree) for each, found in releases.items()})
        return
    upload = get_upload(session, reader, source_id)
    if upload.slug is None or upload.state in (UploadState.CHECKING, UploadState.FAULTY):
        raise NotFound
    with content_of(upload, blobs) as content:
        made = edition_saying(content.manifest, content.document, content.figures)
        made.course = Course(slug=upload.slug, organisation=upload.organisation)
        yield Preview(made, {task: Tree.from_json(tree) for task, tree in upload.released.items()})


def notebooks_shown(released: Tree, blobs: BlobStore) -> dict[str, list[ShownCell]]:
    """The cells of the released notebooks by name, as far as they can be shown."""
    kept = {file.path: file.sha256 for file in released.files}
    return {name: list(_cells(blobs.get(kept[path]))) for name, path in notebooks_in(kept).items()}


def _cells(notebook: bytes) -> Iterator[ShownCell]:
    for number, cell in enumerate(cells_in(notebook), 1):
        mark: dict[str, Any] = mark_of(cell) or {}
        graded = is_worth_points(mark)
        answer = mark.get("solution") is True
        yield ShownCell(
            number,
            "text" if cell.get("cell_type") == "markdown" else "code",
            text_of(cell),
            str(mark["grade_id"]) if graded or answer else "",
            points_of(mark) if graded else None,
            answer,
        )
