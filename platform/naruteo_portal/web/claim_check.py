"""The last step of a claim: the calculation, the check for double funding, and handing it in."""

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from naruteo_portal.core.clock import today_in_korea
from naruteo_portal.core.errors import NotAllowed, Refusal
from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.application import blobs
from naruteo_portal.edge.forms import SeenForm
from naruteo_portal.edge.guards import any_of, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader
from naruteo_portal.identity.models import Role
from naruteo_portal.identity.permissions import answers_for_claims
from naruteo_portal.incentives.claims.claims import reckoned_of
from naruteo_portal.incentives.claims.double_funding import Weight
from naruteo_portal.incentives.claims.elsewhere import double_funding
from naruteo_portal.incentives.claims.handing_in import hand_in, hand_over, last_preparation
from naruteo_portal.incentives.claims.models import Claim
from naruteo_portal.incentives.claims.states import ClaimState
from naruteo_portal.incentives.documents.pack import keep_statements
from naruteo_portal.incentives.documents.uploads import checklist_lines
from naruteo_portal.incentives.programmes import programme_title
from naruteo_portal.rules.saying import as_json
from naruteo_portal.web.claim_wizard import MAKE, get_changeable
from naruteo_portal.web.claim_words import (
    OUTCOMES,
    SaidLine,
    said_line,
    step_beside,
    step_labels,
    step_number,
)
from naruteo_portal.web.document_words import STANDING_WORDS
from naruteo_portal.web.forms.claims import HandInForm, HandOverForm

blueprint = Blueprint("claim_check", __name__, url_prefix="/claims")


@blueprint.get("/<reference>/check")
@permit(MAKE)
def check(reference: str) -> str:
    """What the claim comes to by the rules, line by line, and what has to be put right first."""
    found = get_changeable(reference)
    return _show(found, _form(found))


@blueprint.post("/<reference>/submit")
@permit(any_of(Role.EMPLOYER_HR))
def submit(reference: str) -> AnyResponse:
    """Hand the claim in as it was shown."""
    found, form = get_changeable(reference), HandInForm()
    again = found.state is ClaimState.SUPPLEMENT
    if form.validate_on_submit():
        try:
            hand_in(
                current_session(), found, confirmed=form.confirmed.data, words=(form.words.data or "").strip(),
                version=form.seen_version, reader=reader(), actor=actor(),
            )  # fmt: skip
        except Refusal as refusal:
            return _refused(found, form, refusal)
        # What the officers read is what was handed in, whatever the records say later.
        keep_statements(current_session(), found, blobs())
        if again:
            flash(N_("Your answer is with the officer.").said_in(locale()), "success")
            return redirect(url_for("claims.claim", reference=found.reference), 303)
        return redirect(url_for("claims.receipt", reference=found.reference), 303)
    return make_response(_show(found, form), 422)


@blueprint.post("/<reference>/hand-over")
@permit(any_of(Role.CLAIM_PROXY))
def over(reference: str) -> AnyResponse:
    """Tell the employer that its agent has prepared the claim."""
    found, form = get_changeable(reference), HandOverForm()
    if form.validate_on_submit():
        try:
            hand_over(
                current_session(), found, (form.words.data or "").strip(), version=form.seen_version, actor=actor()
            )  # fmt: skip
        except Refusal as refusal:
            return _refused(found, form, refusal)
        flash(N_("The employer was told that the claim is ready.").said_in(locale()), "success")
        return redirect(url_for("claims.claim", reference=found.reference), 303)
    return make_response(_show(found, form), 422)


def _form(found: Claim) -> SeenForm:
    answers = answers_for_claims(reader()).covers(found.employer_id)
    return (HandInForm if answers else HandOverForm).on(found)


def _refused(found: Claim, form: SeenForm, refusal: Refusal) -> AnyResponse:
    """The page as it is now with what was entered, and why it was not taken; nothing of the try stays."""
    if isinstance(refusal, NotAllowed):
        raise refusal
    # What was judged in the try is forgotten, and what others have changed meanwhile is shown.
    current_session().rollback()
    found = get_changeable(found.reference)
    form.version.data = str(found.version)
    form.refuse(refusal)
    return make_response(_show(found, form), refusal.status)


def _show(found: Claim, form: SeenForm) -> str:
    session = current_session()
    form.version.data = form.version.data or str(found.version)
    lines, fault = _reckoned(found)
    findings = double_funding(session, found)
    return render_template(
        "claims/check.html",
        claim=found,
        form=form,
        hands_in=isinstance(form, HandInForm),
        again=found.state is ClaimState.SUPPLEMENT,
        programme=programme_title(found.programme),
        lines=lines,
        fault=fault,
        amount=_total(lines),
        late=[line for line in found.lines if line.part_ended_on > today_in_korea()],
        stopping=[each for each in findings if each.weight is Weight.STOPS],
        asking=[each for each in findings if each.weight is Weight.ASKS],
        documents=checklist_lines(session, found),
        standing_words=STANDING_WORDS,
        prepared=last_preparation(session, found),
        outcomes=OUTCOMES,
        back_address=step_beside("claim_check.check", found, -1),
        steps=step_labels(),
        step=step_number("claim_check.check"),
    )


def _reckoned(found: Claim) -> tuple[list[SaidLine], str | None]:
    """The lines in words; or none, and why they cannot be judged."""
    try:
        reckoned = reckoned_of(current_session(), found)
    except Refusal as refusal:
        return [], refusal.message.said_in(locale())
    return [
        said_line(found, line, as_json(each.answer), (each.judged, each.amount, each.estimate, each.ceiling))
        for line, each in zip(found.lines, reckoned, strict=True)
    ], None


def _total(lines: list[SaidLine]) -> int | None:
    amounts = [line.amount for line in lines]
    return None if None in amounts else sum(amount or 0 for amount in amounts)
