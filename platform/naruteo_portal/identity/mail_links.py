"""Links that are sent by mail, work once and not for long."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from naruteo_portal.core.clock import now
from naruteo_portal.core.errors import Refusal
from naruteo_portal.core.i18n import N_
from naruteo_portal.core.tokens import new_token, token_sha256
from naruteo_portal.identity.models import Account, MailPurpose, MailToken

AddressOf = Callable[[str], str]
"""Makes the whole address of a page from a token; the pages know their own paths."""

HOURS_VALID = {MailPurpose.SIGN_UP: 24, MailPurpose.CHANGE_EMAIL: 24, MailPurpose.RESET_PASSWORD: 1}


class LinkOver(Refusal):
    """A link from a mail that was used already, is too old, or was never sent."""

    status = 410
    code = "link-over"

    def __init__(self) -> None:
        super().__init__(N_("This link was used already or is too old. Please ask for a new one."))


def make_link(session: Session, purpose: MailPurpose, email: str, account: Account | None) -> str:
    """A new token for an address; earlier ones for the same purpose stop working."""
    session.execute(
        update(MailToken)
        .where(MailToken.email == email, MailToken.purpose == purpose, MailToken.used_at.is_(None))
        .values(used_at=now())
    )
    token = new_token()
    session.add(
        MailToken(
            account_id=account.id if account else None,
            email=email,
            purpose=purpose,
            token_sha256=token_sha256(token),
            created_at=now(),
            expires_at=now() + timedelta(hours=HOURS_VALID[purpose]),
            used_at=None,
        )
    )
    return token


def get_link(session: Session, token: str, purpose: MailPurpose) -> MailToken:
    """The live link of a token; opening the page does not use it up, since mail scanners open pages too."""
    found = session.scalar(
        select(MailToken)
        .where(
            MailToken.token_sha256 == token_sha256(token),
            MailToken.purpose == purpose,
            MailToken.used_at.is_(None),
            MailToken.expires_at > now(),
        )
        .with_for_update(of=MailToken)
        # What a link does, it does to an account and its person.
        .options(joinedload(MailToken.account).joinedload(Account.person))
    )
    if found is None:
        raise LinkOver
    return found


def use_link(link: MailToken) -> None:
    """Let a link work no more."""
    link.used_at = now()
