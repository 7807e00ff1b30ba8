"""The queue of claims: what waits, for whom, and for how long."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from naruteo_portal.core.clock import today_in_korea
from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.i18n import LOCALES
from naruteo_portal.core.paging import Page, page_of_rows
from naruteo_portal.core.references import Numbered, read_reference
from naruteo_portal.identity.models import Account, Organisation
from naruteo_portal.identity.permissions import decides_claims
from naruteo_portal.identity.readers import Reader
from naruteo_portal.incentives.claims.models import Claim, ClaimStep
from naruteo_portal.incentives.claims.queries import claims_for, get_claim
from naruteo_portal.incentives.claims.states import OPEN
from naruteo_portal.incentives.decisions.business_days import Clock, Moment, clock_of
from naruteo_portal.incentives.decisions.models import Decision, DecisionState


class View(StrEnum):
    """Which part of the queue is looked at."""

    MINE = "mine"
    UNASSIGNED = "unassigned"
    OVERDUE = "overdue"
    TO_CONFIRM = "to-confirm"
    ALL = "all"


class Order(StrEnum):
    """How the queue is sorted."""

    DUE = "due"
    OLDEST = "oldest"
    AMOUNT = "amount"
    EMPLOYER = "employer"


@dataclass(frozen=True)
class QueueFilter:
    """What the queue is narrowed to and sorted by."""

    view: View = View.ALL
    words: str = ""
    order: Order = Order.DUE


@dataclass(frozen=True)
class Waiting:
    """A claim in the queue, its clock, and who proposed a decision that a second officer has to confirm."""

    claim: Claim
    clock: Clock
    proposed_by_id: int | None
    is_proposed: bool


@dataclass(frozen=True)
class Queue:
    """A page of the queue, and how many claims each of its views holds."""

    page: Page[Waiting]
    counts: dict[View, int]


def find_queue(session: Session, reader: Reader, wanted: QueueFilter, number: int, standard: int) -> Queue:
    """The claims on which officers have something to do; `standard` is the business days that one may take."""
    waiting = _waiting(session, reader, wanted.words, standard)
    views = {view: [each for each in waiting if _is_in(view, each, reader)] for view in View}
    rows = sorted(views[wanted.view], key=lambda each: _place(each, wanted.order))
    return Queue(page_of_rows(rows, number), {view: len(found) for view, found in views.items()})


def get_looked_after(session: Session, reader: Reader, reference: str) -> Claim:
    """A claim with lines and steps, for an officer who may decide it; NotFound for everybody else."""
    claim = get_claim(session, reader, reference)
    if not decides_claims(reader).covers(claim.employer_id):
        raise NotFound
    return claim


def clock_now(steps: Sequence[ClaimStep], standard: int) -> Clock:
    """The clock of a claim by its steps, today."""
    return clock_of([(step.at, step.after) for step in steps], today_in_korea(), standard)


def _waiting(session: Session, reader: Reader, words: str, standard: int) -> list[Waiting]:
    query = (
        claims_for(reader)
        .where(Claim.state.in_(OPEN))
        .order_by(Claim.id)
        # Each row names who looks after it.
        .options(joinedload(Claim.officer).joinedload(Account.person))
    )
    if words:
        query = query.join(Claim.employer).where(
            or_(
                Claim.reference == read_reference(Numbered.CLAIM, words),
                *(Organisation.name[locale].astext.icontains(words, autoescape=True) for locale in LOCALES),
                Organisation.business_number == words.replace("-", ""),
            )
        )
    claims = session.scalars(query).unique().all()
    moments: dict[int, list[Moment]] = defaultdict(list)
    steps = select(ClaimStep.claim_id, ClaimStep.at, ClaimStep.after).join(Claim).where(Claim.state.in_(OPEN))
    for claim_id, at, after in session.execute(steps.order_by(ClaimStep.id)):
        moments[claim_id].append((at, after))
    rows = session.execute(
        select(Decision.claim_id, Decision.proposed_by_id).where(Decision.state == DecisionState.PROPOSED)
    )
    proposals = {claim_id: proposed_by_id for claim_id, proposed_by_id in rows}
    today = today_in_korea()
    return [
        Waiting(
            claim, clock_of(moments[claim.id], today, standard), proposals.get(claim.id), claim.id in proposals
        )
        for claim in claims
    ]  # fmt: skip


def _is_in(view: View, each: Waiting, reader: Reader) -> bool:
    match view:
        case View.MINE:
            return each.claim.officer_id == reader.account_id
        case View.UNASSIGNED:
            return each.claim.officer_id is None
        case View.OVERDUE:
            return each.clock.is_overdue
        case View.TO_CONFIRM:
            return each.is_proposed and each.proposed_by_id != reader.account_id
        case View.ALL:
            return True


def _place(each: Waiting, order: Order) -> tuple[object, ...]:
    claim = each.claim
    match order:
        case Order.DUE:
            # Those whose clock stands still wait for somebody else, so they come last.
            return (each.clock.due_on or date.max, claim.id)
        case Order.OLDEST:
            return (claim.claimed_on or date.max, claim.id)
        case Order.AMOUNT:
            return (-(claim.amount or 0), claim.id)
        case Order.EMPLOYER:
            return (claim.employer.name["ko"], claim.id)
