"""Access tokens: opaque, kept as hashes, alive as long as the sign-in that they came from."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.core.clock import now
from naruteo_portal.core.tokens import token_sha256
from naruteo_portal.identity.models import OidcCode, OidcToken
from naruteo_portal.identity.oidc.client import OidcClient, find_client
from naruteo_portal.identity.oidc.subjects import Subject, find_subject
from naruteo_portal.settings import Settings

# A code that is brought again after this long is merely unknown.
REMEMBERED = timedelta(days=1)


@dataclass(frozen=True)
class LiveToken:
    """An access token that is good now, in the shape that Authlib expects (authlib.oauth2.rfc6749.TokenMixin)."""

    subject: Subject
    client: OidcClient
    scope: str

    def get_scope(self) -> str:
        return self.scope

    def get_user(self) -> Subject:
        return self.subject

    def get_client(self) -> OidcClient:
        return self.client

    def is_expired(self) -> bool:
        return False

    def is_revoked(self) -> bool:
        return False


def issue_token(session: Session, token: str, subject: Subject, code: OidcCode) -> None:
    """Keep an access token that is about to be handed out for a code."""
    issued = OidcToken(
        token_sha256=token_sha256(token),
        client_id=code.client_id,
        scope=code.scope,
        code_id=code.id,
        account_id=subject.account_id,
        session_id=subject.session_id,
        issued_at=now(),
        expires_at=subject.ends_at,
        revoked_at=None,
    )
    session.add(issued)
    record(session, Actor("person", subject.account_id), "signed in to a partner", issued, client=code.client_id)


def find_token(session: Session, token: str, settings: Settings) -> LiveToken | None:
    """The token if it is good: not revoked, and its person still signed in where it came from."""
    row = session.scalar(
        select(OidcToken).where(OidcToken.token_sha256 == token_sha256(token), OidcToken.revoked_at.is_(None))
    )
    if row is None or row.expires_at <= now():
        return None
    client = find_client(settings, row.client_id)
    subject = find_subject(session, row.session_id, settings, seen=True)
    return LiveToken(subject, client, row.scope) if subject and client else None


def revoke_tokens_of_code(session: Session, code_id: int) -> None:
    """Void what a code was exchanged for, because somebody brought the code a second time."""
    session.execute(
        update(OidcToken).where(OidcToken.code_id == code_id, OidcToken.revoked_at.is_(None)).values(revoked_at=now())
    )


def revoke_tokens_of_account(session: Session, account_id: int) -> None:
    """Void every access token of an account whose sign-in has ended."""
    session.execute(
        update(OidcToken)
        .where(OidcToken.account_id == account_id, OidcToken.revoked_at.is_(None))
        .values(revoked_at=now())
    )


def forget_old_codes(session: Session) -> None:
    """Delete codes and tokens that nobody can use any more."""
    long_ago = now() - REMEMBERED
    session.execute(delete(OidcToken).where(OidcToken.expires_at < long_ago))
    session.execute(
        delete(OidcCode).where(
            OidcCode.expires_at < long_ago, ~select(OidcToken.id).where(OidcToken.code_id == OidcCode.id).exists()
        )
    )
