"""Certificates as they were issued."""

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from naruteo_portal.catalogue.models import Enrolment
from naruteo_portal.core.database import Base, Document, Id, Instant
from naruteo_portal.identity.models import Account


class Certificate(Base):
    """That somebody has completed a course; what it says was fixed when it was issued."""

    __tablename__ = "certificate"
    __table_args__ = (
        UniqueConstraint("number"),
        Index(None, "enrolment_id"),
        Index("uq_certificate_in_force", "enrolment_id", unique=True, postgresql_where=text("revoked_at IS NULL")),
    )

    id: Mapped[Id]
    number: Mapped[str]
    """Unguessable, and written on the certificate: whoever has it may see what the holder shows."""
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    content: Mapped[Document] = mapped_column(info={"personal": "the holder's names, score and hours"})
    """What `certificates.content_of` wrote."""
    issued_at: Mapped[Instant]
    shows_score: Mapped[bool]
    shows_hours: Mapped[bool]
    public: Mapped[bool]
    """Whether the page of its number shows anything."""
    revoked_at: Mapped[Instant | None]
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    revoked_reason: Mapped[str | None] = mapped_column(info={"personal": "why the certificate does not hold"})

    enrolment: Mapped[Enrolment] = relationship(lazy="raise")
    revoked_by: Mapped[Account | None] = relationship(lazy="raise")
