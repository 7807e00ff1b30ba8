"""One's own consents: each with its text, given and withdrawn by one button, and all that was ever given."""

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.guards import SIGNED_IN, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor
from naruteo_portal.talent.candidates import consents as keeping
from naruteo_portal.talent.candidates.models import Purpose
from naruteo_portal.talent.candidates.skills import refresh_evidence
from naruteo_portal.talent.candidates.wordings import wording_in_force, wording_of
from naruteo_portal.web.candidates import own_candidate, saved

blueprint = Blueprint("candidate_consents", __name__, url_prefix="/talent/profile/consents")


@blueprint.get("")
@permit(SIGNED_IN)
def consents() -> str:
    """Every purpose with its text and whether it is agreed to, and the history."""
    candidate = own_candidate()
    history = keeping.history_of(current_session(), candidate)
    standing = {each.purpose: each for each in history if each.withdrawn_at is None}
    # What was agreed to while somebody lived abroad can be withdrawn for ever.
    asked = [each for each in Purpose if keeping.is_asked(candidate, each) or each in standing]
    return render_template(
        "candidates/consents.html",
        asked=[(each, wording_in_force(each), standing.get(each)) for each in asked],
        history=[(each, wording_of(each.purpose, each.wording)) for each in history],
    )


@blueprint.post("/<purpose>/give")
@permit(SIGNED_IN)
def give(purpose: str) -> Response:
    """Agree to the text that was shown."""
    candidate, chosen = own_candidate(), _purpose(purpose)
    keeping.give(current_session(), candidate, chosen, request.form.get("version", ""), actor=actor())
    if chosen is Purpose.LEARNING_RECORD:
        refresh_evidence(current_session(), candidate)
    return saved("candidate_consents.consents", N_("You have agreed. You can withdraw it here at any time."))


@blueprint.post("/<purpose>/withdraw")
@permit(SIGNED_IN)
def withdraw(purpose: str) -> Response:
    """Withdraw a consent; it holds at once."""
    candidate, chosen = own_candidate(), _purpose(purpose)
    keeping.withdraw(current_session(), candidate, chosen, actor=actor())
    if chosen is Purpose.LEARNING_RECORD:
        refresh_evidence(current_session(), candidate)
    return saved("candidate_consents.consents", N_("Your consent is withdrawn."))


def _purpose(name: str) -> Purpose:
    if name not in list(Purpose):
        raise NotFound
    return Purpose(name)
