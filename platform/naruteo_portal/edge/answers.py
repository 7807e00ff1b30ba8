"""How refusals are answered: a page for people, problem+json for programs."""

import json

import structlog
from flask import Flask, Response, make_response, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from naruteo_portal.core.database import is_away, is_crossed
from naruteo_portal.core.errors import Conflict, NotSignedIn, Refusal, StorageFull, TooManyTries, Unavailable
from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.core.storage import FULL
from naruteo_portal.edge.bearer import CHALLENGE, TAKES_TOKENS, TokenRefusal
from naruteo_portal.edge.logs import path_for_logs
from naruteo_portal.edge.visitor import locale, request_id

log = structlog.get_logger()
PROGRAM_PREFIXES = ("/api/", "/oidc/token", "/oidc/userinfo", "/oidc/revoke")
NO_SUCH_PAGE = N_("There is no page at this address.")
SERVER_FAULT = N_("Something went wrong on our side. Nothing you entered was saved; please try again.")
AWAY = N_("The platform is just being restarted. Nothing was saved; please try again in a minute.")
CROSSED = N_(
    "At the same moment something was done that does not go together with this. Nothing was saved; look at it again, "
    "then repeat."
)
FORM_TOO_OLD = N_("This form has been open too long. Please go back, load the page again and send it once more.")
STATED = {
    400: N_("We could not read what was sent."),
    404: NO_SUCH_PAGE,
    405: N_("This address does not take this kind of request."),
    413: N_("What was sent is too large."),
    429: N_("This was tried too often. Please wait a little."),
}


def problem(status: int, code: str, message: Message) -> Response:
    """An answer for programs (RFC 9457), with the sentence in both languages."""
    body = {
        "type": f"urn:naruteo:{code}",
        "title": code,
        "status": status,
        "detail": message.said_in(locale()),
        "messages": message.both(),
        "request_id": request_id(),
    }
    response = Response(json.dumps(body, ensure_ascii=False), status, content_type="application/problem+json")
    if status == 401:
        response.headers["WWW-Authenticate"] = CHALLENGE if request.path.startswith(TAKES_TOKENS) else "token"
    return response


def _answer(status: int, code: str, message: Message) -> Response:
    if request.path.startswith(PROGRAM_PREFIXES):
        return problem(status, code, message)
    return make_response(
        render_template(
            "errors/error.html",
            status=status,
            message=message.said_in(locale()),
            reference=request_id(),
            # The database may be what failed, so nothing more is asked of it.
            unread_notices=lambda: 0,
        ),
        status,
    )


def answer_refusal(refusal: Refusal) -> Response:
    """Say no, in words that help."""
    if isinstance(refusal, NotSignedIn) and not request.path.startswith(PROGRAM_PREFIXES):
        address = url_for("sign_in.sign_in", next=request.full_path.rstrip("?") if request.method == "GET" else None)
        if request.headers.get("HX-Request"):
            return Response(status=401, headers={"HX-Redirect": address})
        return make_response(redirect(address))
    answer = _answer(refusal.status, refusal.code, refusal.message)
    if isinstance(refusal, TooManyTries) and refusal.retry_after:
        answer.headers["Retry-After"] = str(refusal.retry_after)
    if isinstance(refusal, TokenRefusal):
        answer.headers["WWW-Authenticate"] = refusal.challenge
    return answer


def answer_http(error: HTTPException) -> Response:
    """Werkzeug's own refusals, in our words."""
    if isinstance(error, CSRFError):
        return _answer(400, "form-too-old", FORM_TOO_OLD)
    status = error.code or 500
    if error.response is not None or status < 400:
        return make_response(error.get_response())
    return _answer(status, error.name.lower().replace(" ", "-"), STATED.get(status, N_("This cannot be done.")))


def answer_fault(error: Exception) -> Response:
    """A fault of ours: logged with its trace, told without it. What will pass is told as such, worth another try."""
    if is_crossed(error):
        log.warning("crossed", path=path_for_logs(), method=request.method, exc_info=error)
        return answer_refusal(Conflict(CROSSED))
    if is_away(error):
        log.warning("database away", path=path_for_logs(), error=type(error).__name__)
        return answer_refusal(Unavailable(AWAY))
    if isinstance(error, OSError) and error.errno in FULL:
        log.error("disk full", path=path_for_logs(), file=error.filename)
        return answer_refusal(StorageFull())
    log.exception("fault", path=path_for_logs(), method=request.method)
    return _answer(500, "fault", SERVER_FAULT)


def answer_errors(app: Flask) -> None:
    """Register how errors are answered."""
    app.register_error_handler(Refusal, answer_refusal)
    app.register_error_handler(HTTPException, answer_http)
    app.register_error_handler(Exception, answer_fault)
