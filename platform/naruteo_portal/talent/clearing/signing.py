"""The key that signs certificates of rounds: derived from the portal's secret, so nothing has to be kept or rotated.

Each certificate carries its public key, so certificates that were signed under an earlier secret can still be checked;
the round's public page says which key signed.
"""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from naruteo_portal.settings import Settings

PURPOSE = b"naruteo certificates of matching rounds"


def signing_key(settings: Settings) -> Ed25519PrivateKey:
    """The key of this portal."""
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE)
    return Ed25519PrivateKey.from_private_bytes(derive.derive(settings.secret_key.get_secret_value().encode()))
