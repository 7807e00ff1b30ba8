"""Write files for a kernel to read: plain, in a folder of their own, open to the sandbox's user alone."""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

# A socket's path may have 107 bytes, of which our folders and names take about 40.
LONGEST_PLACE = 60


def private_folder() -> TemporaryDirectory[str]:
    """Return a new folder for one run, with a path short enough for the Unix sockets in it."""
    usual = tempfile.gettempdir()
    place = usual if len(usual) <= LONGEST_PLACE else "/tmp"  # noqa: S108 - the folder made in it is private
    return TemporaryDirectory(prefix="naruteo-", dir=place, ignore_cleanup_errors=True)


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a new folder, readable by the sandbox's user, who can enter it only where it is shown."""
    folder.mkdir(mode=0o755)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        path.write_bytes(content)
        path.chmod(0o644)
    for inner, _, _ in os.walk(folder):
        Path(inner).chmod(0o755)
