"""Accounts: making them, finding them, and what a person changes about their own."""

import secrets

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.core.clock import now
from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.i18n import Locale
from naruteo_portal.identity.models import Account, AccountState, Person
from naruteo_portal.identity.names import Names
from naruteo_portal.identity.passwords import hash_password

# Without 0 o 1 i l, which are taken for one another when read over the phone.
HANDLE_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
HANDLE_LENGTH = 5


def new_handle(session: Session) -> str:
    """A name nobody has yet, which says nothing about the person."""
    while True:
        handle = "n" + "".join(secrets.choice(HANDLE_LETTERS) for _ in range(HANDLE_LENGTH))
        if session.scalar(select(Account.id).where(Account.handle == handle)) is None:
            return handle


def find_account(session: Session, email: str) -> Account | None:
    """The account of a mail address (as kept: lower case), with its person."""
    return session.scalar(
        # Whoever looks an account up goes on to address or show its person.
        select(Account).where(Account.email == email).options(joinedload(Account.person))
    )


def open_account(
    session: Session, *, actor: Actor | None, email: str, names: Names, password: str | None, locale: Locale
) -> Account:
    """Make the account of a person whose mail address is proved theirs; without an actor they do it themselves.

    Without a password nobody signs in by one.
    """
    person = Person()
    names.write_to(person)
    account = Account(
        person=person,
        handle=new_handle(session),
        email=email,
        password_hash=None if password is None else hash_password(password),
        locale=locale,
        state=AccountState.ACTIVE,
        email_verified_at=now(),
        created_at=now(),
    )
    session.add(account)
    session.flush()
    record(session, actor or Actor("person", account.id), "opened an account", account)
    return account


def get_account(session: Session, account_id: int) -> Account:
    """An account by its id, with its person; NotFound if there is none."""
    found = session.scalar(
        # Whoever gets an account goes on to show or change its person.
        select(Account).where(Account.id == account_id).options(joinedload(Account.person))
    )
    if found is None:
        raise NotFound
    return found
