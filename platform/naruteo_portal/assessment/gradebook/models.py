"""Gradebooks that came back as files, and those that were made for nbgrader."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from naruteo_portal.core.database import Base, Document, Id, Instant


class GradebookImport(Base):
    """A gradebook's file as it was read: kept until its changes are carried out or forgotten."""

    __tablename__ = "gradebook_import"
    __table_args__ = (Index(None, "cohort_id"),)

    id: Mapped[Id]
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"))
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    uploaded_at: Mapped[Instant]
    file_name: Mapped[str]
    encoding: Mapped[str]
    heading: Mapped[Document]
    rows: Mapped[Document] = mapped_column(info={"personal": "points that an instructor wants to give learners"})
    """[[the row's number in the file, [its cells]]]; only of columns that are read, so no names."""
    unused: Mapped[Document]
    """Headings of the columns that are not read."""
    carried_out_at: Mapped[Instant | None]
    changed: Mapped[int | None]
    """How many results it changed."""


class GradebookExport(Base):
    """A cohort's gradebook for nbgrader that somebody asked for: made by a worker, kept for some days."""

    __tablename__ = "gradebook_export"
    __table_args__ = (Index(None, "cohort_id"),)

    id: Mapped[Id]
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[Instant]
    finished_at: Mapped[Instant | None]
    shelved_as: Mapped[str | None]
    """Where the archive is kept; None while it is made, and if it could not be made."""
    size: Mapped[int | None]
