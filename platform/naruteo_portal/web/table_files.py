"""Tables that a browser keeps as a file."""

from flask import Response

from naruteo_portal.identity.bulk.sheets import TYPES, Kind


def table_file(content: bytes, kind: Kind, name: str) -> Response:
    """A table to be saved under a name; the ending follows from its kind."""
    disposition = f'attachment; filename="{name}.{kind}"'
    return Response(content, content_type=TYPES[kind], headers={"Content-Disposition": disposition})
