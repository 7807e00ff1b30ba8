"""Files kept for ever under the hash of their content."""

import errno
import fcntl
import hashlib
import json
import os
import tempfile
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

# What the system says when nothing more can be written.
FULL = (errno.ENOSPC, errno.EDQUOT)
INCOMING = "incoming"
WRITTEN_WITHIN_SECONDS = 60


@dataclass(frozen=True)
class StoredFile:
    """One file of a tree: where it stands, what it holds and how large it is (bytes)."""

    path: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Tree:
    """A set of files whose own hash names exactly these paths and contents."""

    files: tuple[StoredFile, ...]

    @property
    def sha256(self) -> str:
        """SHA-256 over the sorted list of paths and content hashes."""
        listing = "".join(f"{file.sha256}  {file.path}\n" for file in self.files)
        return hashlib.sha256(listing.encode()).hexdigest()

    @property
    def size(self) -> int:
        """Bytes of all files together."""
        return sum(file.size for file in self.files)

    def to_json(self) -> list[dict[str, Any]]:
        """The form in which a database row keeps it."""
        return [{"path": file.path, "sha256": file.sha256, "size": file.size} for file in self.files]

    @classmethod
    def from_json(cls, rows: Iterable[Mapping[str, Any]]) -> "Tree":
        """The tree that `to_json` described."""
        return cls(tuple(StoredFile(row["path"], row["sha256"], row["size"]) for row in rows))


class BlobStore:
    """A folder of immutable files; writing the same content twice keeps one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _place(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256[2:]

    def put(self, content: bytes) -> str:
        """Keep `content` and return its SHA-256."""
        sha256 = hashlib.sha256(content).hexdigest()
        place = self._place(sha256)
        if not place.exists():
            for folder in (place.parent, self.folder / INCOMING):
                folder.mkdir(parents=True, exist_ok=True)
            # Written aside, made durable and renamed: a receipt never names a file that a power cut left half.
            descriptor, name = tempfile.mkstemp(dir=self.folder / INCOMING)
            aside = Path(name)
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
        return sha256

    def sweep(self) -> None:
        """Remove what was half written when its writer was killed."""
        for aside in (self.folder / INCOMING).glob("*"):
            with suppress(OSError), aside.open("rb") as stream:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                # A writer locks its file just after it has made it.
                if time.time() - aside.stat().st_mtime > WRITTEN_WITHIN_SECONDS:
                    aside.unlink()

    def get(self, sha256: str) -> bytes:
        """The content kept under `sha256`; FileNotFoundError if there is none."""
        return self._place(sha256).read_bytes()

    def put_tree(self, contents: Mapping[str, bytes]) -> Tree:
        """Keep several files and return the tree that names them."""
        return Tree(
            tuple(StoredFile(path, self.put(content), len(content)) for path, content in sorted(contents.items()))
        )

    def get_tree(self, tree: Tree) -> dict[str, bytes]:
        """The contents of a tree by path."""
        return {file.path: self.get(file.sha256) for file in tree.files}

    def unpack(self, tree: Tree, folder: Path) -> None:
        """Write a tree's files below `folder`."""
        for path, content in self.get_tree(tree).items():
            place = folder / PurePosixPath(path)
            if not place.resolve().is_relative_to(folder.resolve()):
                raise ValueError(f"{path} leads out of its folder")
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def canonical_json(value: Any) -> str:
    """One text for one value, so that equal values have equal hashes."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
