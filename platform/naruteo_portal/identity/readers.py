"""Who is reading: the frozen record of a signed-in person that queries and guards decide by."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor
from naruteo_portal.core.clock import today_in_korea
from naruteo_portal.core.i18n import DEFAULT_LOCALE, Locale, as_locale
from naruteo_portal.identity.models import Account, Membership, Organisation, OrganisationKind, Role
from naruteo_portal.identity.names import display_name


@dataclass(frozen=True)
class HeldRole:
    """A role within one organisation."""

    role: Role
    organisation_id: int
    organisation_kind: OrganisationKind


@dataclass(frozen=True)
class Reader:
    """A signed-in person with the roles that hold today."""

    account_id: int
    handle: str
    name: str
    email: str
    locale: Locale
    session_id: int
    roles: frozenset[HeldRole]
    name_in_english: str = ""
    """The Roman name of who has one, for pages in English."""

    def called(self, locale: Locale) -> str:
        """The name to address the person by in a language."""
        return self.name_in_english or self.name if locale == "en" else self.name

    def has(self, *roles: Role) -> bool:
        """Whether the person has one of these roles anywhere."""
        return any(held.role in roles for held in self.roles)

    def organisations_as(self, *roles: Role) -> frozenset[int]:
        """Ids of the organisations in which the person has one of these roles."""
        return frozenset(held.organisation_id for held in self.roles if held.role in roles)

    def actor(self, request_id: str | None = None) -> Actor:
        """The person as the one answerable for an act."""
        return Actor("person", self.account_id, request_id)


def roles_of(session: Session, account_id: int) -> frozenset[HeldRole]:
    """The roles that an account holds today (Korean calendar day)."""
    today = today_in_korea()
    rows = session.execute(
        select(Membership.role, Membership.organisation_id, Organisation.kind)
        .join(Organisation)
        .where(
            Membership.account_id == account_id,
            Membership.since <= today,
            Membership.until.is_(None) | (Membership.until > today),
        )
    )
    return frozenset(HeldRole(role, organisation_id, kind) for role, organisation_id, kind in rows)


def reader_of(session: Session, account: Account, session_id: int) -> Reader:
    """The reader that an account is; its person must be loaded."""
    return Reader(
        account_id=account.id,
        handle=account.handle,
        name=display_name(account.person, "ko"),
        email=account.email,
        locale=as_locale(account.locale) or DEFAULT_LOCALE,
        session_id=session_id,
        roles=roles_of(session, account.id),
        name_in_english=display_name(account.person, "en"),
    )
