"""The first page after signing in: what to do next."""

from flask import Blueprint, render_template

from naruteo_portal.edge.guards import SIGNED_IN, permit
from naruteo_portal.edge.visitor import reader

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@permit(SIGNED_IN)
def home() -> str:
    """What this person should do next, by role."""
    return render_template("home/home.html", reader=reader())
