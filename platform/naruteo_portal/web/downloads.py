"""Files that a browser saves and never shows as a page of ours."""

from flask import Response


def download(content: bytes, name: str) -> Response:
    """A file under its name, whatever signs that has."""
    response = Response(content, content_type="application/octet-stream")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
