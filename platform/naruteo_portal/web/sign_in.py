"""Signing in and out."""

from flask import Blueprint, render_template

from naruteo_portal.edge.guards import ANYONE, permit

blueprint = Blueprint("sign_in", __name__)


@blueprint.get("/sign-in")
@permit(ANYONE)
def sign_in() -> str:
    """The form that asks for mail address and password."""
    return render_template("sign_in/sign_in.html")
