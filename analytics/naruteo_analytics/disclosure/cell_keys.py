"""Counts with noise that is the same for the same persons, however often and in whatever words they are asked for.

Each record has a key made from a secret. A cell's key is the sum of its records' keys, and its noise is looked up by
that key in a fixed table: asking again, or asking for the same persons by another filter, gives the same answer, so
that averaging gains nothing (Fraser and Wooton 2005; the method of the Australian Bureau of Statistics). Imports
nothing but the standard library.
"""

import hashlib
import hmac
from bisect import bisect_right
from collections.abc import Iterable

KEYS = 2**32
"""How many keys of cells there are."""
MOST = 4
"""The most noise, either way."""
NEVER = (1, 2)
"""Counts that are never given."""
VARIANCE = 2.0
"""Of the noise of every count but 0, which stays 0."""

# For each count (the last: and all above) the key below which it gets which noise; made by `noise.thresholds`.
_TABLE: tuple[tuple[tuple[int, int], ...], ...] = (
    ((4294967296, 0),),
    ((2863311531, -1), (4294967296, 2)),
    ((1431655765, -2), (4294967296, 1)),
    ((632784767, -3), (2828574123, 0), (3924424188, 1), (4238428820, 2), (4290087752, 3), (4294967296, 4)),
    (
        (195191984, -4), (1576131277, -1), (2878030341, 0), (3738157454, 1), (4136384320, 2), (4265589840, 3),
        (4294967296, 4),
    ),
    (
        (683539769, -2), (1713102007, -1), (2810933163, 0), (3639662332, 1), (4082540045, 2), (4250091867, 3),
        (4294967296, 4),
    ),
    (
        (149319057, -3), (624831196, -2), (1572676719, -1), (2755290948, 0), (3678878817, 1), (4130363399, 2),
        (4268509048, 3), (4294967296, 4),
    ),
    (
        (23402212, -4), (154620940, -3), (604203371, -2), (1545437001, -1), (2749530295, 0), (3690763925, 1),
        (4140346356, 2), (4271565084, 3), (4294967296, 4),
    ),
)  # fmt: skip


def record_key(secret: bytes, person: str) -> int:
    """A record's key, from 0 to 2³² − 1, which nobody can guess without the secret.

    Parameters
    ----------
    secret : bytes
        At least 16. Keep one for as long as a population is shown: with another, the same persons get another noise,
        and the two can be averaged.
    person : str
        What identifies the record.

    Raises
    ------
    ValueError
        When the secret is too short to be one.
    """
    if len(secret) < 16:
        raise ValueError("the secret must have at least 16 bytes")
    return int.from_bytes(hmac.digest(secret, person.encode(), hashlib.sha256)[:4], "big")


def cell_key(keys: Iterable[int]) -> int:
    """The key of the cell that holds the records with these keys."""
    return sum(keys) % KEYS


def noise(count: int, key: int) -> int:
    """The noise of a cell by its true count and its key (only the key's remainder by 2³² matters)."""
    if count < 0:
        raise ValueError(f"a count is not negative: {count}")
    row = _TABLE[min(count, len(_TABLE) - 1)]
    return row[bisect_right(row, key % KEYS, key=lambda each: each[0])][1]


def perturb(count: int, key: int) -> int:
    """A cell's count as it may be given to anybody.

    Parameters
    ----------
    count : int
        How many records the cell holds.
    key : int
        The sum of their keys (`record_key`).

    Returns
    -------
    int
        At most 4 off, never 1 or 2, and 0 where the count is 0.
    """
    return count + noise(count, key)
