"""What no table can hold is refused before any view runs: NUL characters and numbers beyond the columns."""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from flask import Flask, request
from flask import session as cookie
from werkzeug.exceptions import BadRequest
from werkzeug.routing import IntegerConverter

from naruteo_portal.core.errors import NotFound
from naruteo_portal.edge.application import portal, settings
from naruteo_portal.edge.visitor import SESSION_TOKEN

# PostgreSQL's bigint.
LARGEST_NUMBER = 2**63 - 1
# For the zip around a submission and the form around a file.
FORM_ROOM_BYTES = 1024 * 1024
LARGE = "takes_large_files"
View = TypeVar("View", bound=Callable[..., Any])
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")


class KeptNumber(IntegerConverter):
    """A number in an address, no larger than a column holds; what is larger names nothing."""

    regex = r"[0-9]{1,19}"

    def to_python(self, value: str) -> int:
        """The number; ValidationError lets the address lead nowhere."""
        self.max = LARGEST_NUMBER
        return int(super().to_python(value))


def kept_number(text: str | int) -> int:
    """A number from a form; ValueError if no column holds it."""
    number = int(text)
    if abs(number) > LARGEST_NUMBER:
        raise ValueError("too large for a column")
    return number


def whole_number(text: str | None, otherwise: int = -1, *, digits: int = 9) -> int:
    """The whole number in a hidden field; `otherwise`, which nothing has, for what is none or has more digits."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= digits else otherwise


def _named() -> Iterator[str]:
    yield request.path
    for name, value in request.args.items(multi=True):
        yield name
        yield value


def _sent() -> Iterator[str]:
    for name, value in request.form.items(multi=True):
        yield name
        yield value
    for name, file in request.files.items(multi=True):
        yield name
        yield file.filename or ""


def refuse_unstorable() -> None:
    """PostgreSQL's texts hold no NUL: nothing is named with one, and no honest browser sends one."""
    if any("\0" in text for text in _named()):
        raise NotFound
    # Other bodies are left unread for the view that knows how much it takes.
    if request.mimetype in FORM_TYPES and any("\0" in text for text in _sent()):
        raise BadRequest


def takes_large_files(view: View) -> View:
    """Let a view take files as large as those that load a programme, from whoever has signed in on their browser."""
    setattr(view, LARGE, True)
    return view


def allow_large_files() -> None:
    """Raise the limit for such a view; the cookie is signed, so strangers cannot fill the disk."""
    if getattr(portal().view_functions.get(request.endpoint or ""), LARGE, False) and SESSION_TOKEN in cookie:
        request.max_content_length = settings().max_import_bytes + FORM_ROOM_BYTES


def check_arrivals(app: Flask) -> None:
    """Refuse what cannot be kept; called before the routes are registered, which need the numbers' form."""
    app.url_map.converters["int"] = KeptNumber
    app.before_request(allow_large_files)
    app.before_request(refuse_unstorable)
