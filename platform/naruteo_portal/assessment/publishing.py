"""Publishing a course folder: its edition, and the first release of each of its tasks."""

from collections.abc import Callable, Mapping
from pathlib import Path

from sqlalchemy.orm import Session

from naruteo_portal.assessment.releases import create_release
from naruteo_portal.audit.events import Actor
from naruteo_portal.catalogue.editions import Publication, organisation_named, provider_of, publish_edition
from naruteo_portal.catalogue.manifest import Manifest, read_manifest
from naruteo_portal.catalogue.reading import figure_path, figures_in
from naruteo_portal.core.storage import BlobStore

BuildRelease = Callable[[Path, str], Mapping[str, bytes]]
"""Makes what learners receive from a course folder and a task's name (see `naruteo_hub.grading`)."""
# Left behind by editors and Jupyter, never part of a task.
LEFT_BEHIND = frozenset({"__pycache__", "Thumbs.db"})


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
    manifest = read_manifest(folder)
    sources = {task.name: files_below(folder / "source" / task.name) for task in manifest.tasks}
    owner = organisation_named(session, organisation) if organisation else provider_of(session, manifest, actor=actor)
    readings = _readings(folder, manifest)
    figures = blobs.put_tree(_figures(folder, readings))
    publication = publish_edition(session, manifest, sources, readings, figures, owner, actor=actor)
    if publication.new:
        for task in publication.edition.tasks:
            create_release(session, task, sources[task.name], build_release(folder, task.name), blobs, actor)
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
