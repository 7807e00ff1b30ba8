"""Openings that candidates keep for later, the time zone they read deadlines in, and how lists of each length fare."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from naruteo_portal.core.database import Base, Document, Id, Instant
from naruteo_portal.talent.openings.models import Opening


class SavedOpening(Base):
    """An opening that a candidate wants to find again; nobody else sees it, and no round reads it."""

    __tablename__ = "saved_opening"
    __table_args__ = (Index(None, "opening_id"),)

    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), primary_key=True)
    opening_id: Mapped[int] = mapped_column(
        ForeignKey("opening.id"), primary_key=True, info={"personal": "an opening that the candidate keeps"}
    )
    saved_at: Mapped[Instant]

    opening: Mapped[Opening] = relationship(lazy="raise")


class OwnTimeZone(Base):
    """The time zone in which somebody reads deadlines beside Korean time."""

    __tablename__ = "own_time_zone"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    name: Mapped[str] = mapped_column(info={"personal": "the time zone that the person lives in"})
    """As the IANA database names it, such as Asia/Ho_Chi_Minh."""
    chosen_at: Mapped[Instant]


class ListForecast(Base):
    """How often lists of each length stayed without a place when a round's lists were drawn again and again."""

    __tablename__ = "list_forecast"
    __table_args__ = (Index(None, "round_id", "id"),)

    id: Mapped[Id]
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    at: Mapped[Instant]
    lists: Mapped[int]
    """Certified lists that it rests on."""
    seats: Mapped[int]
    figures: Mapped[Document]
    """By assumption and opening, from where it took people in each simulated round; empty with too few lists."""
