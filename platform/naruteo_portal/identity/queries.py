"""Reading people, organisations and roles: only what the reader may see."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select, true
from sqlalchemy.orm import Session, joinedload

from naruteo_portal.core.clock import today_in_korea
from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.paging import Page, page_of
from naruteo_portal.identity.models import (
    Account,
    AccountState,
    Membership,
    Organisation,
    OrganisationKind,
    Person,
    Role,
)
from naruteo_portal.identity.permissions import administers, reads_learners, reads_members, reads_organisations
from naruteo_portal.identity.readers import Reader


def holds_today() -> ColumnElement[bool]:
    """The condition that a membership holds on this Korean calendar day."""
    today = today_in_korea()
    return and_(Membership.since <= today, or_(Membership.until.is_(None), Membership.until > today))


def active_holders(*roles: Role) -> Select[Account]:
    """The active accounts that hold one of these roles today, each once; narrow it by `Membership`."""
    return (
        select(Account)
        .join(Membership)
        .where(Membership.role.in_(roles), holds_today(), Account.state == AccountState.ACTIVE)
        .distinct()
        .order_by(Account.id)
    )


def active_officers() -> Select[Account]:
    """The active programme officers of agencies, who reach everywhere."""
    agencies = select(Organisation.id).where(Organisation.kind == OrganisationKind.AGENCY)
    return active_holders(Role.PROGRAMME_OFFICER).where(Membership.organisation_id.in_(agencies))


def officers_by_name(session: Session) -> Sequence[Account]:
    """The active programme officers of agencies, who may be put in charge of something, with their persons."""
    accounts = session.scalars(active_officers().options(joinedload(Account.person))).all()
    return sorted(accounts, key=lambda account: (account.person.name_native, account.id))


def held_roles(session: Session, account_id: int) -> Sequence[Membership]:
    """The roles that an account holds today, with their organisations."""
    return session.scalars(
        select(Membership)
        .where(Membership.account_id == account_id, holds_today())
        .order_by(Membership.since, Membership.id)
        # A role is only shown together with its organisation.
        .options(joinedload(Membership.organisation))
    ).all()


def memberships_seen(reader: Reader) -> ColumnElement[bool]:
    """The condition that a membership, and by it its holder, is one that the reader may see."""
    members, learners = reads_members(reader), reads_learners(reader)
    if members.everywhere:
        return true()
    return or_(
        Membership.organisation_id.in_(members.organisations),
        and_(Membership.organisation_id.in_(learners.organisations), Membership.role == Role.LEARNER),
    )


def _people_seen(reader: Reader) -> ColumnElement[bool]:
    if reads_members(reader).everywhere:
        return true()
    if reads_members(reader).is_empty and reads_learners(reader).is_empty:
        return false()
    return exists().where(Membership.account_id == Account.id, holds_today(), memberships_seen(reader))


@dataclass(frozen=True)
class PeopleFilter:
    """What a list of people is narrowed to; empty values narrow nothing."""

    words: str = ""
    role: Role | None = None
    organisation: str = ""
    state: AccountState | None = None


@dataclass(frozen=True)
class SeenPerson:
    """A person with those of their roles that the reader may see."""

    account: Account
    roles: tuple[Membership, ...]


def people_page(session: Session, reader: Reader, wanted: PeopleFilter, number: int) -> Page[SeenPerson]:
    """One page of the people that a reader may see, by name."""
    query = (
        select(Account)
        .join(Person)
        .where(_people_seen(reader))
        # In UTF-8 the order of bytes is the order of code points, which is the dictionary's for Hangul.
        .order_by(Person.name_native.collate("C"), Account.id)
        # Each row shows the person's names.
        .options(joinedload(Account.person))
    )
    for word in wanted.words.split():
        query = query.where(
            or_(
                *(
                    column.icontains(word, autoescape=True)
                    for column in (
                        Person.name_native,
                        Person.name_roman,
                        Person.preferred_name,
                        Account.email,
                        Account.handle,
                    )
                )
            )
        )
    if wanted.state is not None:
        query = query.where(Account.state == wanted.state)
    if wanted.role is not None or wanted.organisation:
        query = query.where(_has_role(reader, wanted.role, wanted.organisation))
    page = page_of(session, query, number)
    roles = _roles_seen(session, reader, [account.id for account in page.rows])
    seen = tuple(SeenPerson(account, roles.get(account.id, ())) for account in page.rows)
    return Page(seen, page.number, page.total, page.size)


def _has_role(reader: Reader, role: Role | None, organisation: str) -> ColumnElement[bool]:
    # Only by roles that the reader sees, or the filter would tell of the others.
    found = exists().where(Membership.account_id == Account.id, holds_today(), memberships_seen(reader))
    if role is not None:
        found = found.where(Membership.role == role)
    if organisation:
        found = found.where(Membership.organisation_id == Organisation.id, Organisation.slug == organisation)
    return found


def _roles_seen(session: Session, reader: Reader, account_ids: Sequence[int]) -> dict[int, tuple[Membership, ...]]:
    rows = session.scalars(
        select(Membership)
        .where(Membership.account_id.in_(account_ids), holds_today(), memberships_seen(reader))
        .order_by(Membership.since, Membership.id)
        # A role is only shown together with its organisation.
        .options(joinedload(Membership.organisation))
    )
    roles: dict[int, tuple[Membership, ...]] = {}
    for each in rows:
        roles[each.account_id] = (*roles.get(each.account_id, ()), each)
    return roles


def get_person(session: Session, reader: Reader, handle: str) -> SeenPerson:
    """One person whom the reader may see, by handle; NotFound for all others."""
    account = session.scalar(
        select(Account)
        .where(Account.handle == handle, _people_seen(reader))
        # The page is about the person.
        .options(joinedload(Account.person))
    )
    if account is None:
        raise NotFound
    return SeenPerson(account, _roles_seen(session, reader, [account.id]).get(account.id, ()))


def _organisations_seen(reader: Reader) -> ColumnElement[bool]:
    reach = reads_organisations(reader)
    return true() if reach.everywhere else Organisation.id.in_(reach.organisations)


def organisations_page(
    session: Session, reader: Reader, words: str, kind: OrganisationKind | None, number: int
) -> Page[Organisation]:
    """One page of the organisations that a reader may see, by Korean name."""
    query: Select[Organisation] = (
        select(Organisation)
        .where(_organisations_seen(reader))
        .order_by(Organisation.name["ko"].astext.collate("C"), Organisation.id)
    )
    for word in words.split():
        digits = "".join(character for character in word if character.isdigit())
        found = [
            Organisation.name["ko"].astext.icontains(word, autoescape=True),
            Organisation.name["en"].astext.icontains(word, autoescape=True),
        ]
        if digits:
            found.append(Organisation.business_number.contains(digits))
        query = query.where(or_(*found))
    if kind is not None:
        query = query.where(Organisation.kind == kind)
    return page_of(session, query, number)


def organisations_seen(session: Session, reader: Reader) -> Sequence[Organisation]:
    """All organisations that a reader may see, for a choice in a filter."""
    return session.scalars(
        select(Organisation).where(_organisations_seen(reader)).order_by(Organisation.name["ko"].astext.collate("C"))
    ).all()


def organisations_administered(session: Session, reader: Reader) -> Sequence[Organisation]:
    """All organisations in which a reader may give roles, by name."""
    reach = administers(reader)
    covered = true() if reach.everywhere else Organisation.id.in_(reach.organisations)
    return session.scalars(
        select(Organisation).where(covered).order_by(Organisation.name["ko"].astext.collate("C"))
    ).all()


def member_counts(session: Session, organisation_ids: Sequence[int]) -> dict[int, int]:
    """How many people have a role today in each of these organisations."""
    rows = session.execute(
        select(Membership.organisation_id, func.count(Membership.account_id.distinct()))
        .where(Membership.organisation_id.in_(organisation_ids), holds_today())
        .group_by(Membership.organisation_id)
    )
    return {organisation_id: count for organisation_id, count in rows}


def get_organisation(session: Session, reader: Reader, slug: str) -> Organisation:
    """One organisation that the reader may see, by its slug; NotFound for all others."""
    found = session.scalar(select(Organisation).where(Organisation.slug == slug, _organisations_seen(reader)))
    if found is None:
        raise NotFound
    return found


def members_page(session: Session, reader: Reader, organisation: Organisation, number: int) -> Page[Membership]:
    """One page of the roles held today in an organisation, as far as the reader may see them, by name."""
    query = (
        select(Membership)
        .join(Account)
        .join(Person)
        .where(Membership.organisation_id == organisation.id, holds_today(), memberships_seen(reader))
        .order_by(Person.name_native.collate("C"), Membership.id)
        # Each row shows who holds the role.
        .options(joinedload(Membership.account).joinedload(Account.person))
    )
    return page_of(session, query, number)


def get_membership(session: Session, reader: Reader, handle: str, membership_id: int) -> Membership:
    """A role held today that the reader may see, with its holder and organisation; NotFound for all others."""
    found = session.scalar(
        select(Membership)
        .join(Account)
        .where(Membership.id == membership_id, Account.handle == handle, holds_today(), memberships_seen(reader))
        # Ending a role is told to its holder, by name.
        .options(joinedload(Membership.organisation), joinedload(Membership.account).joinedload(Account.person))
    )
    if found is None:
        raise NotFound
    return found
