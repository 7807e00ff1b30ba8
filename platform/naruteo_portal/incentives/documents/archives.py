"""ZIP archives that are the same whenever and wherever they are made of the same files."""

import io
import zipfile
from collections.abc import Mapping

EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The first instant that a ZIP archive can name; all entries of ours carry it."""


def archive(contents: Mapping[str, bytes]) -> bytes:
    """A ZIP of files by their paths, sorted; the same contents give the same bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for path, content in sorted(contents.items()):
            entry = zipfile.ZipInfo(path, EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            packed.writestr(entry, content)
    return made.getvalue()
