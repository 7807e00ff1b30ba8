"""Course folders that were uploaded to be published: what was sent, what its check found, what became of it."""

from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from naruteo_portal.catalogue.models import Edition
from naruteo_portal.core.database import Base, Digest, Document, Id, Instant, names_of
from naruteo_portal.identity.models import Account, Organisation


class UploadState(StrEnum):
    """How far an upload has come."""

    CHECKING = "checking"
    READY = "ready"
    FAULTY = "faulty"
    """It cannot be published as it is."""
    PUBLISHED = "published"
    DISCARDED = "discarded"

    @property
    def undecided(self) -> bool:
        """Whether nobody has published or discarded it yet."""
        return self not in (UploadState.PUBLISHED, UploadState.DISCARDED)


class CourseUpload(Base):
    """A course folder as it arrived, checked in the background, published or discarded by a person."""

    __tablename__ = "course_upload"
    __table_args__ = (Index(None, "organisation_id"),)

    id: Mapped[Id]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    uploaded_at: Mapped[Instant]
    file_name: Mapped[str]
    tree: Mapped[Document]
    sha256: Mapped[Digest]
    state: Mapped[UploadState] = mapped_column(names_of(UploadState), default=UploadState.CHECKING)
    slug: Mapped[str | None]
    """The course that it is an edition of; None until its manifest has been read."""
    checked_at: Mapped[Instant | None]
    faults: Mapped[Document] = mapped_column(default=list)
    """What keeps it from being published: [{"place": where, "words": {ko, en}}]."""
    released: Mapped[Document] = mapped_column(default=dict)
    """What learners would receive, made by the check: {task: tree}."""
    report: Mapped[Document | None]
    """The report of `naruteo course check`; None if it did not come to its end."""
    ended_at: Mapped[Instant | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("edition.id"))
    """The edition that was made of it."""

    organisation: Mapped[Organisation] = relationship(lazy="raise")
    uploaded_by: Mapped[Account] = relationship(lazy="raise", foreign_keys=[uploaded_by_id])
    ended_by: Mapped[Account | None] = relationship(lazy="raise", foreign_keys=[ended_by_id])
    edition: Mapped[Edition | None] = relationship(lazy="raise")
