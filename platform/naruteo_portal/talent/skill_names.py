"""The matcher's catalogue of skills: their names, which one somebody has written, and which ones a text names."""

from difflib import get_close_matches

from naruteo_matching.skills import catalogue, tag
from naruteo_portal.core.i18n import LOCALES, Locale


def is_code(text: str) -> bool:
    """Whether the catalogue has a skill with this code."""
    concept = catalogue().concepts.get(text)
    return concept is not None and not concept.is_group


def name_of(code: str, locale: Locale) -> str:
    """What a skill is called; a code that the catalogue no longer has is shown as it is."""
    concept = catalogue().concepts.get(code)
    return concept.label(locale) if concept else code


def code_of(written: str) -> str | None:
    """The code of a skill that somebody wrote by its name in either language, or by its code; None if there is none."""
    return written if is_code(written) else _codes().get(_plain(written))


def codes_in(text: str) -> list[str]:
    """The skills that a text names, each once: as a whole line, or within its sentences."""
    lines = [code for line in text.splitlines() if (code := code_of(line.strip())) is not None]
    # Read as Korean, a text is read for English names as well.
    named = [found.concept.code for found in tag(text, "ko")]
    return list(dict.fromkeys([*lines, *named]))


def nearest(written: str, locale: Locale) -> str | None:
    """The name that is most like what somebody wrote; None where nothing is."""
    names = {_plain(each.label(locale)): each.label(locale) for each in catalogue().skills}
    found = get_close_matches(_plain(written), names, 1)
    return names[found[0]] if found else None


def all_names(locale: Locale) -> list[str]:
    """What all skills of the catalogue are called, in order."""
    return sorted(each.label(locale) for each in catalogue().skills)


def _codes() -> dict[str, str]:
    found: dict[str, str] = {}
    for concept in catalogue().skills:
        for language in LOCALES:
            for name in concept.names(language):
                found.setdefault(_plain(name), concept.code)
    return found


def _plain(name: str) -> str:
    return "".join(name.casefold().split())
