"""Files in a zip: packing them, and unpacking what strangers packed without trusting a byte of it."""

import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from naruteo_portal.assessment.errors import (
    ArchiveTooLarge,
    BadArchive,
    BadFileName,
    NotARegularFile,
    PathLeadsOut,
    SameName,
    TooManyFiles,
)

CHUNK_BYTES = 64 * 1024
# One time for all files, so that equal files make equal archives.
FIXED_TIME = (1980, 1, 1, 0, 0, 0)
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED = 0x1
REPARSE_POINT = 0x400
"""How Windows marks links in a file's attributes (FILE_ATTRIBUTE_REPARSE_POINT)."""
MADE_ON_UNIX = 3
UNHOLDABLE = re.compile(r'[<>:"|?*\\]')
WINDOWS_DEVICES = re.compile(r"(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|COM[0-9¹²³]|LPT[0-9¹²³])(\..*)?", re.IGNORECASE)
"""Names that Windows keeps for devices (Microsoft Learn, "Naming Files, Paths, and Namespaces")."""
TURNS_TEXT = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Signs that change the direction of text and so can show a name as another."""
LONGEST_NAME_BYTES = 255
LONGEST_PATH_BYTES = 1024


@dataclass(frozen=True)
class ArchiveLimits:
    """The most that is taken: bytes (packed, and unpacked all together) and files."""

    size: int
    files: int

    def within(self, size: int, files: int) -> "ArchiveLimits":
        """These limits, or narrower ones where they are given."""
        return ArchiveLimits(min(self.size, size), min(self.files, files))


def pack(contents: Mapping[str, bytes]) -> bytes:
    """A zip archive of files by path; the same files always make the same bytes."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in sorted(contents.items()):
            member = zipfile.ZipInfo(path, FIXED_TIME)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = MADE_ON_UNIX
            member.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(member, content)
    return stream.getvalue()


def unpack(body: bytes, limits: ArchiveLimits) -> dict[str, bytes]:
    """The regular files of an archive by path; the first thing that is not in order refuses the whole."""
    if len(body) > limits.size:
        raise ArchiveTooLarge(limits.size)
    contents: dict[str, bytearray] = {}
    for path, part in _parts(BytesIO(body), limits):
        contents.setdefault(path, bytearray()).extend(part)
    return {path: bytes(content) for path, content in contents.items()}


def unpack_into(folder: Path, packed: BinaryIO, limits: ArchiveLimits) -> None:
    """Write an archive's regular files below a folder, a part at a time; a refusal may leave some of them there."""
    for path, part in _parts(packed, limits):
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("ab") as target:
            target.write(part)


def _parts(packed: BinaryIO, limits: ArchiveLimits) -> Iterator[tuple[str, bytes]]:
    """Path by path what the files hold, at first nothing of each."""
    try:
        with zipfile.ZipFile(packed) as archive:
            members = [member for member in archive.infolist() if not _is_folder(member)]
            if len(members) > limits.files:
                raise TooManyFiles(limits.files)
            check_paths([member.orig_filename for member in members])
            left = limits.size
            for member in members:
                yield member.orig_filename, b""
                for part in _read(archive, member, left):
                    # The sizes that the archive states are the sender's word; only what really comes out is counted.
                    left -= len(part)
                    if left < 0:
                        raise ArchiveTooLarge(limits.size)
                    yield member.orig_filename, part
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, ValueError, OSError) as fault:
        raise BadArchive from fault


def _is_folder(member: zipfile.ZipInfo) -> bool:
    """Whether a member only names a folder; anything that is neither folder nor regular file refuses the archive."""
    kind = stat.S_IFMT(member.external_attr >> 16) if member.create_system == MADE_ON_UNIX else 0
    folder = member.orig_filename.endswith("/")
    if kind not in (0, stat.S_IFDIR if folder else stat.S_IFREG) or member.external_attr & REPARSE_POINT:
        raise NotARegularFile(_shown(member.orig_filename))
    if folder:
        check_path(member.orig_filename.rstrip("/") or "/")
    return folder and member.file_size == 0


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int) -> Iterator[bytes]:
    """What a file holds, as far as one byte more than is taken."""
    if member.flag_bits & ENCRYPTED or member.compress_type not in METHODS:
        raise BadArchive
    with archive.open(member) as stream:
        while part := stream.read(min(CHUNK_BYTES, left + 1)):
            left -= len(part)
            yield part


def check_paths(paths: list[str]) -> None:
    """Refuse paths that lead out, that not every computer can hold, or that some computers take for the same."""
    seen: set[str] = set()
    for path in paths:
        check_path(path)
        same = unicodedata.normalize("NFC", path).casefold()
        if same in seen:
            raise SameName(_shown(path))
        seen.add(same)
    for path in seen:
        parts = path.split("/")
        for depth in range(1, len(parts)):
            if "/".join(parts[:depth]) in seen:
                raise SameName(_shown(path))


def check_path(path: str) -> None:
    """Refuse one path that is not a plain relative one."""
    parts = path.split("/")
    if path.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", path) or ".." in re.split(r"[/\\]", path):
        raise PathLeadsOut(_shown(path))
    if len(path.encode(errors="surrogatepass")) > LONGEST_PATH_BYTES or not all(_is_holdable(part) for part in parts):
        raise BadFileName(_shown(path))


def _is_holdable(name: str) -> bool:
    return (
        name not in ("", ".")
        and not name.endswith((" ", "."))
        and not UNHOLDABLE.search(name)
        and not WINDOWS_DEVICES.fullmatch(name)
        and not any(unicodedata.category(sign) in ("Cc", "Cs") or sign in TURNS_TEXT for sign in name)
        and len(name.encode(errors="surrogatepass")) <= LONGEST_NAME_BYTES
    )


def _shown(path: str) -> str:
    """A path as it can stand in a sentence: nothing invisible, not endless."""
    plain = "".join(
        "\N{REPLACEMENT CHARACTER}" if unicodedata.category(sign) in ("Cc", "Cs", "Cf") else sign for sign in path
    )
    return plain if len(plain) <= 120 else f"{plain[:119]}…"
