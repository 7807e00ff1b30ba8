"""The files that a programme's figures are made of: which they are, and putting others in their place."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from naruteo_portal.core.storage import BlobStore, StoredFile, Tree
from naruteo_portal.insight.models import Programme, ProgrammeFile

EVENTS, ROLLUPS = "events/", "rollup/"
"""What files of events and of rollups begin with; rollups are made of events."""


def data_of(session: Session, programme: Programme) -> dict[str, str]:
    """The files of a programme's data by name, with the hash of what they hold; without rollups."""
    files = session.execute(
        select(ProgrammeFile.name, ProgrammeFile.sha256).where(
            ProgrammeFile.programme_id == programme.id, ~ProgrammeFile.name.startswith(ROLLUPS)
        )
    )
    return {name: sha256 for name, sha256 in files}


def exchange(session: Session, programme: Programme, files: Mapping[str, str]) -> dict[str, str]:
    """Let other files be a programme's data, and say which were; rollups of events that stay are kept."""
    session.refresh(programme, ["source"], with_for_update=True)
    before = data_of(session, programme)
    session.execute(
        delete(ProgrammeFile).where(
            ProgrammeFile.programme_id == programme.id,
            (~ProgrammeFile.name.startswith(ROLLUPS)) | ProgrammeFile.made_of.not_in(files.values()),
        )
    )
    session.add_all(
        ProgrammeFile(programme_id=programme.id, name=name, sha256=sha256) for name, sha256 in files.items()
    )
    return before


def exchange_folder(session: Session, programme: Programme, folder: Path, blobs: BlobStore) -> None:
    """Let a folder in the shape be a programme's data."""
    exchange(session, programme, {name: blobs.put((folder / name).read_bytes()) for name in _parquet_in(folder)})


def unpack(files: Sequence[ProgrammeFile], folder: Path, blobs: BlobStore) -> None:
    """Write a programme's folder as releases are made of it: its tables, the rollups that hold, and other events.

    Events of which there is a rollup can be large and are not needed.
    """
    made_of = {each.name: each.made_of for each in files if each.made_of is not None}
    wanted = [each for each in files if each.made_of is not None or made_of.get(rollup_of(each.name)) != each.sha256]
    for each in wanted:
        place = folder / each.name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(blobs.get(each.sha256))


def rollup_of(name: str) -> str:
    """The name of the rollup of a file of events."""
    return name.replace(EVENTS, ROLLUPS, 1)


def keep_rollups(session: Session, programme: Programme, rollups: Mapping[str, str]) -> None:
    """Keep rollups (name: SHA-256) with the events of which they are made; of events that have gone they are not."""
    events = {rollup_of(name): sha256 for name, sha256 in data_of(session, programme).items()}
    for name, sha256 in rollups.items():
        if name in events:
            session.merge(ProgrammeFile(programme_id=programme.id, name=name, sha256=sha256, made_of=events[name]))


def hash_of(files: Mapping[str, str]) -> str:
    """SHA-256 over the names and contents of files, as of a tree."""
    return Tree(tuple(StoredFile(name, sha256, 0) for name, sha256 in sorted(files.items()))).sha256


def _parquet_in(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.parquet"))


def files_of(session: Session, programme: Programme) -> Sequence[ProgrammeFile]:
    """All files of a programme, rollups among them."""
    return session.scalars(
        select(ProgrammeFile).where(ProgrammeFile.programme_id == programme.id).order_by(ProgrammeFile.name)
    ).all()


def rollups_in(folder: Path, blobs: BlobStore) -> dict[str, str]:
    """Keep the content of the rollups in a folder, and say under which hash."""
    names = [name for name in _parquet_in(folder) if name.startswith(ROLLUPS)]
    return {name: blobs.put((folder / name).read_bytes()) for name in names}
