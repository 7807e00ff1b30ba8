"""The readiness check for visitors: which statuses of residence may be within reach, what is missing, where to go."""

from flask import Blueprint, render_template, request

from naruteo_portal.core.clock import today_in_korea
from naruteo_portal.edge.application import portal
from naruteo_portal.edge.guards import ANYONE, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.identity import limits
from naruteo_portal.rules.model import CONFIRMED
from naruteo_portal.rules.saying import HOLDS
from naruteo_portal.talent.gating.readiness import look
from naruteo_portal.talent.gating.words import OUTCOMES
from naruteo_portal.web.employers import missing_words
from naruteo_portal.web.forms.readiness import readiness_form

blueprint = Blueprint("readiness", __name__)


@blueprint.get("/talent/readiness")
@permit(ANYONE)
def readiness() -> str | tuple[str, int]:
    """A few questions, then all statuses with their conditions; all of it stands in the address."""
    answered = "check" in request.args
    form = readiness_form(answered=answered)
    looks, status = None, 200
    if answered:
        limits.count_try(portal().engine, limits.PRE_CHECK_FROM_ADDRESS, request.remote_addr or "")
        if form.validate():
            looks = look(current_session(), form.answers(), today_in_korea())
        else:
            status = 422
    page = render_template(
        "readiness/readiness.html", form=form, looks=looks, outcomes=OUTCOMES, holds=HOLDS, confirmed=CONFIRMED,
        missing_words=missing_words,
    )  # fmt: skip
    return page, status
