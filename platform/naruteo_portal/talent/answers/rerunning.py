"""Running the assignment again on the frozen input, as evidence beside a question: does the kept answer hold?"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from sqlalchemy.orm import Session

from naruteo_matching.explaining import explain
from naruteo_matching.solving import assign
from naruteo_matching.verification import find_faults
from naruteo_portal.core.clock import now
from naruteo_portal.core.i18n import LOCALES, Locale
from naruteo_portal.core.storage import canonical_json
from naruteo_portal.talent.answers.explaining import Names
from naruteo_portal.talent.answers.models import OutcomeQuestion, Rerun


@dataclass(frozen=True)
class Evidence:
    """What running again came to."""

    input_sha256: str
    same_for_everybody: bool
    same_for_candidate: bool
    faults: list[dict[Locale, str]]
    reasons: dict[Locale, list[str]]
    """In the words for auditors."""


def run_again(instance: Mapping[str, Any], answer: Mapping[str, Any], candidate: str, names: Names) -> Evidence:
    """Solve the instance anew, verify the kept answer by other code, and explain it; it touches no database.

    Overrides by an officer make the kept answer another one: then it differs, and the officer's reason explains it.
    """
    anew = assign(instance)["matches"]
    kept = answer["matches"]
    faults = [{locale: fault.said_in(locale) for locale in LOCALES} for fault in find_faults(instance, answer)]
    read = hashlib.sha256(canonical_json(instance).encode()).hexdigest()
    explanation = explain(instance, answer, candidate)
    reasons = {locale: explanation.said_in(locale, "auditor", names[locale]) for locale in LOCALES}
    return Evidence(read, anew == kept, anew.get(candidate) == kept.get(candidate), faults, reasons)


def keep_rerun(session: Session, question_id: int, frozen_sha256: str, evidence: Evidence) -> None:
    """Keep the evidence with its question; the first one stays."""
    if session.get(Rerun, question_id) is not None:
        return
    question = session.get_one(OutcomeQuestion, question_id)
    session.add(
        Rerun(
            question_id=question.id, at=now(), input_sha256=evidence.input_sha256,
            is_frozen_input=evidence.input_sha256 == frozen_sha256, same_for_everybody=evidence.same_for_everybody,
            same_for_candidate=evidence.same_for_candidate, faults=evidence.faults, reasons=evidence.reasons,
            engine=f"naruteo {version('naruteo')}",
        )
    )  # fmt: skip
