"""How openings, their kinds and what they ask are said, in both languages side by side."""

from collections.abc import Iterator

from naruteo_portal.core.i18n import LOCALES, N_, Message
from naruteo_portal.core.provinces import province
from naruteo_portal.talent.candidates.words import DEGREES
from naruteo_portal.talent.choices.browsing import Order
from naruteo_portal.talent.openings.models import Opening
from naruteo_portal.talent.openings.words import CONTRACTS, OPENING_KINDS

ORDERS: dict[Order, Message] = {
    Order.NEWEST: N_("Newest first"),
    Order.WAGE: N_("Highest wage first"),
    Order.START: N_("Earliest start first"),
}
WON = N_("%(amount)s won a year")
NOT_STATED = N_("not stated")
NONE_ASKED = N_("none asked for")


def terms_of(opening: Opening) -> Iterator[tuple[Message, dict[str, str]]]:
    """What an opening gives and asks, line by line, each in both languages."""
    yield N_("Kind of opening"), OPENING_KINDS[opening.kind].both()
    yield N_("Offered by"), opening.organisation.name
    yield N_("Place"), _joined(province(opening.region), opening.place)
    yield N_("Seats"), _plain(str(opening.seats))
    yield N_("Contract"), CONTRACTS[opening.contract].both()
    yield N_("Begins on"), N_("%(day)s", day=opening.starts_on).both()
    if opening.ends_before is not None:
        yield N_("Ends before"), N_("%(day)s", day=opening.ends_before).both()
    yield (
        N_("Basic pay and fixed allowances"),
        (Message(WON.text, {"amount": f"{opening.yearly_wage:,}"}) if opening.yearly_wage else NOT_STATED).both(),
    )
    hours = N_("%(hours)s hours a week", hours=opening.weekly_hours) if opening.weekly_hours else NOT_STATED
    yield N_("Working hours"), hours.both()
    yield N_("Help with the status of residence"), (N_("Yes") if opening.visa_support else N_("No")).both()
    if opening.occupation:
        yield N_("Occupation (KSCO code)"), _plain(opening.occupation)
    yield N_("Statuses of residence that fit the work"), _plain(", ".join(opening.statuses)) or NOT_STATED.both()
    topik = N_("TOPIK or KIIP level %(level)s", level=opening.least_topik) if opening.least_topik else NONE_ASKED
    yield N_("Korean"), topik.both()
    english = N_("CEFR %(level)s", level=opening.least_english) if opening.least_english else NONE_ASKED
    yield N_("English"), english.both()
    yield N_("Degree"), (DEGREES[opening.least_degree] if opening.least_degree else NONE_ASKED).both()
    months = opening.least_experience_months
    yield N_("Experience"), (N_("%(months)s months in the field", months=months) if months else NONE_ASKED).both()
    yield N_("Licences"), _plain(", ".join(opening.licences)) or NONE_ASKED.both()


def _plain(text: str) -> dict[str, str]:
    return dict.fromkeys(LOCALES, text) if text else {}


def _joined(first: dict[str, str], second: dict[str, str]) -> dict[str, str]:
    return {each: f"{first[each]}, {second.get(each) or second['ko']}" for each in LOCALES}
