"""Who is asking: the reader behind the cookie or the token, their language, and the request's id."""

import re
import uuid
from datetime import datetime

from flask import g, request
from flask import session as cookie

from naruteo_portal.audit.events import Actor
from naruteo_portal.core.clock import now
from naruteo_portal.core.errors import NotSignedIn
from naruteo_portal.core.i18n import DEFAULT_LOCALE, Locale, as_locale
from naruteo_portal.edge.application import settings
from naruteo_portal.edge.bearer import bearer_token, reader_by_token
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.identity.readers import Reader, reader_of
from naruteo_portal.identity.sessions import expires_at, find_session

SESSION_TOKEN = "sid"  # noqa: S105 - the name of the cookie's field
LANGUAGE_COOKIE = "language"
DISPLAY_COOKIE = "display"
DISPLAYS = ("system", "normal", "high-contrast")
REQUEST_ID_FORM = re.compile(r"^[A-Za-z0-9-]{8,64}$")


def load_visitor() -> None:
    """Find out, before the view runs, who asks; static files are for everybody."""
    given = request.headers.get("X-Request-ID", "")
    g.request_id = given if REQUEST_ID_FORM.match(given) else uuid.uuid4().hex
    g.reader = None
    g.session_expires_at = None
    bearer = bearer_token()
    if bearer is not None:
        g.reader = reader_by_token(bearer, request_id())
        return
    token = cookie.get(SESSION_TOKEN)
    if token is None or request.endpoint == "static":
        return
    # A page that fetches itself again is no sign that somebody sits before it.
    found = find_session(current_session(), token, settings(), seen="seen" not in request.args)
    if found is None:
        cookie.pop(SESSION_TOKEN)
        return
    g.reader = reader_of(current_session(), found.account, found.id)
    g.session_expires_at = expires_at(found, settings())


def reader_or_none() -> Reader | None:
    """The person who is signed in, if any."""
    reader: Reader | None = g.get("reader")
    return reader


def reader() -> Reader:
    """The person who is signed in; NotSignedIn if nobody is."""
    found = reader_or_none()
    if found is None:
        raise NotSignedIn
    return found


def actor() -> Actor:
    """The one answerable for what this request does."""
    found = reader_or_none()
    return found.actor(request_id()) if found else Actor("visitor", None, request_id())


def request_id() -> str:
    """The id under which this request stands in the log and on error pages."""
    return str(g.get("request_id", ""))


def session_seconds() -> int | None:
    """How long the present sign-in lasts if nothing more is opened; None for visitors."""
    expires: datetime | None = g.get("session_expires_at")
    return int((expires - now()).total_seconds()) if expires else None


def locale() -> Locale:
    """The language of the answer: chosen on this browser, then the account's, then Korean."""
    found = reader_or_none()
    return as_locale(request.cookies.get(LANGUAGE_COOKIE)) or (found.locale if found else DEFAULT_LOCALE)


def display() -> str:
    """The contrast that was chosen on this browser; by default what the system asks for."""
    chosen = request.cookies.get(DISPLAY_COOKIE, "")
    return chosen if chosen in DISPLAYS else DISPLAYS[0]
