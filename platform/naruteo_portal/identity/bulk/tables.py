"""Reading tables out of CSV and XLSX files that strangers made."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from openpyxl import load_workbook

from naruteo_portal.core.errors import Invalid
from naruteo_portal.core.i18n import N_

MOST_BYTES = 2 * 1024 * 1024
MOST_ROWS = 2000
MOST_LINES = 3 * MOST_ROWS
MOST_COLUMNS = 50
MOST_CHARACTERS = 1000
# A workbook of 2,000 people unpacks to a few hundred kilobytes.
MOST_UNPACKED_BYTES = 30 * 1024 * 1024
MOST_PARTS = 200
XLSX_MARK = b"PK\x03\x04"
XLS_MARK = b"\xd0\xcf\x11\xe0"
DELIMITERS = ",\t;"
ENCODINGS = (("utf-8-sig", "UTF-8"), ("cp949", "CP949"))
UNREADABLE_WORKBOOK = N_("This workbook cannot be read. Save it again as XLSX or CSV and send that.")


class UnreadableFile(Invalid):
    """The file cannot be read as a table."""

    code = "unreadable-file"


@dataclass(frozen=True)
class Table:
    """A heading and the rows below it, as text, with the numbers that a spreadsheet shows beside them."""

    heading: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    encoding: str
    """ "UTF-8", "CP949" or "XLSX"; shown to the person, who may have expected another."""


def read_table(content: bytes, *, most_columns: int = MOST_COLUMNS) -> Table:
    """The table in a file, whichever of the two kinds it is; UnreadableFile says what to do about others."""
    if len(content) > MOST_BYTES:
        raise UnreadableFile(N_("The file is larger than 2 MB. Send the list in several files."))
    if not content.strip():
        raise UnreadableFile(N_("The file is empty."))
    if content.startswith(XLS_MARK):
        raise UnreadableFile(N_("This is an old or protected Excel file. Save it as XLSX or CSV without a password."))
    if content.startswith(XLSX_MARK):
        return _table(_workbook_rows(content, most_columns), "XLSX")
    text, encoding = _decode(content)
    return _table(_csv_rows(text, most_columns), encoding)


def _table(rows: Iterable[tuple[str, ...]], encoding: str) -> Table:
    numbered = [(number, row) for number, row in enumerate(rows, start=1) if any(row)]
    if not numbered:
        raise UnreadableFile(N_("The file is empty."))
    (_, heading), *body = numbered
    width = max((index for index, cell in enumerate(heading, start=1) if cell), default=0)
    return Table(
        heading[:width],
        tuple((number, (row + ("",) * width)[:width]) for number, row in body),
        encoding,
    )


def _decode(content: bytes) -> tuple[str, str]:
    # Korean Excel writes CSV in CP949, which is more than EUC-KR: 똠방각하 is not in the latter.
    for codec, name in ENCODINGS:
        try:
            text = content.decode(codec)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text, name
    raise UnreadableFile(N_("The letters in this file cannot be read. Save it as CSV in UTF-8, or as XLSX."))


def _csv_rows(text: str, most_columns: int) -> list[tuple[str, ...]]:
    lines = text.splitlines()
    first = next((line for line in lines if line.strip()), "")
    delimiter = max(DELIMITERS, key=first.count)
    rows = _Rows(most_columns)
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.take(cells)
    except csv.Error:
        raise UnreadableFile(N_("This is not a CSV file: its quotation marks or lines are broken.")) from None
    return rows.rows


def _workbook_rows(content: bytes, most_columns: int) -> list[tuple[str, ...]]:
    _check_workbook(content)
    rows = _Rows(most_columns)
    try:
        workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        for cells in _cells(workbook, most_columns):
            rows.take(cells)
    except UnreadableFile:
        raise
    except Exception:
        raise UnreadableFile(UNREADABLE_WORKBOOK) from None
    return rows.rows


def _cells(workbook: Any, most_columns: int) -> Iterator[Iterable[Any]]:
    sheet = workbook.worksheets[0]
    # What the sheet says of its own size may be wrong.
    sheet.reset_dimensions()
    yield from sheet.iter_rows(values_only=True, max_col=most_columns + 1, max_row=MOST_LINES + 1)


def _check_workbook(content: bytes) -> None:
    """Refuse archives that unpack to far too much, and XML that defines entities, before anything parses them."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED_BYTES:
                raise UnreadableFile(
                    N_("This workbook unpacks to too much. Copy the list into a new one and send that.")
                )
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    # Reading stops at the size that was just checked, whatever the archive holds.
                    text = archive.read(part).decode("utf-8-sig")
                    if "<!DOCTYPE" in text or "<!ENTITY" in text:
                        raise UnreadableFile(UNREADABLE_WORKBOOK)
    except (zipfile.BadZipFile, UnicodeDecodeError, RuntimeError, NotImplementedError, EOFError, OSError):
        raise UnreadableFile(UNREADABLE_WORKBOOK) from None


class _Rows:
    """Rows as they are read, with an end: neither people nor blank lines come without number."""

    def __init__(self, most_columns: int) -> None:
        self.most_columns = most_columns
        self.rows: list[tuple[str, ...]] = []
        self.filled = 0

    def take(self, cells: Iterable[Any]) -> None:
        row = _tidy(cells, self.most_columns)
        self.rows.append(row)
        self.filled += any(row)
        # One of them is the heading.
        if self.filled > MOST_ROWS + 1 or len(self.rows) > MOST_LINES:
            raise UnreadableFile(N_("The list has more than 2,000 people. Send it in several files."))


def _tidy(cells: Iterable[Any], most_columns: int) -> tuple[str, ...]:
    row = tuple(_text(cell) for cell in cells)
    if len(row) > most_columns and any(row[most_columns:]):
        raise UnreadableFile(N_("The list has more than %(most)d columns. Use the template.", most=most_columns))
    if any(len(cell) > MOST_CHARACTERS for cell in row):
        raise UnreadableFile(N_("A cell holds more than 1,000 characters. Use the template."))
    return row[:most_columns]


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        # Excel keeps every number as a fraction: 1001.0 was typed as 1001.
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ", timespec="minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    text = " ".join(str(cell).split())
    # Our own files carry this mark before signs that a spreadsheet would calculate.
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@") else text
