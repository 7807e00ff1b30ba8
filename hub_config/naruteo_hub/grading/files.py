"""Write files for a kernel to read: plain, in a folder of their own, open to the sandbox's user alone."""

import os
from collections.abc import Mapping
from pathlib import Path


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
