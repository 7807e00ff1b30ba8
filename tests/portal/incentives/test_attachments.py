"""Uploaded files are taken for what they hold, not for what they are called; anything that could act is refused."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from naruteo_portal.incentives.attachments import (
    LONGEST_NAME,
    MOST_BYTES,
    FileKind,
    FileRefused,
    FileTooLarge,
    check_file,
    tidy_file_name,
)

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 20 + b"\xff\xd9"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 20 + b"\0\0\0\0IEND\xaeB`\x82"
HWP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + b"HWP Document File" + b"\0" * 15
# A birth date that does not exist in any register: the check digit is wrong on purpose.
RESIDENT_NUMBER = "900101-1234560"


def workbook(*cells: str) -> bytes:
    book = Workbook()
    assert book.active is not None
    book.active.append(cells)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def with_part(name: str, content: bytes) -> bytes:
    made = io.BytesIO(workbook("가"))
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, content)
    return made.getvalue()


def hwpx(text: str = "가", kind: bytes = b"application/hwp+zip") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr("mimetype", kind)
        packed.writestr("Contents/header.xml", "<head/>")
        packed.writestr("Contents/section0.xml", f"<t>{text}</t>")
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("계약서.pdf", PDF, FileKind.PDF),
        ("SCAN.JPG", JPEG, FileKind.JPEG),
        ("a.png", PNG, FileKind.PNG),
        ("임금대장.xlsx", workbook("이름", "1200000"), FileKind.XLSX),
        ("utf8.csv", "이름,금액\n김하늘,1\n".encode(), FileKind.CSV),
        ("excel.csv", "이름,금액\n똠방각하,1\n".encode("cp949"), FileKind.CSV),
        ("고시.HWP", HWP, FileKind.HWP),
        ("고시.hwpx", hwpx(), FileKind.HWPX),
    ],
)
def test_plain_files_are_taken(name: str, content: bytes, kind: FileKind) -> None:
    checked = check_file(name, content)
    assert (checked.name, checked.kind, checked.content) == (name, kind, content)


@pytest.mark.parametrize("name", ["a.pdf", "a.jpg", "a.png", "a.xlsx", "a.hwp", "a.hwpx"])
@pytest.mark.parametrize(
    "content", [b"<script>alert(1)</script>", b"MZ\x90\0", b"GIF89a", b"\0", b"PK\x03\x04 no zip", HWP[:512]]
)
def test_what_is_called_something_else_than_it_holds_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(FileRefused):
        check_file(name, content)


@pytest.mark.parametrize("content", [b"<html>" + PDF, PDF[:-8], b"%PDF-1.7"])
def test_a_page_with_a_pdf_in_it_or_half_of_one_is_no_pdf(content: bytes) -> None:
    with pytest.raises(FileRefused):
        check_file("a.pdf", content)


@pytest.mark.parametrize("name", ["a.html", "a.svg", "a.xlsm", "a.xls", "a.zip", "a.pdf.exe", "a", "", "pdf", "a.hwp"])
def test_other_kinds_are_refused_whatever_they_hold(name: str) -> None:
    with pytest.raises(FileRefused):
        check_file(name, PDF)


@pytest.mark.parametrize(
    "part",
    [
        "xl/vbaProject.bin",
        "xl/macrosheets/s.xml",
        "xl/externalLinks/l.xml",
        "xl/embeddings/o.bin",
    ],
)
def test_workbooks_that_could_act_are_refused(part: str) -> None:
    with pytest.raises(FileRefused, match="macros"):
        check_file("a.xlsx", with_part(part, b"x"))


def test_a_workbook_that_calls_itself_one_with_macros_is_refused() -> None:
    renamed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook("가"))) as packed, zipfile.ZipFile(renamed, "w") as other:
        for name in packed.namelist():
            content = packed.read(name)
            other.writestr(name, content.replace(b"spreadsheetml.sheet.main", b"sheet.macroEnabled.main"))
    with pytest.raises(FileRefused, match="macros"):
        check_file("a.xlsx", renamed.getvalue())


def test_a_workbook_that_unpacks_without_end_is_refused() -> None:
    with pytest.raises(FileRefused, match="unpacks"):
        check_file("a.xlsx", with_part("xl/big.xml", b"\0" * (60 * 1024 * 1024)))


def test_a_zip_of_something_else_is_no_workbook() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr("word/document.xml", "x")
    with pytest.raises(FileRefused):
        check_file("a.xlsx", made.getvalue())


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", f"이름,번호\n김하늘,{RESIDENT_NUMBER}\n".encode()),
        ("a.xlsx", workbook("김하늘", RESIDENT_NUMBER)),
        ("a.hwpx", hwpx(RESIDENT_NUMBER)),
    ],
)
def test_resident_numbers_are_refused(name: str, content: bytes) -> None:
    with pytest.raises(FileRefused, match="resident registration"):
        check_file(name, content)


def test_an_archive_of_another_type_is_no_hwpx() -> None:
    with pytest.raises(FileRefused):
        check_file("a.hwpx", hwpx(kind=b"application/epub+zip"))


def test_empty_and_endless_files_are_refused() -> None:
    with pytest.raises(FileRefused):
        check_file("a.pdf", b"")
    with pytest.raises(FileTooLarge):
        check_file("a.pdf", b"%PDF-" + b"\0" * MOST_BYTES)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\kim\\계약서.pdf", "계약서.pdf"),
        ("a\u202efdp.exe.pdf", "afdp.exe.pdf"),
        ('a"b<c>\r\nSet-Cookie: x.pdf', "abcSet-Cookie x.pdf"),
        (" .htaccess.pdf", "htaccess.pdf"),
        ("...", "-"),
        ("\u1100\u1161.pdf", "가.pdf"),
    ],
)
def test_hostile_names_become_harmless(given: str, kept: str) -> None:
    assert tidy_file_name(given) == kept


def test_a_name_without_end_keeps_its_ending() -> None:
    kept = tidy_file_name("가" * 5000 + ".pdf")
    assert kept.endswith(".pdf")
    assert len(kept) <= LONGEST_NAME + 1
