"""Parts of pages that fetch themselves again: they are sent only when something in them has changed.

A part that is put in place anew without need loses the reader's place and makes screen readers repeat it.
"""

import hashlib

from flask import request


def is_part() -> bool:
    """Whether htmx asks for a part of a page rather than the whole."""
    return "HX-Request" in request.headers


def version_of(*facts: object) -> str:
    """A short mark of what a part shows."""
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


def is_seen(version: str) -> bool:
    """Whether the part that asks already shows this version; the answer is then 204, which changes nothing."""
    return is_part() and request.args.get("seen") == version
