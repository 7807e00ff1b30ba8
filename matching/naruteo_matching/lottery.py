"""The lottery that breaks ties: a seed that is committed by its hash before the deadline and revealed afterwards."""

import hashlib
from collections.abc import Iterable
from secrets import token_bytes

Id = str | int
LEAST_BYTES = 16
"""The shortest seed that is taken: a shorter one could be found from its commitment by trying."""


def new_seed() -> bytes:
    """A seed of 32 bytes of chance."""
    return token_bytes(32)


def commitment(seed: bytes) -> str:
    """What is published before the deadline: the SHA-256 of the seed, in lower-case hexadecimal."""
    return hashlib.sha256(seed).hexdigest()


def ticket(seed: bytes, opening: Id, candidate: Id) -> str:
    """What orders a candidate in a tie at an opening, smaller first.

    The SHA-256 of ``seed || 0x00 || utf8(opening) || 0x00 || utf8(candidate)`` in lower-case hexadecimal, so that
    whoever has the seed can check every tie with any tool, and no opening's order says anything about another's.
    """
    return hashlib.sha256(b"\0".join((seed, str(opening).encode(), str(candidate).encode()))).hexdigest()


def break_tie(seed: bytes, opening: Id, tied: Iterable[Id]) -> list[Id]:
    """The tied candidates in the order of their tickets; by id where two are the same."""
    return sorted(tied, key=lambda candidate: (ticket(seed, opening, candidate), str(candidate)))
