"""The files that a programme's figures are made of: which they are, and putting others in their place."""

from collections.abc import Mapping

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from naruteo_portal.insight.models import Programme, ProgrammeFile

ROLLUPS = "rollup/"
"""What files of rollups begin with: they are made of the others."""


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
