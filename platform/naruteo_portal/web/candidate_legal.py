"""What only the legal gate looks at: why it is asked, stating it, and erasing it."""

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from naruteo_portal.catalogue.register.entries import FactRefused
from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.guards import SIGNED_IN, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor
from naruteo_portal.incentives.figures.in_force import programmes_in_force
from naruteo_portal.talent.candidates.candidates import ProfileHasMoved
from naruteo_portal.talent.candidates.legal import forget_legal, own_legal, state_legal
from naruteo_portal.web.candidates import own_candidate, saved
from naruteo_portal.web.forms.candidates import asked_of_persons, legal_form, questions_by_status

blueprint = Blueprint("candidate_legal", __name__, url_prefix="/talent/profile/legal")


@blueprint.route("", methods=["GET", "POST"])
@permit(SIGNED_IN)
def legal() -> Response | tuple[str, int]:
    """State nationality, status of residence, and what rules of statuses ask besides."""
    session, candidate = current_session(), own_candidate()
    asked = asked_of_persons(programmes_in_force(session))
    kept = own_legal(session, candidate)
    form = legal_form(asked, kept, candidate.version)
    if form.validate_on_submit():
        try:
            state_legal(session, candidate, form.legal(asked), version=form.seen_version, actor=actor())
        except FactRefused as refusal:
            form.refuse(refusal, refusal.field)
        except ProfileHasMoved as refusal:
            form.refuse(refusal)
            form.look_at(candidate.version)
        else:
            return saved("candidates.profile", N_("Saved. Only you and the legal gate read it."))
    page = render_template("candidates/legal.html", form=form, asked=questions_by_status(), kept=kept)
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/erase")
@permit(SIGNED_IN)
def erase() -> Response:
    """Erase all of it."""
    forget_legal(current_session(), own_candidate(), actor=actor())
    return saved("candidate_legal.legal", N_("Erased. The legal gate says “undetermined” for you from now on."))
