"""Rows that tests start from, with plausible values for whatever a test does not care about."""

import secrets
from datetime import date
from functools import cache

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor
from naruteo_portal.core.clock import now
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.edge.visitor import SESSION_TOKEN
from naruteo_portal.identity import personal_tokens
from naruteo_portal.identity.accounts import HANDLE_LETTERS
from naruteo_portal.identity.models import (
    Account,
    AccountState,
    Membership,
    Organisation,
    OrganisationKind,
    Person,
    Role,
)
from naruteo_portal.identity.passwords import hash_password
from naruteo_portal.identity.readers import Reader, reader_of
from naruteo_portal.identity.sessions import start_session

PASSWORD = "고요한 나루터에 배 한 척"


@cache
def _password_hash() -> str:
    # Hashing is slow on purpose, so tests share one hash.
    return hash_password(PASSWORD)


def make_person(session: Session, name: str = "김하늘", **values: str | None) -> Person:
    """A person."""
    person = Person(**{"name_native": name, "name_roman": "Kim Haneul", **values})
    session.add(person)
    session.flush()
    return person


def make_account(
    session: Session,
    name: str = "김하늘",
    *,
    email: str | None = None,
    locale: str = "ko",
    state: AccountState = AccountState.ACTIVE,
    roles: tuple[tuple[Role, Organisation], ...] = (),
    **names: str | None,
) -> Account:
    """An account with PASSWORD, a person and roles that hold today."""
    handle = "n" + "".join(secrets.choice(HANDLE_LETTERS) for _ in range(8))
    account = Account(
        person=make_person(session, name, **names),
        handle=handle,
        email=email or f"{handle}@example.kr",
        password_hash=_password_hash(),
        locale=locale,
        state=state,
        email_verified_at=now(),
        created_at=now(),
    )
    session.add(account)
    session.flush()
    for role, organisation in roles:
        make_membership(session, account, organisation, role)
    return account


def make_organisation(
    session: Session,
    kind: OrganisationKind = OrganisationKind.EMPLOYER,
    *,
    slug: str | None = None,
    name: str = "한빛정밀",
    business_number: str | None = None,
) -> Organisation:
    """An organisation."""
    organisation = Organisation(
        slug=slug or f"o{secrets.token_hex(4)}",
        kind=kind,
        name={"ko": name, "en": f"{name} (en)"},
        business_number=business_number,
        created_at=now(),
    )
    session.add(organisation)
    session.flush()
    return organisation


def make_membership(
    session: Session, account: Account, organisation: Organisation, role: Role, until: date | None = None
) -> Membership:
    """A role in an organisation since the beginning of 2026."""
    membership = Membership(
        account_id=account.id, organisation_id=organisation.id, role=role, since=date(2026, 1, 1), until=until
    )
    session.add(membership)
    session.flush()
    return membership


def make_token(session: Session, account: Account, *, days: int = 30, name: str = "노트북") -> str:
    """An access token of the account; commits what the session holds."""
    token = personal_tokens.make_token(session, account, name=name, days=days, actor=Actor("person", account.id))
    session.commit()
    return token


def make_reader(session: Session, account: Account) -> Reader:
    """The account as queries and guards see it."""
    session.flush()
    return reader_of(session, account, session_id=0)


def sign_in(client: FlaskClient, account: Account, session: Session) -> None:
    """Sign an account in on the client; commits what the session holds, as the portal must see it."""
    token = start_session(session, account, browser="Test browser")
    session.commit()
    with client.session_transaction() as cookie:
        cookie[SESSION_TOKEN] = token


def client_of(app: Portal, account: Account, session: Session) -> FlaskClient:
    """A client on which the account is signed in."""
    client = app.test_client()
    sign_in(client, account, session)
    return client
