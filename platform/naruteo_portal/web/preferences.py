"""Choosing the language and the contrast: plain links on every page, remembered on this browser."""

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.i18n import LOCALES
from naruteo_portal.edge.addresses import own_address
from naruteo_portal.edge.application import settings
from naruteo_portal.edge.guards import ANYONE, permit
from naruteo_portal.edge.visitor import DISPLAY_COOKIE, DISPLAYS, LANGUAGE_COOKIE

blueprint = Blueprint("preferences", __name__)
YEAR_SECONDS = 365 * 24 * 3600


@blueprint.get("/language/<code>")
@permit(ANYONE)
def language(code: str) -> Response:
    """Show pages in this language from now on."""
    return _remember(LANGUAGE_COOKIE, code, LOCALES)


@blueprint.get("/display/<mode>")
@permit(ANYONE)
def display(mode: str) -> Response:
    """Show pages with this contrast from now on."""
    return _remember(DISPLAY_COOKIE, mode, DISPLAYS)


def _remember(cookie: str, value: str, known: tuple[str, ...]) -> Response:
    if value not in known:
        raise NotFound
    response = redirect(own_address(request.args.get("next")))
    response.set_cookie(cookie, value, max_age=YEAR_SECONDS, httponly=True, samesite="Lax", secure=settings().secure)
    return response
