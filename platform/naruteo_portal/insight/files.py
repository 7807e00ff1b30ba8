"""The files that a programme's figures are made of: which they are, and putting others in their place."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from sqlalchemy import delete, select, tuple_
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
    hold(session, programme)
    before = data_of(session, programme)
    # A cohort of another name is another one, also where its events are the same.
    still_hold = tuple_(ProgrammeFile.name, ProgrammeFile.made_of).in_(_rollups_of(files).items())
    session.execute(
        delete(ProgrammeFile).where(
            ProgrammeFile.programme_id == programme.id, ProgrammeFile.made_of.is_(None) | ~still_hold
        )
    )
    session.add_all(
        ProgrammeFile(programme_id=programme.id, name=name, sha256=sha256) for name, sha256 in files.items()
    )
    return before


def exchange_folder(session: Session, programme: Programme, folder: Path, blobs: BlobStore) -> None:
    """Let a folder in the shape be a programme's data."""
    exchange(session, programme, kept(folder, blobs))


def hold(session: Session, programme: Programme) -> None:
    """Let nobody else exchange a programme's data, or ask for a release of it, until the transaction ends."""
    session.refresh(programme, ["source"], with_for_update=True)


def kept(folder: Path, blobs: BlobStore, under: str = "") -> dict[str, str]:
    """Keep the content of the files of a folder whose names begin so, and say under which hash."""
    names = [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*.parquet"))]
    return {name: blobs.put((folder / name).read_bytes()) for name in names if name.startswith(under)}


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


def keep_rollups(
    session: Session, programme: Programme, rollups: Mapping[str, str], made_of: Mapping[str, str]
) -> None:
    """Keep rollups (name: SHA-256) of data as it was read, unless their events have been exchanged since."""
    hold(session, programme)
    for name, events in _rollups_of(data_of(session, programme)).items() & _rollups_of(made_of).items():
        if name in rollups:
            session.merge(ProgrammeFile(programme_id=programme.id, name=name, sha256=rollups[name], made_of=events))


def _rollups_of(files: Mapping[str, str]) -> dict[str, str]:
    """The name of each rollup that data has, with the hash of its events."""
    return {rollup_of(name): sha256 for name, sha256 in files.items() if name.startswith(EVENTS)}


def hash_of(files: Mapping[str, str]) -> str:
    """SHA-256 over the names and contents of files, as of a tree."""
    return Tree(tuple(StoredFile(name, sha256, 0) for name, sha256 in sorted(files.items()))).sha256


def files_of(session: Session, programme: Programme) -> Sequence[ProgrammeFile]:
    """All files of a programme, rollups among them."""
    return session.scalars(
        select(ProgrammeFile).where(ProgrammeFile.programme_id == programme.id).order_by(ProgrammeFile.name)
    ).all()
