"""Publishing a course folder: its edition, and the first release of each of its tasks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from naruteo_portal.assessment.releases import create_release
from naruteo_portal.audit.events import Actor
from naruteo_portal.catalogue.editions import Publication, organisation_named, provider_of, publish_edition
from naruteo_portal.catalogue.facts import Sources, document_of
from naruteo_portal.catalogue.manifest import Manifest, read_manifest
from naruteo_portal.catalogue.reading import figure_path, figures_in
from naruteo_portal.core.storage import BlobStore, Tree
from naruteo_portal.identity.models import Organisation

BuildRelease = Callable[[Path, str], Mapping[str, bytes]]
"""Makes what learners receive from a course folder and a task's name (see `naruteo_hub.grading`)."""
MakeRelease = Callable[[str], Mapping[str, bytes]]
"""Gives what learners receive of the task of a name."""
# Left behind by editors and Jupyter, never part of a task.
LEFT_BEHIND = frozenset({"__pycache__", "Thumbs.db"})


@dataclass(frozen=True)
class CourseContent:
    """All that an edition is made of, read from a course folder; its files are kept already."""

    manifest: Manifest
    readings: Mapping[str, str]
    figures: Tree
    sources: Sources

    @property
    def document(self) -> dict[str, Any]:
        """The manifest as an edition keeps it."""
        return document_of(self.manifest, self.readings)


def publish_course(
    session: Session,
    folder: Path,
    build_release: BuildRelease,
    blobs: BlobStore,
    *,
    actor: Actor,
    organisation: str | None = None,
) -> Publication:
    """Read a course folder and publish what changed; ManifestError lists every fault if it cannot be published."""
    content = read_content(folder, blobs)
    owner = (
        organisation_named(session, organisation)
        if organisation
        else provider_of(session, content.manifest, actor=actor)
    )
    return publish_content(session, content, lambda task: build_release(folder, task), owner, blobs, actor=actor)


def read_content(folder: Path, blobs: BlobStore, *, named_by_folder: bool = True) -> CourseContent:
    """Read a course folder and keep its files; ManifestError lists every fault if it cannot be published."""
    manifest = read_manifest(folder, named_by_folder=named_by_folder)
    readings = _readings(folder, manifest)
    return CourseContent(
        manifest,
        readings,
        blobs.put_tree(_figures(folder, readings)),
        {task.name: blobs.put_tree(files_below(folder / "source" / task.name)) for task in manifest.tasks},
    )


def publish_content(
    session: Session,
    content: CourseContent,
    make_release: MakeRelease,
    owner: Organisation,
    blobs: BlobStore,
    *,
    actor: Actor,
) -> Publication:
    """Publish an edition with the first release of each task, unless the latest edition says exactly the same."""
    publication = publish_edition(
        session, content.manifest, content.sources, content.readings, content.figures, owner, actor=actor
    )
    if publication.new:
        for task in publication.edition.tasks:
            source = blobs.get_tree(content.sources[task.name])
            create_release(session, task, source, make_release(task.name), blobs, actor)
    return publication


def files_below(folder: Path) -> dict[str, bytes]:
    """The files of a folder by path; hidden ones and links are left out."""
    found = {}
    for place in sorted(folder.rglob("*")):
        path = place.relative_to(folder)
        hidden = any(part.startswith(".") or part in LEFT_BEHIND for part in path.parts)
        if not hidden and not place.is_symlink() and place.is_file():
            found[path.as_posix()] = place.read_bytes()
    return found


def _readings(folder: Path, manifest: Manifest) -> dict[str, str]:
    return {part.file: (folder / part.file).read_text(encoding="utf-8") for part in manifest.reading}


def _figures(folder: Path, readings: Mapping[str, str]) -> dict[str, bytes]:
    """The figures that the texts show; the manifest was refused if one of them is missing."""
    shown = {figure_path(file, address) for file, text in readings.items() for address, _alt in figures_in(text)}
    return {path: (folder / path).read_bytes() for path in sorted(shown - {None}, key=str) if path is not None}
