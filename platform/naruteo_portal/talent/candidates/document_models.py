"""Papers that a candidate gathers for work or study, with the days until which they are good."""

from datetime import date
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from naruteo_portal.core.database import Base, Digest, Document, Id, Instant, names_of
from naruteo_portal.incentives.attachments import FileKind


class Paper(StrEnum):
    """What a candidate may be asked for."""

    PASSPORT = "passport"
    RESIDENCE_CARD = "residence_card"
    DEGREE = "degree"
    EXPERIENCE = "experience"
    LANGUAGE = "language"
    LICENCE = "licence"
    CRIMINAL_RECORD = "criminal_record"
    RESUME = "resume"
    OTHER = "other"


class Legalisation(StrEnum):
    """How far an apostille (or a consul's confirmation) or a translation of a paper is."""

    NOT_NEEDED = "not_needed"
    OPEN = "open"
    DONE = "done"


class CandidateDocument(Base):
    """What a candidate says of one paper, with its file if they put one here; nobody else opens it."""

    __tablename__ = "candidate_document"
    __table_args__ = (Index(None, "candidate_id"),)

    id: Mapped[Id]
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"))
    paper: Mapped[Paper] = mapped_column(names_of(Paper))
    label: Mapped[str] = mapped_column(default="", info={"personal": "which degree, licence or employer it is of"})
    valid_until: Mapped[date | None] = mapped_column(info={"personal": "until when the paper is good"})
    apostille: Mapped[Legalisation] = mapped_column(names_of(Legalisation))
    translation: Mapped[Legalisation] = mapped_column(names_of(Legalisation))
    file_name: Mapped[str | None] = mapped_column(info={"personal": "as the candidate called it"})
    kind: Mapped[FileKind | None] = mapped_column(names_of(FileKind))
    size: Mapped[int | None]
    sha256: Mapped[Digest | None]
    kept_as: Mapped[str | None]
    """Where the file lies; a name of its own, so that it can be erased."""
    reminded: Mapped[Document] = mapped_column(default=list)
    """The expiries that the candidate was reminded of, as "2027-03-01 30"."""
    changed_at: Mapped[Instant]
