"""Invitations: offering a role to a mail address, and accepting the offer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Engine, exists, select
from sqlalchemy.orm import Session, joinedload

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.core.clock import now
from naruteo_portal.core.errors import Conflict, NotAllowed, NotFound
from naruteo_portal.core.i18n import DEFAULT_LOCALE, N_, Locale, as_locale, choose
from naruteo_portal.core.mail import send_mail
from naruteo_portal.core.paging import Page, page_of
from naruteo_portal.core.tokens import new_token, token_sha256
from naruteo_portal.identity import limits
from naruteo_portal.identity.accounts import find_account, open_account
from naruteo_portal.identity.labels import ROLES
from naruteo_portal.identity.mail_links import AddressOf, LinkOver
from naruteo_portal.identity.memberships import RoleHeld, RoleUnfit, hold_role
from naruteo_portal.identity.models import Account, Invitation, Membership, Organisation, Role
from naruteo_portal.identity.names import Names, tidy_name
from naruteo_portal.identity.passwords import check_password
from naruteo_portal.identity.permissions import ROLES_IN, roles_to_invite
from naruteo_portal.identity.queries import holds_today
from naruteo_portal.identity.readers import Reader

DAYS_VALID = 14
SUBJECT = N_("Naruteo: you are invited")
BODY = N_(
    "Hello %(name)s,\n\n"
    "%(organisation)s invites you to Naruteo, where people learn for their next work.\n"
    "Your role there: %(role)s\n"
    "Please accept the invitation on this page by %(until)s:\n\n%(address)s\n\n"
    "If you do not know of this, you need do nothing.\n\nNaruteo\n"
)


class AlreadyInvited(Conflict):
    """The address has an open invitation to this role."""

    code = "already-invited"

    def __init__(self) -> None:
        super().__init__(N_("This address is already invited to this role. You can send the invitation again instead."))


class InvitationClosed(Conflict):
    """The invitation was accepted or withdrawn."""

    code = "invitation-closed"

    def __init__(self) -> None:
        super().__init__(N_("This invitation was accepted or withdrawn already."))


class InvitationState(StrEnum):
    """Where an invitation stands."""

    OPEN = "open"
    EXPIRED = "expired"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Invitee:
    """Whom an invitation is for."""

    email: str
    names: Names
    locale: Locale = DEFAULT_LOCALE


def state_of(invitation: Invitation, instant: datetime) -> InvitationState:
    """Where an invitation stands at an instant."""
    if invitation.accepted_at is not None:
        return InvitationState.ACCEPTED
    if invitation.withdrawn_at is not None:
        return InvitationState.WITHDRAWN
    return InvitationState.OPEN if instant < invitation.expires_at else InvitationState.EXPIRED


def invite(
    session: Session,
    organisation: Organisation,
    role: Role,
    invitee: Invitee,
    *,
    reader: Reader,
    actor: Actor,
    accept_address: AddressOf,
) -> Invitation:
    """Offer a role to an address and send the mail."""
    if role not in ROLES_IN[organisation.kind]:
        raise RoleUnfit
    if role not in roles_to_invite(reader, organisation.id, organisation.kind):
        raise NotAllowed
    _lock(session, organisation)
    if invitee.email in members_among(session, organisation, role, [invitee.email]):
        raise RoleHeld
    if invitee.email in invited_among(session, organisation, role, [invitee.email]):
        raise AlreadyInvited
    return _offer(session, organisation, role, invitee, reader=reader, actor=actor, accept_address=accept_address)


def invite_ready(
    session: Session,
    organisation: Organisation,
    invitees: Sequence[tuple[Role, Invitee]],
    *,
    reader: Reader,
    actor: Actor,
    accept_address: AddressOf,
) -> int:
    """Invite many, passing over those who have the role or an invitation by now; return how many were sent."""
    if not {role for role, _ in invitees} <= set(roles_to_invite(reader, organisation.id, organisation.kind)):
        raise NotAllowed
    _lock(session, organisation)
    emails = [invitee.email for _, invitee in invitees]
    known = {
        role: members_among(session, organisation, role, emails) | invited_among(session, organisation, role, emails)
        for role in {role for role, _ in invitees}
    }
    sent = 0
    for role, invitee in invitees:
        if invitee.email not in known[role]:
            _offer(session, organisation, role, invitee, reader=reader, actor=actor, accept_address=accept_address)
            sent += 1
    return sent


def _lock(session: Session, organisation: Organisation) -> None:
    """One after the other for each organisation: two uploads of the same list must not send two mails."""
    session.execute(select(Organisation.id).where(Organisation.id == organisation.id).with_for_update())


def _offer(
    session: Session,
    organisation: Organisation,
    role: Role,
    invitee: Invitee,
    *,
    reader: Reader,
    actor: Actor,
    accept_address: AddressOf,
) -> Invitation:
    invitation = Invitation(
        organisation_id=organisation.id,
        organisation=organisation,
        role=role,
        email=invitee.email,
        name_native=tidy_name(invitee.names.native) or invitee.email,
        name_roman=tidy_name(invitee.names.roman),
        locale=invitee.locale,
        invited_by_id=reader.account_id,
        accepted_at=None,
        withdrawn_at=None,
    )
    _send(session, invitation, accept_address)
    session.add(invitation)
    record(session, actor, "invited", invitation, organisation=organisation.slug, role=role.value)
    return invitation


def members_among(session: Session, organisation: Organisation, role: Role, emails: list[str]) -> set[str]:
    """Which of these addresses belong to people who have the role already."""
    return set(
        session.scalars(
            select(Account.email)
            .join(Membership)
            .where(
                Account.email.in_(emails),
                Membership.organisation_id == organisation.id,
                Membership.role == role,
                holds_today(),
            )
        )
    )


def invited_among(session: Session, organisation: Organisation, role: Role, emails: list[str]) -> set[str]:
    """Which of these addresses have an open invitation to the role."""
    return set(
        session.scalars(
            select(Invitation.email).where(
                Invitation.email.in_(emails),
                Invitation.organisation_id == organisation.id,
                Invitation.role == role,
                Invitation.accepted_at.is_(None),
                Invitation.withdrawn_at.is_(None),
                Invitation.expires_at > now(),
            )
        )
    )


def _send(session: Session, invitation: Invitation, accept_address: AddressOf) -> None:
    token = new_token()
    invitation.token_sha256 = token_sha256(token)
    invitation.invited_at = now()
    invitation.expires_at = now() + timedelta(days=DAYS_VALID)
    locale = as_locale(invitation.locale) or DEFAULT_LOCALE
    values = {
        "name": f"{invitation.name_native} 님" if locale == "ko" else invitation.name_roman or invitation.name_native,
        "organisation": choose(invitation.organisation.name, locale),
        "role": ROLES[invitation.role].said_in(locale),
        "until": f"{invitation.expires_at:%Y-%m-%d}",
        "address": accept_address(token),
    }
    send_mail(session, to=invitation.email, locale=locale, subject=SUBJECT, body=replace(BODY, values=values))


def resend(
    session: Session, invitation: Invitation, *, reader: Reader, actor: Actor, accept_address: AddressOf
) -> None:
    """Send an invitation again with a new link; the former link stops working."""
    _check_open(invitation, reader)
    _send(session, invitation, accept_address)
    record(session, actor, "sent an invitation again", invitation)


def withdraw(session: Session, invitation: Invitation, *, reader: Reader, actor: Actor) -> None:
    """Take an offer back before it is accepted."""
    _check_open(invitation, reader)
    invitation.withdrawn_at = now()
    record(session, actor, "withdrew an invitation", invitation)


def _check_open(invitation: Invitation, reader: Reader) -> None:
    organisation = invitation.organisation
    if invitation.role not in roles_to_invite(reader, organisation.id, organisation.kind):
        raise NotAllowed
    if invitation.accepted_at is not None or invitation.withdrawn_at is not None:
        raise InvitationClosed


def invitations_page(session: Session, reader: Reader, organisation: Organisation, number: int) -> Page[Invitation]:
    """One page of an organisation's invitations that the reader could have sent, newest first."""
    query = (
        select(Invitation)
        .where(
            Invitation.organisation_id == organisation.id,
            Invitation.role.in_(roles_to_invite(reader, organisation.id, organisation.kind)),
        )
        .order_by(Invitation.invited_at.desc(), Invitation.id.desc())
    )
    return page_of(session, query, number)


def get_invitation(session: Session, reader: Reader, organisation: Organisation, invitation_id: int) -> Invitation:
    """An invitation that the reader could have sent; NotFound for all others."""
    found = session.scalar(
        select(Invitation)
        .where(
            Invitation.id == invitation_id,
            Invitation.organisation_id == organisation.id,
            Invitation.role.in_(roles_to_invite(reader, organisation.id, organisation.kind)),
        )
        .with_for_update(of=Invitation)
        # The mail names the organisation.
        .options(joinedload(Invitation.organisation))
    )
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class Offer:
    """An invitation as the invited person sees it."""

    invitation: Invitation
    has_account: bool
    """Whether the invited address belongs to an account, which should then accept."""


def get_offer(session: Session, engine: Engine, token: str, *, address: str) -> Offer:
    """The live invitation behind a token from a mail."""
    limits.count_try(engine, limits.TOKEN_FROM_ADDRESS, address)
    found = session.scalar(
        select(Invitation)
        .where(Invitation.token_sha256 == token_sha256(token))
        .with_for_update(of=Invitation)
        # The page says who invites.
        .options(joinedload(Invitation.organisation))
    )
    if found is None or state_of(found, now()) is not InvitationState.OPEN:
        raise LinkOver
    return Offer(found, bool(session.scalar(select(exists().where(Account.email == found.email)))))


def accept_as(session: Session, offer: Offer, account: Account, *, actor: Actor) -> None:
    """Accept with an account that exists; the link proves that its owner reads the invited address."""
    invitation = offer.invitation
    hold_role(session, account, invitation.organisation, invitation.role)
    invitation.accepted_at = now()
    record(session, actor, "accepted an invitation", invitation, account=account.handle)


def accept_anew(session: Session, offer: Offer, *, names: Names, password: str, locale: Locale) -> Account:
    """Accept by opening an account; the invited address counts as proved."""
    invitation = offer.invitation
    if find_account(session, invitation.email) is not None:
        raise LinkOver
    check_password(password, invitation.email, names.native, names.roman or "")
    account = open_account(session, actor=None, email=invitation.email, names=names, password=password, locale=locale)
    accept_as(session, offer, account, actor=Actor("person", account.id))
    return account
