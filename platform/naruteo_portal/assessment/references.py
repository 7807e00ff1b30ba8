"""Receipt numbers that survive a phone call, such as S-2026-7K3M-Q2."""

import re
import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Digits and capitals without 0 O 1 I L. There are 31, a prime, which is what makes the check character work."""
RANDOM_CHARACTERS = 5
FORM = re.compile(rf"S([0-9]{{4}})([{ALPHABET}]{{{RANDOM_CHARACTERS}}})([{ALPHABET}])")


def new_reference(year: int) -> str:
    """A new number; some 28 million fit in a year, and the caller looks whether it is taken."""
    middle = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_CHARACTERS))
    return _written(f"{year:04}", middle)


def read_reference(heard: str) -> str | None:
    """The number as it is written, from what was typed or heard; None if it cannot be one."""
    form = FORM.fullmatch(re.sub(r"[\s.\-–—_]", "", heard).upper())
    if form is None:
        return None
    year, middle, check = form.groups()
    return _written(year, middle) if _check_character(year, middle) == check else None


def _written(year: str, middle: str) -> str:
    tail = middle + _check_character(year, middle)
    return f"S-{year}-{tail[:4]}-{tail[4:]}"


def _check_character(year: str, middle: str) -> str:
    """Weights 2, 3, 4 … modulo a prime: one wrong character, or two that changed places, always shows.

    The same idea as the check digit of ISBN-10 (ISO 2108:2005, annex; modulo 11 there). The last character's own
    weight is 1, and the year's digits count by their value.
    """
    values = [int(digit) for digit in year] + [ALPHABET.index(character) for character in middle]
    total = sum(weight * value for weight, value in enumerate(reversed(values), start=2))
    return ALPHABET[-total % len(ALPHABET)]
