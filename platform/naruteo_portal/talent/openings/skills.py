"""The codes of skills that openings ask for, as the matcher's catalogue writes them."""

import re

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9:._/-]{1,79}")


def is_code(text: str) -> bool:
    """Whether a text can be a code of the catalogue."""
    return CODE.fullmatch(text) is not None
