"""Authorization codes: one use, one minute, bound to a browser's sign-in and to a PKCE challenge."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.core.clock import now
from naruteo_portal.core.tokens import token_sha256
from naruteo_portal.identity.models import OidcCode
from naruteo_portal.identity.oidc.subjects import Subject

CODE_LIFE = timedelta(seconds=60)


@dataclass(frozen=True)
class IssuedCode:
    """A code's row in the shape that Authlib expects (authlib.oidc.core.AuthorizationCodeMixin)."""

    row: OidcCode
    signed_in_at: datetime | None
    code_challenge_method: str = "S256"

    @property
    def code_challenge(self) -> str:
        return self.row.code_challenge

    def get_redirect_uri(self) -> str:
        return self.row.redirect_uri

    def get_scope(self) -> str:
        return self.row.scope

    def get_nonce(self) -> str | None:
        return self.row.nonce

    def get_auth_time(self) -> int | None:
        return int(self.signed_in_at.timestamp()) if self.signed_in_at else None

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> None:
        return None


def issue_code(
    session: Session,
    code: str,
    subject: Subject,
    *,
    client_id: str,
    redirect_uri: str,
    scope: str,
    nonce: str | None,
    code_challenge: str,
) -> None:
    """Keep a code that is about to be handed out."""
    session.add(
        OidcCode(
            code_sha256=token_sha256(code),
            client_id=client_id,
            redirect_uri=redirect_uri,
            scope=scope,
            nonce=nonce,
            code_challenge=code_challenge,
            account_id=subject.account_id,
            session_id=subject.session_id,
            expires_at=now() + CODE_LIFE,
            used_at=None,
        )
    )


def find_code(session: Session, code: str, client_id: str) -> OidcCode | None:
    """A code that was once handed out, locked: of two who bring it at the same time, one is the first."""
    return session.scalar(
        select(OidcCode)
        .where(OidcCode.code_sha256 == token_sha256(code), OidcCode.client_id == client_id)
        .with_for_update()
    )


def nonce_was_used(session: Session, nonce: str, client_id: str) -> bool:
    """Whether a partner has sent this nonce before."""
    known = select(OidcCode.id).where(OidcCode.nonce == nonce, OidcCode.client_id == client_id).limit(1)
    return session.scalar(known) is not None
