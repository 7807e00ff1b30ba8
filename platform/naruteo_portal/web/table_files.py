"""Tables that a browser keeps as a file."""

from typing import Literal

from flask import Response

from naruteo_portal.identity.bulk.sheets import TYPES, Kind

FileKind = Kind | Literal["parquet", "pdf", "zip"]
FILE_TYPES: dict[FileKind, str] = {
    "csv": TYPES["csv"],
    "xlsx": TYPES["xlsx"],
    "parquet": "application/vnd.apache.parquet",
    "pdf": "application/pdf",
    "zip": "application/zip",
}


def table_file(content: bytes, kind: FileKind, name: str) -> Response:
    """A table to be saved under a name; the ending follows from its kind."""
    disposition = f'attachment; filename="{name}.{kind}"'
    return Response(content, content_type=FILE_TYPES[kind], headers={"Content-Disposition": disposition})
