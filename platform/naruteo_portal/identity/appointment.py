"""Appointing the platform's first administrators from the command line, before any page can."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import SYSTEM, record
from naruteo_portal.core.clock import now
from naruteo_portal.core.errors import Invalid, NotFound
from naruteo_portal.core.i18n import N_, Locale
from naruteo_portal.identity.accounts import find_account, open_account
from naruteo_portal.identity.memberships import hold_role
from naruteo_portal.identity.models import Account, Organisation, OrganisationKind, Role
from naruteo_portal.identity.names import Names
from naruteo_portal.identity.organisations import new_slug
from naruteo_portal.identity.passwords import check_password


class NotAnAgency(Invalid):
    """Only an agency's administrators run the platform."""

    code = "not-an-agency"

    def __init__(self) -> None:
        super().__init__(N_("This organisation is no agency, so its administrators do not run the platform."))


def get_agency(session: Session, slug: str | None, name: str) -> Organisation:
    """The agency named by `slug`, else the oldest one, else a new one called `name`."""
    if slug is not None:
        found = session.scalar(select(Organisation).where(Organisation.slug == slug))
        if found is None:
            raise NotFound
        if found.kind is not OrganisationKind.AGENCY:
            raise NotAnAgency
        return found
    found = session.scalars(
        select(Organisation).where(Organisation.kind == OrganisationKind.AGENCY).order_by(Organisation.id).limit(1)
    ).first()
    if found is None:
        found = Organisation(
            slug=new_slug(session),
            kind=OrganisationKind.AGENCY,
            name={"ko": name},
            business_number=None,
            created_at=now(),
        )
        session.add(found)
        record(session, SYSTEM, "opened an organisation", found, kind=found.kind.value)
    return found


def appoint_administrator(
    session: Session, *, email: str, names: Names, password: str, locale: Locale, agency: Organisation
) -> Account:
    """Give an agency an administrator: a new account, or the one that the address has (its password stays)."""
    account = find_account(session, email)
    if account is None:
        check_password(password, email, names.native, names.roman or "")
        account = open_account(session, actor=SYSTEM, email=email, names=names, password=password, locale=locale)
    membership = hold_role(session, account, agency, Role.ADMINISTRATOR)
    if membership is not None:
        said = {"account": account.handle, "organisation": agency.slug, "role": Role.ADMINISTRATOR.value}
        record(session, SYSTEM, "gave a role", membership, **said, reason="command line")
    return account
