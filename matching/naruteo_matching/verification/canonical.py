"""One way to write JSON, so that the same content always has the same hash."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from naruteo_matching.verification.reading import Unreadable


def canonical_json(value: Any, what: str = "the content") -> bytes:
    """The value as UTF-8 JSON: keys sorted, no spaces, letters of all scripts as they are, NaN refused.

    Raises
    ------
    Unreadable
        For what JSON cannot hold; `what` is called so.
    """
    try:
        # Read back first: keys that are numbers become texts, and are sorted as those.
        plain = json.loads(json.dumps(value, allow_nan=False))
        return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    except (TypeError, ValueError, RecursionError):
        raise Unreadable(
            f"{what}: it holds what JSON cannot: a number that is none or without end (NaN, Infinity), half of a "
            "surrogate pair in a text, or lists that are nested too deeply"
        ) from None


def digest(value: Any, what: str = "the content") -> str:
    """The SHA-256 of the canonical JSON, in lower-case hexadecimal."""
    return hashlib.sha256(canonical_json(value, what)).hexdigest()


def result_digest(answer: Mapping[str, Any]) -> str:
    """The hash of an answer: of everything in it but its certificate."""
    return digest({key: value for key, value in answer.items() if key != "certificate"}, "the answer")
