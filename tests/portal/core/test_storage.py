"""Files kept under their hash: whole or not at all."""

import errno
import os
from pathlib import Path

import pytest

from naruteo_portal.core.storage import WRITTEN_WITHIN_SECONDS, BlobStore


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
