"""Noting down that somebody opened something of their course, in the transaction in which it was shown."""

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from naruteo_portal.catalogue.models import Cohort, CohortState, Edition, Enrolment, EnrolmentState, Task
from naruteo_portal.core.clock import KST, now
from naruteo_portal.identity.readers import Reader
from naruteo_portal.learning.models import LearningTrace, TraceKind


def note_task(session: Session, enrolment: Enrolment, task: Task, kind: TraceKind) -> None:
    """Somebody has opened or fetched a task of a cohort that is open; in a closed one nothing is noted any more."""
    _note(session, enrolment.id, kind, task.name, task.title)


def note_reading(session: Session, reader: Reader, edition: Edition, number: int) -> None:
    """The reader has opened a reading; nothing is noted of people who are not just now learning with this edition."""
    places = session.scalars(
        select(Enrolment.id)
        .join(Enrolment.cohort)
        .where(
            Enrolment.account_id == reader.account_id,
            Enrolment.state == EnrolmentState.ADMITTED,
            Cohort.edition_id == edition.id,
            Cohort.state == CohortState.OPEN,
        )
    ).all()
    for enrolment_id in places:
        title = edition.manifest["reading"][number - 1]["title"]
        _note(session, enrolment_id, TraceKind.READING_OPENED, str(number), title)


def _note(session: Session, enrolment_id: int, kind: TraceKind, subject: str, title: dict[str, str]) -> None:
    """One row a day for each thing: how often it was opened is nobody's business."""
    at = now()
    row = insert(LearningTrace).values(
        enrolment_id=enrolment_id, kind=kind, subject=subject, title=title, day=at.astimezone(KST).date(),
        first_at=at, last_at=at,
    )  # fmt: skip
    session.execute(
        row.on_conflict_do_update(
            index_elements=["enrolment_id", "kind", "subject", "day"], set_={"last_at": row.excluded.last_at}
        )
    )
