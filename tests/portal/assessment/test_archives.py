"""Unpacking what strangers packed."""

import stat
import struct
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from naruteo_portal.assessment.archives import ArchiveLimits, check_path, pack, unpack, unpack_into
from naruteo_portal.assessment.errors import (
    ArchiveTooLarge,
    BadArchive,
    BadFileName,
    NotARegularFile,
    PathLeadsOut,
    SameName,
    TooManyFiles,
)
from naruteo_portal.core.errors import Refusal

LIMITS = ArchiveLimits(size=100_000, files=5)


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members:
            archive.writestr(member, content)
    return stream.getvalue()


def member(name: str, mode: int = 0, **fields: int) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name)
    made.create_system = 3
    made.external_attr = mode << 16
    for field, value in fields.items():
        setattr(made, field, value)
    return made


def test_what_was_packed_comes_out() -> None:
    files = {"과제.ipynb": b"{}", "data/값 (1).csv": b"a\n", "a/b/c.txt": b""}
    assert unpack(pack(files), LIMITS) == files
    assert pack(files) == pack(dict(reversed(files.items())))


def test_an_archive_unpacks_into_a_folder_within_its_limits(tmp_path: Path) -> None:
    files = {"과제.ipynb": b"{}", "a/b/c.txt": b"", "large.csv": b"1,2\n" * 40_000}
    unpack_into(tmp_path, BytesIO(pack(files)), ArchiveLimits(size=200_000, files=3))
    assert {name: (tmp_path / name).read_bytes() for name in files} == files
    with pytest.raises(ArchiveTooLarge):
        unpack_into(tmp_path / "bomb", BytesIO(pack(files)), ArchiveLimits(size=100_000, files=3))
    with pytest.raises(PathLeadsOut):
        unpack_into(tmp_path / "out", BytesIO(zipped(("../out.csv", b"1"))), LIMITS)
    assert not (tmp_path / "out.csv").exists()


def test_folders_are_no_files() -> None:
    assert unpack(zipped((member("data/", stat.S_IFDIR | 0o755), b""), ("data/a", b"1")), LIMITS) == {"data/a": b"1"}


@pytest.mark.parametrize(
    "path",
    ["/etc/passwd", "../a", "a/../../b", "a/..", "..", "C:/a", "c:a", "\\\\host\\a", "..\\a", "a\\..\\b", "//a"],
)
def test_paths_that_lead_out(path: str) -> None:
    with pytest.raises(PathLeadsOut):
        check_path(path)


@pytest.mark.parametrize(
    "path",
    ["a\nb", "a\0b", "a\x7f", "a\u202egnp.exe", "ab:c", "a?", "a*", 'a"', "a|b", "a<b", "a\\b", "a.", "a ", "CON",
     "nul.txt", "x/AUX/y", "com1.ipynb", "LPT³", "", "a//b", "./a", "a/./b", "a/", "a\udc80", "가" * 86,
     "/".join(["a" * 200] * 6)],
)  # fmt: skip
def test_names_that_not_every_computer_can_hold(path: str) -> None:
    with pytest.raises(BadFileName):
        check_path(path)


@pytest.mark.parametrize(
    "path", ["과제.ipynb", "data/a b.csv", ".hidden", "console.log", "a.b.c", "Nguyễn Thị Mai.ipynb"]
)
def test_honest_names(path: str) -> None:
    check_path(path)


def test_names_in_archives_are_judged_as_they_stand_there() -> None:
    # Python's zipfile cuts a name at its first NUL; what is judged must be what was sent.
    body = zipped(("work.ipynbX.exe", b"1")).replace(b"work.ipynbX", b"work.ipynb\0")
    with pytest.raises((BadFileName, BadArchive)):
        unpack(body, LIMITS)
    with pytest.raises(PathLeadsOut):
        unpack(zipped(("../../evil", b"1")), LIMITS)


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFSOCK])
def test_links_and_special_files(kind: int) -> None:
    with pytest.raises(NotARegularFile):
        unpack(zipped((member("a", kind | 0o777), b"/etc/passwd")), LIMITS)


def test_windows_links_and_folders_that_are_none() -> None:
    with pytest.raises(NotARegularFile):
        unpack(zipped((member("a", external_attr=0x400, create_system=0), b"x")), LIMITS)
    with pytest.raises(NotARegularFile):
        unpack(zipped((member("a/", stat.S_IFLNK | 0o777), b"")), LIMITS)


@pytest.mark.parametrize(
    ("one", "two"),
    [("a", "a"), ("A.ipynb", "a.ipynb"), ("data", "Data/x"), ("각", "\u1100\u1161\u11a8"), ("straße", "STRASSE")],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_names_that_some_computers_take_for_the_same(one: str, two: str) -> None:
    with pytest.raises(SameName):
        unpack(zipped((one, b"1"), (two, b"2")), LIMITS)


def test_too_large_packed_unpacked_and_all_together() -> None:
    with pytest.raises(ArchiveTooLarge):
        unpack(b"x" * 100_001, LIMITS)
    with pytest.raises(ArchiveTooLarge):
        unpack(zipped(("bomb", b"\0" * 50_000_000)), LIMITS)
    with pytest.raises(ArchiveTooLarge):
        unpack(zipped(("a", b"\0" * 60_000), ("b", b"\0" * 60_000)), LIMITS)
    assert unpack(zipped(("a", b"\0" * 100_000)), LIMITS) == {"a": b"\0" * 100_000}


def lying(body: bytes) -> bytes:
    """The archive with a stated size of one byte, in both places where sizes are stated."""
    place = body.index(b"PK\x01\x02")
    central = body[:place] + body[place : place + 24] + struct.pack("<I", 1) + body[place + 28 :]
    return central[:22] + struct.pack("<I", 1) + central[26:]


def test_a_bomb_that_lies_about_its_size() -> None:
    with pytest.raises((ArchiveTooLarge, BadArchive)):
        unpack(lying(zipped(("bomb", b"\0" * 50_000_000))), LIMITS)


def test_too_many_files() -> None:
    with pytest.raises(TooManyFiles):
        unpack(zipped(*[(f"f{number}", b"") for number in range(6)]), LIMITS)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda body: b"",
        lambda body: b"no zip at all",
        lambda body: body[: len(body) // 2],
        lambda body: body[:40] + b"\xff" + body[41:],
        lambda body: body.replace(b"work", b"wOrk", 1),
    ],
)
def test_damaged_archives(spoil: Callable[[bytes], bytes]) -> None:
    with pytest.raises(BadArchive):
        unpack(spoil(zipped(("work.ipynb", bytes(range(256)) * 4))), LIMITS)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_compressions_are_not_taken(method: int) -> None:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        archive.writestr("a", b"1" * 1000)
    with pytest.raises(BadArchive):
        unpack(stream.getvalue(), LIMITS)


def test_encrypted_archives_are_not_taken() -> None:
    body = bytearray(zipped(("a", b"1")))
    body[6] |= 1
    body[bytes(body).index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(BadArchive):
        unpack(bytes(body), LIMITS)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_arrives_is_unpacked_or_refused(data: st.DataObject) -> None:
    body = bytearray(pack({"work.ipynb": b"{}" * 50, "data/a.csv": b"1,2\n" * 20}))
    for _ in range(data.draw(st.integers(1, 6))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    try:
        files = unpack(bytes(body), LIMITS)
    except Refusal as refusal:
        assert 400 <= refusal.status < 500
    else:
        for path in files:
            check_path(path)
