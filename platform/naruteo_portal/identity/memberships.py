"""Giving and ending roles within organisations."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.core.clock import today_in_korea
from naruteo_portal.core.errors import Conflict, Invalid, NotAllowed
from naruteo_portal.core.i18n import N_
from naruteo_portal.identity.models import (
    Account,
    AccountState,
    Membership,
    Organisation,
    OrganisationKind,
    Role,
)
from naruteo_portal.identity.permissions import ROLES_IN, roles_to_give
from naruteo_portal.identity.queries import holds_today
from naruteo_portal.identity.readers import Reader


class RoleHeld(Conflict):
    """The person already has the role."""

    code = "role-held"

    def __init__(self) -> None:
        super().__init__(N_("This person already has this role here."))


class RoleUnfit(Invalid):
    """Organisations of this kind have no such role."""

    code = "role-unfit"

    def __init__(self) -> None:
        super().__init__(N_("Organisations of this kind do not have this role."))


class ReasonMissing(Invalid):
    """Acts on other people's rights need a reason."""

    code = "reason-missing"

    def __init__(self) -> None:
        super().__init__(N_("Give a reason; it is kept in the audit trail."))


class OwnRole(NotAllowed):
    """People do not change their own rights."""

    code = "own-role"

    def __init__(self) -> None:
        super().__init__(N_("You cannot change your own roles. Please ask another administrator."))


class LastAdministrator(Conflict):
    """Without this person nobody could run the platform."""

    code = "last-administrator"

    def __init__(self) -> None:
        super().__init__(N_("This is the last administrator of the platform. Appoint another one first."))


def give_role(
    session: Session,
    account: Account,
    organisation: Organisation,
    role: Role,
    *,
    reader: Reader,
    actor: Actor,
    reason: str,
) -> Membership:
    """Give an account a role from today on."""
    if role not in ROLES_IN[organisation.kind]:
        raise RoleUnfit
    if role not in roles_to_give(reader, organisation.id, organisation.kind):
        raise NotAllowed
    if account.id == reader.account_id:
        raise OwnRole
    if not reason.strip():
        raise ReasonMissing
    membership = hold_role(session, account, organisation, role)
    if membership is None:
        raise RoleHeld
    record(session, actor, "gave a role", membership, **_said_of(account, organisation, role), reason=reason.strip())
    return membership


def hold_role(session: Session, account: Account, organisation: Organisation, role: Role) -> Membership | None:
    """Enter a role from today on, without asking who may; None if it is held already."""
    # Two invitations accepted at once must not make two rows: the account's row is the lock.
    session.execute(select(Account.id).where(Account.id == account.id).with_for_update())
    held = session.scalar(
        select(Membership.id).where(
            Membership.account_id == account.id,
            Membership.organisation_id == organisation.id,
            Membership.role == role,
            holds_today(),
        )
    )
    if held is not None:
        return None
    membership = Membership(
        account_id=account.id,
        organisation_id=organisation.id,
        role=role,
        since=today_in_korea(),
        until=None,
    )
    session.add(membership)
    session.flush()
    return membership


def end_role(session: Session, membership: Membership, *, reader: Reader, actor: Actor, reason: str) -> None:
    """End a role today; its organisation and holder must be loaded."""
    organisation = membership.organisation
    if not roles_to_give(reader, organisation.id, organisation.kind):
        raise NotAllowed
    if membership.account_id == reader.account_id:
        raise OwnRole
    if not reason.strip():
        raise ReasonMissing
    if membership.role is Role.ADMINISTRATOR and organisation.kind is OrganisationKind.AGENCY:
        require_other_administrator(session, membership.account_id)
    membership.until = today_in_korea()
    record(
        session,
        actor,
        "ended a role",
        membership,
        **_said_of(membership.account, organisation, membership.role),
        reason=reason.strip(),
    )


def _said_of(account: Account, organisation: Organisation, role: Role) -> dict[str, str]:
    return {"account": account.handle, "organisation": organisation.slug, "role": role.value}


def platform_administrators(session: Session) -> Sequence[int]:
    """Ids of the active accounts that administer an agency; locked, so that two cannot remove one another."""
    return session.scalars(
        select(Account.id)
        .join(Membership)
        .join(Organisation)
        .where(
            Account.state == AccountState.ACTIVE,
            Membership.role == Role.ADMINISTRATOR,
            Organisation.kind == OrganisationKind.AGENCY,
            holds_today(),
        )
        .order_by(Account.id)
        .with_for_update(of=Account)
    ).all()


def require_other_administrator(session: Session, account_id: int) -> None:
    """Refuse what would leave the platform without an administrator."""
    administrators = set(platform_administrators(session))
    if administrators == {account_id}:
        raise LastAdministrator
