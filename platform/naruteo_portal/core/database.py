"""The database: declarative base, column types and the one place that commits."""

import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, TypeVar, cast

import structlog
from psycopg.errors import DeadlockDetected, ForeignKeyViolation, UniqueViolation
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    Engine,
    Enum,
    Identity,
    MetaData,
    String,
    any_,
    create_engine,
    inspect,
    literal,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column
from sqlalchemy.orm.exc import StaleDataError


class DatabaseUnreachable(RuntimeError):
    """The database does not start, does not answer or does not let us in; the message says what it said."""


NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

Id = Annotated[int, mapped_column(BigInteger, Identity(), primary_key=True)]
Instant = Annotated[datetime, mapped_column(DateTime(timezone=True))]
Words = Annotated[dict[str, str], mapped_column(JSONB)]
"""Content in both languages: {"ko": …, "en": …}."""
Document = Annotated[Any, mapped_column(JSONB)]
Digest = Annotated[str, mapped_column(String(64))]
"""SHA-256 in lower-case hexadecimal."""

# A machine that is switched off says no goodbye; the server gives up its connections, and their locks, after a minute.
NOTICE_THE_DEAD = "-c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3"
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.2, 5.0


def names_of(kind: type[StrEnum]) -> Enum:
    """A column type that stores an enumeration's values as text."""
    return Enum(kind, native_enum=False, length=32, values_callable=lambda members: [each.value for each in members])


def is_one_of(column: Any, values: Collection[int] | Collection[str]) -> ColumnElement[bool]:
    """Whether a column is among some values; there may be more than a statement takes as single ones (65,535)."""
    return cast("ColumnElement[bool]", column == any_(literal(list(values), ARRAY(column.type))))


class Base(DeclarativeBase):
    """Every table of the portal."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {int: BigInteger}  # noqa: RUF012 - read once by SQLAlchemy


def make_engine(url: str) -> Engine:
    """Connect to PostgreSQL by psycopg, whatever dialect name the address carries."""
    scheme, separator, rest = url.partition("://")
    if not separator or not scheme.startswith("postgres"):
        raise ValueError("NARUTEO_DATABASE_URL must start with postgresql://")
    # Time is kept in UTC and shown in the reader's zone, so sessions never convert.
    return create_engine(
        f"postgresql+psycopg://{rest}",
        pool_pre_ping=True,
        pool_size=8,
        connect_args={"options": f"-c timezone=UTC {NOTICE_THE_DEAD}", "connect_timeout": 5},
        # Errors end up in logs, and the values of a statement are people's.
        hide_parameters=True,
    )


def hold(session: Session, row: Base) -> None:
    """See a row as it is now, all of it, and let nobody else change it until the transaction ends."""
    session.refresh(row, [each.key for each in inspect(type(row)).column_attrs], with_for_update=True)


@contextmanager
def unit_of_work(engine: Engine) -> Iterator[Session]:
    """One request, one job or one command: committed at the end, rolled back on any error."""
    with Session(engine, expire_on_commit=False) as session:
        yield session
        session.commit()


T = TypeVar("T")
log = structlog.get_logger("naruteo.database")


def is_away(error: Exception) -> bool:
    """Whether an error means that the database is stopped, starting, cut off or full: later it may do."""
    return isinstance(error, OperationalError) or (isinstance(error, DBAPIError) and error.connection_invalidated)


def is_crossed(error: Exception) -> bool:
    """Whether somebody did at the same moment what leaves no room for this: the same, or took away what it is about."""
    came_between = (UniqueViolation, ForeignKeyViolation, DeadlockDetected)
    return isinstance(error, StaleDataError) or isinstance(getattr(error, "orig", None), came_between)


def patiently(engine: Engine, act: Callable[[Session], T]) -> T:
    """Carry out a unit of work as soon as the database lets it; `act` must be right when it is done twice.

    An answer that is lost on the way leaves open whether the work was done, and then it is done again.
    """
    pause = FIRST_PAUSE_SECONDS
    while True:
        try:
            with unit_of_work(engine) as session:
                return act(session)
        except DBAPIError as error:
            if not is_away(error):
                raise
            log.warning("database away", error=type(error.orig).__name__, pause=pause)
        time.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
