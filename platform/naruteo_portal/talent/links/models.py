"""Applications that candidates make together, their members, and the wishes that they share."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from naruteo_portal.core.database import Base, Document, Id, Instant
from naruteo_portal.talent.candidates.models import Candidate


class LinkedApplication(Base):
    """Candidates who want places together in one round; what they share counts once every one of them certified it."""

    __tablename__ = "linked_application"
    __table_args__ = (
        UniqueConstraint("reference"),
        CheckConstraint("(certified IS NULL) = (certified_at IS NULL)", name="certified_with_instant"),
        Index(None, "round_id"),
    )

    id: Mapped[Id]
    reference: Mapped[str]
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    made_at: Mapped[Instant]
    ended_at: Mapped[Instant | None]
    """When one of them left: from then on each applies alone, and what they shared is erased."""
    saved: Mapped[Document] = mapped_column(default=list, info={"personal": "what those who apply together want"})
    """Rows, the most wanted first: the id of an opening, or null, for each member in the order of their places."""
    saved_at: Mapped[Instant]
    version: Mapped[int] = mapped_column(default=1)
    certified: Mapped[Document | None] = mapped_column(
        JSONB(none_as_null=True), info={"personal": "the shared wishes that count"}
    )
    certified_at: Mapped[Instant | None]

    members: Mapped[list["LinkMember"]] = relationship(
        lazy="raise", back_populates="application", order_by="LinkMember.place"
    )

    @property
    def joined(self) -> list["LinkMember"]:
        """Those who accepted, in the order of the rows' entries."""
        return [each for each in self.members if each.accepted_at is not None and each.left_at is None]

    @property
    def invited(self) -> list["LinkMember"]:
        """Those who have not answered yet."""
        return [each for each in self.members if each.accepted_at is None and each.left_at is None]


class LinkMember(Base):
    """A candidate in a linked application: invited, joined, and how far they have certified what is shared."""

    __tablename__ = "link_member"
    __table_args__ = (
        Index(
            None, "round_id", "candidate_id", unique=True,
            postgresql_where=text("accepted_at IS NOT NULL AND left_at IS NULL"),
        ),
        Index(None, "candidate_id"),
    )  # fmt: skip

    application_id: Mapped[int] = mapped_column(ForeignKey("linked_application.id"), primary_key=True)
    candidate_id: Mapped[int] = mapped_column(
        ForeignKey("candidate.id"), primary_key=True, info={"personal": "with whom somebody applies"}
    )
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    place: Mapped[int]
    """The entry of each row that is theirs, counted in the order in which people joined; behind all until then."""
    invited_at: Mapped[Instant]
    accepted_at: Mapped[Instant | None]
    certified_version: Mapped[int | None]
    """The version of the shared wishes that they certified last."""
    left_at: Mapped[Instant | None]
    """When they left, or declined the invitation."""

    application: Mapped[LinkedApplication] = relationship(lazy="raise", back_populates="members")
    candidate: Mapped[Candidate] = relationship(lazy="raise")
