"""Figures that officers state of a programme's parameters; one that is decided never changes."""

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from naruteo_portal.core.database import Base, Digest, Document, Id, Instant, names_of
from naruteo_portal.identity.models import Account


class FigureState(StrEnum):
    """How a stated figure stands; only a confirmed one is computed with."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class StatedFigure(Base):
    """What a parameter is from a day on, with its source; another one for the same day takes its place."""

    __tablename__ = "stated_figure"
    __table_args__ = (
        UniqueConstraint("number"),
        CheckConstraint("until IS NULL OR since <= until", name="days_in_order"),
        CheckConstraint("(state = 'confirmed') = (number IS NOT NULL)", name="numbered_if_confirmed"),
        CheckConstraint(
            "state NOT IN ('confirmed', 'refused') OR (decided_by_id IS NOT NULL AND decided_by_id <> entered_by_id)",
            name="two_officers",
        ),
        Index(None, "programme", "parameter"),
        Index(None, "state"),
    )

    id: Mapped[Id]
    programme: Mapped[str]
    """The folder's name of its rules, or `shared` for a parameter that several programmes use."""
    parameter: Mapped[str]
    since: Mapped[date]
    until: Mapped[date | None]
    """The last day for which the source speaks; without it, until the next value."""
    figures: Mapped[Document]
    """{"value": …} or {"brackets": …}, as a file of parameters writes them; a table may leave out cells."""
    published_on: Mapped[date]
    title: Mapped[str]
    article: Mapped[str | None]
    href: Mapped[str | None]
    copy_sha256: Mapped[Digest]
    """The copy of the source that was kept, in the store of files."""
    copy_name: Mapped[str]
    copy_bytes: Mapped[int]
    note: Mapped[str | None]
    state: Mapped[FigureState] = mapped_column(names_of(FigureState), default=FigureState.WAITING)
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    entered_at: Mapped[Instant]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[Instant | None]
    number: Mapped[int | None]
    """Which confirmed figure it is, counted from 1 over all programmes: they are laid over the files in this order."""
    reason: Mapped[str | None]
    """Why it was refused or withdrawn."""

    entered_by: Mapped[Account] = relationship(lazy="raise", foreign_keys=[entered_by_id])
    decided_by: Mapped[Account | None] = relationship(lazy="raise", foreign_keys=[decided_by_id])
