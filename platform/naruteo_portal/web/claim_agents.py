"""Agents who prepare an employer's claims: the employer's HR lets them in, and shuts them out again."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from naruteo_portal.core.clock import today_in_korea
from naruteo_portal.core.errors import Refusal
from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.application import portal
from naruteo_portal.edge.guards import any_of, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader
from naruteo_portal.identity import limits
from naruteo_portal.identity.models import Role
from naruteo_portal.identity.permissions import answers_for_claims
from naruteo_portal.incentives.claims.agents import agents_of, get_agent, let_in, shut_out
from naruteo_portal.incentives.claims.errors import DaysInDisorder
from naruteo_portal.incentives.claims.queries import employers_to_claim_for
from naruteo_portal.web.forms.claims import AgentForm

blueprint = Blueprint("claim_agents", __name__, url_prefix="/claim-agents")
ANSWER = any_of(Role.EMPLOYER_HR)


@blueprint.route("", methods=["GET", "POST"])
@permit(ANSWER)
def agents() -> Response | tuple[str, int]:
    """Who prepares the claims of the reader's employers, since when and until when; let somebody in."""
    session = current_session()
    answers = answers_for_claims(reader())
    employers = [each for each in employers_to_claim_for(session, reader()) if answers.covers(each.id)]
    today = today_in_korea()
    form = AgentForm(employer=str(employers[0].id) if len(employers) == 1 else None, since=today)
    form.offer(employers)
    if form.validate_on_submit():
        employer = next(each for each in employers if str(each.id) == form.employer.data)
        # Whoever guesses addresses must not find out whose accounts there are.
        limits.count_try(portal().engine, limits.AGENT_OF_ACCOUNT, str(reader().account_id))
        try:
            let_in(
                session, employer, form.email.data, form.since.data, form.last_day.data, reader=reader(), actor=actor()
            )  # fmt: skip
        except Refusal as refusal:
            form.refuse(refusal, "last_day" if isinstance(refusal, DaysInDisorder) else "email")
        else:
            flash(N_("The agent can prepare your claims now. You hand them in.").said_in(locale()), "success")
            return redirect(url_for("claim_agents.agents"), 303)
    page = render_template(
        "claims/agents.html",
        form=form,
        agents=agents_of(session, reader()),
        one_employer=len(employers) == 1,
        today=today,
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/<int:membership_id>/end", methods=["GET", "POST"])
@permit(ANSWER)
def end(membership_id: int) -> Response | str:
    """End an agent's work, after confirming it."""
    agent = get_agent(current_session(), reader(), membership_id)
    if request.method == "GET":
        return render_template("claims/end_agent.html", agent=agent)
    shut_out(current_session(), agent, actor=actor())
    flash(N_("The agent sees nothing of your claims any more.").said_in(locale()), "success")
    return redirect(url_for("claim_agents.agents"), 303)
