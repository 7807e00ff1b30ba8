"""Attempts to learn suitability from decided rounds: what was refused and why, what was learned, and what is in use."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from naruteo_portal.core.database import Base, Digest, Document, Id, Instant
from naruteo_portal.identity.models import Account


class SuitabilityFit(Base):
    """One attempt: refused with its reasons, or a model with its card, which a named officer may put into use."""

    __tablename__ = "suitability_fit"
    __table_args__ = (
        CheckConstraint("(content IS NULL) = (sha256 IS NULL)", name="model_with_hash"),
        CheckConstraint("(content IS NULL) = (card IS NULL)", name="model_with_card"),
        CheckConstraint("used_at IS NULL OR content IS NOT NULL", name="only_a_model_is_used"),
        CheckConstraint("(used_at IS NULL) = (used_by_id IS NULL)", name="used_by_somebody"),
        CheckConstraint("retired_at IS NULL OR used_at <= retired_at", name="retired_after_use"),
        Index("one_model_in_use", text("(true)"), unique=True,
              postgresql_where=text("used_at IS NOT NULL AND retired_at IS NULL")),
    )  # fmt: skip

    id: Mapped[Id]
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
