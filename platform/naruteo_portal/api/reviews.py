"""Reviews for programs: programmes, what their newest release can be looked at by, and views, as documented JSON.

Answers are made from the same protected views as the pages, for the same readers: by an access token, or by the cookie
of a signed-in reviewer. Nothing here writes, so another site can do nothing in their name.
"""

import hashlib
import json
from typing import Any

from flask import Blueprint, Response, request

from naruteo_analytics.documents import Why
from naruteo_portal.edge.guards import ANYONE, any_of, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import locale, reader
from naruteo_portal.identity.permissions import REVIEWING
from naruteo_portal.insight.queries import programmes_of, view_of
from naruteo_portal.insight.reviews.definitions import DEFINITIONS
from naruteo_portal.insight.reviews.looking import Look, look
from naruteo_portal.insight.reviews.openapi import description
from naruteo_portal.insight.reviews.selection import declared
from naruteo_portal.insight.reviews.words import REASONS

blueprint = Blueprint("reviews_api", __name__, url_prefix="/api/v1")
REVIEWERS = any_of(*REVIEWING)


@blueprint.get("/openapi.json")
@permit(ANYONE)
def openapi() -> Response:
    """What can be asked and how answers look (OpenAPI 3.1)."""
    return _json(description())


@blueprint.get("/programmes")
@permit(REVIEWERS)
def programmes() -> Response:
    """The programmes that the reader may review."""
    found = programmes_of(current_session(), reader())
    rows = [
        {
            "reference": each.programme.reference,
            "title": each.programme.title,
            "release": each.latest.number if each.latest else None,
            "as_of": each.latest.as_of.isoformat() if each.latest else None,
        }
        for each in found
    ]
    return _json({"programmes": rows})


@blueprint.get("/programmes/<programme_reference>")
@permit(REVIEWERS)
def programme(programme_reference: str) -> Response:
    """The newest release of a programme, and the cohorts and attributes that it can be looked at by."""
    looked = look(current_session(), reader(), programme_reference, {})
    return _of_release(looked, {"title": looked.programme.title, "ways": looked.ways})


@blueprint.get("/programmes/<programme_reference>/views")
@permit(REVIEWERS)
def view(programme_reference: str) -> Response:
    """A view by `cohort` ('' for all) and `by` ('' for no groups), as it is stored."""
    session = current_session()
    looked = look(session, reader(), programme_reference, request.args)
    [(cohort, by)] = declared([(looked.filters.cohort, looked.filters.by)], looked.ways)
    definitions = {name: each.said_in(locale()) for name, each in DEFINITIONS.items()}
    legend = {why.value: REASONS[why][1].said_in(locale()) for why in Why}
    document = view_of(session, looked.release, cohort, by)
    return _of_release(looked, {"definitions": definitions, "legend": legend, "view": document})


def _of_release(looked: Look, content: dict[str, Any]) -> Response:
    release = {
        "programme": looked.programme.reference,
        "release": looked.release.number,
        "as_of": looked.release.as_of.isoformat(),
        "checksum": looked.release.checksum,
    }
    return _json({**release, **content})


def _json(content: dict[str, Any]) -> Response:
    """An answer with a strong ETag over all of its body; whoever has that body already gets 304."""
    body = json.dumps(content, ensure_ascii=False).encode()
    response = Response(body, content_type="application/json; charset=utf-8")
    response.set_etag(hashlib.sha256(body).hexdigest())
    response.headers["Cache-Control"] = "private, no-cache"
    response.make_conditional(request)
    return response
