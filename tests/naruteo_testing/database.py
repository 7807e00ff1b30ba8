"""A real PostgreSQL for tests: one server a run, one database a test module, one transaction's worth of rows a test."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from naruteo_portal.core.database import Base, make_engine
from naruteo_portal.core.embedded_postgres import EmbeddedPostgres
from naruteo_portal.core.schema import migrate


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """The embedded server, in a folder of its own."""
    # A Unix socket's path is short, so the folder stands near the root.
    folder = Path("/tmp") / f"naruteo-test-{uuid.uuid4().hex[:8]}"
    server = EmbeddedPostgres(folder / "postgres")
    yield server
    server.stop()


@pytest.fixture(scope="session")
def engine(postgres: EmbeddedPostgres) -> Iterator[Engine]:
    """A database with all tables."""
    engine = make_engine(postgres.create_database(f"test-{uuid.uuid4().hex[:8]}"))
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session on empty tables; what the test commits is gone with the next test."""
    empty_tables(engine)
    with Session(engine, expire_on_commit=False) as session:
        yield session


def empty_tables(engine: Engine) -> None:
    """Take all rows out of all tables."""
    tables = ", ".join(f'"{table.name}"' for table in Base.metadata.sorted_tables)
    with engine.begin() as connection:
        # What only ever grows is refused by triggers, which rest in this one transaction.
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text(f"TRUNCATE {tables}, procrastinate_jobs RESTART IDENTITY CASCADE"))
