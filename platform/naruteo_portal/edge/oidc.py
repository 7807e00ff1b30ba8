"""Authlib's server joined to the request: its session, its settings and the Hub's groups."""

import re
from typing import Any

from authlib.integrations.flask_oauth2 import AuthorizationServer, ResourceProtector
from authlib.integrations.flask_oauth2.requests import FlaskOAuth2Payload, FlaskOAuth2Request
from authlib.oauth2.rfc6749 import OAuth2Error, OAuth2Request
from flask import Request, Response, request
from sqlalchemy.orm import Session

from naruteo_portal.catalogue.access import hub_groups
from naruteo_portal.core.database import unit_of_work
from naruteo_portal.core.errors import Refusal
from naruteo_portal.core.i18n import N_
from naruteo_portal.core.tokens import new_token
from naruteo_portal.edge.application import portal
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.identity.models import OrganisationKind, Role
from naruteo_portal.identity.oidc.client import SCOPES, OidcClient, find_client
from naruteo_portal.identity.oidc.grants import AccessToken, CodeGrant, CodeReused, EndSession, IdentityToken, Pkce
from naruteo_portal.identity.oidc.grants import UserInfo as UserInfoAnswer
from naruteo_portal.identity.oidc.subjects import Subject, find_subject
from naruteo_portal.identity.oidc.tokens import issue_token, revoke_tokens_of_code
from naruteo_portal.identity.readers import Reader, roles_of

ADMINISTRATORS = "naruteo:administrator"
# RFC 6749, appendix A: every parameter of ours is printable ASCII; quotes and backslashes may not come back in answers.
ODD_CHARACTER = re.compile(r"[^ !#-\[\]-~]")


class NotUnderstood(Refusal):
    """Another service sent somebody here with a request that cannot be trusted or read."""

    code = "sign-in-request-not-understood"

    def __init__(self) -> None:
        super().__init__(
            N_("The service that sent you here asked for something we cannot give. Please start again from our home.")
        )


def refuse_odd_parameters() -> None:
    """NotUnderstood for characters that no partner sends, and that Authlib could not even complain about."""
    for asked in (request.args, request.form):
        if any(ODD_CHARACTER.search(text) for pair in asked.items(multi=True) for text in pair):
            raise NotUnderstood


def groups_of(session: Session, account_id: int) -> list[str]:
    """What the Hub may know of an account's rights.

    Administrators of the Hub can enter every notebook server, so only the platform's own agency names them: an
    employer's or a university's administrator is nobody special there.
    """
    groups = hub_groups(session, account_id)
    if any(
        held.role is Role.ADMINISTRATOR and held.organisation_kind is OrganisationKind.AGENCY
        for held in roles_of(session, account_id)
    ):
        groups.append(ADMINISTRATORS)
    return groups


class AskedOverHttp(FlaskOAuth2Request):
    """A request to the provider, whichever scheme it came by.

    Authlib takes plain HTTP only from this very machine and cannot see a proxy that speaks TLS in front of us. Which
    scheme people use is said by NARUTEO_PORTAL_URL, and the Hub may ask over an inner network.
    """

    def __init__(self, request: Request) -> None:
        OAuth2Request.__init__(self, request.method, f"https://{request.host}{request.path}", headers=request.headers)
        self._request = request
        self.payload = FlaskOAuth2Payload(request)


class OidcServer(AuthorizationServer):
    """The provider for the time of one request; it holds nothing beyond."""

    def __init__(self) -> None:
        super().__init__(query_client=self._find_client, save_token=self._save_token)
        self.session = current_session()
        self.settings = portal().settings
        self.groups_of = groups_of
        self.load_config(
            {
                "OAUTH2_SCOPES_SUPPORTED": SCOPES,
                "OAUTH2_ACCESS_TOKEN_GENERATOR": lambda **_of: new_token(),
                "OAUTH2_TOKEN_EXPIRES_IN": {"authorization_code": self.settings.session_hours * 3600},
            }
        )
        self.register_grant(CodeGrant, [Pkce(required=True), IdentityToken(self)])
        protector = ResourceProtector()
        protector.register_token_validator(AccessToken(self))
        self.register_endpoint(UserInfoAnswer(self, protector))
        self.register_endpoint(EndSession(self))

    def _find_client(self, client_id: str | None) -> OidcClient | None:
        return find_client(self.settings, client_id)

    def _save_token(self, token: dict[str, Any], asked: Any) -> None:
        issue_token(self.session, token["access_token"], asked.user, asked.authorization_code.row)

    def create_oauth2_request(self, _request: Any) -> AskedOverHttp:
        return AskedOverHttp(request)

    def handle_error_response(self, asked: Any, error: OAuth2Error) -> Response:
        """Say no by the protocol; a code that came twice voids its token even though this request is rolled back."""
        if isinstance(error, CodeReused):
            with unit_of_work(portal().engine) as own:
                revoke_tokens_of_code(own, error.code_id)
        response: Response = super().handle_error_response(asked, error)
        return response

    def subject(self, reader: Reader) -> Subject | None:
        """The signed-in reader as the Hub is told of them."""
        return find_subject(self.session, reader.session_id, self.settings)
