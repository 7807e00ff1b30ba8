"""A manifest as the plain document that an edition keeps, and the hash that tells two contents apart."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict
from datetime import time
from enum import StrEnum
from typing import Any

from naruteo_portal.catalogue.manifest import Manifest
from naruteo_portal.core.storage import Tree, canonical_json

Sources = Mapping[str, Tree]
"""The source files of every task by its name."""


def document_of(manifest: Manifest, readings: Mapping[str, str]) -> dict[str, Any]:
    """The manifest as JSON; `readings` are the texts of its reading by file."""
    document: dict[str, Any] = _plain(asdict(manifest))
    for part in document["reading"]:
        part["markdown"] = readings[part["file"]]
    return document


def content_sha256(document: Mapping[str, Any], sources: Sources, figures: Tree) -> str:
    """SHA-256 over all that a course says, shows and gives out."""
    files = {task: {file.path: file.sha256 for file in tree.files} for task, tree in sources.items()}
    content = {"manifest": document, "files": files, "figures": figures.sha256}
    return hashlib.sha256(canonical_json(content).encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return value
