"""Programmes under review, the files of their data, their releases, and the views that reviewers keep."""

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from naruteo_portal.core.database import Base, Digest, Document, Id, Instant, Words, names_of
from naruteo_portal.identity.models import Account, Organisation


class Source(StrEnum):
    """Where a programme's data comes from."""

    PLATFORM = "platform"
    """The cohorts of this platform, read anew for each release."""
    OULAD = "oulad"
    ONEROSTER = "oneroster"
    SIMULATED = "simulated"


OWN = text("source = 'platform'")


class Programme(Base):
    """A programme of an organisation whose cohorts are reviewed, with the rules that protect the people in it."""

    __tablename__ = "reviewed_programme"
    __table_args__ = (
        UniqueConstraint("reference"),
        CheckConstraint("least_count BETWEEN 5 AND 30", name="least_count_in_use"),
        CheckConstraint("least_of_rate >= least_count", name="rates_no_looser"),
        Index(None, "organisation_id"),
        # The platform's own cohorts are one programme of their organisation.
        Index("ix_reviewed_programme_own", "organisation_id", unique=True, postgresql_where=OWN),
    )

    id: Mapped[Id]
    reference: Mapped[str]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    title: Mapped[Words]
    source: Mapped[Source] = mapped_column(names_of(Source))
    least_count: Mapped[int] = mapped_column(default=10)
    """k: no count of fewer persons is shown."""
    least_of_rate: Mapped[int] = mapped_column(default=25)
    """No rate is shown of a smaller group."""
    least_width: Mapped[int] = mapped_column(default=5)
    """How far apart the least and the largest possible value of a hidden count must at least be."""
    sealed_key: Mapped[str]
    """The secret of the record keys behind perturbed counts, encrypted."""
    created_at: Mapped[Instant]

    organisation: Mapped[Organisation] = relationship(lazy="raise")


class ProgrammeFile(Base):
    """A file of a programme's data in the shape that the analytics read, kept among the blobs by its content."""

    __tablename__ = "programme_file"

    programme_id: Mapped[int] = mapped_column(ForeignKey("reviewed_programme.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    """As in the shape's folder: `enrolments.parquet`, `events/FFF-2013J.parquet`, `rollup/FFF-2013J.parquet`."""
    sha256: Mapped[Digest]
    made_of: Mapped[Digest | None]
    """For a rollup: the content hash of the events that it was made of."""


class Share(Base):
    """Another organisation whose reviewers see a programme's releases: a ministry, an employer."""

    __tablename__ = "programme_share"

    programme_id: Mapped[int] = mapped_column(ForeignKey("reviewed_programme.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    shared_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    shared_at: Mapped[Instant]


class ImportState(StrEnum):
    """How far an import is."""

    CHECKING = "checking"
    CHECKED = "checked"
    """The dry run is done; `faults` says what is wrong, and somebody decides."""
    IMPORTED = "imported"
    FAILED = "failed"
    DISCARDED = "discarded"
    UNDONE = "undone"
    """It was loaded and taken back; what it had replaced was put back."""


class ProgrammeImport(Base):
    """Files that somebody handed in to load a programme: the dry run, its faults, and what became of them."""

    __tablename__ = "programme_import"
    __table_args__ = (Index(None, "programme_id"),)

    id: Mapped[Id]
    programme_id: Mapped[int] = mapped_column(ForeignKey("reviewed_programme.id"))
    form: Mapped[Source] = mapped_column(names_of(Source))
    state: Mapped[ImportState] = mapped_column(names_of(ImportState), default=ImportState.CHECKING)
    file_name: Mapped[str]
    sha256: Mapped[Digest]
    size: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    """Progress in per cent."""
    final: Mapped[Document | None]
    """OneRoster: the declared `title` of the line item with the final result, and the `least` per cent to pass."""
    counts: Mapped[Document] = mapped_column(default=dict)
    """Rows read, by file."""
    outcomes: Mapped[Document] = mapped_column(default=dict)
    """Enrolments by outcome ('' for those not known), where nothing is wrong."""
    lost_weeks: Mapped[Document] = mapped_column(default=list)
    """What the programme's newest release shows and these tables do not have (`weeks.LostWeeks`)."""
    faults: Mapped[Document] = mapped_column(default=list)
    """The first faults, each with file, row, column, what is wrong and what to do."""
    faults_in_all: Mapped[int] = mapped_column(default=0)
    faults_sha256: Mapped[Digest | None]
    """All faults that were listed, among the blobs."""
    trouble: Mapped[Document | None]
    """Why the files cannot be read at all, in both languages."""
    shape: Mapped[Document] = mapped_column(default=dict)
    """What they became, where nothing is wrong: name of each file in the shape -> SHA-256 of its content."""
    before: Mapped[Document | None]
    """The files that they replaced, in the same form."""
    handed_in_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    handed_in_at: Mapped[Instant]
    ended_at: Mapped[Instant | None]

    handed_in_by: Mapped[Account] = relationship(lazy="raise")


class ReleaseState(StrEnum):
    """Whether a release can be read."""

    MAKING = "making"
    READY = "ready"
    FAILED = "failed"


class Release(Base):
    """A frozen state of a programme's figures: everything that is shown comes out of one."""

    __tablename__ = "programme_release"
    __table_args__ = (
        UniqueConstraint("programme_id", "number"),
        CheckConstraint("(state = 'ready') = (made_at IS NOT NULL)", name="ready_when_made"),
    )

    id: Mapped[Id]
    programme_id: Mapped[int] = mapped_column(ForeignKey("reviewed_programme.id"))
    number: Mapped[int]
    state: Mapped[ReleaseState] = mapped_column(names_of(ReleaseState), default=ReleaseState.MAKING)
    as_of: Mapped[date]
    """The day whose data it shows."""
    policy: Mapped[Document]
    """The protecting rules that it was made by."""
    register_sha256: Mapped[Digest | None]
    """What has been shown so far, among the blobs: what later releases are checked against."""
    checksum: Mapped[Digest | None]
    """SHA-256 over all views; the same data gives the same checksum."""
    summary: Mapped[Document] = mapped_column(default=dict)
    """Cells shown and hidden, data quality, and what the audit found."""
    trouble: Mapped[str | None]
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    """Nobody: the weekly run."""
    asked_at: Mapped[Instant]
    made_at: Mapped[Instant | None]

    programme: Mapped[Programme] = relationship(lazy="raise")


class ReleaseView(Base):
    """One view of a release: a cohort (or '' for all) by an attribute (or '' for none), as `documents.View`."""

    __tablename__ = "release_view"

    release_id: Mapped[int] = mapped_column(ForeignKey("programme_release.id", ondelete="CASCADE"), primary_key=True)
    cohort: Mapped[str] = mapped_column(primary_key=True)
    by: Mapped[str] = mapped_column(primary_key=True)
    document: Mapped[Document]


class ReleaseAtom(Base):
    """How many enrolments share all attributes, with the sum of their record keys: what free questions count."""

    __tablename__ = "release_atom"
    __table_args__ = (Index(None, "release_id", "cohort"),)

    id: Mapped[Id]
    release_id: Mapped[int] = mapped_column(ForeignKey("programme_release.id", ondelete="CASCADE"))
    cohort: Mapped[str]
    attributes: Mapped[Document]
    stage: Mapped[str]
    """The furthest stage that they reached."""
    n: Mapped[int]
    cell_key: Mapped[int]
    """The sum of their record keys modulo 2^32."""


class DrawnChart(Base):
    """A chart of a view as it was drawn once."""

    __tablename__ = "drawn_chart"

    release_id: Mapped[int] = mapped_column(ForeignKey("programme_release.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    """Which view and which of its charts."""
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    svg: Mapped[bytes] = mapped_column(LargeBinary)


class Rhythm(StrEnum):
    """How often somebody is told of a saved view's new figures."""

    NEVER = "never"
    EACH_RELEASE = "each_release"
    MONTHLY = "monthly"


class SavedView(Base):
    """A page with its filters that a reviewer keeps under a name, and may share with their organisation."""

    __tablename__ = "saved_view"
    __table_args__ = (Index(None, "account_id"), Index(None, "organisation_id"))

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    programme_id: Mapped[int] = mapped_column(ForeignKey("reviewed_programme.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    """The organisation whose reviewers see it too; nobody else: None."""
    title: Mapped[str]
    page: Mapped[str]
    filters: Mapped[Document]
    """As in the page's address."""
    rhythm: Mapped[Rhythm] = mapped_column(names_of(Rhythm), default=Rhythm.NEVER)
    told_release_id: Mapped[int | None] = mapped_column(ForeignKey("programme_release.id", ondelete="SET NULL"))
    created_at: Mapped[Instant]


class CohortFigures(Base):
    """What instructors are shown of a cohort of their own: made in the background, kept for the day."""

    __tablename__ = "cohort_figures"

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), primary_key=True)
    asked_at: Mapped[Instant]
    made_at: Mapped[Instant | None]
    failed: Mapped[bool] = mapped_column(default=False)
    document: Mapped[Document] = mapped_column(default=dict)
