"""The releases of a programme, for who keeps it: those that are ready, being made or failed, and asking for another."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.guards import permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader
from naruteo_portal.insight.queries import get_kept_programme, releases_page
from naruteo_portal.insight.releases import ask_release
from naruteo_portal.web.programme_imports import KEEPERS

blueprint = Blueprint("releases", __name__, url_prefix="/reviews")
STATES = {
    "making": (N_("Being prepared"), "info"), "ready": (N_("Ready"), "success"), "failed": (N_("Not made"), "danger"),
}  # fmt: skip


@blueprint.get("/<programme_reference>/releases")
@permit(KEEPERS)
def releases(programme_reference: str) -> str:
    """All releases of a programme, the newest first."""
    programme = get_kept_programme(current_session(), reader(), programme_reference)
    found = releases_page(current_session(), programme, request.args.get("page", 1, type=int))
    return render_template("reviews/releases.html", programme=programme, found=found, states=STATES)


@blueprint.post("/<programme_reference>/releases")
@permit(KEEPERS)
def ask(programme_reference: str) -> Response:
    """Ask for a release of the data as it is now."""
    programme = get_kept_programme(current_session(), reader(), programme_reference)
    ask_release(current_session(), programme, actor=actor())
    asked = N_("A release is being prepared. It takes some minutes, and you need not wait here.")
    flash(asked.said_in(locale()), "success")
    return redirect(url_for("releases.releases", programme_reference=programme.reference), 303)
