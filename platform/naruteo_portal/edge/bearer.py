"""Programs that come with a person's access token (RFC 6750): for whom they read, and how they are refused.

A token counts below one prefix only and nowhere else, reads and never writes. Where it counts, the cookie does not: a
request has one reader, and no browser sends this header by itself.
"""

from flask import request

from naruteo_portal.core.errors import Refusal
from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.application import portal
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.identity.limits import API_GUESSES_FROM_ADDRESS, API_OF_ACCOUNT, count_try
from naruteo_portal.identity.personal_tokens import find_token, note_use
from naruteo_portal.identity.readers import Reader, reader_of

TAKES_TOKENS = "/api/v1/"
CHALLENGE = 'Bearer realm="naruteo"'
READING = ("GET", "HEAD")


class TokenRefusal(Refusal):
    """A token does not do for what was asked with it."""

    error = ""
    """What RFC 6750, 3.1, calls it."""

    @property
    def challenge(self) -> str:
        """What WWW-Authenticate says."""
        return f'{CHALLENGE}, error="{self.error}", error_description="{self.message.said_in("en")}"'


class InvalidToken(TokenRefusal):
    """No token that works: the answer does not tell which of the reasons it is."""

    status = 401
    code = "invalid-token"
    error = "invalid_token"

    def __init__(self) -> None:
        super().__init__(
            N_("This access token is unknown, has expired or was revoked. Make a new one on the page of your account.")
        )


class OnlyReads(TokenRefusal):
    """A token came with a request that is no reading."""

    status = 403
    code = "insufficient-scope"
    error = "insufficient_scope"

    def __init__(self) -> None:
        super().__init__(N_("An access token only reads: send GET or HEAD."))


def bearer_token() -> str | None:
    """The token that a request counts by; None where it has none, or where none counts."""
    given = request.authorization
    if not request.path.startswith(TAKES_TOKENS) or given is None or given.type != "bearer":
        return None
    return given.token or ""


def reader_by_token(token: str, request_id: str) -> Reader:
    """The person for whom a program reads, with the rights that they have now."""
    session, engine = current_session(), portal().engine
    found = find_token(session, token)
    if found is None:
        count_try(engine, API_GUESSES_FROM_ADDRESS, request.remote_addr or "")
        raise InvalidToken
    count_try(engine, API_OF_ACCOUNT, str(found.account_id))
    if request.method not in READING:
        raise OnlyReads
    reader = reader_of(session, found.account, session_id=0)
    note_use(session, found, actor=reader.actor(request_id))
    return reader
