"""What rounds were decided on: frozen instances and answers, kept for ever under their own hashes."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.core.storage import BlobStore, canonical_json
from naruteo_portal.settings import Settings
from naruteo_portal.talent.rounds.models import Round, Run, RunKind


def archive_of(settings: Settings) -> BlobStore:
    """The shelf of instances and answers."""
    return BlobStore(settings.rounds)


def keep(archive: BlobStore, content: Mapping[str, Any]) -> str:
    """Keep an instance or an answer as canonical JSON; returns the SHA-256 under which it lies."""
    return archive.put(canonical_json(content).encode())


def instance_of(run: Run, archive: BlobStore) -> dict[str, Any]:
    """The instance that a run was made on, as the engine read it."""
    return read(archive, run.input_sha256)


def answer_of(run: Run, archive: BlobStore) -> dict[str, Any]:
    """What a run came to, with its certificate."""
    return read(archive, run.answer_sha256)


def read(archive: BlobStore, sha256: str) -> dict[str, Any]:
    """What is kept under a hash; FileNotFoundError if nothing is, DamagedBlob if it is something else."""
    found: dict[str, Any] = json.loads(archive.get(sha256))
    return found


def final_run(session: Session, round_: Round) -> Run | None:
    """The run that decides a round, or would: the latest of the final ones, after all overrides; None before."""
    return session.scalars(
        select(Run).where(Run.round_id == round_.id, Run.kind == RunKind.FINAL).order_by(Run.id.desc()).limit(1)
    ).first()
