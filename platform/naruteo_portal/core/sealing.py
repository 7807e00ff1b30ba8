"""Secrets that the database keeps sealed, under keys that are derived from the portal's own secret."""

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from joserfc import jwe
from joserfc.jwk import OctKey

from naruteo_portal.settings import Settings


def seal(secret: bytes, purpose: bytes, settings: Settings) -> str:
    """The secret as the database keeps it; `purpose` keeps what it is for from opening anything else."""
    return jwe.encrypt_compact({"alg": "dir", "enc": "A256GCM"}, secret, _sealing_key(purpose, settings))


def unseal(sealed: str, purpose: bytes, settings: Settings) -> bytes:
    """The secret; JoseError if it was sealed under another secret of the portal, or for another purpose."""
    plain = jwe.decrypt_compact(sealed, _sealing_key(purpose, settings), algorithms=["dir", "A256GCM"]).plaintext
    return plain or b""


def _sealing_key(purpose: bytes, settings: Settings) -> OctKey:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose)
    return OctKey.import_key(derive.derive(settings.secret_key.get_secret_value().encode()))
