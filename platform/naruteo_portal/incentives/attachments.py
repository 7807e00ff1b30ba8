"""What an uploaded file really is, by its bytes; anything else than the plain kinds is refused, and says why."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from naruteo_portal.assessment.archives import ArchiveLimits, unpack
from naruteo_portal.assessment.errors import ArchiveTooLarge
from naruteo_portal.core.errors import Invalid, Refusal, TooLarge
from naruteo_portal.core.i18n import N_
from naruteo_portal.identity.bulk.rows import holds_resident_number

MOST_BYTES = 10 * 1024 * 1024
MEGABYTES = MOST_BYTES // 1024 // 1024
# A workbook of 10 MB with a year's wages of a thousand people unpacks to less.
UNPACKED = ArchiveLimits(size=50 * 1024 * 1024, files=1000)
LONGEST_NAME = 120
TEXT_CODECS = ("utf-8-sig", "cp949")
SEPARATORS = re.compile(r"[/\\]")


class FileKind(StrEnum):
    """The kinds of files that are taken."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    XLSX = "xlsx"
    CSV = "csv"
    HWP = "hwp"
    HWPX = "hwpx"
    """The last two are the documents of Hancom, in which Korean offices write."""


ENDINGS: Mapping[FileKind, tuple[str, ...]] = {
    FileKind.PDF: (".pdf",),
    FileKind.JPEG: (".jpg", ".jpeg"),
    FileKind.PNG: (".png",),
    FileKind.XLSX: (".xlsx",),
    FileKind.CSV: (".csv",),
    FileKind.HWP: (".hwp",),
    FileKind.HWPX: (".hwpx",),
}
ACCEPT = ",".join(ending for endings in ENDINGS.values() for ending in endings)
"""For the file field of a form."""
KINDS = ", ".join(kind.upper() for kind in FileKind)
"""How a form names them."""
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The stream FileHeader of a HWP 5 file begins with it and is never compressed; other OLE files have none.
HWP_SIGNATURE = b"HWP Document File"
HWPX_TYPE = b"application/hwp+zip"


class FileRefused(Invalid):
    """The file cannot be taken as it is."""

    code = "file-refused"


class FileTooLarge(TooLarge):
    """The file is larger than a document may be."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "The file is larger than %(megabytes)s MB. Scan it with fewer dots, or send it in parts.",
                megabytes=MEGABYTES,
            )
        )


@dataclass(frozen=True)
class Checked:
    """A file that may be kept: its name made harmless, and what it is."""

    name: str
    kind: FileKind
    content: bytes


def check_file(name: str, content: bytes) -> Checked:
    """Look at a file that a stranger sent; FileRefused and FileTooLarge say what is wrong and what to do."""
    if len(content) > MOST_BYTES:
        raise FileTooLarge
    if not content:
        raise FileRefused(N_("The file is empty."))
    tidied = tidy_file_name(name)
    kind = next((kind for kind, endings in ENDINGS.items() if tidied.lower().endswith(endings)), None)
    if kind is None:
        raise FileRefused(
            N_("Only these kinds of files are taken: %(kinds)s. Save or scan the document as one of them.", kinds=KINDS)
        )
    _CHECKS[kind](content)
    return Checked(tidied, kind, content)


def tidy_file_name(name: str) -> str:
    """A name without folders, invisible signs and turned text, short enough for every computer."""
    last = SEPARATORS.split(unicodedata.normalize("NFC", name))[-1]
    plain = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C" and sign not in '<>:"|?*')
    stem, dot, ending = plain.strip(" .").rpartition(".")
    return f"{stem[: LONGEST_NAME - len(ending)]}{dot}{ending[:LONGEST_NAME]}" or "-"


def _check_pdf(content: bytes) -> None:
    # A reader that looks further than the first bytes would also take a web page with a PDF in it.
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-2048:]:
        raise _not_what_it_says(FileKind.PDF)


def _check_jpeg(content: bytes) -> None:
    if not content.startswith(b"\xff\xd8\xff") or not content.rstrip(b"\0").endswith(b"\xff\xd9"):
        raise _not_what_it_says(FileKind.JPEG)


def _check_png(content: bytes) -> None:
    if not content.startswith(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR") or not content.endswith(b"IEND\xaeB`\x82"):
        raise _not_what_it_says(FileKind.PNG)


def _check_xlsx(content: bytes) -> None:
    parts = _parts_of(content, FileKind.XLSX)
    types = parts.get("[content_types].xml", b"")
    if not types or "xl/workbook.xml" not in parts:
        raise _not_what_it_says(FileKind.XLSX)
    if b"macroEnabled" in types or any(_is_active(path) for path in parts):
        raise FileRefused(
            N_("This workbook holds macros, embedded files or links to other files. Save it as XLSX without them.")
        )
    _refuse_resident_numbers_in(parts)


def _check_hwp(content: bytes) -> None:
    if not content.startswith(OLE) or HWP_SIGNATURE not in content:
        raise _not_what_it_says(FileKind.HWP)


def _check_hwpx(content: bytes) -> None:
    parts = _parts_of(content, FileKind.HWPX)
    if parts.get("mimetype", b"").strip() != HWPX_TYPE or "contents/header.xml" not in parts:
        raise _not_what_it_says(FileKind.HWPX)
    _refuse_resident_numbers_in(parts)


def _parts_of(content: bytes, kind: FileKind) -> dict[str, bytes]:
    """The files in a document that is an archive, by path in small letters."""
    try:
        return {path.lower(): part for path, part in unpack(content, UNPACKED).items()}
    except ArchiveTooLarge:
        raise FileRefused(
            N_("This file unpacks to far more than a document holds, so it is not taken. Send it in parts.")
        ) from None
    except Refusal:
        raise _not_what_it_says(kind) from None


def _refuse_resident_numbers_in(parts: Mapping[str, bytes]) -> None:
    _refuse_resident_numbers("\n".join(_texts(part) for path, part in parts.items() if path.endswith(".xml")))


def _is_active(path: str) -> bool:
    return (path.endswith((".bin", ".vbs")) and "printersettings" not in path) or path.startswith(
        ("xl/macrosheets/", "xl/embeddings/", "xl/activex/", "xl/externallinks/")
    )


def _texts(part: bytes) -> str:
    return re.sub(r"<[^<>]*>", " ", part.decode("utf-8", errors="replace"))


def _check_csv(content: bytes) -> None:
    for codec in TEXT_CODECS:
        try:
            text = content.decode(codec)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            _refuse_resident_numbers(text)
            return
    raise _not_what_it_says(FileKind.CSV)


def _refuse_resident_numbers(text: str) -> None:
    if holds_resident_number(text):
        raise FileRefused(
            N_(
                "The file seems to hold resident registration numbers. We may not take them: delete their last six "
                "digits, or the whole column, and send it again."
            )
        )


def _not_what_it_says(kind: FileKind) -> FileRefused:
    return FileRefused(
        N_(
            "The file is called %(kind)s, but what it holds is something else or damaged. Save it again.",
            kind=kind.upper(),
        )
    )


_CHECKS: Mapping[FileKind, Callable[[bytes], None]] = {
    FileKind.PDF: _check_pdf,
    FileKind.JPEG: _check_jpeg,
    FileKind.PNG: _check_png,
    FileKind.XLSX: _check_xlsx,
    FileKind.CSV: _check_csv,
    FileKind.HWP: _check_hwp,
    FileKind.HWPX: _check_hwpx,
}
