"""Running the assignment on an instance: solved, verified by other code, certified, counted, and kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.orm import Session

from naruteo_matching.certificate import examined
from naruteo_matching.cutoffs import cutoffs_of
from naruteo_matching.solving import assign
from naruteo_portal.core.clock import now
from naruteo_portal.core.i18n import LOCALES
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.talent.clearing.archive import keep
from naruteo_portal.talent.clearing.fairness import fairness_of
from naruteo_portal.talent.clearing.figures import figures_of
from naruteo_portal.talent.rounds.models import Round, Run, RunKind

NONE_EXISTS, NOT_FOUND = "none_exists", "not_found"
"""How the engine says that no outcome is stable with those who apply together, or that it could not find out."""


@dataclass(frozen=True)
class Result:
    """An instance and what came of it; nothing of it is kept yet."""

    instance: Mapping[str, Any]
    answer: dict[str, Any]
    """With its signed certificate."""
    faults: list[dict[str, Any]]
    """What the verifier found, in words of both languages; nothing when all is right."""
    cutoffs: dict[str, Any]
    """By opening: seats, how many are held, and the ranks at which its order was cut off."""


def solved(instance: Mapping[str, Any], key: Ed25519PrivateKey) -> Result:
    """Run the assignment; it takes from milliseconds to a minute, and touches no database."""
    return judged(instance, assign(instance), key)


def judged(instance: Mapping[str, Any], answer: Mapping[str, Any], key: Ed25519PrivateKey) -> Result:
    """Have an answer verified by other code than made it, and certified, whoever made it."""
    certificate, found = examined(instance, answer, key)
    faults = [
        {"kind": fault.kind, "words": {locale: fault.said_in(locale) for locale in LOCALES}} for fault in found.faults
    ]
    cutoffs = {
        str(each["id"]): {
            "seats": cutoff.seats, "held": cutoff.held, "rank": cutoff.rank, "general": cutoff.general,
        }
        for each, cutoff in zip(instance["openings"], cutoffs_of(found), strict=True)
    }  # fmt: skip
    return Result(instance, {**answer, "certificate": certificate}, faults, cutoffs)


def hindrances(run: Run) -> list[dict[str, Any]]:
    """The faults that keep a result from being confirmed.

    Where a search ended without a stable outcome, whatever blocks is no fault of the result: it is shown, and a human
    decides. Seats, gates, lists and the seed hold in every result.
    """
    return _hindering(run.faults, (run.figures.get("linked") or {}).get("state"))


def refusals(result: Result) -> list[dict[str, Any]]:
    """The same of a result that is not kept yet."""
    return _hindering(result.faults, result.answer.get("linked"))


def _hindering(faults: Sequence[dict[str, Any]], state: str | None) -> list[dict[str, Any]]:
    if state not in (NONE_EXISTS, NOT_FOUND):
        return list(faults)
    return [each for each in faults if not each["kind"].startswith("blocking_")]


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
        figures=counts | {"fairness": fairness_of(result.instance, result.answer), "cutoffs": result.cutoffs},
        faults=result.faults,
    )  # fmt: skip
    session.add(run)
    session.flush()
    return run
