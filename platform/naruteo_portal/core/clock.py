"""The one place that asks for the time, so that tests can set it."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

KST = ZoneInfo("Asia/Seoul")


def now() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)
