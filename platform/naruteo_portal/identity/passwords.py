"""Passwords: Argon2id, and which are taken (NIST SP 800-63B-4, 3.1.1.2: by length, no composition rules)."""

import re
import unicodedata
from functools import cache
from importlib.resources import files

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from naruteo_portal.core.errors import Invalid
from naruteo_portal.core.i18n import N_
from naruteo_portal.core.tokens import new_token

LEAST_CHARACTERS = 10
MOST_CHARACTERS = 200
# Shorter words of a name or address may stand in a password by chance; Korean names have three letters.
LEAST_OF_WORD = 3
# OWASP Password Storage Cheat Sheet (2025): 46 MiB with one pass, or more of either.
HASHER = PasswordHasher(time_cost=2, memory_cost=47104, parallelism=1)


class WeakPassword(Invalid):
    """The password would be guessed."""

    code = "weak-password"


def _normal(password: str) -> str:
    # The same Hangul may arrive composed or decomposed, depending on the keyboard (NFKC as RFC 8265 asks).
    return unicodedata.normalize("NFKC", password)


def hash_password(password: str) -> str:
    """The Argon2id hash under which a password is kept."""
    return HASHER.hash(_normal(password))


@cache
def _nobodys_hash() -> str:
    return hash_password(new_token())


def password_matches(password: str, kept_hash: str | None) -> bool:
    """Whether a password belongs to a hash; takes as long when there is no hash, so that time tells nothing."""
    # Nobody's password is longer, and hashing a megabyte would be work for us and fun for others.
    password = _normal(password[:MOST_CHARACTERS])
    try:
        matches = HASHER.verify(kept_hash or _nobodys_hash(), password)
    except (VerificationError, InvalidHashError):
        return False
    return matches and kept_hash is not None


def needs_rehash(kept_hash: str) -> bool:
    """Whether a hash was made with other parameters than today's."""
    return HASHER.check_needs_rehash(kept_hash)


@cache
def _common() -> frozenset[str]:
    text = files("naruteo_portal.identity").joinpath("common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.split() if line)


def check_password(password: str, *personal: str) -> None:
    """Refuse a password that is short, common, or made of the person's own words (name, address)."""
    normal = _normal(password)
    if len(normal) < LEAST_CHARACTERS:
        raise WeakPassword(N_("Use at least %(least)d characters. A short sentence is good.", least=LEAST_CHARACTERS))
    if len(normal) > MOST_CHARACTERS:
        raise WeakPassword(N_("Use at most %(most)d characters.", most=MOST_CHARACTERS))
    folded = normal.casefold()
    # "Password2026!" is as common as its stem.
    stem = re.sub(r"[\W\d_]+$", "", folded) or folded
    if folded in _common() or stem in _common() or len(set(folded)) < 4:
        raise WeakPassword(N_("Many people use this password, so it is guessed first. Choose another one."))
    left = folded
    words = {word for text in personal for word in re.split(r"[\W_]+", text.casefold()) if len(word) >= LEAST_OF_WORD}
    for word in sorted(words, key=len, reverse=True):
        left = left.replace(word, "")
    if len(left) < LEAST_CHARACTERS // 2:
        raise WeakPassword(N_("The password holds little more than your name or address. Choose another one."))
