"""Writing tables that spreadsheets open without calculating what strangers wrote."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

Kind = Literal["csv", "xlsx"]
Cell = str | float | None
TYPES: dict[Kind, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# Signs after which spreadsheets take a cell for a formula (OWASP, CSV Injection).
CALCULATING = ("=", "+", "-", "@", "\t", "\r", "\n")
# XML 1.0 cannot hold these at all.
UNWRITABLE = {code: None for code in range(32) if chr(code) not in "\t\n\r"}


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook; `frozen` is the cell, for instance C2, above and left of which nothing scrolls away."""

    title: str
    rows: Iterable[Sequence[Cell]]
    frozen: str | None = None
    widths: Sequence[int] = ()
    """Of its columns, in characters."""


def harmless(cell: str) -> str:
    """A cell that no spreadsheet calculates."""
    cell = cell.translate(UNWRITABLE)
    return f"'{cell}" if cell.startswith(CALCULATING) else cell


def plain_number(value: float) -> str:
    """A number as a file holds it: every digit that it has, and no fraction where there is none."""
    return str(int(value)) if value == int(value) else repr(float(value))


def write_table(kind: Kind, rows: Iterable[Sequence[Cell]]) -> bytes:
    """A file of the kind; CSV carries a byte order mark, by which Excel knows UTF-8."""
    if kind == "xlsx":
        return write_workbook([Sheet("Naruteo", rows)])
    text = io.StringIO(newline="")
    csv.writer(text).writerows([_as_text(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def write_workbook(sheets: Iterable[Sheet]) -> bytes:
    """An XLSX file of several sheets, in which numbers are numbers."""
    workbook = Workbook(write_only=True)
    for each in sheets:
        sheet = workbook.create_sheet(each.title)
        sheet.freeze_panes = each.frozen
        for number, width in enumerate(each.widths, start=1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        for row in each.rows:
            sheet.append([harmless(cell) if isinstance(cell, str) else cell for cell in row])
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def _as_text(cell: Cell) -> str:
    return harmless(cell) if isinstance(cell, str) else "" if cell is None else plain_number(cell)
