"""Addresses that lead back to ourselves."""

from urllib.parse import urlsplit

from naruteo_portal.edge.application import settings


def own_address(wanted: str | None, otherwise: str = "/") -> str:
    """`wanted` if it is a path on this site, else `otherwise`: a link must not send people away unawares."""
    if not wanted or not wanted.startswith("/") or wanted.startswith("//") or "\\" in wanted:
        return otherwise
    parts = urlsplit(wanted)
    if parts.scheme or parts.netloc or any(ord(character) < 0x20 for character in wanted):
        return otherwise
    return wanted


def full_address(path: str) -> str:
    """A path of this site as a whole address, for mails; never taken from the request, which could lie."""
    return settings().portal_url.rstrip("/") + path
