"""The database that the settings name, for commands that come and go."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine

from naruteo_portal.core.database import make_engine
from naruteo_portal.core.embedded_postgres import EmbeddedPostgres
from naruteo_portal.settings import Settings


@contextmanager
def opened_engine(settings: Settings) -> Iterator[Engine]:
    """The database that the settings name, or else the embedded one: joined if it runs, started if not."""
    server = None if settings.database_url else EmbeddedPostgres(settings.data / "postgres")
    engine = make_engine(server.url if server else settings.database_url)
    try:
        yield engine
    finally:
        engine.dispose()
        if server:
            server.stop()
