"""Whether the portal lives, and whether all that it needs answers."""

from flask import Blueprint, Response, jsonify

from naruteo_portal.core.health import readiness
from naruteo_portal.edge.application import settings
from naruteo_portal.edge.guards import ANYONE, permit
from naruteo_portal.edge.transaction import current_session

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@permit(ANYONE)
def live() -> Response:
    """The process answers."""
    return jsonify(status="live")


@blueprint.get("/readyz")
@permit(ANYONE)
def ready() -> tuple[Response, int]:
    """Database, queue and Hub, each with its state; 503 while one does not answer."""
    parts = readiness(current_session(), settings())
    answers = all(state == "ready" for state in parts.values())
    return jsonify(status="ready" if answers else "not ready", parts=parts), 200 if answers else 503
