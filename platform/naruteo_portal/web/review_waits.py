"""Reviews whose first figures are still to come: a page that says so, and shows them as soon as they are there."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from naruteo_portal.edge.guards import any_of, permit
from naruteo_portal.edge.polling import is_part, is_seen, version_of
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import locale, reader
from naruteo_portal.identity.permissions import REVIEWING, keeps_programmes
from naruteo_portal.insight.queries import Shown, get_programme, standings_of
from naruteo_portal.insight.reviews.looking import NotYet

blueprint = Blueprint("review_waits", __name__, url_prefix="/reviews/<programme_reference>")


def say_not_yet(fault: NotYet) -> AnyResponse | str:
    """In place of a page of figures: that they are being prepared, or why there are none."""
    [standing] = standings_of(current_session(), [fault.programme])
    if standing.latest:
        # It has become ready in this very moment.
        return redirect(request.full_path.rstrip("?"), 303)
    keeps = keeps_programmes(reader()).covers(fault.programme.organisation_id)
    return render_template(
        "reviews/not_yet.html", programme=fault.programme, standing=standing, keeps=keeps, version=_version(standing)
    )


@blueprint.get("/prepared")
@permit(any_of(*REVIEWING))
def prepared(programme_reference: str) -> AnyResponse | tuple[str, int]:
    """For htmx whether the page that waits would say anything else by now; people are led to the figures."""
    programme = get_programme(current_session(), reader(), programme_reference)
    [standing] = standings_of(current_session(), [programme])
    if is_seen(_version(standing)):
        return "", 204
    if is_part():
        return Response(headers={"HX-Refresh": "true"})
    return redirect(url_for("reviews.overview", programme_reference=programme.reference), 303)


def _version(standing: Shown) -> str:
    return version_of(standing.latest is not None, standing.being_prepared, standing.is_lost, locale())
