"""Addresses that open a notebook in the person's own server, already fetched."""

from urllib.parse import urlencode

from naruteo_portal.edge.application import settings


def assignment_address(course: str, assignment: str) -> str:
    """Sign in at the Hub, start the server if needed, fetch the assignment and open it in JupyterLab."""
    return _through_spawn("open", course=course, assignment=assignment)


def authoring_address(course: str) -> str:
    """The same for an instructor: the course's source in nbgrader's own layout."""
    return _through_spawn("author", course=course)


def _through_spawn(page: str, **arguments: str) -> str:
    landing = f"/hub/user-redirect/naruteo/{page}?{urlencode(arguments)}"
    return f"{settings().hub_url}/hub/spawn?{urlencode({'next': landing})}"
