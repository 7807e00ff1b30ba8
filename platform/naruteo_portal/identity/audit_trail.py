"""Reading the audit trail: everything for those who watch over the platform, one's own part for an organisation."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, false, or_, select, true
from sqlalchemy.orm import Session, joinedload

from naruteo_portal.audit.models import Event
from naruteo_portal.core.clock import KST
from naruteo_portal.core.paging import Page, page_of
from naruteo_portal.identity.mail_addresses import as_typed_address
from naruteo_portal.identity.models import Account, ImportReport, Invitation, Membership, Organisation
from naruteo_portal.identity.permissions import audits, decides_claims
from naruteo_portal.identity.queries import holds_today
from naruteo_portal.identity.readers import Reader

EVENTS_PER_PAGE = 50
# The very last days of the calendar have no next midnight.
LAST_DAY = date(9999, 1, 1)


@dataclass(frozen=True)
class EventFilter:
    """What the trail is narrowed to; empty values narrow nothing."""

    verb: str = ""
    kind: str = ""
    object_id: int | None = None
    person: str = ""
    """Mail address or account number of who acted or was acted upon."""
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True)
class Trail:
    """A page of events with the accounts and organisations that they name."""

    page: Page[Event]
    accounts: Mapping[int, Account]
    organisations: Mapping[int, Organisation]


def trail_of(session: Session, reader: Reader, wanted: EventFilter, number: int) -> Trail:
    """One page of the events that a reader may see, newest first."""
    query = select(Event).where(_seen(reader), _matches(session, wanted)).order_by(Event.id.desc())
    page = page_of(session, query, number, EVENTS_PER_PAGE)
    account_ids = {event.actor_id for event in page.rows if event.actor_id is not None}
    account_ids |= {event.object_id for event in page.rows if event.object_kind == Account.__tablename__}
    organisation_ids = {event.object_id for event in page.rows if event.object_kind == Organisation.__tablename__}
    return Trail(page, _accounts(session, account_ids), _organisations(session, organisation_ids))


OF_CLAIMS = (
    "claim", "claim_note", "claim_phrase", "decision", "budget", "payment_batch", "payment_return", "claim_appeal",
)  # fmt: skip
"""The tables that hold the officers' work; the domains that keep them stand above this one."""


def _seen(reader: Reader) -> ColumnElement[bool]:
    """An organisation sees what was done to itself, its members, their roles in it, and its invitations.

    Who decides claims sees what was done to claims, budgets and payments.
    """
    reach = audits(reader)
    if reach.everywhere:
        return true()
    of_claims = Event.object_kind.in_(OF_CLAIMS) if decides_claims(reader).everywhere else false()
    if reach.is_empty:
        return of_claims
    own = reach.organisations
    members = select(Membership.account_id).where(Membership.organisation_id.in_(own), holds_today())
    parts: tuple[tuple[str, ColumnElement[bool]], ...] = (
        (Organisation.__tablename__, Event.object_id.in_(own)),
        (Account.__tablename__, Event.object_id.in_(members)),
        (
            Membership.__tablename__,
            Event.object_id.in_(select(Membership.id).where(Membership.organisation_id.in_(own))),
        ),
        (
            Invitation.__tablename__,
            Event.object_id.in_(select(Invitation.id).where(Invitation.organisation_id.in_(own))),
        ),
        (
            ImportReport.__tablename__,
            Event.object_id.in_(select(ImportReport.id).where(ImportReport.organisation_id.in_(own))),
        ),
    )
    return or_(of_claims, *(and_(Event.object_kind == kind, condition) for kind, condition in parts))


def _matches(session: Session, wanted: EventFilter) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [true()]
    if wanted.verb:
        conditions.append(Event.verb == wanted.verb)
    if wanted.kind:
        conditions.append(Event.object_kind == wanted.kind)
    if wanted.object_id is not None:
        conditions.append(Event.object_id == wanted.object_id)
    if wanted.person:
        account_id = session.scalar(
            select(Account.id).where(
                or_(Account.email == as_typed_address(wanted.person), Account.handle == wanted.person.strip().lower())
            )
        )
        conditions.append(
            or_(
                Event.actor_id == account_id,
                and_(Event.object_kind == Account.__tablename__, Event.object_id == account_id),
            )
            if account_id is not None
            else false()
        )
    if wanted.first_day is not None:
        conditions.append(Event.at >= _midnight(wanted.first_day))
    if wanted.last_day is not None:
        conditions.append(Event.at < _midnight(min(wanted.last_day, LAST_DAY)) + timedelta(days=1))
    return and_(*conditions)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), KST)


def _accounts(session: Session, ids: Iterable[int]) -> dict[int, Account]:
    rows = session.scalars(
        # Events name people, so each account comes with its person.
        select(Account).where(Account.id.in_(ids)).options(joinedload(Account.person))
    )
    return {account.id: account for account in rows}


def _organisations(session: Session, ids: Iterable[int]) -> dict[int, Organisation]:
    return {row.id: row for row in session.scalars(select(Organisation).where(Organisation.id.in_(ids)))}
