"""Choosing the language: one plain link on every page."""

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.i18n import as_locale
from naruteo_portal.edge.addresses import own_address
from naruteo_portal.edge.application import settings
from naruteo_portal.edge.guards import ANYONE, permit
from naruteo_portal.edge.visitor import LANGUAGE_COOKIE

blueprint = Blueprint("language", __name__)
YEAR_SECONDS = 365 * 24 * 3600


@blueprint.get("/language/<code>")
@permit(ANYONE)
def choose(code: str) -> Response:
    """Remember the language on this browser and go back to the page."""
    chosen = as_locale(code)
    if chosen is None:
        raise NotFound
    response = redirect(own_address(request.args.get("next")))
    response.set_cookie(
        LANGUAGE_COOKIE, chosen, max_age=YEAR_SECONDS, httponly=True, samesite="Lax", secure=settings().secure
    )
    return response
