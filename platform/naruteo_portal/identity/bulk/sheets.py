"""Writing tables that spreadsheets open without calculating what strangers wrote."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Literal

from openpyxl import Workbook

Kind = Literal["csv", "xlsx"]
TYPES: dict[Kind, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# Signs after which spreadsheets take a cell for a formula (OWASP, CSV Injection).
CALCULATING = ("=", "+", "-", "@", "\t", "\r", "\n")
# XML 1.0 cannot hold these at all.
UNWRITABLE = {code: None for code in range(32) if chr(code) not in "\t\n\r"}


def harmless(cell: str) -> str:
    """A cell that no spreadsheet calculates."""
    cell = cell.translate(UNWRITABLE)
    return f"'{cell}" if cell.startswith(CALCULATING) else cell


def write_table(kind: Kind, rows: Iterable[Sequence[str]]) -> bytes:
    """A file of the kind; CSV carries a byte order mark, by which Excel knows UTF-8."""
    safe = ([harmless(cell) for cell in row] for row in rows)
    if kind == "csv":
        text = io.StringIO(newline="")
        csv.writer(text).writerows(safe)
        return text.getvalue().encode("utf-8-sig")
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("Naruteo")
    for row in safe:
        sheet.append(row)
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()
