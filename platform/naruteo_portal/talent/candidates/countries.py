"""Countries by their two letters (ISO 3166-1), with their names in Korean and English as CLDR has them."""

from functools import cache

from babel import Locale as Names

from naruteo_portal.core.i18n import Locale

NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "XA", "XB", "QO", "ZZ"})
"""Two letters that stand for something else in CLDR's list."""


@cache
def countries(locale: Locale) -> tuple[tuple[str, str], ...]:
    """(two letters, name) of all countries, Korea first, the others by name."""
    names = {
        code: name
        for code, name in Names(locale).territories.items()
        if len(code) == 2 and code.isalpha() and code not in NO_COUNTRIES
    }
    others = sorted((item for item in names.items() if item[0] != "KR"), key=lambda item: item[1])
    return (("KR", names["KR"]), *others)


def is_country(code: str) -> bool:
    """Whether two letters stand for a country."""
    return code in dict(countries("en"))
