"""Releases, submissions, grading runs, what people note while they grade, feedback, and re-grades of whole cohorts."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from naruteo_portal.catalogue.models import Cohort, Enrolment, Task
from naruteo_portal.core.database import Base, Digest, Document, Id, Instant, names_of
from naruteo_portal.identity.models import Account


class Release(Base):
    """What learners of a task receive, and the source that it was made from; never changed, only followed."""

    __tablename__ = "release"
    __table_args__ = (UniqueConstraint("task_id", "number"),)

    id: Mapped[Id]
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"))
    number: Mapped[int]
    released_tree: Mapped[Document]
    released_sha256: Mapped[Digest]
    source_tree: Mapped[Document]
    """The instructor's version with solutions and hidden tests; never leaves the grader and the course's teachers."""
    source_sha256: Mapped[Digest]
    released_at: Mapped[Instant]
    released_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    task: Mapped[Task] = relationship(lazy="raise")


class SubmissionState(StrEnum):
    """How far a submission has come."""

    RECEIVED = "received"
    QUEUED = "queued"
    RUNNING = "running"
    GRADED = "graded"
    NEEDS_REVIEW = "needs_review"
    REFUSED = "refused"
    FAILED = "failed"

    @property
    def settled(self) -> bool:
        """Whether nothing more happens by itself."""
        return self not in (SubmissionState.RECEIVED, SubmissionState.QUEUED, SubmissionState.RUNNING)


class Submission(Base):
    """One attempt, exactly as it arrived."""

    __tablename__ = "submission"
    __table_args__ = (
        UniqueConstraint("reference"),
        UniqueConstraint("enrolment_id", "task_id", "attempt"),
        UniqueConstraint("enrolment_id", "idempotency_key"),
        CheckConstraint("attempt > 0", name="attempt_positive"),
        Index(None, "task_id"),
    )

    id: Mapped[Id]
    reference: Mapped[str]
    """Readable over the phone, for instance S-2026-7K3M-Q2 (see `references.py`)."""
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"))
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"))
    attempt: Mapped[int]
    tree: Mapped[Document]
    sha256: Mapped[Digest]
    size: Mapped[int]
    received_at: Mapped[Instant]
    late: Mapped[bool]
    seed: Mapped[int | None]
    """From which the learner's own data came (see `seeds.py`); None where the task has no seeds."""
    idempotency_key: Mapped[str]
    state: Mapped[SubmissionState] = mapped_column(names_of(SubmissionState))
    current_run_id: Mapped[int | None] = mapped_column(ForeignKey("grading_run.id", use_alter=True))
    """The run whose result counts now."""

    enrolment: Mapped[Enrolment] = relationship(lazy="raise")
    task: Mapped[Task] = relationship(lazy="raise")
    release: Mapped[Release] = relationship(lazy="raise")
    current_run: Mapped["GradingRun | None"] = relationship(
        lazy="raise", foreign_keys=[current_run_id], post_update=True
    )
    runs: Mapped[list["GradingRun"]] = relationship(
        lazy="raise", back_populates="submission", foreign_keys="GradingRun.submission_id",
        order_by="GradingRun.id.desc()",
    )  # fmt: skip
    returned: Mapped["ReturnedFeedback | None"] = relationship(lazy="raise", back_populates="submission")


class GradingRun(Base):
    """One time that a submission was graded, with all that came out."""

    __tablename__ = "grading_run"
    __table_args__ = (
        Index(None, "submission_id"),
        # What is asked of the queue on every page and for every submission (see `turns.py`).
        Index("ix_grading_run_waiting", "turn", "id", postgresql_where=text("state = 'queued'")),
        Index("ix_grading_run_waiting_by_course", "course_id", "turn", postgresql_where=text("state = 'queued'")),
        Index("ix_grading_run_served", "turn", postgresql_where=text("started_at IS NOT NULL")),
        Index(None, "finished_at"),
    )

    id: Mapped[Id]
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"))
    """Whose tests graded it: the release that the learner worked on, or a later one with corrected tests."""
    held: Mapped[bool] = mapped_column(default=False)
    """Whether its result is kept back: it belongs to a re-grade of a cohort and nobody has published it."""
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    turn: Mapped[int] = mapped_column(default=0)
    """Its place in the queue; runs with smaller numbers are taken first."""
    reviewed_run_id: Mapped[int | None] = mapped_column(ForeignKey("grading_run.id"))
    """The run whose result a person confirmed or changed by this one; None if it was graded by the machine."""
    state: Mapped[SubmissionState] = mapped_column(names_of(SubmissionState))
    reason: Mapped[str | None]
    """Why it was graded again."""
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    queued_at: Mapped[Instant]
    started_at: Mapped[Instant | None]
    finished_at: Mapped[Instant | None]
    tries: Mapped[int] = mapped_column(default=0)
    """How often it was taken in hand; a result of an earlier try no longer counts."""
    faults: Mapped[int] = mapped_column(default=0)
    """How many tries came to an end without a result."""
    losses: Mapped[int] = mapped_column(default=0)
    """How often whoever had it in hand was gone without a word."""
    score: Mapped[float | None]
    max_score: Mapped[float | None]
    cells: Mapped[Document]
    flags: Mapped[Document]
    feedback: Mapped[Document]
    """Feedback pages: {"ko": {notebook: sha256}, "en": {notebook: sha256}}."""
    seconds: Mapped[float | None]

    submission: Mapped[Submission] = relationship(lazy="raise", back_populates="runs", foreign_keys=[submission_id])
    release: Mapped[Release] = relationship(lazy="raise")


class RubricItem(Base):
    """One line of a course's rubric for a graded cell: words for the learner, and the points that they mean, if any.

    It is known by the names of assignment and cell, so that every edition and all instructors of the course have it.
    """

    __tablename__ = "rubric_item"
    __table_args__ = (Index(None, "course_id", "assignment"),)

    id: Mapped[Id]
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    assignment: Mapped[str]
    notebook: Mapped[str]
    grade_id: Mapped[str]
    words: Mapped[str]
    points: Mapped[float | None]
    """None: it is a saved comment that gives and takes nothing."""
    created_at: Mapped[Instant]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    retired_at: Mapped[Instant | None]


class CellMark(Base):
    """What a person has noted about one graded cell of a submission; the learner sees it once it is released.

    It belongs to the answer, not to a run, so that it outlasts grading again; releasing makes a run of it and ends it.
    """

    __tablename__ = "cell_mark"
    __table_args__ = (UniqueConstraint("submission_id", "notebook", "grade_id"),)

    id: Mapped[Id]
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    notebook: Mapped[str]
    grade_id: Mapped[str]
    points: Mapped[float | None]
    comment: Mapped[str] = mapped_column(info={"personal": "what an instructor says about a learner's answer"})
    rubric: Mapped[Document]
    """The ids of the rubric's lines that hold for the answer."""
    version: Mapped[int]
    """Counts the saves; whoever saves says which one they saw, so that nobody overwrites what they have not seen."""
    saved_at: Mapped[Instant]
    saved_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))

    saved_by: Mapped[Account] = relationship(lazy="raise")


class ReturnedFeedback(Base):
    """Feedback files that an instructor returned with nbgrader's own command."""

    __tablename__ = "returned_feedback"
    __table_args__ = (UniqueConstraint("submission_id"),)

    id: Mapped[Id]
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    tree: Mapped[Document]
    returned_at: Mapped[Instant]
    returned_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))

    submission: Mapped[Submission] = relationship(lazy="raise", back_populates="returned")


class RequestState(StrEnum):
    """What became of a learner's request to look at a result again."""

    OPEN = "open"
    KEPT = "kept"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"


class RegradeRequest(Base):
    """A learner's request to look again at one graded cell of a result, or at all of it."""

    __tablename__ = "regrade_request"
    __table_args__ = (
        Index(
            "uq_regrade_request_open", "submission_id", "notebook", "grade_id", unique=True,
            postgresql_where=text("state = 'open'"),
        ),
        Index(None, "submission_id"),
    )  # fmt: skip

    id: Mapped[Id]
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    run_id: Mapped[int] = mapped_column(ForeignKey("grading_run.id"))
    """The result that the learner had before them."""
    notebook: Mapped[str]
    grade_id: Mapped[str]
    """Both are empty when the request is about all of it."""
    reason: Mapped[str] = mapped_column(info={"personal": "why a learner asks for another look"})
    state: Mapped[RequestState] = mapped_column(names_of(RequestState))
    asked_at: Mapped[Instant]
    answer: Mapped[str | None] = mapped_column(info={"personal": "what an instructor answers to a learner"})
    answered_at: Mapped[Instant | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    answer_run_id: Mapped[int | None] = mapped_column(ForeignKey("grading_run.id"))
    """The result that came of it, if points changed."""

    submission: Mapped[Submission] = relationship(lazy="raise")
    run: Mapped[GradingRun] = relationship(lazy="raise", foreign_keys=[run_id])
    answer_run: Mapped[GradingRun | None] = relationship(lazy="raise", foreign_keys=[answer_run_id])
    answered_by: Mapped[Account | None] = relationship(lazy="raise")


class Grader(Base):
    """A grading worker that runs just now."""

    __tablename__ = "grader"
    __table_args__ = (UniqueConstraint("name"),)

    id: Mapped[Id]
    name: Mapped[str]
    slots: Mapped[int]
    """How many submissions it grades at once."""
    seen_at: Mapped[Instant]


class RegradeState(StrEnum):
    """How far a re-grade has come; whether all of it is graded is told by its runs."""

    RUNNING = "running"
    PAUSED = "paused"
    PUBLISHED = "published"
    DISCARDED = "discarded"

    @property
    def open(self) -> bool:
        """Whether nobody has decided about its results yet."""
        return self in (RegradeState.RUNNING, RegradeState.PAUSED)


class RegradeScope(StrEnum):
    """Which submissions are graded again: every one, or those that count for their learners."""

    ALL = "all"
    COUNTING = "counting"


class Keeping(StrEnum):
    """Which of the two results of a submission counts when a re-grade is published."""

    BETTER = "better"
    NEW = "new"


class Kept(StrEnum):
    """Which result counts for a submission since its re-grade was published."""

    BEFORE = "before"
    NEW = "new"


class KeptWhy(StrEnum):
    """Why that one."""

    AS_DECIDED = "as_decided"
    """All new results were to count."""
    NOT_FEWER = "not_fewer"
    """The new one has as many points, or more."""
    FEWER = "fewer"
    """The new one has fewer points."""
    UNDECIDED = "undecided"
    """The new one has fewer points so far; a person has to give the rest."""
    FAILED = "failed"
    """There is no new one: it could not be graded again."""
    MEANWHILE = "meanwhile"
    """The submission has got another result since it was taken in."""


class Regrade(Base):
    """One time that a cohort's submissions for a task were graded again, all with the tests of one release."""

    __tablename__ = "regrade"
    __table_args__ = (
        # Two at once would each compare with results that the other is about to replace.
        Index(
            "uq_regrade_open", "cohort_id", "task_id", unique=True,
            postgresql_where=text("state IN ('running', 'paused')"),
        ),
    )  # fmt: skip

    id: Mapped[Id]
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"))
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"))
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"))
    """Whose tests grade; it may belong to a later edition's task of the same name."""
    scope: Mapped[RegradeScope] = mapped_column(names_of(RegradeScope))
    keeping: Mapped[Keeping] = mapped_column(names_of(Keeping))
    reason: Mapped[str]
    state: Mapped[RegradeState] = mapped_column(names_of(RegradeState))
    started_at: Mapped[Instant]
    started_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[Instant | None]

    cohort: Mapped[Cohort] = relationship(lazy="raise")
    task: Mapped[Task] = relationship(lazy="raise")
    release: Mapped[Release] = relationship(lazy="raise")
    started_by: Mapped[Account | None] = relationship(lazy="raise")


class RegradedSubmission(Base):
    """A submission within a re-grade: the run that counted when it was taken in, and the one that may replace it."""

    __tablename__ = "regraded_submission"
    __table_args__ = (UniqueConstraint("regrade_id", "submission_id"), UniqueConstraint("run_id"))

    id: Mapped[Id]
    regrade_id: Mapped[int] = mapped_column(ForeignKey("regrade.id"))
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    before_run_id: Mapped[int | None] = mapped_column(ForeignKey("grading_run.id"))
    run_id: Mapped[int | None] = mapped_column(ForeignKey("grading_run.id"))
    """None until its turn has come."""
    kept: Mapped[Kept | None] = mapped_column(names_of(Kept))
    kept_why: Mapped[KeptWhy | None] = mapped_column(names_of(KeptWhy))
    """Both None until somebody has published."""

    regrade: Mapped[Regrade] = relationship(lazy="raise")
    submission: Mapped[Submission] = relationship(lazy="raise")
