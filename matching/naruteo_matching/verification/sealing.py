"""Checks what binds an answer: the lottery's commitment, hashes, and the signature of the certificate."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from naruteo_matching.verification.canonical import canonical_json
from naruteo_matching.verification.faults import Fault

HASHES = {"input_sha256": "input_hash", "result_sha256": "result_hash"}
UNSIGNED = {"state": "unsigned"}
SIGNED = {"state": "signed", "algorithm": "Ed25519"}
NOT_COMPARED = ("engine", "signature")
"""Another version of the engine may have made the certificate; the signature is checked for itself."""


def seed_fits(lottery: Mapping[str, Any]) -> bool:
    """Whether the seed is the one whose SHA-256 was published before the deadline."""
    commitment = str(lottery.get("commitment", "")).lower()
    return hashlib.sha256(bytes.fromhex(lottery["seed"])).hexdigest() == commitment


def seal_faults(certificate: Mapping[str, Any], found: Mapping[str, Any], public_key: str | None) -> Iterator[Fault]:
    """Where a certificate differs from what checking finds, and whether its signature holds."""
    for field in sorted({*certificate, *found} - {*NOT_COMPARED}):
        said, right = certificate.get(field), found.get(field)
        if said != right:
            if field in HASHES:
                yield Fault(HASHES[field])
            else:
                yield Fault("certificate", facts={"field": field, "said": said, "found": right})
    signature = certificate.get("signature")
    signature = signature if isinstance(signature, Mapping) else {}
    signed = signature != UNSIGNED
    if signed and not _holds(certificate, signature):
        yield Fault("signature")
    if public_key is not None and (not signed or str(signature.get("public_key")).lower() != public_key.lower()):
        yield Fault("signer")


def signed_bytes(certificate: Mapping[str, Any]) -> bytes:
    """The bytes that are signed: the canonical JSON of the certificate without its signature."""
    return canonical_json({key: value for key, value in certificate.items() if key != "signature"})


def _holds(certificate: Mapping[str, Any], signature: Mapping[str, Any]) -> bool:
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(signature["public_key"]))
        key.verify(bytes.fromhex(signature["value"]), signed_bytes(certificate))
    except (KeyError, TypeError, ValueError, InvalidSignature):
        return False
    return SIGNED.items() <= signature.items()
