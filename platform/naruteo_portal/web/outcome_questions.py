"""Questions of candidates about their results, for the officers who answer them in time."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from naruteo_portal.core.errors import NotFound, Refusal
from naruteo_portal.core.i18n import N_
from naruteo_portal.core.paper import write_pdf
from naruteo_portal.edge.guards import any_of, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader
from naruteo_portal.identity.models import Role
from naruteo_portal.identity.permissions import runs_rounds
from naruteo_portal.talent.answers.letters import answer_letter
from naruteo_portal.talent.answers.models import OutcomeQuestion, QuestionKind, QuestionState
from naruteo_portal.talent.answers.papers import evidence_of, reply_of
from naruteo_portal.talent.answers.queries import (
    QuestionFilter,
    clock_of,
    find_questions,
    get_question,
)
from naruteo_portal.talent.answers.questions import answer, prolong, took_part
from naruteo_portal.talent.answers.words import BASIS, CLOCK_BASIS, KINDS, STATES
from naruteo_portal.web.downloads import download
from naruteo_portal.web.forms.results import AnswerForm, ProlongForm
from naruteo_portal.web.people import wanted_page

blueprint = Blueprint("outcome_questions", __name__, url_prefix="/outcome-questions")
READ = any_of(Role.PROGRAMME_OFFICER, Role.AUDITOR)
ANSWER = any_of(Role.PROGRAMME_OFFICER)


@blueprint.get("")
@permit(READ)
def questions() -> str:
    """The questions, those due first on top."""
    wanted = _wanted()
    return render_template(
        "outcome_questions/questions.html",
        page=find_questions(current_session(), reader(), wanted, wanted_page()),
        wanted=wanted,
        state_options=[(each.value, words.said_in(locale())) for each, (words, _kind) in STATES.items()],
        kind_options=[(each.value, words.said_in(locale())) for each, words in KINDS.items()],
        states=STATES,
        kinds=KINDS,
        clock_of=clock_of,
    )


@blueprint.route("/<question>", methods=["GET", "POST"])
@permit(READ)
def page(question: str) -> Answer | tuple[str, int]:
    """One question beside the outcome, its reasons and the evidence; and the answer to it."""
    found = get_question(current_session(), reader(), question)
    form = AnswerForm(version=str(found.version))
    form.offer(found.kind)
    if form.validate_on_submit():
        try:
            answer(
                current_session(), found, QuestionState(form.state.data), form.words.data.strip(),
                version=form.seen_version, reader=reader(), actor=actor(),
            )  # fmt: skip
        except Refusal as refusal:
            form.refuse(refusal, "words", only={409, 422})
            form.look_at(found.version)
        else:
            flash(N_("The answer is sent.").said_in(locale()), "success")
            return redirect(url_for("outcome_questions.page", question=question), 303)
    return _page(found, form), 422 if form.is_submitted() else 200


@blueprint.route("/<question>/longer", methods=["GET", "POST"])
@permit(ANSWER)
def longer(question: str) -> Answer | tuple[str, int]:
    """Take thirty days more, with the reason."""
    found = get_question(current_session(), reader(), question)
    form = ProlongForm(version=str(found.version))
    if form.validate_on_submit():
        try:
            prolong(
                current_session(), found, form.reason.data.strip(), version=form.seen_version, reader=reader(),
                actor=actor(),
            )  # fmt: skip
        except Refusal as refusal:
            form.refuse(refusal, "reason", only={409, 422})
            form.look_at(found.version)
        else:
            flash(N_("The candidate is told the new day and the reason.").said_in(locale()), "success")
            return redirect(url_for("outcome_questions.page", question=question), 303)
    page = render_template(
        "outcome_questions/longer.html", question=found, form=form, clock=clock_of(found), clock_basis=CLOCK_BASIS
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/<question>/letter.pdf")
@permit(READ)
def letter(question: str) -> Response:
    """The answer as it was sent."""
    reply = reply_of(get_question(current_session(), reader(), question))
    if reply is None:
        raise NotFound(N_("There is no letter yet. It comes with the answer."))
    return download(write_pdf(answer_letter(reply, locale())), f"{reply.reference}.pdf")


def _page(found: OutcomeQuestion, form: AnswerForm) -> str:
    return render_template(
        "outcome_questions/question.html",
        question=found,
        outcome=found.outcome,
        round=found.outcome.round,
        clock=clock_of(found),
        evidence=evidence_of(found.rerun),
        form=form,
        runs=runs_rounds(reader()),
        took_part=reader().account_id in took_part(found.outcome),
        kinds=KINDS,
        states=STATES,
        basis=BASIS,
        clock_basis=CLOCK_BASIS,
    )


def _wanted() -> QuestionFilter:
    """The filter in the address; without one the questions that wait."""
    state, kind = request.args.get("state", QuestionState.OPEN.value), request.args.get("kind", "")
    return QuestionFilter(
        state=QuestionState(state) if state in list(QuestionState) else None,
        kind=QuestionKind(kind) if kind in list(QuestionKind) else None,
        overdue=request.args.get("view") == "overdue",
    )
