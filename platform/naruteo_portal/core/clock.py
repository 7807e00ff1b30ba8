"""The one place that asks for the time, so that tests can set it."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

KST = ZoneInfo("Asia/Seoul")


def now() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)


def today_in_korea() -> date:
    """The present day in Korea, whose calendar all dates follow."""
    return now().astimezone(KST).date()
