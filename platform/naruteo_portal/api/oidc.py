"""The provider's end points for programs: discovery, keys, token and userinfo."""

from flask import Blueprint, Response, jsonify

from naruteo_portal.edge.application import settings
from naruteo_portal.edge.guards import ANYONE, PROGRAM, permit
from naruteo_portal.edge.oidc import OidcServer, refuse_odd_parameters
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.identity.oidc.client import AUTH_METHODS, SCOPES
from naruteo_portal.identity.oidc.keys import ALGORITHM, published_keys

blueprint = Blueprint("oidc_api", __name__)
blueprint.before_request(refuse_odd_parameters)
# Partners may keep the keys for an hour; the next key is on show for a week before it signs.
KEYS_KEPT_SECONDS = 3600


@blueprint.get("/.well-known/openid-configuration")
@permit(ANYONE)
def configuration() -> Response:
    """What the provider can do and where (OpenID Connect Discovery 1.0)."""
    issuer = settings().portal_url
    return jsonify(
        issuer=issuer,
        authorization_endpoint=f"{issuer}/oidc/authorize",
        token_endpoint=f"{issuer}/oidc/token",
        userinfo_endpoint=f"{issuer}/oidc/userinfo",
        jwks_uri=f"{issuer}/oidc/jwks.json",
        end_session_endpoint=f"{issuer}/oidc/end-session",
        response_types_supported=["code"],
        response_modes_supported=["query"],
        grant_types_supported=["authorization_code"],
        subject_types_supported=["public"],
        id_token_signing_alg_values_supported=[ALGORITHM],
        token_endpoint_auth_methods_supported=list(AUTH_METHODS),
        code_challenge_methods_supported=["S256"],
        scopes_supported=list(SCOPES),
        claims_supported=["sub", "preferred_username", "name", "locale", "groups", "auth_time", "sid"],
        ui_locales_supported=["ko", "en"],
        request_uri_parameter_supported=False,
    )


@blueprint.get("/oidc/jwks.json")
@permit(ANYONE)
def keys() -> Response:
    """The public halves of the keys that sign identity tokens, the next one included."""
    response = jsonify(published_keys(current_session(), settings()).as_dict(private=False))
    response.headers["Cache-Control"] = f"public, max-age={KEYS_KEPT_SECONDS}"
    return response


@blueprint.post("/oidc/token")
@permit(PROGRAM)
def token() -> Response:
    """Exchange a code for an access token and an identity token."""
    response: Response = OidcServer().create_token_response()
    return response


@blueprint.route("/oidc/userinfo", methods=["GET", "POST"])
@permit(PROGRAM)
def userinfo() -> Response:
    """Who the access token speaks for, with the groups of this moment."""
    response: Response = OidcServer().create_endpoint_response("userinfo")
    return response
