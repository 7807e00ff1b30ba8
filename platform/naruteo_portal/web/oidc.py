"""Signing in to the notebooks through the portal, and signing out from there."""

from authlib.oauth2.rfc6749 import OAuth2Error
from flask import Blueprint, redirect, render_template, request
from flask import session as cookie
from werkzeug.wrappers import Response

from naruteo_portal.core.errors import NotSignedIn
from naruteo_portal.edge.guards import ANYONE, permit
from naruteo_portal.edge.oidc import NotUnderstood, OidcServer, refuse_odd_parameters
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import SESSION_TOKEN, actor, reader_or_none
from naruteo_portal.identity.sessions import end_session

blueprint = Blueprint("oidc", __name__, url_prefix="/oidc")
blueprint.before_request(refuse_odd_parameters)


@blueprint.get("/authorize")
@permit(ANYONE)
def authorize() -> Response:
    """Tell the Hub who this is; whoever is not signed in does that first and comes back."""
    server = OidcServer()
    reader = reader_or_none()
    subject = server.subject(reader) if reader else None
    try:
        grant = server.get_consent_grant(end_user=subject)
    except OAuth2Error as error:
        if error.redirect_uri:
            return server.handle_error_response(None, error)
        # Without a client and an address of its own that we know, nobody is sent anywhere.
        raise NotUnderstood from error
    if subject is None:
        raise NotSignedIn
    response: Response = server.create_authorization_response(grant_user=subject, grant=grant)
    return response


@blueprint.route("/end-session", methods=["GET", "POST"])
@permit(ANYONE)
def end() -> Response | str:
    """Sign out because a partner asks for it: at once with proof of who asks, else after a question."""
    server = OidcServer()
    try:
        asked = server.validate_endpoint_request("end_session")
    except OAuth2Error as error:
        raise NotUnderstood from error
    reader = reader_or_none()
    if reader is not None:
        own = asked.id_token_claims is not None and asked.id_token_claims.get("sid") == str(reader.session_id)
        if not own and request.method == "GET":
            return render_template("oidc/end_session.html", action=request.full_path)
        end_session(current_session(), reader.session_id, actor=actor())
        cookie.pop(SESSION_TOKEN, None)
    return redirect(asked.redirect_uri or "/")
