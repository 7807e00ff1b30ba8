"""Deciding a claim: an officer proposes, above a limit a second one confirms, and then it holds."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.core.clock import now
from naruteo_portal.incentives.claims.claims import hold_claim, judge_claim, move
from naruteo_portal.incentives.claims.errors import NotFromHere
from naruteo_portal.incentives.claims.models import Claim
from naruteo_portal.incentives.claims.states import ClaimState
from naruteo_portal.incentives.decisions.answers import Answer, answer_of
from naruteo_portal.incentives.decisions.errors import (
    AnswerChanged,
    NothingToGrant,
    NotProposed,
    PaymentUnderWay,
    ProposedAlready,
    ReasonMissing,
    SamePerson,
    Undetermined,
)
from naruteo_portal.incentives.decisions.models import Decision, DecisionKind, DecisionState
from naruteo_portal.incentives.decisions.parties import require_others
from naruteo_portal.incentives.decisions.payment_models import LIVE, Payment
from naruteo_portal.incentives.employers.access import hold_employer
from naruteo_portal.incentives.ledger.budgets import commit_won, release_won

AFTER = {DecisionKind.APPROVE: ClaimState.APPROVED, DecisionKind.REJECT: ClaimState.REJECTED}


def propose(
    session: Session, claim: Claim, kind: DecisionKind, reason: str, *, seen: str, version: int, limit: int,
    actor: Actor,
) -> Decision:  # fmt: skip
    """Decide a claim in review whose lines are loaded; it holds at once unless it grants more than `limit` won.

    `seen` is the mark of the answer (`Answer.seen`) that the officer looked at, `version` that of the claim.
    """
    answer = _hold(session, claim, version, actor)
    if standing_decision(session, claim.id) is not None:
        raise ProposedAlready
    if answer.seen != seen:
        raise AnswerChanged
    if kind is DecisionKind.REJECT and not reason:
        raise ReasonMissing
    if kind is DecisionKind.APPROVE:
        _require_grant(answer)
    decision = Decision(
        claim=claim, kind=kind, state=DecisionState.PROPOSED, reason=reason, amount=answer.amount, lines=answer.lines,
        needs_second=kind is DecisionKind.APPROVE and (answer.amount or 0) > limit, ceiling_used=answer.ceiling_used,
        facts_sha256=answer.facts_sha256, proposed_by_id=actor.account_id, proposed_at=now(), confirmed_by_id=None,
        decided_at=None, ended_at=None,
    )  # fmt: skip
    session.add(decision)
    record(session, actor, "proposed a decision", decision, kind=kind.value, amount=answer.amount, claim=claim.id)
    if not decision.needs_second:
        _take_effect(session, decision, actor)
    return decision


def confirm(session: Session, decision: Decision, *, version: int, actor: Actor) -> None:
    """Let a proposal hold, as a second person; `decision.claim` and its lines are loaded."""
    answer = _hold(session, decision.claim, version, actor)
    _require_proposed(session, decision)
    if actor.account_id is None or actor.account_id == decision.proposed_by_id:
        raise SamePerson
    if (answer.facts_sha256, answer.amount, answer.lines) != (decision.facts_sha256, decision.amount, decision.lines):
        raise AnswerChanged
    decision.confirmed_by_id, decision.ceiling_used = actor.account_id, answer.ceiling_used
    _take_effect(session, decision, actor)


def decline(session: Session, decision: Decision, words: str, *, actor: Actor) -> None:
    """Send a proposal back, or take one's own back: the claim stays in review."""
    hold_claim(session, decision.claim)
    _require_proposed(session, decision)
    require_others(session, actor.account_id, [decision.claim_id])
    if not words:
        raise ReasonMissing
    _end(session, decision, DecisionState.DECLINED, words)
    record(session, actor, "sent a decision back", decision, claim=decision.claim_id)


def release_commitment(session: Session, claim: Claim, *, actor: Actor) -> None:
    """Undo what the decision on a claim did, before `move` opens it again; the employer and the claim are held.

    For an appeal that is right, whether the claim was approved or rejected. PaymentUnderWay while a batch holds it.
    """
    paying = session.scalar(select(Payment.batch_id).where(Payment.claim_id == claim.id, Payment.state.in_(LIVE)))
    if paying is not None:
        raise PaymentUnderWay(paying)
    release_won(session, claim, actor=actor)
    decision = standing_decision(session, claim.id)
    if decision is not None:
        _end(session, decision, DecisionState.REOPENED, "")


def standing_decision(session: Session, claim_id: int) -> Decision | None:
    """The decision on a claim that is proposed or in force, if there is one."""
    return session.scalars(
        select(Decision).where(
            Decision.claim_id == claim_id, Decision.state.in_([DecisionState.PROPOSED, DecisionState.IN_FORCE])
        )
    ).first()


def _hold(session: Session, claim: Claim, version: int, actor: Actor) -> Answer:
    """Hold a claim that is in review, and its employer, and say what the rules say of it now."""
    hold_employer(session, claim.employer_id)
    hold_claim(session, claim, version)
    if claim.state is not ClaimState.IN_REVIEW:
        raise NotFromHere
    require_others(session, actor.account_id, [claim.id])
    return answer_of(session, claim)


def _require_proposed(session: Session, decision: Decision) -> None:
    session.refresh(decision, ["state"], with_for_update=True)
    if decision.state is not DecisionState.PROPOSED:
        raise NotProposed


def _require_grant(answer: Answer) -> None:
    if answer.amount is None:
        raise Undetermined
    if answer.amount == 0:
        raise NothingToGrant


def _take_effect(session: Session, decision: Decision, actor: Actor) -> None:
    claim = decision.claim
    judge_claim(session, claim)
    decision.state, decision.decided_at = DecisionState.IN_FORCE, now()
    move(session, claim, AFTER[decision.kind], actor=actor, words=decision.reason)
    if decision.kind is DecisionKind.APPROVE:
        commit_won(session, claim, decision.amount or 0, actor=actor)


def _end(session: Session, decision: Decision, state: DecisionState, words: str) -> None:
    decision.state, decision.ended_at, decision.ended_words = state, now(), words
    session.flush()
