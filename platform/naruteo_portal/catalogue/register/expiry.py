"""What an entry of the register says about time: what has expired, and what will before a cohort ends."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from naruteo_portal.catalogue.register.models import InstructorEntry


class Expiring(StrEnum):
    """What may expire."""

    QUALIFICATION = "qualification"
    REFRESHER = "refresher"


class Concern(StrEnum):
    """Why somebody should look at an entry before a cohort is taught; a warning, which stops nothing."""

    NOT_ENTERED = "not_entered"
    EXPIRED = "expired"
    EXPIRES_BEFORE_END = "expires_before_end"


@dataclass(frozen=True)
class Warned:
    """A concern about one entry: what expires and when, if something does."""

    concern: Concern
    what: Expiring = Expiring.QUALIFICATION
    day: date | None = None


def expiries(entry: InstructorEntry) -> list[tuple[Expiring, date]]:
    """What expires, with the last day on which it counts; what is not stated is not among it."""
    days = {Expiring.QUALIFICATION: entry.valid_until, Expiring.REFRESHER: entry.refresher_until}
    return [(what, day) for what, day in days.items() if day is not None]


def warnings_about(entry: InstructorEntry | None, *, today: date, last_day: date) -> list[Warned]:
    """What to look at in an entry before somebody teaches until a day."""
    found = [Warned(Concern.NOT_ENTERED)] if entry is None or entry.basis is None else []
    for what, day in expiries(entry) if entry else []:
        if day < today:
            found.append(Warned(Concern.EXPIRED, what, day))
        elif day < last_day:
            found.append(Warned(Concern.EXPIRES_BEFORE_END, what, day))
    return found
