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

EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
RESIDENT_NUMBER = re.compile(r"\b\d{6}-?[1-8]\d{6}\b")
PHONE = re.compile(r"\b01[016789]-?\d{3,4}-?\d{4}\b")
SECRET_WORDS = ("password", "token", "secret", "authorization", "cookie", "code")


def mask_text(text: str) -> str:
    """Text without addresses, phone numbers and resident registration numbers."""
    for form, mask in ((EMAIL, "<email>"), (RESIDENT_NUMBER, "<resident number>"), (PHONE, "<phone>")):
        text = form.sub(mask, text)
    return text


def _mask(name: str, value: Any) -> Any:
    if any(word in name.lower() for word in SECRET_WORDS):
        return "<hidden>"
    if isinstance(value, str):
        return mask_text(value)
    if isinstance(value, Mapping):
        return {key: _mask(str(key), inner) for key, inner in value.items()}
    return value


def mask_event(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The structlog processor that masks every field of a line."""
    return {name: _mask(name, value) for name, value in event.items()}


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
    # Its lines hold whole addresses of outgoing requests.
    logging.getLogger("httpx").setLevel(logging.WARNING)


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
                path=request.path,
                status=response.status_code,
                milliseconds=round((time.perf_counter() - g.started) * 1000, 1),
                account=reader.account_id if reader else None,
            )
        return response

    app.before_request(start)
    app.after_request(finish)
