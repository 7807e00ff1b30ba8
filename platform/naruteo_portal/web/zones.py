"""Deadlines by the clock of the reader's own time zone."""

from datetime import datetime

from markupsafe import Markup

from naruteo_portal.edge.visitor import locale
from naruteo_portal.talent.choices.zones import said_there


def there(value: datetime, zone: str | None) -> Markup:
    """An instant there, in brackets behind Korean time; nothing where it would be the same or no zone was chosen."""
    said = said_there(value, zone, locale())
    return Markup(' <span class="own-time">{}</span>').format(said) if said else Markup("")
