"""What is kept of a claim's papers: the uploaded ones with what became of them, and those that the platform made."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from naruteo_portal.core.database import Base, Digest, Id, Instant, names_of
from naruteo_portal.identity.models import Account
from naruteo_portal.incentives.attachments import FileKind
from naruteo_portal.incentives.claims.models import Claim
from naruteo_portal.incentives.documents.checklist import Item


class DocumentState(StrEnum):
    """What an officer has said about an uploaded document."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class ClaimDocument(Base):
    """A file that was uploaded for a claim; it is kept, even if another takes its place."""

    __tablename__ = "claim_document"
    __table_args__ = (
        CheckConstraint("(state = 'rejected') = (reason IS NOT NULL)", name="rejected_for_a_reason"),
        CheckConstraint("(state = 'waiting') = (decided_at IS NULL)", name="decided_at_some_time"),
        # The same file twice for one claim is one too many.
        Index("uq_claim_document_live", "claim_id", "sha256", unique=True, postgresql_where=text("left_at IS NULL")),
        Index(None, "claim_id"),
    )

    id: Mapped[Id]
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"))
    item: Mapped[Item] = mapped_column(names_of(Item))
    file_name: Mapped[str] = mapped_column(info={"personal": "as the employer called it"})
    kind: Mapped[FileKind] = mapped_column(names_of(FileKind))
    size: Mapped[int]
    sha256: Mapped[Digest]
    uploaded_at: Mapped[Instant]
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    state: Mapped[DocumentState] = mapped_column(names_of(DocumentState), default=DocumentState.WAITING)
    reason: Mapped[str | None] = mapped_column(info={"personal": "why the document was not accepted"})
    decided_at: Mapped[Instant | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    left_at: Mapped[Instant | None]
    """When another took its place, or it was taken back."""

    claim: Mapped[Claim] = relationship(lazy="raise")
    uploaded_by: Mapped[Account] = relationship(lazy="raise", foreign_keys=[uploaded_by_id])
    decided_by: Mapped[Account | None] = relationship(lazy="raise", foreign_keys=[decided_by_id])


class ClaimPaper(Base):
    """A paper that the platform made of a claim and keeps as it was then."""

    __tablename__ = "claim_paper"
    __table_args__ = (
        Index("uq_claim_paper_live", "claim_id", "path", unique=True, postgresql_where=text("left_at IS NULL")),
    )

    id: Mapped[Id]
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"))
    path: Mapped[str]
    """Where it stands in the archive: ko/attendance.pdf."""
    size: Mapped[int]
    sha256: Mapped[Digest]
    made_at: Mapped[Instant]
    left_at: Mapped[Instant | None]
    """When a later one took its place, because the claim was handed in again."""
