"""An employer's roster: reading it, taking a file of it after a dry run, and giving it out as a file."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date

from sqlalchemy import Engine, or_, select
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.core.clock import now, today_in_korea
from naruteo_portal.core.errors import Conflict, NotFound
from naruteo_portal.core.i18n import N_, Locale
from naruteo_portal.core.paging import Page, page_of
from naruteo_portal.identity import limits
from naruteo_portal.identity.bulk.rows import ERROR_COLUMN, refuse_resident_numbers
from naruteo_portal.identity.bulk.sheets import Cell, Kind, write_table
from naruteo_portal.identity.bulk.tables import Table, read_table
from naruteo_portal.identity.models import Organisation
from naruteo_portal.identity.readers import Reader
from naruteo_portal.incentives.employers.access import hold_employer
from naruteo_portal.incentives.employers.facts import EMPLOYER_TRAINING
from naruteo_portal.incentives.employers.models import Employee, RosterUpload
from naruteo_portal.incentives.employers.roster_rows import COLUMNS, Comparison, Entry, State, compare
from naruteo_portal.incentives.programmes import shipped_programme
from naruteo_portal.rules.model import Words

MOST_NAME_CHARACTERS = 200
TRUTHS = {True: "예", False: "아니요"}


class RosterRowsWrong(Conflict):
    """All rows or none were asked for, and some are wrong."""

    code = "rows-wrong"

    def __init__(self, count: int) -> None:
        super().__init__(
            N_("%(count)d rows are wrong, so nothing was taken. Correct them or take the others.", count=count)
        )


@dataclass(frozen=True)
class Preview:
    """An uploaded roster as it stands: what it would change now."""

    file: RosterUpload
    comparison: Comparison


def trainee_words() -> Mapping[str, Words]:
    """What a trainee may be to an employer, in the words of the programme."""
    return shipped_programme(EMPLOYER_TRAINING).facts["trainee"].choices


def employees_page(session: Session, employer: Organisation, words: str, number: int) -> Page[Employee]:
    """One page of an employer's employees by number; the employer must be one that the reader may see."""
    query = select(Employee).where(Employee.organisation_id == employer.id).order_by(Employee.number.collate("C"))
    for word in words.split():
        columns = (Employee.number, Employee.name, Employee.email)
        query = query.where(or_(*(column.icontains(word, autoescape=True) for column in columns)))
    return page_of(session, query, number)


def look_at(
    session: Session, engine: Engine, employer: Organisation, content: bytes, *, file_name: str, reader: Reader,
    actor: Actor,
) -> RosterUpload:  # fmt: skip
    """Read a roster's file and keep its rows; the roster stays as it is. Raises UnreadableFile and ListRefused."""
    limits.count_try(engine, limits.IMPORT_OF_ACCOUNT, str(reader.account_id))
    table = read_table(content)
    refuse_resident_numbers(table)
    compare(table, {}, trainee_words(), today_in_korea())
    uploaded = RosterUpload(
        organisation_id=employer.id,
        uploaded_by_id=reader.account_id,
        uploaded_at=now(),
        file_name=file_name[-MOST_NAME_CHARACTERS:] or "roster.csv",
        encoding=table.encoding,
        heading=list(table.heading),
        rows=[[number, list(cells)] for number, cells in table.rows],
        carried_out_at=None,
        taken=None,
    )
    session.add(uploaded)
    record(session, actor, "uploaded a roster", uploaded, organisation=employer.slug, rows=len(table.rows))
    return uploaded


def get_preview(session: Session, reader: Reader, employer: Organisation, upload_id: int) -> Preview:
    """A file that the reader uploaded, compared with the roster as it is now; NotFound for anybody else's.

    Until the transaction ends nobody else takes a file for this employer.
    """
    hold_employer(session, employer.id)
    uploaded = session.scalar(
        select(RosterUpload).where(
            RosterUpload.id == upload_id,
            RosterUpload.organisation_id == employer.id,
            RosterUpload.uploaded_by_id == reader.account_id,
        )
    )
    if uploaded is None:
        raise NotFound
    table = Table(
        tuple(uploaded.heading), tuple((number, tuple(cells)) for number, cells in uploaded.rows), uploaded.encoding
    )
    present = {each.number: _entry(each) for each in _employees(session, employer)}
    return Preview(uploaded, compare(table, present, trainee_words(), today_in_korea()))


def last_uploads(session: Session, reader: Reader, employer: Organisation) -> Sequence[RosterUpload]:
    """The reader's newest files for an employer."""
    return session.scalars(
        select(RosterUpload)
        .where(RosterUpload.organisation_id == employer.id, RosterUpload.uploaded_by_id == reader.account_id)
        .order_by(RosterUpload.id.desc())
        .limit(5)
    ).all()


def carry_out(session: Session, preview: Preview, *, only_valid: bool, reader: Reader, actor: Actor) -> int:
    """Enter and change the employees of a file; returns how many. Asked again, it changes nothing.

    Nobody is taken out: who is not in the file stays, until a file names their last day.
    """
    comparison, uploaded = preview.comparison, preview.file
    if uploaded.carried_out_at is not None:
        return 0
    if comparison.wrong and not only_valid:
        raise RosterRowsWrong(comparison.wrong)
    numbers = [line.entry.number for line in comparison.to_take]
    present = {
        each.number: each
        for each in session.scalars(
            select(Employee).where(Employee.organisation_id == uploaded.organisation_id, Employee.number.in_(numbers))
        )
    }
    for line in comparison.to_take:
        _take(session, uploaded.organisation_id, present.get(line.entry.number), line.entry, reader)
    uploaded.carried_out_at, uploaded.taken = now(), len(comparison.to_take)
    record(
        session, actor, "took a roster", uploaded, entered=comparison.count(State.NEW),
        changed=comparison.count(State.CHANGED), left_out=comparison.wrong,
    )  # fmt: skip
    return uploaded.taken


def _take(session: Session, employer_id: int, employee: Employee | None, entry: Entry, reader: Reader) -> None:
    values = {**asdict(entry), "changed_at": now(), "changed_by_id": reader.account_id}
    if employee is None:
        session.add(Employee(organisation_id=employer_id, **values))
        return
    for name, value in values.items():
        setattr(employee, name, value)


def template(kind: Kind) -> bytes:
    """An empty roster with the headings."""
    return write_table(kind, [_heading()])


def roster_file(session: Session, employer: Organisation, kind: Kind, locale: Locale) -> bytes:
    """The roster as a file that can be changed and uploaded again."""
    rows = [_heading(), *(_row(_entry(each), locale) for each in _employees(session, employer))]
    return write_table(kind, rows)


def corrections(preview: Preview, kind: Kind, locale: Locale) -> bytes:
    """The file as it was sent, with what is wrong in one more column; it can be corrected and sent again."""
    heading = preview.file.heading
    known = [index for index, cell in enumerate(heading) if cell != ERROR_COLUMN]
    rows = [[*(heading[index] for index in known), ERROR_COLUMN]]
    for line in preview.comparison.lines:
        said = " ".join(note.said_in(locale) for note in line.notes)
        rows.append([*(line.cells[index] for index in known), said])
    return write_table(kind, rows)


def _heading() -> list[Cell]:
    return [aliases[0] for aliases in COLUMNS.values()]


def _row(entry: Entry, locale: Locale) -> list[Cell]:
    words = trainee_words()
    said = {
        "trainee": words[entry.trainee].said_in(locale) if entry.trainee else None,
        "production_work": None if entry.production_work is None else TRUTHS[entry.production_work],
    }
    cells = [said.get(column, getattr(entry, column)) for column in COLUMNS]
    return [each.isoformat() if isinstance(each, date) else each for each in cells]


def _employees(session: Session, employer: Organisation) -> Sequence[Employee]:
    return session.scalars(
        select(Employee).where(Employee.organisation_id == employer.id).order_by(Employee.number.collate("C"))
    ).all()


def _entry(employee: Employee) -> Entry:
    return Entry(**{field.name: getattr(employee, field.name) for field in fields(Entry)})
