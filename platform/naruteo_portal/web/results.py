"""A candidate's result in a published round: reasons, taking the place or not, and asking a human."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from naruteo_portal.core.clock import now
from naruteo_portal.core.errors import NotFound, Refusal
from naruteo_portal.core.i18n import N_
from naruteo_portal.core.paper import write_pdf
from naruteo_portal.core.provinces import province
from naruteo_portal.edge.guards import SIGNED_IN, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader
from naruteo_portal.talent.answers.letters import answer_letter, result_paper
from naruteo_portal.talent.answers.models import OutcomeExplanation, QuestionKind, QuestionState
from naruteo_portal.talent.answers.papers import evidence_of, reply_of, result_of
from naruteo_portal.talent.answers.queries import (
    clock_of,
    explanation_of,
    own_outcome,
    own_question,
    questions_of,
)
from naruteo_portal.talent.answers.questions import ask, ask_for_explanation, withdraw
from naruteo_portal.talent.answers.words import BASIS, CLOCK_BASIS, KINDS, STATES
from naruteo_portal.talent.candidates.candidates import get_candidate
from naruteo_portal.talent.candidates.models import Candidate
from naruteo_portal.talent.choices.arranging import Standing
from naruteo_portal.talent.choices.tracking import Stage, stage_of
from naruteo_portal.talent.choices.zones import own_zone
from naruteo_portal.talent.clearing.offers import accept, decline
from naruteo_portal.talent.links.queries import own_application
from naruteo_portal.talent.rounds.calendar import may_answer
from naruteo_portal.talent.rounds.models import OfferState, Outcome
from naruteo_portal.web.downloads import download
from naruteo_portal.web.forms.results import ACCEPT, AskForm, OfferForm
from naruteo_portal.web.together import partners
from naruteo_portal.web.zones import there

blueprint = Blueprint("results", __name__, url_prefix="/results")


@blueprint.route("/<round_reference>", methods=["GET", "POST"])
@permit(SIGNED_IN)
def result(round_reference: str) -> Answer | tuple[str, int]:
    """What the round gave, exactly why, and the answer to an offer."""
    session, outcome, form = current_session(), _outcome(round_reference), OfferForm()
    if form.validate_on_submit():
        try:
            (accept if form.answer.data == ACCEPT else decline)(session, outcome, actor=actor())
        except Refusal as refusal:
            form.refuse(refusal, only={409})
            outcome = _outcome(round_reference)
        else:
            flash(N_("Your answer is recorded.").said_in(locale()), "success")
            return redirect(url_for("results.result", round_reference=round_reference), 303)
    questions, together = questions_of(session, outcome), own_application(session, outcome.candidate, outcome.round)
    page = render_template(
        "results/result.html",
        outcome=outcome,
        round=outcome.round,
        stage=_stage(outcome),
        explanation=_explanation(outcome),
        form=form,
        answers=outcome.offer is OfferState.OFFERED and may_answer(outcome.round, now()),
        zone=own_zone(session, reader().account_id),
        there=there,
        province=province,
        questions=questions,
        answers_together=partners(together, outcome.candidate),
        open_question=any(each.state is QuestionState.OPEN for each in questions),
        kinds=KINDS,
        states=STATES,
        clock_of=clock_of,
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/<round_reference>/result.pdf")
@permit(SIGNED_IN)
def paper(round_reference: str) -> Response:
    """The result with its reasons, to print and to keep."""
    outcome = _outcome(round_reference)
    found = result_of(outcome, explanation_of(current_session(), outcome), _stage(outcome))
    return download(write_pdf(result_paper(found, locale())), f"{outcome.round.reference}.pdf")


@blueprint.route("/<round_reference>/ask", methods=["GET", "POST"])
@permit(SIGNED_IN)
def ask_about(round_reference: str) -> Answer | tuple[str, int]:
    """Ask for a human's explanation, refuse automated processing, or appeal."""
    outcome, form = _outcome(round_reference), AskForm()
    if form.validate_on_submit():
        try:
            question = ask(
                current_session(), outcome, QuestionKind(form.kind.data), form.words.data.strip(), actor=actor()
            )
        except Refusal as refusal:
            form.refuse(refusal, only={409, 422})
        else:
            flash(N_("We have your question. A human answers it in time.").said_in(locale()), "success")
            return redirect(url_for("results.question", question=question.reference), 303)
    page = render_template(
        "results/ask.html", outcome=outcome, round=outcome.round, form=form, basis=BASIS, clock_basis=CLOCK_BASIS
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/questions/<question>")
@permit(SIGNED_IN)
def question(question: str) -> str:
    """One's own question, its clock and its answer."""
    found = own_question(current_session(), _candidate(), question)
    return render_template(
        "results/question.html",
        question=found,
        round=found.outcome.round,
        clock=clock_of(found),
        kinds=KINDS,
        states=STATES,
        basis=BASIS,
        clock_basis=CLOCK_BASIS,
        evidence=evidence_of(found.rerun),
    )


@blueprint.post("/questions/<question>/take-back")
@permit(SIGNED_IN)
def take_back(question: str) -> Answer:
    """Take one's own question back."""
    found = own_question(current_session(), _candidate(), question)
    withdraw(current_session(), found, actor=actor())
    flash(N_("You took the question back.").said_in(locale()), "success")
    return redirect(url_for("results.question", question=question), 303)


@blueprint.get("/questions/<question>/letter.pdf")
@permit(SIGNED_IN)
def letter(question: str) -> Response:
    """The answer as a letter."""
    reply = reply_of(own_question(current_session(), _candidate(), question))
    if reply is None:
        raise NotFound(N_("There is no letter yet. It comes with the answer."))
    return download(write_pdf(answer_letter(reply, locale())), f"{reply.reference}.pdf")


def _candidate() -> Candidate:
    return get_candidate(current_session(), reader().account_id)


def _outcome(round_reference: str) -> Outcome:
    return own_outcome(current_session(), _candidate(), round_reference)


def _stage(outcome: Outcome) -> Stage:
    # Whoever has an outcome has certified a list.
    return stage_of(outcome.round, Standing.CERTIFIED, outcome)


def _explanation(outcome: Outcome) -> OutcomeExplanation | None:
    """The reasons; asked for where they, or the smallest changes, are not there yet."""
    found = explanation_of(current_session(), outcome)
    if found is None or not found.with_changes:
        ask_for_explanation(current_session(), outcome)
    return found
