"""The candidate's own time zone beside Korea's: which it is, and what the clock there says."""

from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel.dates import format_datetime
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.core.clock import KST, now
from naruteo_portal.core.i18n import Locale
from naruteo_portal.identity.models import Account
from naruteo_portal.talent.choices.errors import UnknownZone
from naruteo_portal.talent.choices.models import OwnTimeZone

CONTINENTS = (
    "Africa/",
    "America/",
    "Antarctica/",
    "Asia/",
    "Atlantic/",
    "Australia/",
    "Europe/",
    "Indian/",
    "Pacific/",
)
FORMS = {"ko": "y. M. d.(EEE) HH:mm", "en": "d MMM y, HH:mm"}


@cache
def zone_names() -> tuple[str, ...]:
    """The zones to choose from, by continent and city."""
    return tuple(sorted(name for name in available_timezones() if name.startswith(CONTINENTS)))


def own_zone(session: Session, account_id: int) -> str | None:
    """The zone that somebody has chosen, if they have."""
    found = session.get(OwnTimeZone, account_id)
    return found.name if found else None


def choose_zone(session: Session, account_id: int, name: str, *, actor: Actor) -> None:
    """Keep the zone that somebody wants to read deadlines in."""
    if name not in zone_names():
        raise UnknownZone
    found = session.get(OwnTimeZone, account_id)
    if found is None:
        found = OwnTimeZone(account_id=account_id, name=name, chosen_at=now())
        session.add(found)
    found.name, found.chosen_at = name, now()
    record(session, actor, "chose a time zone", session.get_one(Account, account_id))


def said_there(value: datetime, name: str | None, locale: Locale) -> str | None:
    """An instant by the clock of a zone, with the zone's city; None in Korea and where no zone was chosen."""
    if name is None or name not in zone_names():
        return None
    zone = ZoneInfo(name)
    if value.astimezone(zone).utcoffset() == value.astimezone(KST).utcoffset():
        return None
    city = name.rpartition("/")[2].replace("_", " ")
    return f"{format_datetime(value, FORMS[locale], tzinfo=zone, locale=locale)} ({city})"
