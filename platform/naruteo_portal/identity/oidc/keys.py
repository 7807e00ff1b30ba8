"""The keys that sign identity tokens: sealed in the database, replaced by the clock, published while they matter."""

import json
from datetime import timedelta

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OctKey, RSAKey
from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import SYSTEM, record
from naruteo_portal.core.clock import now
from naruteo_portal.identity.models import OidcKey
from naruteo_portal.settings import Settings

ALGORITHM = "RS256"
KEY_BITS = 2048
SIGNS_FOR = timedelta(days=30)
# Partners keep the published keys for a while, so a key is on show for a week before it signs the first token.
SHOWN_BEFORE = timedelta(days=7)
# Identity tokens live an hour, but come back as a hint when somebody signs out.
PUBLISHED_AFTER = timedelta(days=2)
ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtext('naruteo oidc keys'))")


def _sealing_key(settings: Settings) -> OctKey:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"naruteo oidc signing keys")
    return OctKey.import_key(derive.derive(settings.secret_key.get_secret_value().encode()))


def _seal(key: RSAKey, settings: Settings) -> str:
    plain = json.dumps(key.as_dict(private=True))
    return jwe.encrypt_compact({"alg": "dir", "enc": "A256GCM"}, plain, _sealing_key(settings))


def _unseal(sealed: str, settings: Settings) -> RSAKey | None:
    """The key, or None if it was sealed under another secret of the portal."""
    try:
        plain = jwe.decrypt_compact(sealed, _sealing_key(settings), algorithms=["dir", "A256GCM"]).plaintext
    except JoseError:
        return None
    return RSAKey.import_key(json.loads(plain or b"{}"))


def _readable(session: Session, settings: Settings) -> list[tuple[OidcKey, RSAKey]]:
    rows = session.scalars(select(OidcKey).where(OidcKey.published_until > now()).order_by(OidcKey.signs_until))
    opened = [(row, _unseal(row.sealed_key, settings)) for row in rows]
    return [(row, key) for row, key in opened if key is not None]


def rotate_keys(session: Session, settings: Settings) -> None:
    """Make the next key in good time, and forget those that nothing refers to any more."""
    session.execute(ONE_AT_A_TIME)
    session.execute(delete(OidcKey).where(OidcKey.published_until <= now()))
    lasts = max((row.signs_until for row, _key in _readable(session, settings)), default=now())
    if lasts - now() > SHOWN_BEFORE:
        return
    key = RSAKey.generate_key(KEY_BITS, {"use": "sig", "alg": ALGORITHM}, auto_kid=True)
    signs_until = max(lasts, now()) + SIGNS_FOR
    made = OidcKey(
        kid=key.kid,
        sealed_key=_seal(key, settings),
        created_at=now(),
        signs_until=signs_until,
        published_until=signs_until + PUBLISHED_AFTER,
    )
    session.add(made)
    record(session, SYSTEM, "made a signing key", made, kid=key.kid)


def signing_key(session: Session, settings: Settings) -> RSAKey:
    """The key that signs now: the one whose turn ends first, so that its successor has been on show for a while."""
    for _attempt in range(2):
        for row, key in _readable(session, settings):
            if row.signs_until > now():
                return key
        # The first request of a new portal, or of one whose secret key was changed.
        rotate_keys(session, settings)
    raise LookupError("No key signs identity tokens")


def published_keys(session: Session, settings: Settings) -> KeySet:
    """The keys by which tokens of ours can be checked."""
    signing_key(session, settings)
    return KeySet([key for _row, key in _readable(session, settings)])
