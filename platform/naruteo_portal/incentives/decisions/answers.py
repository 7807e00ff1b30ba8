"""What the rules say of a claim now, in the form in which a decision keeps it and a replay compares it."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from naruteo_portal.core.storage import canonical_json
from naruteo_portal.incentives.claims.claims import case_of, reckoned_of, used_of
from naruteo_portal.incentives.claims.models import Claim
from naruteo_portal.incentives.claims.reckoning import Reckoned, total

Line = list[Any]
"""`[position, outcome, judged_amount, amount, digest]`"""


@dataclass(frozen=True)
class Answer:
    """What was judged, and what came of it; amounts in won."""

    facts_sha256: str
    ceiling_used: int
    amount: int | None
    lines: list[Line]

    @property
    def seen(self) -> str:
        """A mark of all of it, for a page to say what its reader saw."""
        said = [self.facts_sha256, self.amount, self.lines]
        return hashlib.sha256(canonical_json(said).encode()).hexdigest()


def answer_of(session: Session, claim: Claim) -> Answer:
    """Judge a claim, whose lines are loaded, as `claims.judge_claim` would, and keep nothing."""
    reckoned = reckoned_of(session, claim)
    return Answer(
        facts_digest(cases_of(claim)), used_of(session, claim), total(each.amount for each in reckoned),
        lines_of(claim, reckoned),
    )  # fmt: skip


def cases_of(claim: Claim) -> list[dict[str, Any]]:
    """The facts of all lines, in their order."""
    return [case_of(claim, line) for line in claim.lines]


def facts_digest(cases: Sequence[Mapping[str, Any]]) -> str:
    """SHA-256 of facts in the one form that canonical_json gives them."""
    return hashlib.sha256(canonical_json(cases).encode()).hexdigest()


def lines_of(claim: Claim, reckoned: Sequence[Reckoned]) -> list[Line]:
    """What came of each line."""
    return [
        [line.position, each.answer.outcome.name.lower(), each.judged, each.amount, each.answer.digest]
        for line, each in zip(claim.lines, reckoned, strict=True)
    ]
