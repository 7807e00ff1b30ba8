"""Deciding a claim: one officer proposes, above a limit another confirms or sends it back."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from naruteo_portal.core.errors import NotFound, Refusal
from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.application import blobs, settings
from naruteo_portal.edge.guards import any_of, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader
from naruteo_portal.identity.models import Role
from naruteo_portal.incentives.claims.models import Claim
from naruteo_portal.incentives.claims.states import ClaimState
from naruteo_portal.incentives.claims.words import CLAIM_STATES
from naruteo_portal.incentives.decisions.answers import Answer, answer_of
from naruteo_portal.incentives.decisions.decisions import confirm as confirm_decision
from naruteo_portal.incentives.decisions.decisions import decline as decline_decision
from naruteo_portal.incentives.decisions.decisions import propose
from naruteo_portal.incentives.decisions.models import Decision, DecisionKind, DecisionState
from naruteo_portal.incentives.decisions.parties import own_claims
from naruteo_portal.incentives.decisions.queue import get_looked_after
from naruteo_portal.incentives.decisions.record import decisions_on
from naruteo_portal.incentives.decisions.words import DECISION_KINDS
from naruteo_portal.incentives.documents.pack import keep_letter
from naruteo_portal.incentives.ledger.budgets import balances, budget_for
from naruteo_portal.incentives.programmes import programme_title
from naruteo_portal.web.claim_words import OUTCOMES
from naruteo_portal.web.forms.decisions import DecisionForm, DeclineForm

blueprint = Blueprint("claim_decisions", __name__, url_prefix="/claim-queue/<claim>/decision")
OFFICERS = any_of(Role.PROGRAMME_OFFICER)


@blueprint.get("")
@permit(OFFICERS)
def decision(claim: str) -> str:
    """What the rules say now beside what is left of the budget, and the form to decide or to confirm."""
    found = get_looked_after(current_session(), reader(), claim)
    return _show(found, DecisionForm(formdata=None), DeclineForm(formdata=None))


@blueprint.post("")
@permit(OFFICERS)
def decide(claim: str) -> Response | tuple[str, int]:
    """Decide, or propose to a second officer."""
    session = current_session()
    found = get_looked_after(session, reader(), claim)
    form = DecisionForm()
    if not form.validate_on_submit():
        return _show(found, form, DeclineForm(formdata=None)), 422
    try:
        with session.begin_nested():
            made = propose(
                session, found, DecisionKind(form.kind.data), (form.reason.data or "").strip(),
                seen=form.seen.data or "", version=form.seen_version, limit=settings().second_person_won,
                actor=actor(),
            )  # fmt: skip
    except Refusal as refusal:
        return _again(claim, refusal, form, DeclineForm(formdata=None))
    keep_letter(session, found, blobs())
    said = N_("Decided.") if made.state is DecisionState.IN_FORCE else N_("Proposed. A second officer confirms it.")
    flash(said.said_in(locale()), "success")
    return redirect(url_for("claim_queue.claim", claim=found.reference), 303)


@blueprint.post("/confirm")
@permit(OFFICERS)
def confirm(claim: str) -> Response | tuple[str, int]:
    """Let a proposal hold, as the second officer."""
    session = current_session()
    found = get_looked_after(session, reader(), claim)
    version = request.form.get("version", -1, type=int)
    try:
        with session.begin_nested():
            confirm_decision(session, _proposed(found), version=version, actor=actor())
    except Refusal as refusal:
        return _again(claim, refusal, DecisionForm(formdata=None), DeclineForm(formdata=None))
    keep_letter(session, found, blobs())
    flash(N_("Decided.").said_in(locale()), "success")
    return redirect(url_for("claim_queue.claim", claim=found.reference), 303)


@blueprint.post("/decline")
@permit(OFFICERS)
def decline(claim: str) -> Response | tuple[str, int]:
    """Send a proposal back, or take one's own back."""
    session = current_session()
    found = get_looked_after(session, reader(), claim)
    form = DeclineForm()
    if not form.validate_on_submit():
        return _show(found, DecisionForm(formdata=None), form), 422
    decline_decision(session, _proposed(found), form.words.data.strip(), actor=actor())
    flash(N_("Sent back. The claim stays in review.").said_in(locale()), "success")
    return redirect(url_for("claim_queue.claim", claim=found.reference), 303)


def _proposed(found: Claim) -> Decision:
    proposed = _proposal(found)
    if proposed is None:
        raise NotFound
    proposed.claim = found
    return proposed


def _proposal(found: Claim) -> Decision | None:
    decisions = decisions_on(current_session(), found.id)
    return next((each for each in decisions if each.state is DecisionState.PROPOSED), None)


def _again(claim: str, refusal: Refusal, form: DecisionForm, decline: DeclineForm) -> tuple[str, int]:
    """The page as it is now, with what was refused."""
    form.refuse(refusal, only=(403, 409, 422))
    session = current_session()
    session.expire_all()
    return _show(get_looked_after(session, reader(), claim), form, decline), refusal.status


def _show(found: Claim, form: DecisionForm, decline: DeclineForm) -> str:
    session = current_session()
    answer: Answer | None = None
    cannot = None
    if found.state is ClaimState.IN_REVIEW:
        try:
            answer = answer_of(session, found)
        except Refusal as refusal:
            cannot = refusal.message
    budget = budget_for(session, found)
    return render_template(
        "claim_queue/decision.html",
        claim=found,
        form=form,
        decline=decline,
        answer=answer,
        cannot=cannot,
        lines={line.position: line for line in found.lines},
        proposal=_proposal(found),
        is_own=bool(own_claims(session, reader().account_id, [found.id])),
        account_id=reader().account_id,
        limit=settings().second_person_won,
        budget=budget,
        balance=balances(session, [budget.id])[budget.id] if budget else None,
        outcomes=OUTCOMES,
        states=CLAIM_STATES,
        kinds=DECISION_KINDS,
        programme_title=programme_title,
    )
