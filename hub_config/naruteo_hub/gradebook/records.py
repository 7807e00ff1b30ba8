"""What a gradebook is made of: learners, and their graded work, as plain records."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

DATABASE = "gradebook.db"
"""The name by which nbgrader finds it in a course folder."""


@dataclass(frozen=True)
class Learner:
    """Somebody who is in the course; names only where they may be known."""

    student_id: str
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None


@dataclass(frozen=True)
class Grade:
    """What one graded cell got: by tests, or by a person; None while somebody has to give points."""

    notebook: str
    grade_id: str
    points: float | None
    by_hand: bool
    comment: str = ""


@dataclass(frozen=True)
class Work:
    """One graded submission; its files lie in the course folder already."""

    student_id: str
    assignment: str
    received_at: datetime
    grades: tuple[Grade, ...]
    feedback: Mapping[str, str] = field(default_factory=dict)
    """Pages by notebook: HTML that was cleaned, without the frame of a document."""
