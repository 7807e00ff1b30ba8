"""A gradebook's file that comes back: reading it, comparing it with what is there, and carrying out its changes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from naruteo_portal.assessment.gradebook.columns import STATE, Column, columns_of, runs_in
from naruteo_portal.assessment.gradebook.comparison import (
    Comparison,
    Known,
    Origin,
    ResultChange,
    compare,
    used_columns,
)
from naruteo_portal.assessment.gradebook.models import GradebookImport
from naruteo_portal.assessment.gradebook.standings import Gradebook, get_gradebook
from naruteo_portal.assessment.models import CellMark, GradingRun, Submission
from naruteo_portal.assessment.reviews import decisions_with, review
from naruteo_portal.audit.events import Actor, record
from naruteo_portal.catalogue.models import Enrolment
from naruteo_portal.core.clock import now
from naruteo_portal.core.errors import Conflict, NotFound
from naruteo_portal.core.i18n import N_
from naruteo_portal.identity import limits
from naruteo_portal.identity.bulk.rows import refuse_resident_numbers
from naruteo_portal.identity.bulk.tables import Table, read_table
from naruteo_portal.identity.readers import Reader
from naruteo_portal.notices.models import NoticeKind
from naruteo_portal.notices.notices import notify

MOST_COLUMNS = 1000
MOST_NAME_CHARACTERS = 200


class FileHasProblems(Conflict):
    """All of a file or nothing was asked for, and some of it is wrong."""

    code = "file-has-problems"

    def __init__(self, count: int) -> None:
        super().__init__(
            N_("%(count)d things are wrong, so nothing was changed. Correct the file or leave them out.", count=count)
        )


@dataclass(frozen=True)
class Preview:
    """An uploaded file as it stands: what it would change now."""

    file: GradebookImport
    gradebook: Gradebook
    comparison: Comparison


def look_at(
    session: Session, engine: Engine, cohort_id: int, content: bytes, *, file_name: str, reader: Reader, actor: Actor
) -> GradebookImport:
    """Read a gradebook's file and keep what it says about points; nothing is changed."""
    limits.count_try(engine, limits.IMPORT_OF_ACCOUNT, str(reader.account_id))
    gradebook = get_gradebook(session, reader, cohort_id, with_cells=True)
    table = read_table(content, most_columns=MOST_COLUMNS)
    refuse_resident_numbers(table)
    columns = columns_of(gradebook, with_cells=True)
    places = sorted(used_columns(table.heading, columns).values())
    uploaded = GradebookImport(
        cohort_id=cohort_id,
        uploaded_by_id=reader.account_id,
        uploaded_at=now(),
        file_name=file_name[-MOST_NAME_CHARACTERS:] or "gradebook.csv",
        encoding=table.encoding,
        heading=[table.heading[index] for index in places],
        rows=[[number, [cells[index] for index in places]] for number, cells in table.rows],
        unused=[cell for index, cell in enumerate(table.heading) if cell and index not in places],
        carried_out_at=None,
        changed=None,
    )
    session.add(uploaded)
    record(session, actor, "uploaded a gradebook", uploaded, cohort=cohort_id, rows=len(table.rows))
    return uploaded


def get_preview(session: Session, reader: Reader, cohort_id: int, import_id: int) -> Preview:
    """A file that the reader uploaded, compared with the gradebook as it is now; NotFound for anybody else's."""
    uploaded = session.scalar(
        select(GradebookImport)
        .where(
            GradebookImport.id == import_id,
            GradebookImport.cohort_id == cohort_id,
            GradebookImport.uploaded_by_id == reader.account_id,
        )
        .with_for_update()
    )
    if uploaded is None:
        raise NotFound
    gradebook = get_gradebook(session, reader, cohort_id, with_cells=True)
    table = Table(
        tuple(uploaded.heading), tuple((number, tuple(cells)) for number, cells in uploaded.rows), uploaded.encoding
    )
    columns = columns_of(gradebook, with_cells=True)
    known = Known(_origins(session, cohort_id, table, columns), _noted(session, gradebook), reader.account_id)
    return Preview(uploaded, gradebook, compare(table, gradebook, columns, known))


def last_imports(session: Session, reader: Reader, cohort_id: int) -> Sequence[GradebookImport]:
    """The reader's newest files for a cohort."""
    return session.scalars(
        select(GradebookImport)
        .where(GradebookImport.cohort_id == cohort_id, GradebookImport.uploaded_by_id == reader.account_id)
        .order_by(GradebookImport.id.desc())
        .limit(5)
    ).all()


def carry_out(session: Session, preview: Preview, *, reason: str, without_problems: bool, actor: Actor) -> int:
    """Let all changes of a file count, for a reason that the learners see; returns how many results changed.

    Asked again, it changes nothing. A result that somebody changes in this very moment refuses all of it.
    """
    if preview.file.carried_out_at is not None:
        return 0
    if preview.comparison.problems and not without_problems:
        raise FileHasProblems(len(preview.comparison.problems))
    for change in preview.comparison.changes:
        run = change.submission.current_run
        if run is not None:
            decisions = decisions_with(run.cells, change.points)
            review(session, change.submission, run.id, decisions, reason=reason, actor=actor)
            _tell(session, change, reason)
    preview.file.carried_out_at = now()
    preview.file.changed = len(preview.comparison.changes)
    record(
        session, actor, "changed points from a gradebook", preview.file,
        cohort=preview.file.cohort_id, results=preview.file.changed, reason=reason,
    )  # fmt: skip
    return preview.file.changed


def _tell(session: Session, change: ResultChange, reason: str) -> None:
    notify(
        session, change.line.account, kind=NoticeKind.RESULT,
        subject=N_("Points changed: %(task)s", task=change.standing.task.title),
        body=N_("An instructor changed points of your work on “%(task)s”. The reason: %(reason)s",
                task=change.standing.task.title, reason=reason),
        address=f"/submissions/{change.submission.reference}",
    )  # fmt: skip


def _origins(session: Session, cohort_id: int, table: Table, columns: Iterable[Column]) -> dict[int, Origin]:
    """The results of this cohort that a file names as those that it was made from."""
    place = used_columns(table.heading, list(columns))[STATE]
    named = {run for _number, cells in table.rows for run in runs_in(cells[place])}
    rows = session.execute(
        select(GradingRun.id, GradingRun.submission_id, GradingRun.score, GradingRun.cells)
        .join(Submission, Submission.id == GradingRun.submission_id)
        .join(Submission.enrolment)
        .where(GradingRun.id.in_(named), ~GradingRun.held, Enrolment.cohort_id == cohort_id)
    )
    return {run_id: Origin(submission_id, score, cells) for run_id, submission_id, score, cells in rows}


def _noted(session: Session, gradebook: Gradebook) -> frozenset[int]:
    submissions = [
        standing.counting.id for line in gradebook.lines for standing in line.standings if standing.counting
    ]  # fmt: skip
    return frozenset(session.scalars(select(CellMark.submission_id).where(CellMark.submission_id.in_(submissions))))
