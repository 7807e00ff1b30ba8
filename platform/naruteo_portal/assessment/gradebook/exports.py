"""Asking for a cohort's gradebook for nbgrader, which a worker makes, and taking it."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from naruteo_portal.assessment.gradebook.models import GradebookExport, GradebookImport
from naruteo_portal.audit.events import Actor, record
from naruteo_portal.catalogue.models import Cohort
from naruteo_portal.core.clock import now
from naruteo_portal.core.errors import Conflict, NotFound
from naruteo_portal.core.i18n import N_
from naruteo_portal.core.jobs import enqueue
from naruteo_portal.core.shelves import Shelf
from naruteo_portal.identity.readers import Reader

# Long enough to fetch it; it holds the work of many people.
KEPT_FOR = timedelta(days=7)
# Whatever is not there by then was given up by the workers.
MADE_WITHIN = timedelta(hours=1)


class StillMaking(Conflict):
    """One gradebook is made at a time for one reader."""

    code = "still-making"

    def __init__(self) -> None:
        super().__init__(N_("Your last gradebook for nbgrader is still being made. Please wait for it."))


def ask_for_export(session: Session, cohort: Cohort, *, reader: Reader, actor: Actor) -> GradebookExport:
    """Let a worker make the gradebook of a cohort for nbgrader."""
    last = next(iter(last_exports(session, reader, cohort.id)), None)
    if last is not None and is_being_made(last):
        raise StillMaking
    export = GradebookExport(
        cohort_id=cohort.id, asked_by_id=reader.account_id, asked_at=now(), finished_at=None, shelved_as=None, size=None
    )  # fmt: skip
    session.add(export)
    record(session, actor, "asked for a gradebook", export, cohort=cohort.id)
    enqueue(session, "assessment.export_gradebook", export_id=export.id)
    return export


def is_being_made(export: GradebookExport) -> bool:
    """Whether a worker has it in hand or still to begin."""
    return export.finished_at is None and now() - export.asked_at < MADE_WITHIN


def last_exports(session: Session, reader: Reader, cohort_id: int) -> Sequence[GradebookExport]:
    """The reader's newest gradebooks of a cohort."""
    return session.scalars(
        select(GradebookExport)
        .where(GradebookExport.cohort_id == cohort_id, GradebookExport.asked_by_id == reader.account_id)
        .order_by(GradebookExport.id.desc())
        .limit(3)
    ).all()


def take_export(
    session: Session, cohort: Cohort, export_id: int, shelf: Shelf, *, reader: Reader, actor: Actor
) -> bytes:
    """The archive that the reader asked for; NotFound while it is made, and once it is removed."""
    export = session.scalar(
        select(GradebookExport).where(
            GradebookExport.id == export_id,
            GradebookExport.cohort_id == cohort.id,
            GradebookExport.asked_by_id == reader.account_id,
        )
    )
    if export is None or export.shelved_as is None:
        raise NotFound
    record(session, actor, "took a gradebook", export, cohort=export.cohort_id)
    return shelf.read(export.shelved_as)


def forget_old_files(session: Session, shelf: Shelf) -> None:
    """Remove gradebooks that were made, and what was read of files that came back, when their time is over."""
    before = now() - KEPT_FOR
    session.execute(delete(GradebookImport).where(GradebookImport.uploaded_at < before))
    for export in session.scalars(select(GradebookExport).where(GradebookExport.asked_at < before)).all():
        if export.shelved_as is not None:
            shelf.remove(export.shelved_as)
        session.delete(export)
