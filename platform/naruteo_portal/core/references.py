"""Reference numbers that survive a phone call, such as S-2026-7K3M-Q2 of a submission or CL-2026-7K3M-Q2 of a claim."""

import re
import secrets
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from naruteo_portal.core.clock import KST

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Digits and capitals without 0 O 1 I L. There are 31, a prime, which is what makes the check character work."""
RANDOM_CHARACTERS = 5
FORM = re.compile(rf"([A-Z]{{1,2}})([0-9]{{4}})([{ALPHABET}]{{{RANDOM_CHARACTERS}}})([{ALPHABET}])")


class Numbered(StrEnum):
    """What has a reference number, by the letters that begin it."""

    SUBMISSION = "S"
    CLAIM = "CL"
    CANDIDATE = "CA"
    OPENING = "OP"
    ROUND = "RD"
    QUESTION = "QU"
    PROGRAMME = "PR"
    """A programme under review."""
    LINK = "LA"


def new_reference(kind: Numbered, at: datetime, is_taken: Callable[[str], bool]) -> str:
    """A number of the year that an instant has in Korea, and that is not taken; some 28 million fit in a year.

    That two requests draw the same one in one instant is left to the column's unique constraint.
    """
    year = f"{at.astimezone(KST):%Y}"
    while True:
        middle = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_CHARACTERS))
        reference = _written(kind, year, middle)
        if not is_taken(reference):
            return reference


def read_reference(kind: Numbered, heard: str) -> str | None:
    """The number as it is written, from what was typed or heard; None if it cannot be one of this kind."""
    form = FORM.fullmatch(re.sub(r"[\s.\-–—_]", "", heard).upper())
    if form is None or form[1] != kind:
        return None
    _, year, middle, check = form.groups()
    return _written(kind, year, middle) if _check_character(year, middle) == check else None


def _written(kind: Numbered, year: str, middle: str) -> str:
    tail = middle + _check_character(year, middle)
    return f"{kind}-{year}-{tail[:4]}-{tail[4:]}"


def _check_character(year: str, middle: str) -> str:
    """Weights 2, 3, 4 … modulo a prime: one wrong character, or two that changed places, always shows.

    The same idea as the check digit of ISBN-10 (ISO 2108:2005, annex; modulo 11 there). The last character's own
    weight is 1, and the year's digits count by their value.
    """
    values = [int(digit) for digit in year] + [ALPHABET.index(character) for character in middle]
    total = sum(weight * value for weight, value in enumerate(reversed(values), start=2))
    return ALPHABET[-total % len(ALPHABET)]
