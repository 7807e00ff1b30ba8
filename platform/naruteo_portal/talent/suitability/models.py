"""Attempts to learn suitability from decided rounds: what was refused, learned and put into use, and how it drifted."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from naruteo_portal.core.database import Base, Digest, Document, Id, Instant, names_of
from naruteo_portal.identity.models import Account


class Side(StrEnum):
    """Whose yes a model estimates."""

    OPENING = "opening"
    """That an opening finds a candidate acceptable who wants it."""
    CANDIDATE = "candidate"
    """That a candidate wants an opening that is open to them."""


class SuitabilityFit(Base):
    """One attempt for a side: refused with its reasons, or a model with its card, which an officer may put into use."""

    __tablename__ = "suitability_fit"
    __table_args__ = (
        CheckConstraint("(content IS NULL) = (sha256 IS NULL)", name="model_with_hash"),
        CheckConstraint("(content IS NULL) = (card IS NULL)", name="model_with_card"),
        CheckConstraint("used_at IS NULL OR content IS NOT NULL", name="only_a_model_is_used"),
        CheckConstraint("(used_at IS NULL) = (used_by_id IS NULL)", name="used_by_somebody"),
        CheckConstraint("retired_at IS NULL OR used_at <= retired_at", name="retired_after_use"),
        Index("one_model_in_use", "side", unique=True,
              postgresql_where="used_at IS NOT NULL AND retired_at IS NULL"),
    )  # fmt: skip

    id: Mapped[Id]
    side: Mapped[Side] = mapped_column(names_of(Side))
    at: Mapped[Instant]
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    rounds: Mapped[Document]
    """The references of the decided rounds that it learned from or looked at."""
    pairs: Mapped[int]
    people: Mapped[int]
    faults: Mapped[Document] = mapped_column(default=list)
    """Why nothing was learned, each in both languages; empty for a model."""
    content: Mapped[str | None]
    """The model as canonical JSON, to the byte: its hash is of this."""
    sha256: Mapped[Digest | None]
    card: Mapped[Document | None] = mapped_column(JSONB(none_as_null=True))
    card_words: Mapped[Document | None] = mapped_column(JSONB(none_as_null=True))
    """The card for people to read (Markdown), by language."""
    used_at: Mapped[Instant | None]
    used_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    reason: Mapped[str] = mapped_column(default="")
    """Why the officer put it into use."""
    retired_at: Mapped[Instant | None]

    by: Mapped[Account] = relationship(lazy="raise", foreign_keys=[by_id])
    used_by: Mapped[Account | None] = relationship(lazy="raise", foreign_keys=[used_by_id])

    @property
    def is_in_use(self) -> bool:
        """Whether estimates are made by it."""
        return self.used_at is not None and self.retired_at is None


IN_USE = SuitabilityFit.used_at.is_not(None) & SuitabilityFit.retired_at.is_(None)
"""For queries: whether estimates are made by it."""


FIT_AGAIN = "fit_again"
"""What the engine says of a feature whose index is above its threshold."""


class SuitabilityDrift(Base):
    """How far the pairs of the latest frozen rounds lie from those that a model in use learned from, on one day."""

    __tablename__ = "suitability_drift"
    __table_args__ = (Index(None, "fit_id", "id"),)

    id: Mapped[Id]
    fit_id: Mapped[int] = mapped_column(ForeignKey("suitability_fit.id"))
    at: Mapped[Instant]
    rounds: Mapped[Document]
    """The references of the rounds that were compared."""
    pairs: Mapped[int]
    found: Mapped[Document]
    """[{"feature": …, "index": …, "meaning": …}] as the engine's `drift.Drift`; the score itself stands last."""

    @property
    def passed(self) -> list[str]:
        """The features, and `score`, that have moved so far that a new fit is asked for."""
        return [each["feature"] for each in self.found if each["meaning"] == FIT_AGAIN]
