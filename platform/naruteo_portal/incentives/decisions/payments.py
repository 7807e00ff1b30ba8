"""Payment batches: an officer makes one of approved claims, a second one releases it, and then there is a file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Exists, exists, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.core.clock import now
from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.i18n import N_, Locale, choose
from naruteo_portal.core.paging import Page, page_of
from naruteo_portal.identity.bulk.sheets import Cell
from naruteo_portal.identity.bulk.tables import MOST_ROWS
from naruteo_portal.identity.models import Account
from naruteo_portal.identity.permissions import decides_claims
from naruteo_portal.identity.readers import Reader
from naruteo_portal.incentives.claims.models import Claim
from naruteo_portal.incentives.claims.states import ClaimState
from naruteo_portal.incentives.decisions.errors import BatchHasMoved, NothingToPay, NotToBePaid, SamePerson
from naruteo_portal.incentives.decisions.parties import require_others
from naruteo_portal.incentives.decisions.payment_models import (
    LIVE,
    BatchState,
    Payment,
    PaymentBatch,
    PaymentState,
)

COLUMNS = {
    "reference": N_("Claim number"), "employer": N_("Employer"), "business_number": N_("Business number"),
    "amount": N_("Amount in won"), "result": N_("Result (paid or refused)"), "paid_on": N_("Paid on"),
    "words": N_("Reason if refused"),
}  # fmt: skip
"""Of the file, which comes back with the last three filled in."""


@dataclass(frozen=True)
class BatchSums:
    """Of one batch: how many payments of how much, and how many of them still wait for their result."""

    payments: int = 0
    won: int = 0
    waiting: int = 0


def payable_claims(session: Session, reader: Reader) -> Sequence[Claim]:
    """Approved claims that no batch pays, the longest waiting first; as many as one batch holds."""
    if not decides_claims(reader).everywhere:
        return ()
    return session.scalars(
        select(Claim)
        .where(Claim.state == ClaimState.APPROVED, ~_is_in_a_batch())
        .order_by(Claim.id)
        .limit(MOST_ROWS)
        # Each row names whom is paid.
        .options(joinedload(Claim.employer))
    ).all()


def make_batch(session: Session, references: Sequence[str], *, actor: Actor) -> PaymentBatch:
    """Put approved claims into a new batch: all of them or none."""
    wanted = set(references)
    if not 0 < len(wanted) <= MOST_ROWS:
        raise NothingToPay(MOST_ROWS)
    # Held, so that of two who make batches at once the second sees what the first took.
    claims = session.scalars(
        select(Claim).where(Claim.reference.in_(wanted)).order_by(Claim.id).with_for_update()
    ).all()  # fmt: skip
    free = set(
        session.scalars(
            select(Claim.reference).where(
                Claim.reference.in_(wanted), Claim.state == ClaimState.APPROVED, ~_is_in_a_batch()
            )
        )
    )  # fmt: skip
    for missing in sorted(wanted - free):
        raise NotToBePaid(missing)
    require_others(session, actor.account_id, [claim.id for claim in claims])
    batch = PaymentBatch(
        state=BatchState.MADE, made_by_id=actor.account_id, made_at=now(), released_by_id=None, released_at=None,
        payments=[Payment(claim=claim, amount=claim.amount, paid_on=None) for claim in claims],
    )  # fmt: skip
    session.add(batch)
    record(
        session,
        actor,
        "made a payment batch",
        batch,
        claims=sorted(wanted),
        won=sum(each.amount or 0 for each in claims),
    )
    return batch


def release_batch(session: Session, batch: PaymentBatch, *, actor: Actor) -> None:
    """Let a batch, whose payments are loaded, be paid, as a second person; its file is there from then on."""
    hold_batch(session, batch, BatchState.MADE)
    if actor.account_id is None or actor.account_id == batch.made_by_id:
        raise SamePerson
    require_others(session, actor.account_id, [payment.claim_id for payment in batch.payments])
    batch.state, batch.released_by_id, batch.released_at = BatchState.RELEASED, actor.account_id, now()
    record(session, actor, "released a payment batch", batch)


def cancel_batch(session: Session, batch: PaymentBatch, *, actor: Actor) -> None:
    """Undo a batch that nobody has released; its claims may be in another."""
    hold_batch(session, batch, BatchState.MADE)
    batch.state = BatchState.CANCELLED
    for payment in batch.payments:
        payment.state = PaymentState.VOID
    record(session, actor, "cancelled a payment batch", batch)


def hold_batch(session: Session, batch: PaymentBatch, state: BatchState) -> None:
    """Hold a batch until the transaction ends; BatchHasMoved if it is not in the state."""
    # Files that come back refer to the batch, which may still be written meanwhile.
    session.refresh(batch, ["state"], with_for_update={"key_share": True})
    if batch.state is not state:
        raise BatchHasMoved


def batches_page(session: Session, reader: Reader, number: int) -> Page[PaymentBatch]:
    """The batches, the newest first."""
    _require_officer(reader)
    query = select(PaymentBatch).order_by(PaymentBatch.id.desc())
    # Each row names the two officers.
    return page_of(session, query.options(*_officers()), number)


def batch_sums(session: Session, batches: Sequence[PaymentBatch]) -> dict[int, BatchSums]:
    """What batches hold, by their ids."""
    rows = session.execute(
        select(
            Payment.batch_id, func.count(), func.sum(Payment.amount),
            func.count().filter(Payment.state == PaymentState.WAITING),
        )
        .where(Payment.batch_id.in_([batch.id for batch in batches]))
        .group_by(Payment.batch_id)
    )  # fmt: skip
    return {batch_id: BatchSums(payments, int(won), waiting) for batch_id, payments, won, waiting in rows}


def get_batch(session: Session, reader: Reader, batch_id: int) -> PaymentBatch:
    """A batch with its payments, claims and employers."""
    _require_officer(reader)
    batch = session.scalar(
        select(PaymentBatch)
        .where(PaymentBatch.id == batch_id)
        .options(
            *_officers(),
            selectinload(PaymentBatch.payments).joinedload(Payment.claim).joinedload(Claim.employer),
        )
    )
    if batch is None:
        raise NotFound
    return batch


def released_batch(session: Session, reader: Reader, batch_id: int) -> PaymentBatch:
    """A batch that may be paid; NotFound if nobody has released it."""
    batch = get_batch(session, reader, batch_id)
    if batch.state is not BatchState.RELEASED:
        raise NotFound
    return batch


def payments_of(session: Session, claim_id: int) -> Sequence[Payment]:
    """The payments of a claim with their batches, the newest first."""
    return session.scalars(
        select(Payment)
        .where(Payment.claim_id == claim_id)
        .join(Payment.batch)
        .order_by(Payment.id.desc())
        # The page says when each batch was released.
        .options(contains_eager(Payment.batch))
    ).all()


def file_rows(batch: PaymentBatch, locale: Locale) -> Iterator[list[Cell]]:
    """The rows of a batch's file: what to pay to whom, and empty columns for what came of it."""
    yield [words.said_in(locale) for words in COLUMNS.values()]
    for payment in batch.payments:
        if payment.state is PaymentState.WAITING:
            employer = payment.claim.employer
            yield [
                payment.claim.reference, choose(employer.name, locale), employer.business_number, payment.amount,
                None, None, None,
            ]  # fmt: skip


def _is_in_a_batch() -> Exists:
    return exists().where(Payment.claim_id == Claim.id, Payment.state.in_(LIVE))


def _officers() -> tuple[ExecutableOption, ...]:
    return (
        joinedload(PaymentBatch.made_by).joinedload(Account.person),
        joinedload(PaymentBatch.released_by).joinedload(Account.person),
    )


def _require_officer(reader: Reader) -> None:
    if not decides_claims(reader).everywhere:
        raise NotFound
