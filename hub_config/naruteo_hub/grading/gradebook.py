"""Empty gradebooks of nbgrader's: private ones in memory for steps that cannot do without one, and files."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from uuid import uuid4

from alembic.config import Config as AlembicConfig
from alembic.script import ScriptDirectory
from nbgrader import dbutil
from nbgrader.api import Base
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable


@cache
def _newest_revision() -> str:
    # nbgrader asks the program `alembic` for this, two seconds each time, and fails when it is not on the PATH.
    settings = AlembicConfig()
    settings.set_main_option("script_location", dbutil.ALEMBIC_DIR)
    return str(ScriptDirectory.from_config(settings).get_current_head())


@cache
def _empty_gradebook() -> bytes:
    with closing(sqlite3.connect(":memory:")) as connection:
        dialect = sqlite.dialect()
        for table in Base.metadata.sorted_tables:
            connection.execute(str(CreateTable(table).compile(dialect=dialect)))
            for index in table.indexes:
                connection.execute(str(CreateIndex(index).compile(dialect=dialect)))
        connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        connection.execute("INSERT INTO alembic_version (version_num) VALUES (?)", (_newest_revision(),))
        connection.commit()
        return connection.serialize()


@contextmanager
def private_gradebook() -> Iterator[str]:
    """Open an empty gradebook in memory; yields its URL for nbgrader.

    It lives as long as the connection: nothing reaches the disk, so nothing waits for it either.
    """
    name = f"file:/naruteo-gradebook-{uuid4().hex}?vfs=memdb"
    with closing(sqlite3.connect(name, uri=True)) as keeper:
        with closing(sqlite3.connect(":memory:")) as original:
            original.deserialize(_empty_gradebook())
            original.backup(keeper)
        yield f"sqlite:///{name}&uri=true"


def new_gradebook(file: Path) -> str:
    """Write an empty gradebook into a file that is not there yet; returns its URL for nbgrader."""
    file.write_bytes(_empty_gradebook())
    return f"sqlite:///{file}"
