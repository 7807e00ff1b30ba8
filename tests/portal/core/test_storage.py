"""Files kept under the hash of their content, whole or not at all, in a folder and in a store that fsspec reaches."""

import errno
import os
import uuid
from hashlib import sha256
from pathlib import Path

import pytest

from naruteo_portal.core.shelves import WRITTEN_WITHIN_SECONDS, FolderShelf, StoreShelf
from naruteo_portal.core.storage import BlobStore, DamagedBlob
from naruteo_portal.settings import Settings


@pytest.fixture(params=["folder", "memory"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> BlobStore:
    if request.param == "folder":
        return BlobStore(tmp_path / "blobs")
    return BlobStore(f"memory://{uuid.uuid4().hex}")


def test_what_is_kept_comes_back_by_its_hash(blobs: BlobStore) -> None:
    name = blobs.put(b"one")
    assert name == sha256(b"one").hexdigest()
    assert blobs.get(name) == b"one"


def test_equal_content_is_kept_once(blobs: BlobStore, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    write = blobs.shelf.write

    def note(name: str, content: bytes) -> None:
        written.append(name)
        write(name, content)

    monkeypatch.setattr(blobs.shelf, "write", note)
    blobs.put(b"one")
    blobs.put(b"one")
    assert len(written) == 1


def test_what_was_never_kept_is_missed(blobs: BlobStore) -> None:
    with pytest.raises(FileNotFoundError):
        blobs.get("0" * 64)


def test_content_that_was_changed_is_noticed(blobs: BlobStore) -> None:
    name = blobs.put(b"one")
    blobs.shelf.write(f"{name[:2]}/{name[2:]}", b"two")
    with pytest.raises(DamagedBlob, match=name):
        blobs.get(name)


def test_a_tree_comes_back_whole(blobs: BlobStore, tmp_path: Path) -> None:
    files = {"a.csv": b"a", "deep/b.csv": "나루".encode()}
    tree = blobs.put_tree(files)
    assert blobs.get_tree(tree) == files
    blobs.unpack(tree, tmp_path / "out")
    assert (tmp_path / "out" / "deep" / "b.csv").read_text() == "나루"


def test_the_setting_names_the_store(tmp_path: Path) -> None:
    inside = BlobStore(Settings(data=tmp_path).blobs)
    assert isinstance(inside.shelf, FolderShelf)
    assert inside.shelf.folder == tmp_path / "blobs"
    named = BlobStore(Settings(blobs_url=f"file://{tmp_path}").blobs)
    assert isinstance(named.shelf, FolderShelf)
    assert named.shelf.folder == tmp_path
    assert isinstance(BlobStore(Settings(blobs_url="memory://kept").blobs).shelf, StoreShelf)


def files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_disk_that_fills_up_leaves_nothing_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    store = BlobStore(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            store.put(b"work")
    assert files_below(tmp_path) == []
    assert store.get(store.put(b"work")) == b"work"


def test_what_a_killed_writer_left_is_swept_and_what_is_being_written_is_not(tmp_path: Path) -> None:
    store = BlobStore(tmp_path)
    kept = store.put(b"work")
    left, new = tmp_path / "incoming" / "left", tmp_path / "incoming" / "new"
    for path in (left, new):
        path.write_bytes(b"wo")
    long_ago = new.stat().st_mtime - 2 * WRITTEN_WITHIN_SECONDS
    os.utime(left, (long_ago, long_ago))
    store.sweep()
    assert (left.exists(), new.exists(), store.get(kept)) == (False, True, b"work")
