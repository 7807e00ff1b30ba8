"""Random tokens: handed out once, kept only as hashes."""

import hashlib
import secrets


def new_token() -> str:
    """A token with 256 random bits, fit for addresses and cookies."""
    return secrets.token_urlsafe(32)


def token_sha256(token: str) -> str:
    """What the database keeps of a token; enough to find it, useless to whoever reads the table."""
    return hashlib.sha256(token.encode()).hexdigest()
