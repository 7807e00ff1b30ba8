"""Where bytes are kept by name: a folder of this machine, or a store that fsspec reaches, for instance S3."""

import fcntl
import os
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import fsspec

INCOMING = "incoming"
WRITTEN_WITHIN_SECONDS = 60


class Shelf(Protocol):
    """Keeps bytes under names; what `write` has returned from is there for ever, whole."""

    def has(self, name: str) -> bool: ...

    def read(self, name: str) -> bytes: ...

    def write(self, name: str, content: bytes) -> None: ...

    def remove(self, name: str) -> None:
        """Let go of what is kept under a name that is no content's hash; nothing if there is none."""

    def sweep(self) -> None:
        """Remove what was half written when its writer was killed."""


def shelf_at(place: Path | str) -> Shelf:
    """The shelf at a folder or at an address such as s3://bucket/folder."""
    address = str(place)
    # What fsspec itself writes to a folder would not outlast a power cut.
    folder = address.removeprefix("file://")
    return StoreShelf(address) if "://" in folder else FolderShelf(Path(folder))


class FolderShelf:
    """A folder; a power cut leaves each file whole or not there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def has(self, name: str) -> bool:
        return (self.folder / name).exists()

    def read(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()

    def write(self, name: str, content: bytes) -> None:
        place = self.folder / name
        for folder in (place.parent, self.folder / INCOMING):
            folder.mkdir(parents=True, exist_ok=True)
        # Written aside, made durable and renamed: a receipt never names a file that a power cut left half.
        descriptor, aside_name = tempfile.mkstemp(dir=self.folder / INCOMING)
        aside = Path(aside_name)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                fcntl.flock(stream, fcntl.LOCK_EX)
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            aside.replace(place)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise
        # The names are on the disk only when their folders are.
        _sync(place.parent)
        _sync(self.folder)

    def remove(self, name: str) -> None:
        (self.folder / name).unlink(missing_ok=True)

    def sweep(self) -> None:
        for aside in (self.folder / INCOMING).glob("*"):
            with suppress(OSError), aside.open("rb") as stream:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                # A writer locks its file just after it has made it.
                if time.time() - aside.stat().st_mtime > WRITTEN_WITHIN_SECONDS:
                    aside.unlink()


class StoreShelf:
    """A store behind an address; object stores show an object only when it is whole and kept."""

    def __init__(self, address: str) -> None:
        self.files, self.root = fsspec.url_to_fs(address)

    def has(self, name: str) -> bool:
        return bool(self.files.exists(self._place(name)))

    def read(self, name: str) -> bytes:
        content: bytes = self.files.cat_file(self._place(name))
        return content

    def write(self, name: str, content: bytes) -> None:
        self.files.pipe_file(self._place(name), content)

    def remove(self, name: str) -> None:
        with suppress(FileNotFoundError):
            self.files.rm_file(self._place(name))

    def sweep(self) -> None:
        """Nothing: such a store forgets by itself what was not written to its end."""

    def _place(self, name: str) -> str:
        return f"{self.root}/{name}"


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
