"""Whether an edition is still what was published: every stored file read again, every hash reckoned anew."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.assessment.models import Release
from naruteo_portal.catalogue.facts import content_sha256
from naruteo_portal.catalogue.models import Edition
from naruteo_portal.core.storage import BlobStore, DamagedBlob, Tree


@dataclass(frozen=True)
class EditionCheck:
    """What a check of an edition came to."""

    files: int
    """Stored files that were read."""
    damaged: tuple[str, ...]
    """Those that are gone or are not what was put there."""
    wrong_hashes: tuple[str, ...]
    """What no longer has the hash that was written down: `edition`, or a task with the number of its release."""

    @property
    def sound(self) -> bool:
        """Whether all is as it was published."""
        return not self.damaged and not self.wrong_hashes


def check_edition(session: Session, edition: Edition, blobs: BlobStore) -> EditionCheck:
    """Read every file of an edition (with its tasks) and of their releases, and reckon the hashes anew."""
    names = {task.id: task.name for task in edition.tasks}
    releases = session.scalars(
        select(Release).where(Release.task_id.in_(names)).order_by(Release.task_id, Release.number)
    ).all()
    figures = Tree.from_json(edition.figures)
    places = [(f"figures/{file.path}", file.sha256) for file in figures.files]
    wrong: list[str] = []
    first: dict[str, Tree] = {}
    for release in releases:
        name = names[release.task_id]
        source, released = Tree.from_json(release.source_tree), Tree.from_json(release.released_tree)
        if (source.sha256, released.sha256) != (release.source_sha256, release.released_sha256):
            wrong.append(f"{name} {release.number}")
        places += [(f"{name}/{file.path}", file.sha256) for tree in (source, released) for file in tree.files]
        first.setdefault(name, source)
    if content_sha256(edition.manifest, first, figures) != edition.sha256:
        wrong.insert(0, "edition")
    # The same content is kept once, wherever it stands.
    whole = {sha256: _is_whole(blobs, sha256) for sha256 in {sha256 for _place, sha256 in places}}
    damaged = sorted({place for place, sha256 in places if not whole[sha256]})
    return EditionCheck(len(whole), tuple(damaged), tuple(wrong))


def _is_whole(blobs: BlobStore, sha256: str) -> bool:
    try:
        blobs.get(sha256)
    except (DamagedBlob, FileNotFoundError):
        return False
    return True
