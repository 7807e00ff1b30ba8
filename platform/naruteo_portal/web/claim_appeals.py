"""Appeals against decisions on claims, for the officers who answer them."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from naruteo_portal.core.errors import Refusal
from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.guards import any_of, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader
from naruteo_portal.identity.models import Role
from naruteo_portal.identity.permissions import decides_claims
from naruteo_portal.incentives.claims.models import AppealState
from naruteo_portal.incentives.claims.words import APPEAL_STATES, CLAIM_STATES
from naruteo_portal.incentives.decisions.appeals import answer_appeal, find_appeals, get_appeal, took_part
from naruteo_portal.incentives.programmes import programme_title
from naruteo_portal.web.claim_words import OUTCOMES, kept_lines
from naruteo_portal.web.forms.claims import AppealAnswerForm
from naruteo_portal.web.people import wanted_page

blueprint = Blueprint("claim_appeals", __name__, url_prefix="/claim-appeals")
DECIDE = any_of(Role.PROGRAMME_OFFICER)


@blueprint.get("")
@permit(DECIDE)
def appeals() -> str:
    """The appeals, those that wait longest first."""
    wanted = request.args.get("state", AppealState.OPEN.value)
    state = AppealState(wanted) if wanted in list(AppealState) else None
    return render_template(
        "claims/appeals.html",
        page=find_appeals(current_session(), reader(), state, wanted_page()),
        state=state,
        states=APPEAL_STATES,
        options=[(each.value, words.said_in(locale())) for each, (words, _kind) in APPEAL_STATES.items()],
        programme_title=programme_title,
    )


@blueprint.route("/<int:appeal_id>", methods=["GET", "POST"])
@permit(DECIDE)
def appeal(appeal_id: int) -> Response | tuple[str, int]:
    """One appeal beside the decision, and the answer to it."""
    session = current_session()
    found, form = get_appeal(session, reader(), appeal_id), AppealAnswerForm()
    if form.validate_on_submit():
        try:
            answer_appeal(
                session, found, upheld=form.outcome.data == "upheld", words=form.words.data.strip(), reader=reader(),
                actor=actor(),
            )  # fmt: skip
        except Refusal as refusal:
            form.refuse(refusal, "words", only={422})
        else:
            flash(N_("The appeal is answered.").said_in(locale()), "success")
            return redirect(url_for("claim_appeals.appeal", appeal_id=appeal_id), 303)
    page = render_template(
        "claims/appeal_answer.html",
        appeal=found,
        claim=found.claim,
        form=form,
        state=APPEAL_STATES[found.state],
        states=CLAIM_STATES,
        decided=reader().account_id in took_part(found.claim),
        may_answer=found.state is AppealState.OPEN and not decides_claims(reader()).is_empty,
        lines=kept_lines(found.claim),
        outcomes=OUTCOMES,
        programme=programme_title(found.claim.programme),
    )
    return page, 422 if form.is_submitted() else 200
