"""The files beside a notebook, kept alike in a learner's process and in its judge."""

import contextlib
import os
import shutil
import stat
from pathlib import Path, PurePosixPath

from naruteo_hub.grading.judging.wire import Channel

LARGEST = 16 * 1024 * 1024
MOST = 500
# Larger files are data that nobody writes anew while a test waits: a copy of the folder shares them.
SHARED_FROM = 1024 * 1024
Signature = tuple[int, int, int]


def move_in(channel: Channel, work: Path, files: int, *further: Path) -> None:
    """Make the working folder, go there, and put the files that come by the channel into it (and ``further`` ones)."""
    work.mkdir(parents=True, exist_ok=True)
    os.chdir(work)
    for _ in range(files):
        described, (content,) = channel.receive()
        for folder in (work, *further):
            path = folder / described["name"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    with contextlib.suppress(OSError):
        Path(os.environ["HOME"]).mkdir(parents=True, exist_ok=True)


def _pairs(changed: object) -> list[tuple[object, object]]:
    found = changed if isinstance(changed, tuple) else ()
    return [pair for pair in found if isinstance(pair, tuple) and len(pair) == 2]


class WorkFiles:
    """Tells which files of a folder have changed since it was last asked, and applies the changes of the other side."""

    def __init__(self, folder: Path, fixed: frozenset[str] = frozenset()) -> None:
        self.folder = folder
        # The course's own files in a judge: whatever a learner makes of theirs, tests read these.
        self.fixed = fixed
        self._seen = self._scan()

    def changes(self) -> tuple[tuple[str, bytes | None], ...]:
        """Return new and changed files, each with its name and content, None for those that are gone."""
        now = self._scan()
        changed: dict[str, bytes | None] = {name: None for name in self._seen if name not in now}
        for name, signature in now.items():
            if self._seen.get(name) != signature and (content := self._read(name)) is not None:
                changed[name] = content
        self._seen = now
        return tuple(changed.items())

    def apply(self, changed: object) -> None:
        """Make the other side's changes here; odd names and the course's own files are left alone."""
        for name, content in _pairs(changed):
            if not self._trustworthy(name) or name in self.fixed:
                continue
            path = self.folder / str(name)
            with contextlib.suppress(OSError):
                if content is None:
                    path.unlink()
                elif isinstance(content, bytes) and len(content) <= LARGEST:
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(content)
        if changed:
            self._seen = self._scan()

    def move_away(self) -> None:
        """Go on in a copy of the folder, which shows the files as they are now whatever others do."""
        folder = self.folder.with_name(f"{self.folder.name}-{os.getpid()}")
        now = self._scan()
        with contextlib.suppress(OSError):
            folder.mkdir()
        for name, (_, size, _) in now.items():
            with contextlib.suppress(OSError):
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (os.link if size >= SHARED_FROM else shutil.copy2)(self.folder / name, folder / name)
        with contextlib.suppress(OSError):
            os.chdir(folder)
            self.folder = folder
            moved = self._scan()
            untold = {name for name, signature in self._seen.items() if now.get(name) != signature}
            self._seen = {name: self._seen[name] if name in untold else moved[name] for name in self._seen}

    def _trustworthy(self, name: object) -> bool:
        if not isinstance(name, str) or not name or "\0" in name:
            return False
        parts = PurePosixPath(name).parts
        return not name.startswith("/") and ".." not in parts and len(parts) <= 12

    def _scan(self) -> dict[str, Signature]:
        found: dict[str, Signature] = {}
        waiting = [""]
        while waiting and len(found) < MOST:
            inside = waiting.pop()
            with contextlib.suppress(OSError), os.scandir(self.folder / inside) as entries:
                for entry in entries:
                    name = f"{inside}{entry.name}"
                    if entry.is_dir(follow_symlinks=False):
                        if not entry.name.startswith((".", "__pycache__")):
                            waiting.append(f"{name}/")
                        continue
                    status = entry.stat(follow_symlinks=False)
                    if stat.S_ISREG(status.st_mode) and len(found) < MOST:
                        found[name] = (status.st_mtime_ns, status.st_size, status.st_ino)
        return found

    def _read(self, name: str) -> bytes | None:
        try:
            descriptor = os.open(self.folder / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError:
            return None
        with os.fdopen(descriptor, "rb") as file:
            content = file.read(LARGEST + 1)
        return content if len(content) <= LARGEST else None
