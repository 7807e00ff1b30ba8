"""Folders for temporary files that another process removes when their own is gone."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Short, because Unix sockets live below it and their paths may only be short.
UNFINISHED, PREFIX = "naruteo-n-", "naruteo-p-"


@contextmanager
def locked_folder(place: Path) -> Iterator[Path]:
    """A new folder below `place` that is removed at the end, or swept up by another process if this one is killed."""
    made = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=place))
    held = [os.open(made, os.O_RDONLY | os.O_DIRECTORY)]
    fcntl.flock(held[0], fcntl.LOCK_EX)
    # Only a locked folder gets the name by which others look.
    folder = made.rename(place / made.name.replace(UNFINISHED, PREFIX))
    # A forked child would keep the lock for its parent.
    os.register_at_fork(after_in_child=lambda: _let_go(held))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        _let_go(held)


@contextmanager
def own_scratch() -> Iterator[Path]:
    """Let everything temporary in this process lie in one such folder."""
    with locked_folder(Path(tempfile.gettempdir())) as folder:
        before, tempfile.tempdir = tempfile.tempdir, str(folder)
        try:
            yield folder
        finally:
            tempfile.tempdir = before


def sweep(place: Path) -> list[Path]:
    """Remove the folders below `place` whose processes are gone, and say which they were."""
    return [folder for folder in place.glob(f"{PREFIX}*") if _remove_if_left(folder)]


def _remove_if_left(folder: Path) -> bool:
    try:
        lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return False  # gone already, or another user's
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    else:
        shutil.rmtree(folder, ignore_errors=True)
        return not folder.exists()
    finally:
        os.close(lock)


def _let_go(held: list[int]) -> None:
    """Close a descriptor once only: its number may belong to another file by now."""
    while held:
        os.close(held.pop())
