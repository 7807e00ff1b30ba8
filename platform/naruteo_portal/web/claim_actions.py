"""What an employer does with a claim beside filling it in: withdraw it, appeal, begin the next one alike."""

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from naruteo_portal.core.errors import NotAllowed, Refusal
from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.guards import any_of, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader
from naruteo_portal.identity.models import Role
from naruteo_portal.identity.permissions import answers_for_claims, makes_claims
from naruteo_portal.incentives.claims.drafts import duplicate
from naruteo_portal.incentives.claims.errors import NotFromHere
from naruteo_portal.incentives.claims.handing_in import withdraw
from naruteo_portal.incentives.claims.models import Claim
from naruteo_portal.incentives.claims.queries import get_claim
from naruteo_portal.incentives.claims.states import MOVES, ClaimState
from naruteo_portal.incentives.decisions.appeals import APPEALABLE, file_appeal
from naruteo_portal.incentives.programmes import programme_title
from naruteo_portal.web.claim_wizard import MAKE
from naruteo_portal.web.forms.claims import AppealForm, WithdrawForm

blueprint = Blueprint("claim_actions", __name__, url_prefix="/claims")
ANSWER = any_of(Role.EMPLOYER_HR)


@blueprint.route("/<reference>/withdraw", methods=["GET", "POST"])
@permit(ANSWER)
def take_back(reference: str) -> Response | tuple[str, int]:
    """Withdraw a claim before it is decided, after confirming it with a reason."""
    found = _own(reference)
    if ClaimState.WITHDRAWN not in MOVES[found.state]:
        raise NotFromHere
    form = WithdrawForm(version=str(found.version))
    if form.validate_on_submit():
        try:
            withdraw(
                current_session(), found, form.reason.data.strip(), version=form.seen_version, reader=reader(),
                actor=actor(),
            )  # fmt: skip
        except Refusal as refusal:
            form.refuse(refusal, "reason", only={422})
        else:
            flash(N_("The claim is withdrawn. Its trainings can be claimed again.").said_in(locale()), "success")
            return redirect(url_for("claims.claim", reference=found.reference), 303)
    page = render_template("claims/withdraw.html", claim=found, form=form, programme=programme_title(found.programme))
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/<reference>/appeal", methods=["GET", "POST"])
@permit(ANSWER)
def appeal(reference: str) -> Response | tuple[str, int]:
    """Appeal against a rejection, or against the amount of an approval."""
    found = _own(reference)
    if found.state not in APPEALABLE:
        raise NotFromHere
    form = AppealForm(version=str(found.version))
    if form.validate_on_submit():
        try:
            file_appeal(
                current_session(), found, form.words.data.strip(), version=form.seen_version, reader=reader(),
                actor=actor(),
            )  # fmt: skip
        except Refusal as refusal:
            form.refuse(refusal, "words", only={422})
        else:
            flash(N_("Your appeal is with the officers. The answer appears here.").said_in(locale()), "success")
            return redirect(url_for("claims.claim", reference=found.reference, _anchor="appeals"), 303)
    page = render_template("claims/appeal.html", claim=found, form=form, programme=programme_title(found.programme))
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/<reference>/duplicate")
@permit(MAKE)
def again(reference: str) -> Response:
    """Begin a claim for the next period with the same people and trainings."""
    found = get_claim(current_session(), reader(), reference)
    if not makes_claims(reader()).covers(found.employer_id):
        raise NotAllowed
    new = duplicate(current_session(), found, found.employer, actor=actor())
    words = N_("A new draft for the next period. Put the days right, and state what is asked anew.")
    flash(words.said_in(locale()), "success")
    return redirect(url_for("claim_wizard.trainees", reference=new.reference), 303)


def _own(reference: str) -> Claim:
    """A claim for which the reader answers; NotAllowed if they only see it."""
    found = get_claim(current_session(), reader(), reference)
    if not answers_for_claims(reader()).covers(found.employer_id):
        raise NotAllowed
    return found
