"""Signed certificates: what was matched, what the verifier found, and which notion of stability holds.

The same instance, answer, key and version give the same bytes: there is no time in it, and Ed25519 signs the same
content in the same way.
"""

from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from naruteo_matching.verification.checking import examine
from naruteo_matching.verification.findings import Findings
from naruteo_matching.verification.sealing import SIGNED, UNSIGNED, signed_bytes
from naruteo_matching.verification.statement import statement


def certify(
    instance: Mapping[str, Any], answer: Mapping[str, Any], key: Ed25519PrivateKey | None = None
) -> dict[str, Any]:
    """Verify an answer and certify what was found.

    Parameters
    ----------
    instance, answer : mapping
        As the guide `docs/matching/check.md` describes them; a certificate in the answer is not looked at.
    key : Ed25519PrivateKey, optional
        What to sign with. Without it the certificate says that it is unsigned.

    Returns
    -------
    dict
        Plain JSON. A matching with faults gets a certificate, too: its ``verified`` is false.

    Raises
    ------
    Unreadable
        When the instance or the answer has not the form that can be judged.
    """
    return examined(instance, answer, key)[0]


def examined(
    instance: Mapping[str, Any], answer: Mapping[str, Any], key: Ed25519PrivateKey | None = None
) -> tuple[dict[str, Any], Findings]:
    """Verify an answer once, for its certificate and for what was found: faults, and what cutoffs are read from.

    Parameters and errors are those of `certify`.

    Returns
    -------
    tuple of dict and Findings
        The certificate, and what it rests on.
    """
    found = examine(instance, answer)
    certificate = statement(instance, answer, found)
    certificate["engine"] = f"naruteo {version('naruteo')}"
    return {**certificate, "signature": _signature(certificate, key)}, found


def _signature(certificate: Mapping[str, Any], key: Ed25519PrivateKey | None) -> dict[str, str]:
    if key is None:
        return dict(UNSIGNED)
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return {
        **SIGNED,
        "public_key": public.hex(),
        "value": key.sign(signed_bytes(certificate)).hex(),
    }
