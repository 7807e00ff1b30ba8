"""Addresses that open a notebook in the person's own server, already fetched."""

from urllib.parse import urlencode

from naruteo_portal.edge.application import settings
from naruteo_portal.edge.visitor import locale


def assignment_address(course: str, assignment: str) -> str:
    """Sign in at the Hub, start the server if needed, fetch the assignment and open it in JupyterLab."""
    return _landing("open", course=course, assignment=assignment)


def authoring_address(course: str) -> str:
    """The same for an instructor: the course's source in nbgrader's own layout."""
    return _landing("author", course=course)


def _landing(page: str, **arguments: str) -> str:
    return f"{settings().hub_url}/hub/user-redirect/naruteo/{page}?{urlencode({**arguments, 'language': locale()})}"
