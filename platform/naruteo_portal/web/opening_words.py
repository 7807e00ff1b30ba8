"""What an opening gives and asks, line by line, in the reader's language."""

from collections.abc import Iterator

from naruteo_portal.core.i18n import N_, Message, say_day
from naruteo_portal.core.provinces import PROVINCES
from naruteo_portal.edge.visitor import locale
from naruteo_portal.talent.candidates.words import DEGREES
from naruteo_portal.talent.openings.models import Opening
from naruteo_portal.talent.openings.words import CONTRACTS, OPENING_KINDS
from naruteo_portal.web.employers import money

NOT_ASKED = N_("not asked for")
NOT_STATED = N_("not stated")


def region_name(code: str) -> str:
    """A province in the reader's language."""
    ko, en = PROVINCES.get(code, (code, code))
    return ko if locale() == "ko" else en


def terms_of(opening: Opening) -> list[tuple[str, str]]:
    """What an opening gives and asks: (what, how much) for a list."""
    return [(label.said_in(locale()), _said(value)) for label, value in _terms(opening)]


def _said(value: Message | str) -> str:
    return value.said_in(locale()) if isinstance(value, Message) else value


def _terms(opening: Opening) -> Iterator[tuple[Message, Message | str]]:
    yield N_("Kind of opening"), OPENING_KINDS[opening.kind]
    yield N_("Province"), region_name(opening.region)
    yield N_("Seats"), str(opening.seats)
    yield N_("Contract"), CONTRACTS[opening.contract]
    yield N_("First day"), say_day(opening.starts_on, locale())
    yield N_("Yearly wage"), money(opening.yearly_wage) if opening.yearly_wage else NOT_STATED
    hours = opening.weekly_hours
    yield N_("Hours"), N_("%(hours)s hours a week", hours=hours) if hours else NOT_STATED
    yield N_("Help with the status of residence"), N_("Yes") if opening.visa_support else N_("No")
    yield N_("Statuses of residence that fit the work"), ", ".join(opening.statuses) or NOT_STATED
    yield N_("Occupation (KSCO code)"), opening.occupation or NOT_STATED
    topik = opening.least_topik
    yield N_("Korean, at least"), N_("TOPIK or KIIP level %(level)s", level=topik) if topik else NOT_ASKED
    yield N_("English, at least"), opening.least_english or NOT_ASKED
    yield N_("Degree, at least"), DEGREES[opening.least_degree] if opening.least_degree else NOT_ASKED
    months = opening.least_experience_months
    yield N_("Experience"), N_("%(months)s months in the field", months=months) if months else NOT_ASKED
    yield N_("Licences"), ", ".join(opening.licences) or NOT_ASKED
