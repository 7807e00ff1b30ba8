"""The one partner that may ask who people are: JupyterHub, as the settings describe it."""

import secrets
from dataclasses import dataclass

from naruteo_portal.settings import Settings

CLIENT_ID = "jupyterhub"
SCOPES = ("openid", "profile", "groups")
# Authlib asks for these two by name.
AUTH_METHODS = ("client_secret_basic", "client_secret_post")


@dataclass(frozen=True)
class OidcClient:
    """A partner in the shape that Authlib expects (authlib.oauth2.rfc6749.ClientMixin)."""

    client_id: str
    secret: str
    redirect_uri: str
    after_sign_out: tuple[str, ...]

    @property
    def client_metadata(self) -> dict[str, object]:
        """What Authlib's end points read; an answer to userinfo is plain JSON, so no algorithm is named."""
        return {"post_logout_redirect_uris": list(self.after_sign_out)}

    def get_client_id(self) -> str:
        return self.client_id

    def get_default_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_allowed_scope(self, scope: str | None) -> str:
        """What was asked for and may be had; nothing asked means the plain sign-in."""
        return " ".join(each for each in (scope or "openid").split() if each in SCOPES)

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """Exactly the registered address: no prefix, no other port."""
        return redirect_uri == self.redirect_uri

    def check_client_secret(self, client_secret: str) -> bool:
        """Compared in constant time; a portal without a secret lets nobody in."""
        return bool(self.secret) and secrets.compare_digest(self.secret.encode(), client_secret.encode())

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return endpoint != "token" or method in AUTH_METHODS

    def check_response_type(self, response_type: str | None) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


def find_client(settings: Settings, client_id: str | None) -> OidcClient | None:
    """The partner of this name, if it is the one."""
    if client_id != CLIENT_ID:
        return None
    return OidcClient(
        client_id=CLIENT_ID,
        secret=settings.hub_client_secret.get_secret_value(),
        redirect_uri=f"{settings.hub_url}/hub/oauth_callback",
        after_sign_out=(f"{settings.hub_url}/hub/", f"{settings.portal_url}/"),
    )
