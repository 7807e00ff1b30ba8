"""The lottery's seed, sealed until the outcome is published; `naruteo_matching.lottery` draws and commits to it.

Everybody can see the SHA-256 of its bytes from the day on which the round is planned. Whoever could look into the
database would not learn it: it is sealed under a key that is derived from the portal's secret.
"""

from naruteo_portal.core import sealing
from naruteo_portal.settings import Settings

PURPOSE = b"naruteo lottery seeds of matching rounds"


def seal(seed: bytes, settings: Settings) -> str:
    """The seed as the database keeps it."""
    return sealing.seal(seed, PURPOSE, settings)


def unseal(sealed: str, settings: Settings) -> bytes:
    """The seed; JoseError if it was sealed under another secret of the portal."""
    return sealing.unseal(sealed, PURPOSE, settings)
