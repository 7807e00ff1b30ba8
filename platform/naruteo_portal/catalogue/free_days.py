"""Days on which people in Korea do not work: weekends and public holidays, so that nothing is due on them unawares.

The holidays are those of the library `holidays`; days that the government declares at short notice come with its
next version.
"""

from datetime import date, datetime, timedelta

from holidays import country_holidays

from naruteo_portal.core.clock import KST
from naruteo_portal.core.i18n import N_

WEEKEND = {6: N_("Saturday"), 7: N_("Sunday")}
NAMES = {"ko": country_holidays("KR", language="ko"), "en": country_holidays("KR", language="en_US")}
INSTANT = timedelta(microseconds=1)


def free_day(day: date) -> dict[str, str] | None:
    """What the day is called in both languages if it is a public holiday or in the weekend; None on working days."""
    if holiday := NAMES["ko"].get(day):
        return {"ko": holiday, "en": NAMES["en"].get(day, holiday)}
    weekend = WEEKEND.get(day.isoweekday())
    return weekend.both() if weekend else None


def free_day_of_opening(opens_at: datetime) -> dict[str, str] | None:
    """The free day, if it is one, on which something opens in Korea."""
    return free_day(opens_at.astimezone(KST).date())


def free_day_of_due(due_at: datetime) -> dict[str, str] | None:
    """The free day, if it is one, on which something is due; midnight belongs to the day that ends with it."""
    return free_day((due_at - INSTANT).astimezone(KST).date())
