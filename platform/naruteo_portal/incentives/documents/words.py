"""How papers say modes, outcomes, sums and what is not known."""

from collections.abc import Iterable, Mapping
from datetime import date

from naruteo_portal.core.i18n import N_, Locale, Message, choose, say_day
from naruteo_portal.core.paper import Cell, Definitions
from naruteo_portal.identity.business_number import format_business_number
from naruteo_portal.incentives.documents.records import ClaimRecord, Training, Words

ITEM_AND_CONTENT = (N_("Item"), N_("Content"))
NOT_STATED = N_("Not stated")
UNDETERMINED = N_("Undetermined")
MODE_WORDS: Mapping[str, Message] = {
    "classroom": N_("Classroom training"),
    "on_site": N_("On-site training"),
    "remote": N_("Remote training"),
    "blended": N_("Blended training"),
}
OUTCOME_WORDS: Mapping[str, Message] = {
    "eligible": N_("Eligible"),
    "not_eligible": N_("Not eligible"),
    "undetermined": UNDETERMINED,
}


def heads(messages: Iterable[Message], locale: Locale) -> tuple[str, ...]:
    """The headings of a table."""
    return tuple(each.said_in(locale) for each in messages)


def pairs(rows: Iterable[tuple[Message, Cell]], locale: Locale) -> Definitions:
    """What is what, under the headings that all papers have for it."""
    head = heads(ITEM_AND_CONTENT, locale)
    return Definitions((head[0], head[1]), tuple((label.said_in(locale), value) for label, value in rows))


def said(words: Words, locale: Locale) -> str:
    """Content in the paper's language."""
    return choose(dict(words), locale)


def won(amount: int | None, locale: Locale) -> str:
    """An amount in running text."""
    return UNDETERMINED.said_in(locale) if amount is None else N_("%(won)s won", won=f"{amount:,}").said_in(locale)


def period(first: date, last: date, locale: Locale) -> str:
    """From a day to a day."""
    return f"{say_day(first, locale)} ~ {say_day(last, locale)}"


def business_number(digits: str | None, locale: Locale) -> str:
    """A business number as it is written."""
    return format_business_number(digits) if digits else NOT_STATED.said_in(locale)


def mode_words(training: Training, locale: Locale) -> str:
    """How a training is given."""
    return (MODE_WORDS.get(training.mode or "") or NOT_STATED).said_in(locale)


def rules_words(record: ClaimRecord, locale: Locale) -> str:
    """Which rules judged the claim."""
    return "\n".join(record.rules) or N_("Not judged yet").said_in(locale)
