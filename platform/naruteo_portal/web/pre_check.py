"""The pre-check for visitors: may this be supported, why or why not, and about how much."""

from flask import Blueprint, render_template, request

from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.application import portal
from naruteo_portal.edge.guards import ANYONE, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import locale
from naruteo_portal.identity import limits
from naruteo_portal.incentives.pre_check import GOALS, look
from naruteo_portal.incentives.programmes import programme_in_force
from naruteo_portal.rules.cases import BadFacts
from naruteo_portal.rules.saying import HOLDS, LACKS, OUTCOMES, label_of
from naruteo_portal.web.employers import missing_words, money
from naruteo_portal.web.forms.pre_check import questions_form

blueprint = Blueprint("pre_check", __name__)


@blueprint.get("/pre-check")
@permit(ANYONE)
def pre_check() -> str | tuple[str, int]:
    """First what is wanted, then a few questions, then the answer; all of it stands in the address."""
    goal = GOALS.get(request.args.get("programme", ""))
    goals = [(each.programme, each.label.said_in(locale())) for each in GOALS.values()]
    if goal is None:
        return render_template("pre_check/goals.html", goals=goals)
    programme = programme_in_force(current_session(), goal.programme)
    answered = "check" in request.args
    form = questions_form(programme, goal, answered=answered)
    seen, status = None, 200
    if answered:
        limits.count_try(portal().engine, limits.PRE_CHECK_FROM_ADDRESS, request.remote_addr or "")
        if form.validate():
            try:
                seen = look(programme, form.answers(programme, goal))
            except BadFacts as bad:
                for fault in bad.faults:
                    form.refuse(
                        N_("This is not taken. %(why)s", why=fault.message.both()),
                        fault.name if fault.name in form else None,
                    )
        status = 200 if seen else 422
    page = render_template(
        "pre_check/questions.html",
        goal=goal,
        form=form,
        seen=seen,
        programme=programme,
        outcomes=OUTCOMES,
        holds=HOLDS,
        lacks=LACKS,
        varied=[label_of(programme, name, locale()) for name in seen.estimate.varied] if seen and seen.estimate else [],
        missing_words=lambda missing: missing_words(programme, missing),
        money=money,
    )
    return page, status
