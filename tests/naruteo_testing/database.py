"""A real PostgreSQL for tests: one server a run, one database a test module, one transaction's worth of rows a test."""

import shutil
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from naruteo_portal.core.database import Base, make_engine
from naruteo_portal.core.embedded_postgres import EmbeddedPostgres
from naruteo_portal.core.schema import migrate

TABLES_OF_JOBS = (
    "procrastinate_events", "procrastinate_jobs", "procrastinate_periodic_defers", "procrastinate_workers"
)  # fmt: skip
BLOCKED = text(
    "SELECT true FROM pg_stat_activity WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0"
)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """The embedded server, in a folder of its own."""
    # A Unix socket's path is short, so the folder stands near the root.
    folder = Path("/tmp") / f"naruteo-test-{uuid.uuid4().hex[:8]}"
    server = EmbeddedPostgres(folder / "postgres")
    # No test pulls the plug, so nothing has to reach the disk.
    settings = make_engine(server.create_database("settings")).execution_options(isolation_level="AUTOCOMMIT")
    with settings.connect() as connection:
        connection.execute(text("ALTER SYSTEM SET fsync = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    settings.dispose()
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


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
    """Take all rows out of all tables and begin their numbers anew; most are empty, which TRUNCATE would not notice."""
    rows = ";".join(f'DELETE FROM "{table}"' for table in (*Base.metadata.tables, *TABLES_OF_JOBS))
    numbers = "SELECT setval(format('%I', sequencename)::regclass, 1, false) FROM pg_sequences WHERE last_value > 0"
    with engine.begin() as connection:
        # Neither foreign keys nor the triggers that keep tables from shrinking.
        connection.execute(text(f"SET LOCAL session_replication_role = replica; {rows}"))
        connection.execute(text(numbers))


def wait_for_blocked(engine: Engine) -> None:
    """Until somebody waits for what another transaction holds."""
    deadline = time.monotonic() + 60
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while not connection.scalar(BLOCKED):
            assert time.monotonic() < deadline
            time.sleep(0.01)
