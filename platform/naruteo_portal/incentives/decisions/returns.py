"""A payment file that came back: keep it, look through what it says, and enter it once."""

import hashlib
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.core.clock import KST, now, today_in_korea
from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.i18n import DEFAULT_LOCALE, N_
from naruteo_portal.identity.bulk.rows import refuse_resident_numbers
from naruteo_portal.identity.bulk.tables import read_table
from naruteo_portal.identity.readers import Reader
from naruteo_portal.incentives.claims.claims import move
from naruteo_portal.incentives.claims.models import Claim
from naruteo_portal.incentives.claims.states import ClaimState
from naruteo_portal.incentives.decisions.errors import ReturnHasProblems
from naruteo_portal.incentives.decisions.models import ClaimNote
from naruteo_portal.incentives.decisions.payment_models import (
    BatchState,
    Payment,
    PaymentBatch,
    PaymentReturn,
    PaymentState,
)
from naruteo_portal.incentives.decisions.payments import COLUMNS, hold_batch, released_batch
from naruteo_portal.incentives.decisions.reconciling import Due, Reconciliation, Standing, reconcile
from naruteo_portal.incentives.ledger.budgets import pay_won


@dataclass(frozen=True)
class Found:
    """A file that came back, its batch, and what it says of it now."""

    file: PaymentReturn
    batch: PaymentBatch
    says: Reconciliation


def take_return(
    session: Session, batch: PaymentBatch, content: bytes, *, file_name: str, actor: Actor
) -> PaymentReturn:
    """Keep a file to be looked through; UnreadableFile and ListRefused say what is wrong with it as a whole."""
    table = read_table(content)
    refuse_resident_numbers(table)
    file = PaymentReturn(
        batch_id=batch.id, uploaded_by_id=actor.account_id, uploaded_at=now(), file_name=file_name,
        sha256=hashlib.sha256(content).hexdigest(), encoding=table.encoding, heading=list(table.heading),
        rows=[[number, list(cells)] for number, cells in table.rows], carried_out_at=None,
    )  # fmt: skip
    session.add(file)
    record(session, actor, "uploaded a payment file", file, batch=batch.id, file=file_name, sha256=file.sha256)
    return file


def get_return(session: Session, reader: Reader, batch_id: int, return_id: int) -> Found:
    """A file of a batch, compared with the payments as they stand now."""
    batch = released_batch(session, reader, batch_id)
    file = session.get(PaymentReturn, return_id)
    if file is None or file.batch_id != batch.id:
        raise NotFound
    return Found(file, batch, _says(file, batch))


def carry_out(session: Session, found: Found, *, actor: Actor) -> int:
    """Enter what a file says, all of it or nothing; a second time enters nothing. Returns how many were settled."""
    batch = found.batch
    hold_batch(session, batch, BatchState.RELEASED)
    payments = {
        payment.id: payment
        for payment in session.scalars(
            select(Payment)
            .where(Payment.batch_id == batch.id)
            .execution_options(populate_existing=True)
            # The file names claims by their numbers.
            .options(selectinload(Payment.claim))
        )
    }
    says = _says(found.file, batch)
    if says.problems:
        raise ReturnHasProblems
    paid = []
    for result in says.results:
        payment = payments[result.due.payment_id]
        payment.paid_on, payment.words = result.paid_on, result.words
        payment.state = PaymentState.PAID if result.paid_on else PaymentState.REFUSED
        if result.paid_on:
            paid.append(payment.claim_id)
        else:
            session.add(_refusal_note(payment, actor))
    for claim in _held(session, paid):
        move(session, claim, ClaimState.PAID, actor=actor)
    pay_won(session, paid, actor=actor)
    found.file.carried_out_at = found.file.carried_out_at or now()
    record(session, actor, "entered a payment file", found.file, batch=batch.id, settled=len(says.results))
    return len(says.results)


def last_returns(session: Session, batch: PaymentBatch) -> list[PaymentReturn]:
    """The files that came back for a batch, the newest first."""
    query = select(PaymentReturn).where(PaymentReturn.batch_id == batch.id).order_by(PaymentReturn.id.desc())
    return list(session.scalars(query.limit(20)))


def _refusal_note(payment: Payment, actor: Actor) -> ClaimNote:
    said = N_("The bank refused the payment of batch %(batch)s: %(words)s", batch=payment.batch_id, words=payment.words)
    return ClaimNote(
        claim_id=payment.claim_id, at=now(), by_id=actor.account_id, words=said.said_in(DEFAULT_LOCALE)
    )  # fmt: skip


def _held(session: Session, claim_ids: list[int]) -> list[Claim]:
    return list(
        session.scalars(
            select(Claim)
            .where(Claim.id.in_(claim_ids))
            .order_by(Claim.id)
            .with_for_update()
            .execution_options(populate_existing=True)
            # Moving a claim marks its lines.
            .options(selectinload(Claim.lines))
        )
    )


def _says(file: PaymentReturn, batch: PaymentBatch) -> Reconciliation:
    dues = [
        Due(payment.id, payment.claim.reference, payment.amount, Standing(payment.state.value))
        for payment in batch.payments
    ]
    return reconcile(
        file.heading, [(number, cells) for number, cells in file.rows], COLUMNS, dues,
        released_on=(batch.released_at or batch.made_at).astimezone(KST).date(), today=today_in_korea(),
    )  # fmt: skip
