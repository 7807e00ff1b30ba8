"""Reading tables out of files that strangers made."""

import io
import zipfile
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from naruteo_portal.core.errors import Invalid
from naruteo_portal.identity.bulk.sheets import harmless, write_table
from naruteo_portal.identity.bulk.tables import MOST_ROWS, UnreadableFile, read_table

LIST = "이름,메일 주소\n똠방각하,a@example.kr\n\n김하늘,b@example.kr\n"
ROWS = ((2, ("똠방각하", "a@example.kr")), (4, ("김하늘", "b@example.kr")))


def workbook(*rows: tuple[object, ...]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (LIST.encode(), "UTF-8"),
        (LIST.encode("utf-8-sig"), "UTF-8"),
        (LIST.encode("cp949"), "CP949"),
        (LIST.replace(",", "\t").encode("cp949"), "CP949"),
        (LIST.replace(",", ";").encode(), "UTF-8"),
        (LIST.replace("\n", "\r\n").encode(), "UTF-8"),
        (workbook(("이름", "메일 주소"), ("똠방각하", "a@example.kr"), (), ("김하늘", "b@example.kr")), "XLSX"),
    ],
)
def test_the_same_list_is_read_from_every_kind_of_file(content: bytes, encoding: str) -> None:
    table = read_table(content)
    assert table.heading == ("이름", "메일 주소")
    assert table.rows == ROWS
    assert table.encoding == encoding


def test_cells_of_all_types_become_text() -> None:
    table = read_table(workbook(("a", "b", "c", "d", "e"), (1001.0, 1.5, datetime(2026, 11, 30), None, " x  y ")))  # noqa: DTZ001
    assert table.rows == ((2, ("1001", "1.5", "2026-11-30", "", "x y")),)


def test_quoted_cells_may_hold_separators_and_lines() -> None:
    table = read_table('이름,메일\n"김, 하늘\n(본사)",a@example.kr\n'.encode())
    assert table.rows == ((2, ("김, 하늘 (본사)", "a@example.kr")),)


def bomb() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 40 * 1024 * 1024)
    return content.getvalue()


def with_entities() -> bytes:
    source, content = io.BytesIO(workbook(("이름", "메일"), ("a", "b"))), io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(content, "w") as new:
        for part in old.infolist():
            text = old.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                text = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + text
            new.writestr(part, text)
    return content.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b" \n \n",
        b"x" * (2 * 1024 * 1024 + 1),
        b"\xd0\xcf\x11\xe0" + b"old excel",
        b"PK\x03\x04 nothing that unpacks",
        bomb(),
        with_entities(),
        b"\xff\xfe\x00\x01\x02\x80",
        b"a,b\n\x00,c\n",
        ("이름,메일\n" + "가,a@example.kr\n" * (MOST_ROWS + 1)).encode(),
        ("이름,메일\n" + "\n" * 10_000).encode(),
        ("이름" + "," * 60 + "메일\n").encode(),
        ("이름,메일\n" + "가" * 1001 + ",a\n").encode(),
        ('이름,메일\n"' + "x" * 200_000).encode(),
    ],
    ids=[
        "empty", "blank", "too large", "old excel", "not a zip", "bomb", "entities", "utf-16", "nul",
        "too many rows", "too many lines", "too many columns", "too long a value", "open quotation",
    ],
)  # fmt: skip
def test_hostile_and_broken_files_are_refused_with_words(content: bytes) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_table(content)
    assert refused.value.message.said_in("ko") != refused.value.message.said_in("en")


@given(st.binary(max_size=300))
def test_nothing_but_a_table_or_a_refusal_comes_of_any_bytes(content: bytes) -> None:
    for start in (b"", b"PK\x03\x04"):
        try:
            read_table(start + content)
        except Invalid:
            continue


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_calculated(cell: str) -> None:
    assert harmless(cell).startswith("'")
    for kind in ("csv", "xlsx"):
        table = read_table(write_table(kind, [["이름", "메일"], [cell.strip(), "x"]]))
        # What we wrote ourselves is read back without the mark.
        assert table.rows[0][1][0] == cell.strip()


def test_csv_starts_with_the_mark_that_excel_needs() -> None:
    assert write_table("csv", [["이름"]]).startswith(b"\xef\xbb\xbf")
