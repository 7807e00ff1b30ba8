"""Zip archives as the exchange sends and receives them."""

import os
import stat
import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path, PurePosixPath

FIXED_TIME = (1980, 1, 1, 0, 0, 0)
Ignore = Callable[[str, list[str]], list[str]]


class NotRegular(Exception):
    """A link or special file where only plain files may be."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


class LeadsOut(Exception):
    """A path that would be written outside its folder."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


def files_below(folder: Path, ignore: Ignore) -> dict[str, bytes]:
    """The regular files of a folder by path; whatever `ignore` names is left out, and a link refuses the whole."""
    found: dict[str, bytes] = {}
    for parent, folders, names in os.walk(folder):
        ignored = set(ignore(parent, [*folders, *names]))
        folders[:] = sorted(name for name in folders if name not in ignored)
        for name in folders + sorted(name for name in names if name not in ignored):
            place = Path(parent) / name
            path = place.relative_to(folder).as_posix()
            kind = place.lstat().st_mode
            if stat.S_ISDIR(kind):
                continue
            if not stat.S_ISREG(kind):
                raise NotRegular(path)
            found[path] = _read(place, path)
    return found


def _read(place: Path, path: str) -> bytes:
    # The file may have become a link since it was looked at; O_NOFOLLOW settles that.
    try:
        descriptor = os.open(place, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as fault:
        if place.is_symlink():
            raise NotRegular(path) from fault
        raise
    with os.fdopen(descriptor, "rb") as stream:
        return stream.read()


def pack(contents: Mapping[str, bytes]) -> bytes:
    """A zip archive of files by path."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in sorted(contents.items()):
            member = zipfile.ZipInfo(path, FIXED_TIME)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 3
            member.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(member, content)
    return stream.getvalue()


def unpack(body: bytes) -> dict[str, bytes]:
    """The files of an archive that the portal sent."""
    with zipfile.ZipFile(BytesIO(body)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}


def write_below(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write files below a folder, all paths checked before the first is written."""
    for path in contents:
        parts = PurePosixPath(path).parts
        if not parts or ".." in parts or path.startswith("/") or "\\" in path or "\0" in path:
            raise LeadsOut(path)
    for path, content in contents.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
