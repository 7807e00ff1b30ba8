"""Asking each part that the portal rests on whether it answers."""

from functools import lru_cache

import httpx
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from naruteo_portal.settings import Settings

HUB_TIMEOUT_SECONDS = 3
# procrastinate's workers report every ten seconds and are forgotten after thirty.
LIVE_WORKERS = text("SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '30 seconds'")


def readiness(session: Session, settings: Settings) -> dict[str, str]:
    """The state of each part: "ready", or what is wrong with it."""
    return {**_database(session), "hub": _hub(settings)}


def probe(address: str, seconds: float) -> httpx.Response:
    """Ask a health address once, on a connection of its own; httpx.HTTPError without an answer in so many seconds."""
    return _prober().get(address, timeout=seconds)


@lru_cache(maxsize=1)
def _prober() -> httpx.Client:
    # One for all questions: each new client reads every authority's certificate, which takes longer than the asking.
    return httpx.Client(limits=httpx.Limits(max_keepalive_connections=0))


def _database(session: Session) -> dict[str, str]:
    try:
        workers = session.scalar(LIVE_WORKERS)
    except SQLAlchemyError:
        return {"database": "does not answer", "queue": "unknown"}
    return {"database": "ready", "queue": "ready" if workers else "no worker runs"}


def _hub(settings: Settings) -> str:
    try:
        answer = probe(f"{settings.hub_internal_url}/hub/health", HUB_TIMEOUT_SECONDS)
    except httpx.HTTPError:
        return "does not answer"
    return "ready" if answer.is_success else f"answers {answer.status_code}"
