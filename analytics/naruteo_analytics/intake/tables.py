"""Tables of strangers, as CSV or Parquet, read a part at a time: typed, with each row that does not fit as a fault.

Rows are numbered as a spreadsheet numbers them, the heading being row 1. CSV may be UTF-8, with or without a byte
order mark, or CP949, as Korean Excel writes it, and separated by comma, semicolon or tab.
"""

import codecs
import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from naruteo_analytics.intake.faults import RESIDENT_NUMBER, RESIDENT_NUMBER_HEADINGS, Faults, Kind
from naruteo_analytics.plain_csv import SEPARATORS

BLOCK_BYTES = 4 << 20
PARQUET_ROWS = 1 << 19
ROW = "row"
"""The column in which each part carries the numbers of its rows."""
NUMBER = r"^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,2})?$"
RESIDENT_NUMBER_DIGITS = 13
ARROW_TYPES = {"text": pa.string(), "whole": pa.int64(), "number": pa.float64(), "date": pa.date32()}
Progress = Callable[[float], None]
"""Is told how much of the work is done, from 0 to 1."""


@dataclass(frozen=True)
class Column:
    """What a column may hold; `least` and `most` include themselves."""

    name: str
    kind: Literal["text", "whole", "number", "date"] = "text"
    may_be_missing: bool = False
    allowed: tuple[str, ...] = ()
    pattern: str = ""
    """What a text has to look like, as RE2 reads it; `example` shows it to people."""
    example: str = ""
    least: float | None = None
    most: float | None = None
    optional: bool = False
    """The file may come without the column, which then is missing in each row."""

    @property
    def range(self) -> str:
        """The range in signs, for a fault: `0–100`, `≥ 0`."""
        if self.least is not None and self.most is not None:
            return f"{self.least:g}–{self.most:g}"
        return f"≥ {self.least:g}" if self.least is not None else f"≤ {self.most:g}"


@dataclass(frozen=True)
class Table:
    """A file by its name without ending; columns that it holds besides these are neither read nor kept."""

    name: str
    columns: tuple[Column, ...]
    missing: tuple[str, ...] = ("",)
    """What stands for a missing value."""
    multiline: bool = False
    """Whether quoted cells may hold line breaks."""


def find(folder: Path, name: str, faults: Faults) -> Path | None:
    """The file of a table below a folder, whatever the case of its name and the folder that an archive put it in.

    Which of several would be meant nobody knows, so that is a fault.
    """
    wanted = {f"{name}.csv".casefold(), f"{name}.parquet".casefold()}
    found = sorted(path for path in folder.rglob("*") if path.name.casefold() in wanted and path.is_file())
    if len(found) > 1:
        places = ", ".join(path.relative_to(folder).as_posix() for path in found)
        faults.add(found[0].name, None, None, Kind.FILE_TWICE, places)
    return found[0] if found else None


def parts(path: Path, table: Table, faults: Faults, progress: Progress | None = None) -> Iterator[pa.Table]:
    """The sound rows of a file, a part at a time, with the columns of `table` in their types and `row`.

    Rows with a fault are noted and left out, so that nothing that follows from the fault is noted as well. The caller
    may stop at `faults.in_all`, but has to read on for the other faults.
    """
    source = _parquet(path, table, faults) if path.suffix.casefold() == ".parquet" else _csv(path, table, faults)
    for part, done in source:
        try:
            checked = _checked(part, path.name, table, faults)
        except pa.ArrowException as fault:  # Parquet may hold lists, bytes and the like
            faults.add(path.name, None, None, Kind.UNREADABLE, fault)
            return
        if checked.num_rows:
            yield checked
        if progress is not None:
            progress(done)


def whole(path: Path, table: Table, faults: Faults) -> pa.Table:
    """All sound rows of a small file at once."""
    schema = pa.schema([*((each.name, ARROW_TYPES[each.kind]) for each in table.columns), (ROW, pa.int64())])
    return pa.concat_tables([schema.empty_table(), *parts(path, table, faults)])


def encoding_of(path: Path) -> str | None:
    """UTF-8 or CP949, whichever the whole file can be read as; None: neither."""
    for encoding in ("utf-8", "cp949"):
        decoder = codecs.getincrementaldecoder(encoding)()
        with path.open("rb") as stream:
            try:
                while chunk := stream.read(BLOCK_BYTES):
                    if b"\0" in chunk:
                        return None
                    decoder.decode(chunk)
                decoder.decode(b"", final=True)
            except UnicodeDecodeError:
                continue
        return encoding
    return None


def _csv(path: Path, table: Table, faults: Faults) -> Iterator[tuple[pa.Table, float]]:
    encoding = encoding_of(path)
    if encoding is None:
        faults.add(path.name, None, None, Kind.NOT_TEXT)
        return
    with path.open(encoding="utf-8-sig" if encoding == "utf-8" else encoding, newline="") as text:
        separator = max(SEPARATORS, key=text.readline().count)
        text.seek(0)
        try:
            heading = next(csv.reader(text, delimiter=separator), [])
        except csv.Error as fault:
            faults.add(path.name, 1, None, Kind.UNREADABLE, fault)
            return
        if next(text, None) is None:
            faults.add(path.name, None, None, Kind.FILE_EMPTY)
            return
    if not _heading_fits(path.name, heading, table, faults):
        return
    skipped: list[int] = []

    def skip(row: Any) -> str:
        skipped.append(row.number)
        faults.add(path.name, row.number, None, Kind.CELLS, row.actual_columns, str(row.expected_columns))
        return "skip"

    names = [f"{number}" for number in range(len(heading))]
    first, size = 2, path.stat().st_size
    with pa.OSFile(str(path)) as source:
        try:
            reader = pyarrow.csv.open_csv(
                source,
                pyarrow.csv.ReadOptions(
                    column_names=names, skip_rows=1, block_size=BLOCK_BYTES, encoding=encoding, use_threads=False
                ),
                pyarrow.csv.ParseOptions(
                    delimiter=separator, newlines_in_values=table.multiline, ignore_empty_lines=False,
                    invalid_row_handler=skip,
                ),
                pyarrow.csv.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=True,
                    null_values=list(table.missing), check_utf8=False,
                ),
            )  # fmt: skip
            for batch in reader:
                part = pa.table(batch.columns, names=_plain(heading))
                rows = _numbers(first, part.num_rows, skipped)
                first = int(rows[-1].as_py()) + 1 if len(rows) else first
                yield _not_blank(part.append_column(ROW, rows)), source.tell() / size
        except pa.ArrowInvalid as fault:
            faults.add(path.name, None, None, Kind.UNREADABLE, fault)


def _parquet(path: Path, table: Table, faults: Faults) -> Iterator[tuple[pa.Table, float]]:
    try:
        with pq.ParquetFile(path) as file:
            if not _heading_fits(path.name, file.schema_arrow.names, table, faults):
                return
            done, in_all = 0, file.metadata.num_rows
            if not in_all:
                faults.add(path.name, None, None, Kind.FILE_EMPTY)
            for batch in file.iter_batches(PARQUET_ROWS):
                part = pa.table(batch.columns, names=_plain(batch.schema.names))
                rows = _numbers(2 + done, part.num_rows, [])
                done += part.num_rows
                yield part.append_column(ROW, rows), done / in_all
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as fault:
        faults.add(path.name, None, None, Kind.UNREADABLE, fault)


def _plain(heading: Sequence[str]) -> list[str]:
    return [each.strip().casefold() for each in heading]


def _heading_fits(file: str, heading: Sequence[str], table: Table, faults: Faults) -> bool:
    plain = _plain(heading)
    before = faults.in_all
    for name in sorted({each for each in plain if plain.count(each) > 1}):
        faults.add(file, 1, name, Kind.COLUMN_TWICE)
    for column in table.columns:
        if not column.optional and column.name.casefold() not in plain:
            faults.add(file, 1, column.name, Kind.COLUMN_MISSING)
    for name in plain:
        if any(word in name.replace(" ", "").replace("_", "") for word in RESIDENT_NUMBER_HEADINGS):
            faults.add(file, 1, name, Kind.RESIDENT_NUMBER)
    return faults.in_all == before


def _numbers(first: int, count: int, skipped: Sequence[int]) -> pa.Array:
    """The numbers of the next rows, leaving out those that were skipped."""
    left_out = {number for number in skipped if number >= first}
    if not left_out:
        return pa.array(range(first, first + count), pa.int64())
    numbers: list[int] = []
    number = first
    while len(numbers) < count:
        if number not in left_out:
            numbers.append(number)
        number += 1
    return pa.array(numbers, pa.int64())


def _not_blank(part: pa.Table) -> pa.Table:
    """Without the blank lines, which spreadsheets leave behind the last row."""
    if not any(column.null_count for column in part.columns):
        return part
    filled = None
    for name in part.column_names:
        if name != ROW:
            filled = part[name].is_valid() if filled is None else pc.or_(filled, part[name].is_valid())
    return part.filter(filled)


def _checked(part: pa.Table, file: str, table: Table, faults: Faults) -> pa.Table:
    sound = None
    for name in part.column_names:
        if name != ROW and (found := _resident_numbers(part[name])) is not None:
            _note(part, file, name, Kind.RESIDENT_NUMBER, found, faults)
            sound = _without(sound, found)
    columns = {}
    for column in table.columns:
        if column.name.casefold() not in part.column_names:
            columns[column.name] = pa.nulls(part.num_rows, ARROW_TYPES[column.kind])
            continue
        given = part[column.name.casefold()]
        columns[column.name], faulty = _typed(given, column)
        for kind, rows, wanted in faulty:
            if pc.any(rows).as_py():
                _note(part, file, column.name, kind, rows, faults, given, wanted)
                sound = _without(sound, rows)
    typed = pa.table({**columns, ROW: part[ROW]})
    return typed if sound is None else typed.filter(sound)


def _without(sound: Any, rows: Any) -> Any:
    return pc.invert(rows) if sound is None else pc.and_(sound, pc.invert(rows))


def _note(
    part: pa.Table, file: str, column: str, kind: Kind, rows: Any, faults: Faults, given: Any = None, wanted: str = ""
) -> None:
    numbers = part[ROW].filter(rows)
    values = given.filter(rows) if given is not None else numbers
    pairs = ((number.as_py(), value.as_py() or "") for number, value in zip(numbers, values, strict=True))
    faults.add_rows(file, column, kind, pairs, count=len(numbers), wanted=wanted)


def _resident_numbers(given: Any) -> Any:
    """Which rows seem to hold a resident registration number; None: no row."""
    if pa.types.is_dictionary(given.type):
        given = given.cast(given.type.value_type)
    if pa.types.is_integer(given.type):
        # The leading zeros of one are lost.
        if (pc.max(given).as_py() or 0) < 10 ** (RESIDENT_NUMBER_DIGITS - 2):
            return None
        given = pc.utf8_lpad(given.cast(pa.string()), RESIDENT_NUMBER_DIGITS, "0")
    elif not (pa.types.is_string(given.type) or pa.types.is_large_string(given.type)):
        return None
    # Looked at closely only where there is room for one.
    if (pc.max(pc.binary_length(given)).as_py() or 0) < RESIDENT_NUMBER_DIGITS:
        return None
    found = pc.fill_null(pc.match_substring_regex(given, RESIDENT_NUMBER), False)
    return found if pc.any(found).as_py() else None


def _typed(given: Any, column: Column) -> tuple[Any, list[tuple[Kind, Any, str]]]:
    """A column in its type, and which rows break which rule."""
    if pa.types.is_dictionary(given.type):
        given = given.cast(given.type.value_type)
    if column.kind == "text":
        given = _trimmed(given.cast(pa.string()))
    faulty: list[tuple[Kind, Any, str]] = []
    if not column.may_be_missing and given.null_count:
        faulty.append((Kind.VALUE_MISSING, given.is_null(), ""))
    if column.kind == "text":
        if column.allowed:
            fits = pc.or_(pc.is_in(given, pa.array(column.allowed)), given.is_null())
            faulty.append((Kind.NOT_ALLOWED, pc.invert(fits), ", ".join(column.allowed)))
        if column.pattern:
            fits = pc.fill_null(pc.match_substring_regex(given, column.pattern), True)
            faulty.append((Kind.NOT_ALLOWED, pc.invert(fits), column.example))
        return given, faulty
    if column.kind == "date":
        typed = _dates(given)
        return typed, [*faulty, (Kind.NOT_A_DATE, _lost(given, typed), "2026-03-02")]
    typed = _numeric(given, pa.int64() if column.kind == "whole" else pa.float64())
    faulty.append((Kind.NOT_WHOLE if column.kind == "whole" else Kind.NOT_A_NUMBER, _lost(given, typed), ""))
    outside = None
    if column.least is not None:
        outside = pc.less(typed, column.least)
    if column.most is not None:
        above = pc.greater(typed, column.most)
        outside = above if outside is None else pc.or_(outside, above)
    if outside is not None:
        faulty.append((Kind.OUT_OF_RANGE, pc.fill_null(outside, False), column.range))
    return typed, faulty


def _trimmed(text: Any) -> Any:
    """Text without the spaces around it, which nobody sees; of nothing but spaces none is left."""
    trimmed = pc.utf8_trim_whitespace(text)
    return pc.if_else(pc.equal(trimmed, ""), None, trimmed)


def _lost(given: Any, typed: Any) -> Any:
    """Rows in which something stood that the type cannot hold."""
    return pc.and_(given.is_valid(), typed.is_null())


def _numeric(given: Any, kind: Any) -> Any:
    """Numbers of a type, and null for what is none."""
    try:
        typed = given.cast(kind)
    except pa.ArrowInvalid:
        if pa.types.is_string(given.type) or pa.types.is_large_string(given.type):
            text = pc.utf8_trim_whitespace(given)
            given = pc.if_else(pc.match_substring_regex(text, NUMBER), pc.utf8_ltrim(text, "+"), None)
        given = given.cast(pa.float64(), safe=False)
        fits = given if kind == pa.float64() else pc.if_else(pc.equal(pc.floor(given), given), given, None)
        # Beyond this a float does not hold whole numbers one by one.
        typed = pc.if_else(pc.less(pc.abs(fits), float(2**53)), fits, None).cast(kind)
    return pc.if_else(pc.is_finite(typed), typed, None) if kind == pa.float64() else typed


def _dates(given: Any) -> Any:
    if pa.types.is_date(given.type) or pa.types.is_timestamp(given.type):
        return given.cast(pa.date32(), safe=False)
    # There are far fewer days than rows.
    encoded = pc.dictionary_encode(given.cast(pa.string())).combine_chunks()
    days = pa.array([_date(each.as_py()) for each in encoded.dictionary], pa.date32())
    return days.take(encoded.indices)


def _date(text: str | None) -> date | None:
    """A calendar day, also of an instant that begins with one."""
    try:
        return date.fromisoformat((text or "").strip()[:10])
    except ValueError:
        return None
