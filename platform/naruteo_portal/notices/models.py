"""Notices in people's inboxes, and which of them people do not want as mail."""

from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from naruteo_portal.core.database import Base, Id, Instant, names_of


class NoticeKind(StrEnum):
    """What a notice is about."""

    ENROLMENT = "enrolment"
    SCHEDULE = "schedule"
    DUE_SOON = "due_soon"
    EXTENSION = "extension"
    """More time for one person, or a task that they need not hand in."""
    RESULT = "result"
    REQUEST = "request"
    """A request to look at a result again, asked or answered."""
    CORRECTION = "correction"
    """A correction of a course that was published, and what it changes for the receiver."""
    LEARNING_LOG = "learning_log"
    COURSE_MESSAGE = "course_message"
    CERTIFICATE = "certificate"
    INSTRUCTOR_REGISTER = "instructor_register"
    """Qualifications and refresher training of instructors: what expires, and what somebody finds wrong."""
    FIGURE = "figure"
    """A figure of a programme that waits for a second officer, or was decided."""
    CLAIM = "claim"
    """Steps of an employer's claim, and what somebody has to do for it."""
    ROUND = "round"
    """The result of a matching round."""
    OPENING = "opening"
    """Openings: flags of the checks of law, and interviews."""
    TALENT_PROFILE = "talent_profile"
    """Papers of a candidate that expire."""
    REVIEW = "review"
    """New figures of a view that a reviewer follows."""
    ACCESS_TOKEN = "access_token"  # noqa: S105 - the name of a kind
    """Access tokens of one's own that expire soon."""


class Notice(Base):
    """One thing that one person was told, in the language that they read then."""

    __tablename__ = "notice"
    __table_args__ = (
        Index(None, "account_id", "id"),
        Index("ix_notice_unread", "account_id", postgresql_where="read_at IS NULL"),
    )

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[NoticeKind] = mapped_column(names_of(NoticeKind))
    locale: Mapped[str]
    subject: Mapped[str] = mapped_column(info={"personal": "what the person was told"})
    body: Mapped[str] = mapped_column(info={"personal": "what the person was told"})
    address: Mapped[str]
    """The page of the portal that it is about, from its first slash on."""
    created_at: Mapped[Instant]
    read_at: Mapped[Instant | None]


class MailOptOut(Base):
    """A kind of notices that a person wants in the inbox alone, not as mail."""

    __tablename__ = "mail_opt_out"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    kind: Mapped[NoticeKind] = mapped_column(names_of(NoticeKind), primary_key=True)
