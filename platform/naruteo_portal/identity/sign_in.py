"""Signing in: the password is checked, tries are counted, failures are recorded."""

from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor, Recorded, record
from naruteo_portal.core.database import unit_of_work
from naruteo_portal.core.errors import Invalid
from naruteo_portal.core.i18n import N_
from naruteo_portal.identity import limits
from naruteo_portal.identity.accounts import find_account
from naruteo_portal.identity.mail_addresses import as_typed_address
from naruteo_portal.identity.models import Account, AccountState
from naruteo_portal.identity.passwords import hash_password, needs_rehash, password_matches


class WrongCredentials(Invalid):
    """Address and password do not belong together; which of them is wrong is not said."""

    code = "wrong-credentials"

    def __init__(self) -> None:
        super().__init__(N_("The mail address or the password is not right. Check both and try again."))


class AccountSuspended(Invalid):
    """The right password for an account that may not be used."""

    code = "account-suspended"

    def __init__(self) -> None:
        super().__init__(N_("This account is suspended. Please ask the administrator of your organisation."))


class Nobody:
    """Stands in the audit trail where an account would, for addresses without one."""

    __tablename__: str = Account.__tablename__
    id: Any = 0


def check_credentials(session: Session, engine: Engine, *, email: str, password: str, address: str) -> Account:
    """The account that mail address and password belong to; `address` is where the request comes from."""
    email = as_typed_address(email)
    limits.count_try(engine, limits.SIGN_IN_FROM_ADDRESS, address)
    limits.count_try(engine, limits.SIGN_IN_OF_ACCOUNT_FROM_ADDRESS, email, address)
    limits.count_try(engine, limits.SIGN_IN_OF_ACCOUNT, email)
    account = find_account(session, email)
    if not password_matches(password, account.password_hash if account else None) or account is None:
        _record_failure(engine, account or Nobody(), "wrong password" if account else "no such address")
        raise WrongCredentials
    if account.state is not AccountState.ACTIVE:
        _record_failure(engine, account, "suspended")
        raise AccountSuspended
    if account.password_hash and needs_rehash(account.password_hash):
        account.password_hash = hash_password(password)
    # Whoever knows the password has done nothing that needs limiting.
    limits.give_back(session, limits.SIGN_IN_FROM_ADDRESS, address)
    limits.give_back(session, limits.SIGN_IN_OF_ACCOUNT_FROM_ADDRESS, email, address)
    limits.give_back(session, limits.SIGN_IN_OF_ACCOUNT, email)
    return account


def _record_failure(engine: Engine, account: Recorded, why: str) -> None:
    """The refusal rolls the request back, so its record stands in a transaction of its own.

    It is written for unknown addresses as well: the answer takes as long, and auditors see an attack.
    """
    with unit_of_work(engine) as session:
        record(session, Actor("visitor"), "failed to sign in", account, why=why)
