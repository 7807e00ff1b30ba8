"""The table of events, which only grows."""

from typing import Any

from sqlalchemy import Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from naruteo_portal.core.database import Base, Id, Instant


class Event(Base):
    """Somebody did something to something, at an instant, for a reason."""

    __tablename__ = "audit_event"
    __table_args__ = (Index(None, "object_kind", "object_id"), Index(None, "actor_id"))

    id: Mapped[Id]
    at: Mapped[Instant]
    actor_kind: Mapped[str]
    actor_id: Mapped[int | None]
    verb: Mapped[str]
    object_kind: Mapped[str]
    object_id: Mapped[int]
    request_id: Mapped[str | None]
    details: Mapped[dict[str, Any]] = mapped_column(JSONB)
