"""Whether every decision still follows from its facts and the rules of its days: judge them all again and compare."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from naruteo_portal.incentives.claims.models import Claim, ClaimLine
from naruteo_portal.incentives.claims.reckoning import reckon, total
from naruteo_portal.incentives.claims.states import DECIDED
from naruteo_portal.incentives.decisions.answers import cases_of, facts_digest, lines_of
from naruteo_portal.incentives.decisions.models import Decision, DecisionState
from naruteo_portal.incentives.figures.in_force import programme_as_decided
from naruteo_portal.incentives.programmes import programme_in_force
from naruteo_portal.rules.cases import BadFacts
from naruteo_portal.rules.ceilings import UnequalCaps
from naruteo_portal.rules.programme import Programme

Judged = tuple[date, str | None]
"""The day of a case, and the digest of the rules that judged it."""
CLAIMS_AT_ONCE = 50


@dataclass(frozen=True)
class Difference:
    """What a decision says, and what the rules say now."""

    reference: str
    what: str
    decided: object
    judged: object


@dataclass
class Replay:
    """How much was judged again, and all that came out differently."""

    claims: int
    lines: int
    differences: list[Difference]


def replay(session: Session) -> Replay:
    """Judge every decided claim again, by the rules and figures of its decision and the facts stored with it."""
    done = Replay(0, 0, [])
    programmes: dict[tuple[str, frozenset[Judged]], Programme] = {}
    for claim, decision in _decided(session):
        done.claims += 1
        done.lines += len(claim.lines)
        judged = frozenset((line.part_ended_on, line.digest) for line in claim.lines)
        if (claim.programme, judged) not in programmes:
            # Rules that nobody knows any more show as a difference from those in force.
            found = programme_as_decided(session, claim.programme, judged)
            programmes[claim.programme, judged] = found or programme_in_force(session, claim.programme)
        done.differences += differences(programmes[claim.programme, judged], claim, decision)
    return done


def differences(programme: Programme, claim: Claim, decision: Decision | None) -> Iterator[Difference]:
    """Everything in which a decided claim, its lines loaded, does not agree with its decision."""
    if decision is None:
        yield Difference(claim.reference, "decision", None, claim.state.value)
        return
    cases = cases_of(claim)
    if decision.facts_sha256 != facts_digest(cases):
        yield Difference(claim.reference, "facts", decision.facts_sha256, facts_digest(cases))
    try:
        reckoned = reckon(programme, cases, decision.ceiling_used)
    except (BadFacts, UnequalCaps) as fault:
        yield Difference(claim.reference, "judging", "decided", str(fault))
        return
    lines = lines_of(claim, reckoned)
    for before, after in zip(decision.lines, lines, strict=False):
        for what, decided, judged in zip(
            ("outcome", "judged amount", "amount", "rules"), before[1:], after[1:], strict=True
        ):
            if decided != judged:
                yield Difference(claim.reference, f"{what} of line {before[0]}", decided, judged)
    if len(lines) != len(decision.lines):
        yield Difference(claim.reference, "number of lines", len(decision.lines), len(lines))
    kept = [[line.position, line.outcome, line.judged_amount, line.amount, line.digest] for line in claim.lines]
    if kept != decision.lines:
        yield Difference(claim.reference, "lines kept with the claim", decision.lines, kept)
    for what, judged in (
        ("amount", total(each.amount for each in reckoned)),
        ("amount kept with the claim", claim.amount),
    ):
        if decision.amount != judged:
            yield Difference(claim.reference, what, decision.amount, judged)


def _decided(session: Session) -> Iterator[tuple[Claim, Decision | None]]:
    """Every decided claim with the decision in force on it, some at a time."""
    last = 0
    while True:
        claims = session.scalars(
            select(Claim)
            .where(Claim.state.in_(DECIDED), Claim.id > last)
            .order_by(Claim.id)
            .limit(CLAIMS_AT_ONCE)
            # All lines are judged again; the answers in words are large, and nothing compares them.
            .options(selectinload(Claim.lines).defer(ClaimLine.judgement))
        ).all()
        if not claims:
            return
        decisions = {
            decision.claim_id: decision
            for decision in session.scalars(
                select(Decision).where(
                    Decision.claim_id.in_([claim.id for claim in claims]), Decision.state == DecisionState.IN_FORCE
                )
            )
        }
        yield from ((claim, decisions.get(claim.id)) for claim in claims)
        last = claims[-1].id
        session.expunge_all()
