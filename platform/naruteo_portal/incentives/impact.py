"""What a change of rules would do to the stored claims: in money, to people, and to what was decided already."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session, defer, selectinload

from naruteo_portal.incentives.claims.claims import case_of
from naruteo_portal.incentives.claims.models import Claim, ClaimLine
from naruteo_portal.incentives.claims.states import DECIDED, ClaimState
from naruteo_portal.incentives.figures.in_force import programme_in_force
from naruteo_portal.incentives.figures.models import StatedFigure
from naruteo_portal.incentives.figures.statements import try_out
from naruteo_portal.rules.cases import BadFacts, read_asked
from naruteo_portal.rules.judging import Judgement, Outcome, judge
from naruteo_portal.rules.programme import Programme

TURNS = {ClaimState.APPROVED: 0, ClaimState.PAID: 0, ClaimState.REJECTED: 2}
"""In which order claims take from a ceiling: those that are granted, then open ones (1), rejected ones last."""
Who = tuple[int, str]
"""A person to the rules: the employer's id and the employee's number there."""


@dataclass(frozen=True)
class Judged:
    """How one line of a claim is judged: won under the ceiling of the year, None where they cannot be said."""

    outcome: Outcome
    amount: int | None


@dataclass
class Side:
    """What all open claims come to by one version of the rules."""

    amount: int = 0
    """Won, of the lines whose amount is known."""
    eligible: set[Who] = field(default_factory=set)
    not_eligible: set[Who] = field(default_factory=set)
    undetermined: set[Who] = field(default_factory=set)
    """People, each under every outcome that one of their lines has."""
    unknown_amounts: int = 0
    """Lines that are eligible or open, and whose amount cannot be said."""

    def add(self, who: Who, judged: Judged) -> None:
        """Count a line."""
        by_outcome = {
            Outcome.ELIGIBLE: self.eligible,
            Outcome.NOT_ELIGIBLE: self.not_eligible,
            Outcome.UNDETERMINED: self.undetermined,
        }
        by_outcome[judged.outcome].add(who)
        self.amount += judged.amount or 0
        self.unknown_amounts += judged.amount is None


@dataclass(frozen=True)
class OtherDecision:
    """A decided claim that would be judged otherwise; its decision stays as it is."""

    reference: str
    state: ClaimState
    decided_amount: int | None
    lines: int
    """Lines that would be judged otherwise."""
    change: int
    """Won that the known amounts of its lines would change by."""


@dataclass
class Impact:
    """What becomes of a programme's claims: of open ones in sum, of decided ones one by one."""

    programme: str
    claims: int = 0
    """Open claims."""
    changed: set[Who] = field(default_factory=set)
    """People of open claims with a line that is judged otherwise."""
    before: Side = field(default_factory=Side)
    after: Side = field(default_factory=Side)
    decided: list[OtherDecision] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    """References of claims with facts that one of the two versions cannot read; they are not counted."""

    @property
    def is_nothing(self) -> bool:
        """Whether no stored claim is judged otherwise."""
        return not self.changed and not self.decided and not self.unreadable


def impact_of_figure(session: Session, figure: StatedFigure) -> list[Impact]:
    """What confirming a figure would do to the claims of each programme that uses it; FigureRefused as `try_out`."""
    after = try_out(session, figure)
    return impact_on_claims(session, {name: programme_in_force(session, name) for name in after}, after)


def impact_on_claims(session: Session, before: Mapping[str, Programme], after: Mapping[str, Programme]) -> list[Impact]:
    """Judge the stored claims of the programmes in `after` by both versions; withdrawn claims are left aside.

    Ceilings are shared out as if all open claims were granted, after those that are, each in their order.
    """
    claims: dict[str, list[Claim]] = {name: [] for name in after}
    stored = session.scalars(
        select(Claim)
        .where(Claim.programme.in_(after.keys()), Claim.state != ClaimState.WITHDRAWN)
        .order_by(Claim.id)
        # The earlier answers are large, and judging asks for the facts alone.
        .options(selectinload(Claim.lines).options(defer(ClaimLine.judgement, raiseload=True)))
    )
    for claim in stored:
        claims[claim.programme].append(claim)
    return [impact_of(before[name], after[name], claims[name]) for name in after]


def impact_of(before: Programme, after: Programme, claims: Iterable[Claim]) -> Impact:
    """What a programme's claims, with their lines, come to by two versions of its rules."""
    impact = Impact(after.id)
    readable: list[Claim] = []
    facts: tuple[list[dict[str, int]], list[dict[str, int]]] = [], []
    for claim in sorted(claims, key=lambda each: (TURNS.get(each.state, 1), each.id)):
        cases = [case_of(claim, line) for line in claim.lines]
        try:
            read = [[read_asked(before, case) for case in cases]]
            # A figure changes nothing about the facts, so they are mostly read once.
            read += read if after.facts == before.facts else [[read_asked(after, case) for case in cases]]
        except BadFacts:
            impact.unreadable.append(claim.reference)
            continue
        readable.append(claim)
        for version, cases_read in zip(facts, read, strict=True):
            version.extend(cases_read)
    was = iter(judged_under_ceilings(before, facts[0], readable))
    becomes = iter(judged_under_ceilings(after, facts[1], readable))
    for claim in readable:
        _count(impact, claim, [(line, next(was), next(becomes)) for line in claim.lines])
    return impact


def _count(impact: Impact, claim: Claim, lines: Sequence[tuple[ClaimLine, Judged, Judged]]) -> None:
    differing = [(line, was, becomes) for line, was, becomes in lines if was != becomes]
    if claim.state in DECIDED:
        if differing:
            change = sum((becomes.amount or 0) - (was.amount or 0) for _line, was, becomes in differing)
            impact.decided.append(OtherDecision(claim.reference, claim.state, claim.amount, len(differing), change))
        return
    impact.claims += 1
    impact.changed |= {_who(line) for line, _was, _becomes in differing}
    for line, was, becomes in lines:
        impact.before.add(_who(line), was)
        impact.after.add(_who(line), becomes)


def _who(line: ClaimLine) -> Who:
    return line.employer_id, line.trainee_number


def judged_under_ceilings(
    programme: Programme, facts: Sequence[Mapping[str, int]], claims: Sequence[Claim]
) -> list[Judged]:
    """Judge the lines of claims (in order; `facts` one for each) all at once, and share out the ceilings."""
    if not facts:
        return []
    columns = {name: [case.get(name, 0) for case in facts] for name in programme.facts}
    known = {name: [name in case for case in facts] for name in programme.facts}
    ceilings = [group.cap for group in programme.groups.values()][:1]
    found = judge(programme, columns, known, also=ceilings)
    amounts = _won(found)
    if ceilings:
        caps = found.also[ceilings[0]]
        scale = 10 ** programme.rules[ceilings[0]].type.decimals
        known_caps = [
            int(cap) // scale if is_known else None for cap, is_known in zip(caps.values, caps.known, strict=True)
        ]
        amounts = _left(amounts, known_caps, [(claim.employer_id, claim.year) for claim in claims for _ in claim.lines])
    return [Judged(Outcome(int(outcome)), amount) for outcome, amount in zip(found.outcome, amounts, strict=True)]


def _won(found: Judgement) -> list[int | None]:
    whole = found.amount // 10**found.decimals
    return [int(amount) if is_known else None for amount, is_known in zip(whole, found.amount_known, strict=True)]


def _left(
    amounts: Sequence[int | None], caps: Sequence[int | None], shared_by: Sequence[tuple[int, int]]
) -> list[int | None]:
    """What the ceiling of each employer and year leaves; the ceiling may be another one from line to line."""
    used: dict[tuple[int, int], int] = {}
    found: list[int | None] = []
    for amount, cap, key in zip(amounts, caps, shared_by, strict=True):
        left = None if cap is None else max(0, cap - used.get(key, 0))
        got = 0 if amount == 0 else None if amount is None or left is None else min(amount, left)
        used[key] = used.get(key, 0) + (got or 0)
        found.append(got)
    return found
