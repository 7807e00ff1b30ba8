"""A bulk invitation from the dry run to its end."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.core.clock import now
from naruteo_portal.core.errors import Conflict, NotAllowed, NotFound
from naruteo_portal.core.i18n import N_, Locale
from naruteo_portal.identity import limits
from naruteo_portal.identity.bulk.rows import (
    COLUMNS,
    ERROR_COLUMN,
    CheckedRow,
    check_rows,
    columns_of,
    refuse_resident_numbers,
    unused_columns,
)
from naruteo_portal.identity.bulk.sheets import Kind, write_table
from naruteo_portal.identity.bulk.tables import Table, read_table
from naruteo_portal.identity.invitations import invite_ready, invited_among, members_among
from naruteo_portal.identity.mail_links import AddressOf
from naruteo_portal.identity.models import ImportReport, Organisation, Role
from naruteo_portal.identity.permissions import roles_to_invite
from naruteo_portal.identity.readers import Reader

MOST_NAME_CHARACTERS = 200


class RowsWrong(Conflict):
    """All rows or none were asked for, and some are wrong."""

    code = "rows-wrong"

    def __init__(self, count: int) -> None:
        super().__init__(
            N_("%(count)d rows are wrong, so nothing was sent. Correct them or send the others.", count=count)
        )


@dataclass(frozen=True)
class Preview:
    """A report as it is shown: rows with their states, and what the file was."""

    report: ImportReport
    heading: tuple[str, ...]
    unused: tuple[str, ...]
    rows: tuple[CheckedRow, ...]

    def count(self, state: str) -> int:
        """How many rows are in a state."""
        return sum(1 for row in self.rows if row.state == state)

    @property
    def wrong(self) -> tuple[CheckedRow, ...]:
        """The rows that need correcting."""
        return tuple(row for row in self.rows if row.state == "wrong")


def look_at(
    session: Session,
    engine: Engine,
    organisation: Organisation,
    content: bytes,
    *,
    file_name: str,
    reader: Reader,
    actor: Actor,
) -> ImportReport:
    """Read a file and check its rows, sending nothing: the dry run."""
    allowed = roles_to_invite(reader, organisation.id, organisation.kind)
    if not allowed:
        raise NotAllowed
    limits.count_try(engine, limits.IMPORT_OF_ACCOUNT, str(reader.account_id))
    table = read_table(content)
    refuse_resident_numbers(table)
    unused = unused_columns(table.heading, columns_of(table.heading).values())
    rows = _check(session, organisation, table, allowed)
    report = ImportReport(
        organisation_id=organisation.id,
        uploaded_by_id=reader.account_id,
        uploaded_at=now(),
        file_name=file_name[-MOST_NAME_CHARACTERS:] or "list.csv",
        encoding=table.encoding,
        rows={"heading": list(table.heading), "unused": unused, "rows": [row.to_json() for row in rows]},
        carried_out_at=None,
    )
    session.add(report)
    record(session, actor, "uploaded a list", report, organisation=organisation.slug, rows=len(rows))
    return report


def _check(session: Session, organisation: Organisation, table: Table, allowed: Sequence[Role]) -> list[CheckedRow]:
    first = check_rows(table, allowed, {}, {})
    emails = [row.email for row in first if row.state == "ready"]
    members = {role: members_among(session, organisation, role, emails) for role in allowed}
    invited = {role: invited_among(session, organisation, role, emails) for role in allowed}
    return check_rows(table, allowed, members, invited)


def get_preview(session: Session, reader: Reader, organisation: Organisation, report_id: int) -> Preview:
    """A report that the reader made, as it stands; NotFound for anybody else's."""
    report = session.scalar(
        select(ImportReport)
        .where(
            ImportReport.id == report_id,
            ImportReport.organisation_id == organisation.id,
            ImportReport.uploaded_by_id == reader.account_id,
        )
        .with_for_update()
    )
    if report is None:
        raise NotFound
    rows = tuple(CheckedRow.from_json(row) for row in report.rows["rows"])
    return Preview(report, tuple(report.rows["heading"]), tuple(report.rows["unused"]), rows)


def last_reports(session: Session, reader: Reader, organisation: Organisation) -> Sequence[ImportReport]:
    """The reader's newest reports for an organisation."""
    return session.scalars(
        select(ImportReport)
        .where(ImportReport.organisation_id == organisation.id, ImportReport.uploaded_by_id == reader.account_id)
        .order_by(ImportReport.id.desc())
        .limit(5)
    ).all()


def carry_out(
    session: Session,
    organisation: Organisation,
    preview: Preview,
    *,
    only_valid: bool,
    reader: Reader,
    actor: Actor,
    accept_address: AddressOf,
) -> int:
    """Send the invitations and return how many; asked again, it sends none."""
    if preview.report.carried_out_at is not None:
        return 0
    if preview.wrong and not only_valid:
        raise RowsWrong(len(preview.wrong))
    sent = invite_ready(
        session,
        organisation,
        [(Role(row.role), row.invitee()) for row in preview.rows if row.state == "ready"],
        reader=reader,
        actor=actor,
        accept_address=accept_address,
    )
    preview.report.carried_out_at = now()
    record(session, actor, "invited from a list", preview.report, organisation=organisation.slug, sent=sent)
    return sent


def template(kind: Kind) -> bytes:
    """An empty list with the headings."""
    return write_table(kind, [[aliases[0] for aliases in COLUMNS.values()]])


def corrections(preview: Preview, kind: Kind, locale: Locale) -> bytes:
    """The wrong rows as they were sent, with what is wrong in one more column; it can be corrected and sent again."""
    known = [index for index, cell in enumerate(preview.heading) if cell != ERROR_COLUMN]
    lines = [[*(preview.heading[index] for index in known), ERROR_COLUMN]]
    for row in preview.wrong:
        said = " ".join(note[locale] for note in row.notes)
        lines.append([*(row.cells[index] for index in known), said])
    return write_table(kind, lines)
