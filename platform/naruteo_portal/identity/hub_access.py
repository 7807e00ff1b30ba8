"""Ending what an account has at JupyterHub: cookies, tokens and the notebook server.

The rule: every sign-out ends the account's whole access to the Hub, on all its browsers. There is one notebook server
per account, JupyterHub knows no single browser that could be signed out alone, and whoever signs out at a shared
computer must not leave an open notebook behind. Another browser that is still signed in here gets its notebooks back
with one click and no password; files are kept.

What really ends a browser's Hub session is the end of the Hub's *user*: the cookie holds that user's `cookie_id`, and
tokens hang on the user's row (checked in JupyterHub 6.1). Stopping the server alone, or revoking the portal's access
token, would leave the cookie good.
"""

from sqlalchemy.orm import Session

from naruteo_portal.audit.events import SYSTEM, record
from naruteo_portal.core.hub import Hub
from naruteo_portal.identity.models import Account
from naruteo_portal.identity.oidc.tokens import revoke_tokens_of_account


def revoke_hub_tokens(session: Session, account_id: int) -> str:
    """Void the access tokens that the Hub holds for an account, and return the account's handle."""
    revoke_tokens_of_account(session, account_id)
    return session.get_one(Account, account_id).handle


def end_at_hub(hub: Hub, handle: str) -> None:
    """Stop the person's server and make the Hub forget the person; fine if it has done so already."""
    hub.stop_server(handle)
    hub.delete_user(handle)


def record_hub_access_ended(session: Session, account_id: int) -> None:
    """Write down that the Hub has let go of an account."""
    record(session, SYSTEM, "ended access to the notebooks", session.get_one(Account, account_id))
