"""Structured log lines with the request's id, and personal data masked."""

import logging
import re
import sys
import time
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog
from flask import Flask, Response, g, request

from naruteo_portal.edge.visitor import reader_or_none, request_id
from naruteo_portal.identity.personal_tokens import PREFIX

SECRET_WORDS = ("password", "token", "secret", "authorization", "cookie", "code")
MASKS = (
    # Mail addresses, resident registration numbers (with the digit that tells the century) and mobile numbers.
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"), "<email>"),
    (re.compile(r"(?<![\w-])\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])-?[1-8]\d{6}(?![\w-])"), "<resident number>"),
    (re.compile(r"(?<![\w-])(?:\+82[- ]?|0)1[016789][- ]?\d{3,4}[- ]?\d{4}(?!\w)"), "<phone>"),
    # What stands after an authorization scheme, and anything that looks like a random token.
    (re.compile(r"(Authorization['\"]?\s*[:=,]\s*['\"]?)(?:\w+ )?[^\s'\"]+", re.IGNORECASE), r"\1<hidden>"),
    (re.compile(r"\b(Bearer|Basic|token) +(?=[\w.~+/=-]*\d)[\w.~+/=-]{8,}", re.IGNORECASE), r"\1 <hidden>"),
    (re.compile(rf"{PREFIX}[\w-]+"), "<hidden>"),
    (re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]*"), "<hidden>"),
    (re.compile(r"(?<![\w-])(?=[\w-]*[A-Z])(?=[\w-]*[a-z])(?=[\w-]*\d)[\w-]{40,}(?![\w-])"), "<hidden>"),
    (re.compile(r"(?<!\w)[0-9a-f]{64}(?!\w)"), "<hidden>"),
    # Queries of addresses hold search words, codes and what people typed.
    (re.compile(r"\?[\w.~%+-]+=[^\s\"'<>]*"), "?<query>"),
    # procrastinate writes a job as name[id](arguments), and a mail's arguments are the whole mail.
    (re.compile(r"(\b[\w.]+\[\d+\])\(.*\)", re.DOTALL), r"\1(…)"),
    # PostgreSQL repeats a row's values in the details of an error.
    (re.compile(r"^(DETAIL|CONTEXT):.*$", re.MULTILINE), r"\1: <hidden>"),
    (re.compile(r"^\[parameters: .*$", re.MULTILINE), "[parameters: <hidden>]"),
)


def mask_text(text: str) -> str:
    """Text without what names a person or opens a door."""
    for form, mask in MASKS:
        text = form.sub(mask, text)
    return text


def _mask(name: str, value: Any) -> Any:
    if any(word in name.lower() for word in SECRET_WORDS):
        return "<hidden>"
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, Mapping):
        return {str(key): _mask(str(key), inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_mask("", inner) for inner in value]
    return mask_text(str(value))


def mask_event(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The structlog processor that masks every field of a line; what starts with _ is structlog's own."""
    return {name: value if name.startswith("_") else _mask(name, value) for name, value in event.items()}


def set_up_logs(form: str) -> None:
    """Send all log lines, ours and the libraries', to standard error in one form ("json" or "text")."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        mask_event,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    last: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    # Their lines hold whole addresses of requests; ours say what is needed of them.
    for name in ("httpx", "httpcore", "werkzeug", "gunicorn.access"):
        logging.getLogger(name).setLevel(logging.WARNING)


def path_for_logs() -> str:
    """The path that was asked for; where it carries a secret, only its form."""
    carried = request.view_args or {}
    if request.url_rule is not None and any(word in name for name in carried for word in SECRET_WORDS):
        return request.url_rule.rule
    return request.path


def log_requests(app: Flask) -> None:
    """One line per request: what was asked, what was answered, how long it took, by which account."""
    log = structlog.get_logger("naruteo.request")

    def start() -> None:
        g.started = time.perf_counter()
        structlog.contextvars.clear_contextvars()

    def finish(response: Response) -> Response:
        response.headers["X-Request-ID"] = request_id()
        if request.endpoint not in ("static", "health.live"):
            reader = reader_or_none()
            log.info(
                "request",
                request_id=request_id(),
                method=request.method,
                path=path_for_logs(),
                status=response.status_code,
                milliseconds=round((time.perf_counter() - g.started) * 1000, 1),
                account=reader.account_id if reader else None,
            )
        return response

    app.before_request(start)
    app.after_request(finish)
