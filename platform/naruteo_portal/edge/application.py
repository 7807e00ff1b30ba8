"""The running application as the surfaces see it."""

from typing import cast

from flask import current_app

from naruteo_portal.core.storage import BlobStore
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.settings import Settings


def portal() -> Portal:
    """The application that answers this request."""
    return cast(Portal, current_app)


def settings() -> Settings:
    """The application's settings."""
    return portal().settings


def blobs() -> BlobStore:
    """Where files are kept."""
    return BlobStore(settings().blobs)
