"""The officers' queue of claims, and the page on which they look after one."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from naruteo_portal.core.clock import today_in_korea
from naruteo_portal.core.errors import Refusal
from naruteo_portal.core.i18n import DEFAULT_LOCALE, N_, as_locale, choose
from naruteo_portal.core.paging import page_of_rows
from naruteo_portal.edge.application import settings
from naruteo_portal.edge.guards import any_of, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader
from naruteo_portal.edge.words import called
from naruteo_portal.identity.models import Role
from naruteo_portal.identity.queries import officers_by_name
from naruteo_portal.incentives.claims.models import Claim
from naruteo_portal.incentives.claims.states import OPEN
from naruteo_portal.incentives.claims.words import CLAIM_STATES
from naruteo_portal.incentives.decisions.anomalies import hints
from naruteo_portal.incentives.decisions.business_days import add_business_days
from naruteo_portal.incentives.decisions.models import DecisionState
from naruteo_portal.incentives.decisions.parties import own_claims
from naruteo_portal.incentives.decisions.payments import payments_of
from naruteo_portal.incentives.decisions.phrases import phrases_of
from naruteo_portal.incentives.decisions.picture import picture_of
from naruteo_portal.incentives.decisions.queue import (
    Order,
    QueueFilter,
    View,
    clock_now,
    find_queue,
    get_looked_after,
)
from naruteo_portal.incentives.decisions.record import decisions_on
from naruteo_portal.incentives.decisions.review import ask_for_more, assign, begin_review, note, notes_about
from naruteo_portal.incentives.decisions.words import (
    DECISION_KINDS,
    DECISION_STATES,
    ORDERS,
    PAYMENT_STATES,
    VIEWS,
)
from naruteo_portal.incentives.documents.uploads import checklist_lines
from naruteo_portal.incentives.programmes import programme_title
from naruteo_portal.web.claim_words import OUTCOMES, kept_lines
from naruteo_portal.web.document_words import STANDING_WORDS
from naruteo_portal.web.forms.decisions import NoteForm, SupplementForm
from naruteo_portal.web.people import wanted_page

blueprint = Blueprint("claim_queue", __name__, url_prefix="/claim-queue")
OFFICERS = any_of(Role.PROGRAMME_OFFICER)
LINES_PER_PAGE = 10
DAYS_TO_ANSWER = 10
"""Business days that a request to add something proposes; the officer may choose others."""


@blueprint.get("")
@permit(OFFICERS)
def queue() -> str:
    """The claims that wait, to filter, sort and share out."""
    view, order = request.args.get("view", ""), request.args.get("order", "")
    wanted = QueueFilter(
        view=View(view) if view in list(View) else View.ALL,
        words=request.args.get("q", "").strip(),
        order=Order(order) if order in list(Order) else Order.DUE,
    )
    session = current_session()
    return render_template(
        "claim_queue/queue.html",
        found=find_queue(session, reader(), wanted, wanted_page(), settings().claim_business_days),
        wanted=wanted,
        views=VIEWS,
        orders=[(each.value, words.said_in(locale())) for each, words in ORDERS.items()],
        officers=[(each.id, called(each.person)) for each in officers_by_name(session)],
        states=CLAIM_STATES,
        programme_title=programme_title,
    )


@blueprint.post("/assign")
@permit(OFFICERS)
def share_out() -> Response:
    """Give the chosen claims to an officer."""
    chosen = request.form.getlist("claims")
    officer = request.form.get("officer", type=int)
    number = assign(
        current_session(), chosen, officer if officer is not None else reader().account_id, actor=actor()
    )  # fmt: skip
    flash(N_("Claims assigned: %(number)s", number=number).said_in(locale()), "success" if number else "info")
    back = request.form.get("back", "")
    return redirect(_page(back) if back else url_for("claim_queue.queue"), 303)


@blueprint.get("/<claim>")
@permit(OFFICERS)
def claim(claim: str) -> str:
    """A claim with its calculation, hints, notes and history."""
    return _show(get_looked_after(current_session(), reader(), claim), NoteForm(formdata=None))


@blueprint.post("/<claim>/begin")
@permit(OFFICERS)
def begin(claim: str) -> Response:
    """Take a claim that came in into review."""
    session = current_session()
    found = get_looked_after(session, reader(), claim)
    begin_review(session, found, version=request.form.get("version", -1, type=int), actor=actor())
    flash(N_("The review has begun.").said_in(locale()), "success")
    return redirect(_page(found.reference), 303)


@blueprint.post("/<claim>/notes")
@permit(OFFICERS)
def add_note(claim: str) -> Response | tuple[str, int]:
    """Note something for other officers."""
    session = current_session()
    found = get_looked_after(session, reader(), claim)
    form = NoteForm()
    if not form.validate_on_submit():
        return _show(found, form), 422
    note(session, found, form.words.data.strip(), actor=actor())
    flash(N_("Noted.").said_in(locale()), "success")
    return redirect(_page(found.reference) + "#notes", 303)


@blueprint.route("/<claim>/supplement", methods=["GET", "POST"])
@permit(OFFICERS)
def supplement(claim: str) -> Response | tuple[str, int]:
    """Ask the employer to add something until a day."""
    session = current_session()
    found = get_looked_after(session, reader(), claim)
    today = today_in_korea()
    form = SupplementForm(version=str(found.version), due_on=add_business_days(today, DAYS_TO_ANSWER))
    phrases = {str(each.id): each for each in phrases_of(session, reader())}
    form.choose_among("phrases", [(number, choose(each.words, locale())) for number, each in phrases.items()])
    if form.validate_on_submit():
        # The employer reads it in the language of who made the claim.
        theirs = as_locale(found.created_by.locale if found.created_by else None) or DEFAULT_LOCALE
        said = [choose(phrases[number].words, theirs) for number in form.phrases.data or []]
        words = "\n".join(each for each in (*said, (form.words.data or "").strip()) if each)
        try:
            ask_for_more(session, found, words, form.due_on.data, version=form.seen_version, actor=actor())
        except Refusal as refusal:
            form.refuse(refusal, only=(409, 422))
            page = render_template("claim_queue/supplement.html", form=form, claim=found)
            return page, refusal.status
        flash(N_("The employer was asked. The clock stands still until it answers.").said_in(locale()), "success")
        return redirect(_page(found.reference), 303)
    page = render_template("claim_queue/supplement.html", form=form, claim=found)
    return page, 422 if form.is_submitted() else 200


def _show(found: Claim, form: NoteForm) -> str:
    session = current_session()
    decisions = decisions_on(session, found.id)
    return render_template(
        "claim_queue/claim.html",
        claim=found,
        form=form,
        clock=clock_now(found.steps, settings().claim_business_days),
        is_own=bool(own_claims(session, reader().account_id, [found.id])),
        is_open=found.state in OPEN,
        documents=checklist_lines(session, found),
        standing_words=STANDING_WORDS,
        hints=hints(picture_of(session, found, settings().second_person_won)),
        page=page_of_rows(kept_lines(found), wanted_page(), LINES_PER_PAGE),
        outcomes=OUTCOMES,
        notes=notes_about(session, found.id),
        decisions=decisions,
        proposal=next((each for each in decisions if each.state is DecisionState.PROPOSED), None),
        payments=payments_of(session, found.id),
        states=CLAIM_STATES,
        kinds=DECISION_KINDS,
        decision_states=DECISION_STATES,
        payment_states=PAYMENT_STATES,
        programme_title=programme_title,
    )


def _page(reference: str) -> str:
    return url_for("claim_queue.claim", claim=reference)
