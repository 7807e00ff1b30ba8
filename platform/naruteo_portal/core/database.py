"""The database: declarative base, column types and the one place that commits."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from sqlalchemy import BigInteger, DateTime, Engine, Enum, Identity, MetaData, String, create_engine
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column

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


def names_of(kind: type[StrEnum]) -> Enum:
    """A column type that stores an enumeration's values as text."""
    return Enum(kind, native_enum=False, length=32, values_callable=lambda members: [each.value for each in members])


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
        connect_args={"options": "-c timezone=UTC", "connect_timeout": 5},
        # Errors end up in logs, and the values of a statement are people's.
        hide_parameters=True,
    )


@contextmanager
def unit_of_work(engine: Engine) -> Iterator[Session]:
    """One request, one job or one command: committed at the end, rolled back on any error."""
    with Session(engine, expire_on_commit=False) as session:
        yield session
        session.commit()
