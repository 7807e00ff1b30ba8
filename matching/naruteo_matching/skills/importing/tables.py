"""Tables in files that strangers made: read within limits, or refused with the places that are wrong."""

import csv
import io
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

MOST_BYTES = 64 * 1024 * 1024
"""Of a file as it lies on the disk; ESCO's larger one has 4 million."""
MOST_UNPACKED_BYTES = 256 * 1024 * 1024
"""Of everything that is taken out of one archive; ESCO's relations have 26 million."""
MOST_ROWS = 2_000_000
MOST_NAMED_FAULTS = 50
XLSX_MARK = b"PK\x03\x04"


@dataclass(frozen=True)
class Fault:
    """What is wrong with a file, where ("skills_en.csv, row 12"), and what to do."""

    place: str
    what: str


class ImportRefused(Exception):
    """The files cannot be taken; `faults` holds the first ones, and `count` how many there are."""

    def __init__(self, faults: Sequence[Fault], count: int | None = None) -> None:
        self.faults = tuple(faults)
        self.count = len(self.faults) if count is None else count
        more = self.count - len(self.faults)
        lines = [f"{fault.place}: {fault.what}" for fault in self.faults]
        super().__init__("\n".join([*lines, f"… and {more} more"] if more else lines))


class Faults:
    """Gathers faults while a file is read, so that its owner hears of all of them at once."""

    def __init__(self) -> None:
        self.named: list[Fault] = []
        self.count = 0

    def add(self, place: str, what: str) -> None:
        """Note a fault."""
        self.count += 1
        if self.count <= MOST_NAMED_FAULTS:
            self.named.append(Fault(place, what))

    def refuse_if_any(self) -> None:
        """Raise ImportRefused if anything was noted."""
        if self.count:
            raise ImportRefused(self.named, self.count)


@dataclass(frozen=True)
class Row:
    """One row: its cells by column, and where it stands as a spreadsheet shows it."""

    place: str
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def parts(self, column: str, separator: str = "\n") -> tuple[str, ...]:
        """The entries of a cell that holds several, without those that are empty or said twice."""
        return tuple(dict.fromkeys(part for each in self[column].split(separator) if (part := each.strip())))


def read_file(path: Path) -> bytes:
    """A file's bytes, if it is there and not too large."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise refused(path.name, f"is larger than {MOST_BYTES // 1024**2} MB; this is not the publisher's file")
        return path.read_bytes()
    except OSError as fault:
        raise refused(path.name, f"cannot be read ({fault.strerror}); name the file that you downloaded") from fault


def read_archive(path: Path, wanted: Iterable[str]) -> dict[str, str]:
    """The wanted texts of a ZIP file by name, wherever in it they lie."""
    content = read_file(path)
    found: dict[str, str] = {}
    left = MOST_UNPACKED_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = {member.filename.rsplit("/", 1)[-1]: member for member in archive.infolist()}
            for name in wanted:
                if name not in members:
                    raise refused(path.name, f"holds no {name}; take the complete ZIP file from the publisher")
                with archive.open(members[name]) as stream:
                    # The sizes that an archive states are its maker's word; what comes out is counted.
                    text = stream.read(left + 1)
                left -= len(text)
                if left < 0:
                    raise refused(path.name, f"unpacks to more than {MOST_UNPACKED_BYTES // 1024**2} MB")
                found[name] = decoded(text, name)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, ValueError) as fault:
        raise refused(path.name, "is not a ZIP file that can be read; download it again") from fault
    return found


def decoded(content: bytes, name: str, encodings: Sequence[str] = ("utf-8-sig",)) -> str:
    """Text in the first of the encodings that fits."""
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise refused(name, "holds letters that cannot be read; save it as CSV in UTF-8")


def text_rows(text: str, name: str, columns: Collection[str], delimiter: str = ",") -> Iterator[Row]:
    """The rows of a CSV text; missing columns and rows of another width refuse the whole."""
    if "\x00" in text:
        raise refused(name, "holds zero bytes; it is not a table of text")
    lines = io.StringIO(text, newline="")
    if delimiter == "\t":
        # O*NET's tables hold quotation marks as plain signs.
        reader = csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE, strict=True)
    else:
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
    return _rows(_numbered(reader, name), name, columns)


def sheet_rows(content: bytes, name: str, columns: Collection[str]) -> Iterator[Row]:
    """The rows of a workbook's first sheet."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if sum(part.file_size for part in parts) > MOST_UNPACKED_BYTES:
                raise refused(name, "unpacks to too much; copy the list into a new workbook")
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    _refuse_entities(archive.read(part).decode("utf-8-sig"), name)
        sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False).worksheets[0]
        # What a sheet says of its own size may be wrong.
        sheet.reset_dimensions()
        cells = [list(map(_said, row)) for row in sheet.iter_rows(values_only=True)]
    except ImportRefused:
        raise
    except Exception as fault:
        raise refused(name, "is not a workbook that can be read; save it again as XLSX or CSV") from fault
    widest = max(map(len, cells), default=0)
    return _rows(((number, row + [""] * (widest - len(row))) for number, row in enumerate(cells, 1)), name, columns)


def _refuse_entities(text: str, name: str) -> None:
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise refused(name, "defines XML entities; copy the list into a new workbook")


def refused(place: str, what: str) -> ImportRefused:
    """A refusal for one reason."""
    return ImportRefused([Fault(place, what)])


def _numbered(reader: Any, name: str) -> Iterator[tuple[int, list[str]]]:
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            if number > MOST_ROWS:
                raise refused(name, f"has more than {MOST_ROWS:,} rows")
            yield number, cells
    except csv.Error as fault:
        raise refused(f"{name}, row {number + 1}", f"is not a row of a CSV file: {fault}") from fault


def _rows(numbered: Iterator[tuple[int, list[str]]], name: str, columns: Collection[str]) -> Iterator[Row]:
    heading = [cell.strip() for cell in next(numbered, (0, []))[1]]
    missing = [column for column in columns if column not in heading]
    if missing:
        raise refused(f"{name}, row 1", f"has no column {', '.join(missing)}; the first row names the columns")
    where = [(column, heading.index(column)) for column in columns]
    for number, cells in numbered:
        if not any(cells):
            continue
        place = f"{name}, row {number}"
        if len(cells) != len(heading):
            raise refused(place, f"has {len(cells)} cells where the first row has {len(heading)}")
        yield Row(place, {column: cells[at].strip() for column, at in where})


def _said(cell: Any) -> str:
    if cell is None:
        return ""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
