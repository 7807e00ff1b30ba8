"""Reading the register: whom the reader may see in it, what they have led, and what to look at for a cohort."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select, true
from sqlalchemy.orm import Session, contains_eager, joinedload

from naruteo_portal.catalogue.models import Cohort, CohortInstructor, CohortState, CohortSubstitute, Edition
from naruteo_portal.catalogue.register.expiry import Warned, warnings_about
from naruteo_portal.catalogue.register.models import InstructorEntry
from naruteo_portal.catalogue.substitutes import is_to_come_or_now
from naruteo_portal.core.clock import today_in_korea
from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.paging import Page, page_of
from naruteo_portal.identity.models import Account, Membership, Organisation, Person, Role
from naruteo_portal.identity.permissions import keeps_register
from naruteo_portal.identity.queries import holds_today
from naruteo_portal.identity.readers import Reader

SOON = timedelta(days=90)


class Standing(StrEnum):
    """What the register is narrowed to."""

    ALL = ""
    EXPIRING = "expires-within-90-days"
    EXPIRED = "expired"
    NOT_STATED = "not-stated"


@dataclass(frozen=True)
class RegisterFilter:
    """What the register is narrowed to; empty values narrow nothing."""

    words: str = ""
    organisation: str = ""
    standing: Standing = Standing.ALL


@dataclass(frozen=True)
class Led:
    """A cohort that somebody taught or teaches: all of it, or between the days on which they stood in."""

    cohort: Cohort
    starts_on: date
    last_day: date
    stood_in: bool


@dataclass(frozen=True)
class Instructor:
    """An instructor of an organisation with their entry, if there is one, and what they have led there."""

    place: Membership
    entry: InstructorEntry | None
    led: tuple[Led, ...]


def find_instructors(session: Session, reader: Reader, wanted: RegisterFilter, number: int) -> Page[Instructor]:
    """One page of the instructors whom the reader may see in the register, by name."""
    page = page_of(session, _seen(reader, wanted), number)
    return Page(tuple(_with_entries(session, page.rows)), page.number, page.total, page.size)


def all_instructors(session: Session, reader: Reader, wanted: RegisterFilter) -> Sequence[Instructor]:
    """All of them, for a file."""
    return _with_entries(session, session.scalars(_seen(reader, wanted)).all())


def get_instructor(session: Session, reader: Reader, instructorship_id: int) -> Instructor:
    """The instructor who has a role, if the reader keeps their register or is it; NotFound otherwise."""
    place = session.scalar(_seen(reader, RegisterFilter()).where(Membership.id == instructorship_id))
    if place is None:
        raise NotFound
    return _with_entries(session, [place])[0]


def warnings_for(
    session: Session, cohort: Cohort, substitutes: Sequence[CohortSubstitute]
) -> list[tuple[Account, Warned]]:
    """What to look at about those who teach or will stand in for a cohort, given as `get_cohort` loads it."""
    today = today_in_korea()
    until = {each.account_id: (each.account, cohort.last_day) for each in cohort.instructors}
    for each in substitutes:
        if is_to_come_or_now(each):
            until.setdefault(each.account_id, (each.account, each.last_day))
    entries = {
        entry.account_id: entry
        for entry in session.scalars(
            select(InstructorEntry).where(
                InstructorEntry.account_id.in_(until),
                InstructorEntry.organisation_id == cohort.edition.course.organisation_id,
            )
        )
    }
    return [
        (account, warned)
        for account, last_day in until.values()
        for warned in warnings_about(entries.get(account.id), today=today, last_day=last_day)
    ]


def _seen(reader: Reader, wanted: RegisterFilter) -> Select[Membership]:
    kept = keeps_register(reader)
    query = (
        select(Membership)
        .join(Membership.account)
        .join(Account.person)
        .join(Membership.organisation)
        .outerjoin(
            InstructorEntry,
            and_(
                InstructorEntry.account_id == Membership.account_id,
                InstructorEntry.organisation_id == Membership.organisation_id,
            ),
        )
        .where(
            Membership.role == Role.INSTRUCTOR,
            holds_today(),
            true()
            if kept.everywhere
            else or_(Membership.organisation_id.in_(kept.organisations), Membership.account_id == reader.account_id),
            _stands(wanted.standing),
        )
        .order_by(Person.name_native.collate("C"), Membership.id)
        # Each row names the person and the organisation.
        .options(
            contains_eager(Membership.account).contains_eager(Account.person),
            contains_eager(Membership.organisation),
        )
    )
    if wanted.organisation:
        query = query.where(Organisation.slug == wanted.organisation)
    for word in wanted.words.split():
        names = (Person.name_native, Person.name_roman, Person.preferred_name, Account.email)
        query = query.where(or_(*(name.icontains(word, autoescape=True) for name in names)))
    return query


def _stands(standing: Standing) -> ColumnElement[bool]:
    today = today_in_korea()
    days = (InstructorEntry.valid_until, InstructorEntry.refresher_until)
    match standing:
        case Standing.EXPIRING:
            return or_(*(day.between(today, today + SOON) for day in days))
        case Standing.EXPIRED:
            return or_(*(day < today for day in days))
        case Standing.NOT_STATED:
            return or_(InstructorEntry.basis.is_(None), InstructorEntry.refresher_until.is_(None))
        case Standing.ALL:
            return true()


def _with_entries(session: Session, places: Sequence[Membership]) -> list[Instructor]:
    accounts = {place.account_id for place in places}
    entries = {
        (entry.account_id, entry.organisation_id): entry
        for entry in session.scalars(
            select(InstructorEntry)
            .where(InstructorEntry.account_id.in_(accounts))
            # The entry's page says who changed it last.
            .options(joinedload(InstructorEntry.changed_by).joinedload(Account.person))
        )
    }
    led = _led(session, accounts)
    keys = [(place.account_id, place.organisation_id) for place in places]
    return [Instructor(place, entries.get(key), tuple(led[key])) for place, key in zip(places, keys, strict=True)]


def _led(session: Session, accounts: set[int]) -> dict[tuple[int, int], list[Led]]:
    """What accounts have led, by account and the organisation that offers the course; the latest first."""
    whole = session.execute(
        _cohorts(select(CohortInstructor.account_id, Cohort).join(CohortInstructor.cohort)).where(
            CohortInstructor.account_id.in_(accounts)
        )
    )
    parts = session.execute(
        _cohorts(select(CohortSubstitute, Cohort).join(CohortSubstitute.cohort)).where(
            CohortSubstitute.account_id.in_(accounts), CohortSubstitute.starts_on < CohortSubstitute.ends_before
        )
    )
    found = [(account_id, Led(cohort, cohort.starts_on, cohort.last_day, False)) for account_id, cohort in whole]
    found += [(each.account_id, Led(cohort, each.starts_on, each.last_day, True)) for each, cohort in parts]
    led: dict[tuple[int, int], list[Led]] = defaultdict(list)
    for account_id, each in sorted(found, key=lambda pair: (pair[1].starts_on, pair[1].cohort.id), reverse=True):
        led[account_id, each.cohort.edition.course.organisation_id].append(each)
    return led


def _cohorts(query: Select[Any, Cohort]) -> Select[Any, Cohort]:
    return (
        query.join(Cohort.edition)
        .join(Edition.course)
        .where(Cohort.state != CohortState.DRAFT)
        # Each line names the course.
        .options(contains_eager(Cohort.edition).contains_eager(Edition.course))
    )
