"""Deadlines by the clock of the reader's own time zone."""

from datetime import datetime

from naruteo_portal.edge.visitor import locale
from naruteo_portal.talent.choices.zones import said_there


def there(value: datetime, zone: str | None) -> str:
    """An instant there, to stand behind Korean time; nothing where it would be the same or no zone was chosen."""
    said = said_there(value, zone, locale())
    return f" · {said}" if said else ""
