"""Bringing a database up to the present tables: ours by Alembic, the queue's by procrastinate."""

from importlib.resources import as_file, files
from pathlib import Path

from alembic import command
from alembic.config import Config
from procrastinate.schema import SchemaManager
from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import OperationalError

from naruteo_portal.core.database import DatabaseUnreachable

# Any number will do, as long as every process that migrates takes the same one.
MIGRATION_LOCK = 0x6E617275


def alembic_config(folder: Path, connection: Connection) -> Config:
    """Alembic without a configuration file, on an open connection."""
    config = Config()
    config.set_main_option("script_location", str(folder))
    config.attributes["connection"] = connection
    return config


def migrate(engine: Engine) -> None:
    """Apply what is missing; several processes may call this at once. DatabaseUnreachable if nothing answers."""
    try:
        with engine.begin() as connection, as_file(files("naruteo_portal") / "migrations") as folder:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
            if not inspect(connection).has_table("procrastinate_jobs"):
                connection.exec_driver_sql(SchemaManager.get_schema().replace("%", "%%"))
            command.upgrade(alembic_config(folder, connection), "head")
    except OperationalError as error:
        raise DatabaseUnreachable(
            f"The database that NARUTEO_DATABASE_URL names cannot be used: {error.orig}"
        ) from None
