"""Appeals against decisions on claims: the employer says why, an officer who did not decide answers."""

from collections.abc import Sequence

from sqlalchemy import select, true
from sqlalchemy.orm import Session, joinedload, selectinload

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.core.clock import now
from naruteo_portal.core.errors import NotAllowed, NotFound
from naruteo_portal.core.paging import Page, page_of
from naruteo_portal.identity.models import Account
from naruteo_portal.identity.permissions import answers_for_claims, decides_claims
from naruteo_portal.identity.readers import Reader
from naruteo_portal.incentives.claims.claims import hold_claim, move
from naruteo_portal.incentives.claims.drafts import refuse_resident_numbers
from naruteo_portal.incentives.claims.errors import AppealAnswered, AppealOpen, DecidedByOneself, NotFromHere
from naruteo_portal.incentives.claims.models import AppealState, Claim, ClaimAppeal, ClaimStep
from naruteo_portal.incentives.claims.news import tell_answer, tell_appeal
from naruteo_portal.incentives.claims.states import ClaimState
from naruteo_portal.incentives.decisions.decisions import release_commitment
from naruteo_portal.incentives.employers.access import hold_employer

APPEALABLE = frozenset({ClaimState.APPROVED, ClaimState.REJECTED})
"""States whose decision can still be another; what was paid is put right by a claim of its own."""


def appeals_of(session: Session, claim: Claim) -> Sequence[ClaimAppeal]:
    """The appeals against decisions on a claim that the reader was given by `get_claim`, the latest first."""
    people = (ClaimAppeal.by, ClaimAppeal.answered_by)
    return session.scalars(
        select(ClaimAppeal)
        .where(ClaimAppeal.claim_id == claim.id)
        .order_by(ClaimAppeal.id.desc())
        .options(*(joinedload(each).joinedload(Account.person) for each in people))
    ).all()


def file_appeal(
    session: Session, claim: Claim, words: str, *, version: int, reader: Reader, actor: Actor
) -> ClaimAppeal:
    """Appeal against a rejection, or against the amount of an approval."""
    if not answers_for_claims(reader).covers(claim.employer_id):
        raise NotAllowed
    refuse_resident_numbers(words)
    hold_claim(session, claim, version)
    if claim.state not in APPEALABLE:
        raise NotFromHere
    if any(each.state is AppealState.OPEN for each in appeals_of(session, claim)):
        raise AppealOpen
    appeal = ClaimAppeal(
        claim_id=claim.id, at=now(), by_id=reader.account_id, words=words, state=AppealState.OPEN, answer="",
        answered_at=None, answered_by_id=None,
    )  # fmt: skip
    session.add(appeal)
    record(session, actor, "appealed about a claim", appeal, claim=claim.reference)
    tell_appeal(session, claim, appeal)
    return appeal


def find_appeals(session: Session, reader: Reader, state: AppealState | None, number: int) -> Page[ClaimAppeal]:
    """One page of the appeals that an officer may see, those that wait longest first."""
    query = (
        select(ClaimAppeal)
        .join(ClaimAppeal.claim)
        .where(ClaimAppeal.state == state if state else true())
        .order_by(ClaimAppeal.at if state is AppealState.OPEN else ClaimAppeal.at.desc(), ClaimAppeal.id)
        .options(joinedload(ClaimAppeal.claim).joinedload(Claim.employer))
    )
    reach = decides_claims(reader)
    if not reach.everywhere:
        query = query.where(Claim.employer_id.in_(reach.organisations))
    return page_of(session, query, number)


def get_appeal(session: Session, reader: Reader, appeal_id: int) -> ClaimAppeal:
    """An appeal with its claim; NotFound if the reader does not decide on claims of that employer."""
    found = session.scalar(
        select(ClaimAppeal)
        .where(ClaimAppeal.id == appeal_id)
        .options(
            joinedload(ClaimAppeal.by).joinedload(Account.person),
            joinedload(ClaimAppeal.answered_by).joinedload(Account.person),
            joinedload(ClaimAppeal.claim).options(
                joinedload(Claim.employer),
                selectinload(Claim.lines),
                selectinload(Claim.steps).joinedload(ClaimStep.by).joinedload(Account.person),
            ),
        )
    )
    if found is None or not decides_claims(reader).covers(found.claim.employer_id):
        raise NotFound
    return found


def took_part(claim: Claim) -> frozenset[int]:
    """Accounts of those who looked after a claim or decided on it; its steps must be loaded."""
    deciders = {step.by_id for step in claim.steps if step.after in APPEALABLE}
    return frozenset(each for each in {*deciders, claim.officer_id} if each is not None)


def answer_appeal(
    session: Session, appeal: ClaimAppeal, *, upheld: bool, words: str, reader: Reader, actor: Actor
) -> None:
    """Answer an appeal that `get_appeal` gave; one that is upheld undoes the decision and opens its claim again.

    The claim is the answerer's then. PaymentUnderWay while a batch pays it.
    """
    claim = appeal.claim
    if not decides_claims(reader).covers(claim.employer_id):
        raise NotAllowed
    refuse_resident_numbers(words)
    hold_employer(session, claim.employer_id)
    hold_claim(session, claim)
    session.refresh(appeal, ["state"], with_for_update=True)
    if appeal.state is not AppealState.OPEN:
        raise AppealAnswered
    if reader.account_id in took_part(claim):
        raise DecidedByOneself
    appeal.state = AppealState.UPHELD if upheld else AppealState.DISMISSED
    appeal.answer, appeal.answered_at, appeal.answered_by_id = words, now(), reader.account_id
    record(session, actor, "answered an appeal", appeal, claim=claim.reference, upheld=upheld)
    if upheld:
        release_commitment(session, claim, actor=actor)
        move(session, claim, ClaimState.IN_REVIEW, actor=actor, words=words)
        claim.officer_id = reader.account_id
    tell_answer(session, claim, appeal)
