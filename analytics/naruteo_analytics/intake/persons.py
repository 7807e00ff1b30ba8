"""Numbers by which persons are known who come with an identifier of another kind."""

import hashlib


def person_number(identifier: str) -> int:
    """The number (from 0, below 2⁶³) by which a person is known: always the same one, and no way back from it."""
    return int.from_bytes(hashlib.blake2b(identifier.encode(), digest_size=8).digest()) >> 1
