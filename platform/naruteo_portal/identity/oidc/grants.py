"""What Authlib lets a provider decide: the code grant, PKCE, the identity token, userinfo and the end of a session."""

import time
from typing import Any, ClassVar, Protocol

from authlib.oauth2.rfc6749 import InvalidGrantError, InvalidRequestError
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc6750 import BearerTokenValidator
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import UserInfoEndpoint
from authlib.oidc.core.grants import OpenIDCode
from authlib.oidc.rpinitiated import EndSessionEndpoint
from joserfc.jwk import KeySet, RSAKey
from sqlalchemy.orm import Session

from naruteo_portal.core.clock import now
from naruteo_portal.identity.oidc.client import AUTH_METHODS
from naruteo_portal.identity.oidc.codes import IssuedCode, find_code, issue_code, nonce_was_used
from naruteo_portal.identity.oidc.keys import ALGORITHM, published_keys, signing_key
from naruteo_portal.identity.oidc.subjects import GroupsOf, Subject, claims_of, find_subject
from naruteo_portal.identity.oidc.tokens import LiveToken, find_token
from naruteo_portal.settings import Settings

ID_TOKEN_SECONDS = 3600


class Provider(Protocol):
    """What the grants need of the server that runs them."""

    session: Session
    settings: Settings
    groups_of: GroupsOf


class CodeReused(InvalidGrantError):
    """A code was brought a second time: either copy may be a thief's."""

    def __init__(self, code_id: int) -> None:
        super().__init__("Invalid 'code' in request.")
        self.code_id = code_id


class CodeGrant(AuthorizationCodeGrant):
    """A browser brings the code, the partner exchanges it by its secret."""

    TOKEN_ENDPOINT_AUTH_METHODS: ClassVar[list[str]] = list(AUTH_METHODS)
    server: Provider

    def save_authorization_code(self, code: str, request: Any) -> None:
        issue_code(
            self.server.session,
            code,
            request.user,
            client_id=request.client.client_id,
            redirect_uri=request.client.redirect_uri,
            scope=request.scope,
            nonce=request.payload.data.get("nonce"),
            code_challenge=request.payload.data["code_challenge"],
        )

    def query_authorization_code(self, code: str, client: Any) -> IssuedCode | None:
        found = find_code(self.server.session, code, client.client_id)
        if found is None:
            return None
        if found.used_at is not None:
            raise CodeReused(found.id)
        if found.expires_at <= now():
            return None
        subject = find_subject(self.server.session, found.session_id, self.server.settings)
        return IssuedCode(found, subject.signed_in_at if subject else None)

    def authenticate_user(self, authorization_code: IssuedCode) -> Subject | None:
        return find_subject(self.server.session, authorization_code.row.session_id, self.server.settings)

    def delete_authorization_code(self, authorization_code: IssuedCode) -> None:
        """Kept as used rather than deleted, so that a second use is noticed."""
        authorization_code.row.used_at = now()


class Pkce(CodeChallenge):
    """PKCE for every request, and only by S256 (RFC 9700, section 2.1.1)."""

    SUPPORTED_CODE_CHALLENGE_METHOD: ClassVar[list[str]] = ["S256"]

    def validate_code_challenge(self, grant: Any, redirect_uri: str) -> None:
        given = grant.request.payload.data
        if not given.get("code_challenge") or given.get("code_challenge_method") != "S256":
            raise InvalidRequestError("A 'code_challenge' with 'code_challenge_method=S256' is required.")
        super().validate_code_challenge(grant, redirect_uri)


class IdentityToken(OpenIDCode):
    """The signed statement of who signed in, given along with the access token."""

    def __init__(self, provider: Provider) -> None:
        super().__init__()
        self.provider = provider

    def exists_nonce(self, nonce: str, request: Any) -> bool:
        return nonce_was_used(self.provider.session, nonce, request.payload.client_id)

    def resolve_client_private_key(self, client: Any) -> RSAKey:
        return signing_key(self.provider.session, self.provider.settings)

    def get_encode_header(self, client: Any) -> dict[str, str | None]:
        return {"alg": ALGORITHM, "kid": self.resolve_client_private_key(client).kid}

    def get_client_algorithm(self, client: Any) -> str:
        return ALGORITHM

    def get_client_claims(self, client: Any) -> dict[str, object]:
        instant = int(time.time())
        return {
            "iss": self.provider.settings.portal_url,
            "aud": client.client_id,
            "iat": instant,
            "exp": instant + ID_TOKEN_SECONDS,
        }

    def generate_user_info(self, user: Subject, scope: str) -> dict[str, object]:
        """Who it is; what they may do is asked at userinfo, where it is never out of date."""
        return {**claims_of(user, scope.replace("groups", ""), []), "sid": str(user.session_id)}


class AccessToken(BearerTokenValidator):
    """Looks an access token up; a dead sign-in means a dead token."""

    def __init__(self, provider: Provider) -> None:
        super().__init__()
        self.provider = provider

    def authenticate_token(self, token_string: str) -> LiveToken | None:
        return find_token(self.provider.session, token_string, self.provider.settings)


class UserInfo(UserInfoEndpoint):
    """Who the bearer of an access token is, and the groups they are in at this moment."""

    server: Provider

    def generate_user_info(self, user: Subject, scope: str) -> dict[str, object]:
        return claims_of(user, scope, self.server.groups_of(self.server.session, user.account_id))


class EndSession(EndSessionEndpoint):
    """Checks a partner's wish that somebody be signed out; the page that asked does the signing out."""

    server: Provider

    def get_server_jwks(self) -> KeySet:
        return published_keys(self.server.session, self.server.settings)

    def get_algorithms(self) -> list[str]:
        return [ALGORITHM]

    def end_session(self, end_session_request: Any) -> None:
        """Nothing more to do here: the page ends the session with its cookie."""
