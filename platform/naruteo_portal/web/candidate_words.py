"""How pages say the parts of a profile."""

from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.core.provinces import province
from naruteo_portal.edge.visitor import locale
from naruteo_portal.talent.candidates.candidates import HIGHEST_TOPIK
from naruteo_portal.talent.candidates.words import DEGREES
from naruteo_portal.talent.skill_names import name_of


def skill_name(code: str) -> str:
    """A skill in the reader's language."""
    return name_of(code, locale())


def region_names(codes: list[str]) -> str:
    """Provinces in the reader's language, one after the other."""
    return ", ".join(province(code)[locale()] for code in codes)


def months_words(months: int) -> Message:
    """A length of time in years and months."""
    years, rest = divmod(months, 12)
    return N_("%(years)d years %(months)d months", years=years, months=rest)


def korean_words(level: int) -> Message:
    """A level of Korean, as those who choose see it."""
    if level == HIGHEST_TOPIK:
        return N_("Level 6, or a first language")
    return N_("Level %(level)d", level=level) if level else N_("None")


BLIND_WORDS = {
    "skill_name": skill_name, "region_names": region_names, "months_words": months_words, "korean_words": korean_words,
    "degree_words": DEGREES,
}  # fmt: skip
"""What `candidates/blind.html` needs; hand it to every page that shows a blind profile."""
