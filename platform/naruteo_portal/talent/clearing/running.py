"""Running the assignment on an instance: solved, verified by other code, certified, counted, and kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy.orm import Session

from naruteo_matching.certificate import certify
from naruteo_matching.solving import solve
from naruteo_matching.verification import find_faults
from naruteo_portal.core.clock import now
from naruteo_portal.core.i18n import LOCALES
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.talent.clearing.archive import keep
from naruteo_portal.talent.clearing.fairness import fairness_of
from naruteo_portal.talent.clearing.figures import figures_of
from naruteo_portal.talent.rounds.models import Round, Run, RunKind


@dataclass(frozen=True)
class Result:
    """An instance and what came of it; nothing of it is kept yet."""

    instance: Mapping[str, Any]
    answer: dict[str, Any]
    """With its signed certificate."""
    faults: list[dict[str, Any]]
    """What the verifier found, in words of both languages; nothing when all is right."""


def solved(instance: Mapping[str, Any], key: Ed25519PrivateKey) -> Result:
    """Run the assignment; it takes from milliseconds to a minute, and touches no database."""
    return _verified(instance, solve(instance, key), key)


def judged(instance: Mapping[str, Any], answer: Mapping[str, Any], key: Ed25519PrivateKey) -> Result:
    """Certify an answer and have it verified, whoever made it."""
    return _verified(instance, {**answer, "certificate": certify(instance, answer, key)}, key)


def _verified(instance: Mapping[str, Any], certified: dict[str, Any], key: Ed25519PrivateKey) -> Result:
    """An answer with its certificate, verified by other code than made it."""
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
    faults = [
        {"kind": fault.kind, "words": {locale: fault.said_in(locale) for locale in LOCALES}}
        for fault in find_faults(instance, certified, public)
    ]
    return Result(instance, certified, faults)


def keep_run(
    session: Session, round_: Round, kind: RunKind, result: Result, archive: BlobStore, *, by_id: int,
    change: Mapping[str, Any] | None = None,
) -> Run:  # fmt: skip
    """Keep a run with its input and answer."""
    counts = figures_of(result.instance, result.answer)
    run = Run(
        round_id=round_.id, kind=kind, at=now(), by_id=by_id, change=dict(change or {}),
        input_sha256=keep(archive, result.instance), answer_sha256=keep(archive, result.answer),
        certificate=result.answer["certificate"],
        figures=counts | {"fairness": fairness_of(result.instance, result.answer)}, faults=result.faults,
    )  # fmt: skip
    session.add(run)
    session.flush()
    return run
