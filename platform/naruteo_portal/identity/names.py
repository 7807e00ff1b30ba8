"""People's names: how they are taken, and how each language shows them."""

import unicodedata
from dataclasses import dataclass
from typing import Protocol

from naruteo_portal.core.i18n import Locale

MOST_CHARACTERS = 200


class Named(Protocol):
    """Whoever has a native name, and perhaps a Roman and a preferred one."""

    name_native: str
    name_roman: str | None
    preferred_name: str | None


class Nameable(Named, Protocol):
    """A person's row, with the parts that official documents ask for."""

    family_name: str | None
    given_name: str | None


def tidy_name(text: str | None) -> str | None:
    """A name as it was written, composed (NFC), with single blanks; None if nothing is left.

    Nothing else is touched: capitals, apostrophes, hyphens and the order of parts are the person's own.
    """
    tidied = " ".join(unicodedata.normalize("NFC", text or "").split())
    return tidied or None


@dataclass(frozen=True)
class Names:
    """All names of one person; only the native one is asked of everybody.

    Family and given name are separate entries, never guessed from the whole: 남궁민수 may be 남궁 민수 or 남 궁민수.
    """

    native: str
    roman: str | None = None
    family: str | None = None
    given: str | None = None
    preferred: str | None = None

    def write_to(self, person: Nameable) -> None:
        """Give a person's row these names."""
        person.name_native = tidy_name(self.native) or self.native
        person.name_roman = tidy_name(self.roman)
        person.family_name = tidy_name(self.family)
        person.given_name = tidy_name(self.given)
        person.preferred_name = tidy_name(self.preferred)


def _is_hangul(name: str) -> bool:
    letters = [character for character in name if character.isalpha()]
    return bool(letters) and all("HANGUL" in unicodedata.name(letter, "") for letter in letters)


def display_name(person: Named, locale: Locale) -> str:
    """A person's name in running text: as they wish to be called; in English the Roman name of who has one."""
    if locale == "en":
        preferred = person.preferred_name
        # A preferred name in Hangul helps nobody who cannot read it, while there is a Roman one.
        if preferred and not (_is_hangul(preferred) and person.name_roman):
            return preferred
        return person.name_roman or person.name_native
    return person.preferred_name or person.name_native


def form_of_address(person: Named, locale: Locale) -> str:
    """How a letter or a page greets the person: 김하늘 님, or the name alone in English."""
    name = display_name(person, locale)
    return f"{name} 님" if locale == "ko" else name


def both_names(person: Named) -> str:
    """Native and Roman name side by side, for lists in which people are told apart."""
    if person.name_roman and person.name_roman != person.name_native:
        return f"{person.name_native} ({person.name_roman})"
    return person.name_native
