"""Files kept for ever under the hash of their content."""

import errno
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from naruteo_portal.core.shelves import Shelf, shelf_at

# What the system says when nothing more can be written.
FULL = (errno.ENOSPC, errno.EDQUOT)


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


class DamagedBlob(OSError):
    """What is kept under a hash is not what was put there."""

    def __init__(self, sha256: str) -> None:
        super().__init__(f"The content kept as {sha256} is damaged")


class BlobStore:
    """Immutable files in a folder or behind any address that fsspec knows; the same content is kept once."""

    def __init__(self, place: Path | str) -> None:
        self.shelf: Shelf = shelf_at(place)

    def put(self, content: bytes) -> str:
        """Keep `content` and return its SHA-256; it lasts from then on."""
        sha256 = hashlib.sha256(content).hexdigest()
        name = _shelf_name(sha256)
        if not self.shelf.has(name):
            self.shelf.write(name, content)
        return sha256

    def sweep(self) -> None:
        """Remove what was half written when its writer was killed."""
        self.shelf.sweep()

    def get(self, sha256: str) -> bytes:
        """The content kept under `sha256`; FileNotFoundError if there is none, DamagedBlob if it is another."""
        content = self.shelf.read(_shelf_name(sha256))
        if hashlib.sha256(content).hexdigest() != sha256:
            raise DamagedBlob(sha256)
        return content

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


def _shelf_name(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256[2:]}"


def canonical_json(value: Any) -> str:
    """One text for one value, so that equal values have equal hashes."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
