"""Who keeps the register of an organisation."""

from collections.abc import Collection

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, contains_eager

from naruteo_portal.identity.models import Account, AccountState, Membership, Organisation, OrganisationKind, Role
from naruteo_portal.identity.queries import holds_today

KEEPERS = (Role.ADMINISTRATOR, Role.PROGRAMME_OFFICER)


def keepers_of(session: Session, organisations: Collection[int]) -> dict[int, list[Account]]:
    """By organisation its administrators and programme officers, or those of the agency where it has none."""
    places = session.scalars(
        select(Membership)
        .join(Membership.account)
        .join(Membership.organisation)
        .where(
            Membership.role.in_(KEEPERS),
            holds_today(),
            Account.state == AccountState.ACTIVE,
            or_(Membership.organisation_id.in_(organisations), Organisation.kind == OrganisationKind.AGENCY),
        )
        .order_by(Account.id)
        .options(contains_eager(Membership.account), contains_eager(Membership.organisation))
    ).all()
    # Somebody may have both roles.
    agency = {each.account_id: each.account for each in places if each.organisation.kind is OrganisationKind.AGENCY}
    found = {}
    for organisation_id in organisations:
        own = {each.account_id: each.account for each in places if each.organisation_id == organisation_id}
        found[organisation_id] = list((own or agency).values())
    return found
