"""What waits for a person's grading in the cohorts that somebody teaches, in the order in which it is gone through."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload

from naruteo_portal.assessment.marks import Standing, standings_of
from naruteo_portal.assessment.models import Submission, SubmissionState
from naruteo_portal.catalogue.access import taught_by
from naruteo_portal.catalogue.models import Cohort, Course, Edition, Enrolment, Task
from naruteo_portal.identity.models import Account
from naruteo_portal.identity.readers import Reader


@dataclass(frozen=True)
class Scope:
    """A part of what waits: one cohort, one course, one task, or all of it."""

    cohort: int | None = None
    course: str | None = None
    task: str | None = None

    def to_query(self) -> dict[str, Any]:
        """The scope as it stands in addresses."""
        named = {"cohort": self.cohort, "course": self.course, "task": self.task}
        return {name: str(value) for name, value in named.items() if value}


@dataclass(frozen=True)
class Neighbours:
    """Where a submission stands among those that wait: its number from 1, how many there are, and who is beside it."""

    number: int | None
    total: int
    previous: str | None
    next: str | None


def taught_cohorts(session: Session, reader: Reader) -> list[Cohort]:
    """All cohorts that the reader teaches, with course and tasks, latest first."""
    return list(
        session.scalars(
            select(Cohort)
            .where(Cohort.id.in_(taught_by(reader.account_id)))
            .options(joinedload(Cohort.edition).options(joinedload(Edition.course), joinedload(Edition.tasks)))
            .order_by(Cohort.starts_on.desc(), Cohort.id.desc())
        ).unique()
    )


def waiting_for_a_person(session: Session, reader: Reader, scope: Scope) -> list[Standing]:
    """What waits, task by task and the longest first; two queries however much there is."""
    query = (
        select(Submission)
        .join(Submission.enrolment)
        .join(Enrolment.cohort)
        .join(Cohort.edition)
        .join(Edition.course)
        .join(Submission.task)
        .where(
            Cohort.id.in_(taught_by(reader.account_id)),
            # Nobody grades their own work.
            Enrolment.account_id != reader.account_id,
            Submission.state == SubmissionState.NEEDS_REVIEW,
        )
        .options(
            contains_eager(Submission.enrolment).options(
                joinedload(Enrolment.account).joinedload(Account.person),
                contains_eager(Enrolment.cohort).contains_eager(Cohort.edition).contains_eager(Edition.course),
            ),
            contains_eager(Submission.task),
            joinedload(Submission.current_run),
        )
        .order_by(Course.slug, Task.position, Submission.received_at, Submission.id)
    )
    if scope.cohort:
        query = query.where(Cohort.id == scope.cohort)
    if scope.course:
        query = query.where(Course.slug == scope.course)
    if scope.task:
        query = query.where(Task.name == scope.task)
    return standings_of(session, session.scalars(query).all())


def with_a_later_attempt(session: Session, standings: Sequence[Standing]) -> frozenset[int]:
    """Those submissions whose learners have handed in again since; an instructor may look at the later one first."""
    later = aliased(Submission)
    return frozenset(
        session.scalars(
            select(Submission.id)
            .where(Submission.id.in_([each.submission.id for each in standings]))
            .where(
                exists().where(
                    later.enrolment_id == Submission.enrolment_id,
                    later.task_id == Submission.task_id,
                    later.attempt > Submission.attempt,
                )
            )
        )
    )


def neighbours_of(standings: Sequence[Standing], reference: str) -> Neighbours:
    """Who stands beside a submission; beside one that no longer waits stands the first that does."""
    references = [each.submission.reference for each in standings]
    if reference not in references:
        return Neighbours(None, len(references), None, references[0] if references else None)
    at = references.index(reference)
    return Neighbours(
        at + 1,
        len(references),
        references[at - 1] if at else None,
        references[at + 1] if at + 1 < len(references) else None,
    )
