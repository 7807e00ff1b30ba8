"""The lottery's seed, sealed until the outcome is published; `naruteo_matching.lottery` draws and commits to it.

Everybody can see the SHA-256 of its bytes from the day on which the round is planned. Whoever could look into the
database would not learn it: it is sealed under a key that is derived from the portal's secret.
"""

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from joserfc import jwe
from joserfc.jwk import OctKey

from naruteo_portal.settings import Settings

PURPOSE = b"naruteo lottery seeds of matching rounds"


def seal(seed: bytes, settings: Settings) -> str:
    """The seed as the database keeps it."""
    return jwe.encrypt_compact({"alg": "dir", "enc": "A256GCM"}, seed, _sealing_key(settings))


def unseal(sealed: str, settings: Settings) -> bytes:
    """The seed; JoseError if it was sealed under another secret of the portal."""
    plain = jwe.decrypt_compact(sealed, _sealing_key(settings), algorithms=["dir", "A256GCM"]).plaintext
    return plain or b""


def _sealing_key(settings: Settings) -> OctKey:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE)
    return OctKey.import_key(derive.derive(settings.secret_key.get_secret_value().encode()))
