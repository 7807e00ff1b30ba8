"""Words in two languages: marking them, loading the catalogues and saying them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from typing import Any, Literal

from babel.dates import format_date, format_datetime
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from naruteo_portal.core.clock import KST

Locale = Literal["ko", "en"]
LOCALES: tuple[Locale, ...] = ("ko", "en")
DEFAULT_LOCALE: Locale = "ko"
# Babel's own Korean patterns say "PM 6:00:00"; these are the usual written forms.
INSTANT_FORMS = {"ko": "y. M. d.(EEE) HH:mm", "en": "d MMM y, HH:mm 'KST'"}
DAY_FORMS = {"ko": "y. M. d.(EEE)", "en": "d MMM y"}


@dataclass(frozen=True)
class Message:
    """A sentence in its source language (English) with the values that fill it.

    Values that are said differently in each language (words in both, instants, days, other messages) may be among them.
    """

    text: str
    values: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.said_in("en")

    def said_in(self, locale: Locale) -> str:
        """The sentence in the reader's language."""
        said = translations(locale).gettext(self.text)
        return said % {name: _said(value, locale) for name, value in self.values.items()} if self.values else said

    def both(self) -> dict[str, str]:
        """The sentence in both languages, for programs that hand it on."""
        return {locale: self.said_in(locale) for locale in LOCALES}


def _said(value: Any, locale: Locale) -> Any:
    if isinstance(value, Message):
        return value.said_in(locale)
    if isinstance(value, datetime):
        return say_instant(value, locale)
    if isinstance(value, date):
        return say_day(value, locale)
    return choose(value, locale) if isinstance(value, dict) else value


def N_(text: str, **values: Any) -> Message:  # noqa: N802 - gettext's name for "mark, say later"
    """Mark a sentence that the edge will say in the reader's language."""
    return Message(text, values)


def lines(messages: Sequence[Message]) -> Message:
    """Sentences one below the other."""
    return Message(
        "\n".join(f"%({number})s" for number in range(len(messages))),
        {str(number): message for number, message in enumerate(messages)},
    )


def as_locale(value: str | None) -> Locale | None:
    """The locale named by `value`, if it is one of ours."""
    return "ko" if value == "ko" else "en" if value == "en" else None


@cache
def translations(locale: Locale) -> NullTranslations:
    """The catalogue of one language; English is the source, so it needs none.

    The PO files are read as they are: nothing has to be compiled, and nothing can be stale.
    """
    if locale == "en":
        return NullTranslations()
    merged = Catalog(locale=locale)
    for file in sorted(files("naruteo_portal").joinpath("translations", locale).iterdir(), key=lambda path: path.name):
        if file.name.endswith(".po"):
            with file.open("rb") as stream:
                for message in read_po(stream, locale=locale):
                    if message.id and message.string and not message.fuzzy:
                        merged.add(message.id, message.string)
    compiled = BytesIO()
    write_mo(compiled, merged)
    compiled.seek(0)
    return Translations(compiled)


def choose(words: dict[str, str], locale: Locale) -> str:
    """Content in the reader's language, or in Korean where it was not translated."""
    return words.get(locale) or words[DEFAULT_LOCALE]


@lru_cache(maxsize=1_000)
def say_instant(value: datetime, locale: Locale) -> str:
    """An instant, in Korean time, as the language writes it."""
    return format_datetime(value, INSTANT_FORMS[locale], tzinfo=KST, locale=locale)


@lru_cache(maxsize=1_000)
def say_day(value: date, locale: Locale) -> str:
    """A calendar day as the language writes it."""
    return format_date(value, DAY_FORMS[locale], locale=locale)
