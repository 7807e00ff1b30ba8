"""A decision as its letter states it: frozen, with everything that the letter needs."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from naruteo_portal.core.errors import NotFound
from naruteo_portal.identity.models import Account
from naruteo_portal.identity.names import Names
from naruteo_portal.identity.readers import Reader
from naruteo_portal.incentives.claims.models import Claim, ClaimLine
from naruteo_portal.incentives.claims.queries import claims_for
from naruteo_portal.incentives.decisions.answers import Line
from naruteo_portal.incentives.decisions.models import Decision, DecisionKind, DecisionState


@dataclass(frozen=True)
class DecidedLine:
    """One trainee: what the rules gave; won, None where they could not say."""

    position: int
    trainee_number: str
    trainee_name: str
    title: dict[str, str]
    outcome: str
    amount: int | None
    failed: tuple[dict[str, str], ...]
    """The conditions that do not hold, in both languages."""


@dataclass(frozen=True)
class DecisionRecord:
    """A decision that is in force, or was until the claim was opened again."""

    number: str
    """Of the decision: that of the claim and how many decisions it has had."""
    reference: str
    employer: dict[str, str]
    business_number: str | None
    programme: str
    claimed_on: date
    kind: DecisionKind
    reason: str
    amount: int
    """Won that are granted; 0 if the claim was rejected."""
    decided_at: datetime
    officers: tuple[Names, ...]
    """Who proposed it and, where a second person was needed, who confirmed it."""
    lines: tuple[DecidedLine, ...]
    is_in_force: bool


def decision_record(session: Session, decision: Decision) -> DecisionRecord:
    """What a decision's letter says; `decision` as `get_decision` loads it. NotFound if it never came into force."""
    claim = decision.claim
    if decision.decided_at is None or claim.claimed_on is None:
        raise NotFound
    earlier = select(Decision.id).where(
        Decision.claim_id == claim.id, Decision.decided_at.is_not(None), Decision.id <= decision.id
    )
    kept: dict[int, Line] = {line[0]: line for line in decision.lines}
    approved = decision.kind is DecisionKind.APPROVE
    return DecisionRecord(
        number=f"{claim.reference}-{len(session.scalars(earlier).all())}", reference=claim.reference,
        employer=claim.employer.name, business_number=claim.employer.business_number, programme=claim.programme,
        claimed_on=claim.claimed_on, kind=decision.kind, reason=decision.reason,
        amount=(decision.amount or 0) if approved else 0, decided_at=decision.decided_at,
        officers=tuple(
            Names(native=each.person.name_native, roman=each.person.name_roman)
            for each in (decision.proposed_by, decision.confirmed_by)
            if each is not None
        ),
        lines=tuple(
            _line(line, kept[line.position])
            for line in claim.lines
            if line.position in kept
        ),
        is_in_force=decision.state is DecisionState.IN_FORCE,
    )  # fmt: skip


def get_decision(session: Session, reader: Reader, decision_id: int) -> Decision:
    """A decision with its claim, lines and officers; NotFound if the reader may not see the claim."""
    decision = session.scalar(
        select(Decision)
        .where(Decision.id == decision_id, Decision.claim_id.in_(claims_for(reader).with_only_columns(Claim.id)))
        .options(
            joinedload(Decision.claim).options(joinedload(Claim.employer), selectinload(Claim.lines)),
            *_officers(),
        )
    )
    if decision is None:
        raise NotFound
    return decision


def decisions_on(session: Session, claim_id: int) -> list[Decision]:
    """All decisions on a claim, the newest first."""
    return list(
        session.scalars(
            select(Decision)
            .where(Decision.claim_id == claim_id)
            .order_by(Decision.id.desc())
            # Each names who proposed and who confirmed it.
            .options(*_officers())
        )
    )


def _line(line: ClaimLine, kept: Line) -> DecidedLine:
    _, outcome, _judged, amount, _digest = kept
    return DecidedLine(
        position=line.position, trainee_number=line.trainee_number, trainee_name=line.trainee_name, title=line.title,
        outcome=outcome, amount=amount, failed=_failed(line.judgement),
    )  # fmt: skip


def _officers() -> tuple[ExecutableOption, ...]:
    return (
        joinedload(Decision.proposed_by).joinedload(Account.person),
        joinedload(Decision.confirmed_by).joinedload(Account.person),
    )


def _failed(judgement: Any) -> tuple[dict[str, str], ...]:
    return tuple(step["text"] for step in (judgement or {"conditions": []})["conditions"] if step["value"] is False)
