"""One person's rows of a programme: for those who keep it, with a reason, shown once and written down."""

from flask import Blueprint, render_template

from naruteo_portal.core.errors import Refusal
from naruteo_portal.edge.application import blobs
from naruteo_portal.edge.guards import permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, reader
from naruteo_portal.insight.intake.words import OUTCOMES
from naruteo_portal.insight.person_rows import look_up
from naruteo_portal.insight.queries import get_kept_programme
from naruteo_portal.insight.reviews.words import ATTRIBUTES, GROUPS
from naruteo_portal.web.forms.programme_shares import PersonForm
from naruteo_portal.web.programme_imports import KEEPERS

blueprint = Blueprint("person_rows", __name__, url_prefix="/reviews/<programme_reference>/person")


@blueprint.route("", methods=["GET", "POST"])
@permit(KEEPERS)
def person(programme_reference: str) -> tuple[str, int]:
    """Ask for a person's rows; the answer stands on this page alone and has no address of its own."""
    session = current_session()
    programme = get_kept_programme(session, reader(), programme_reference)
    form, found = PersonForm(), None
    if form.validate_on_submit():
        try:
            found = look_up(
                session, programme, form.person.data, form.reason.data.strip(), blobs=blobs(), actor=actor()
            )
        except Refusal as refusal:
            form.refuse(refusal, "person")
    page = render_template(
        "person_rows/person.html", form=form, programme=programme, found=found, attributes=ATTRIBUTES, groups=GROUPS,
        outcomes=OUTCOMES,
    )  # fmt: skip
    return page, 422 if form.is_submitted() and found is None else 200
