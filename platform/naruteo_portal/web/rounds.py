"""Matching rounds for officers: all of them, one from plan to close, and its second round."""

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from naruteo_portal.core.clock import now
from naruteo_portal.core.errors import Conflict, Refusal
from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.core.provinces import province
from naruteo_portal.edge.application import settings
from naruteo_portal.edge.guards import any_of, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader
from naruteo_portal.identity.models import Role
from naruteo_portal.identity.names import display_name
from naruteo_portal.identity.permissions import runs_rounds
from naruteo_portal.identity.queries import officers_by_name
from naruteo_portal.talent.clearing.archive import archive_of
from naruteo_portal.talent.clearing.following import plan_following
from naruteo_portal.talent.clearing.moving import move_on
from naruteo_portal.talent.clearing.putting_off import POSTPONABLE, cancel_round, postpone
from naruteo_portal.talent.clearing.runs import TRIABLE
from naruteo_portal.talent.links.conditions import NO_SOLVER, solver_is_there
from naruteo_portal.talent.links.queries import count_counted
from naruteo_portal.talent.rounds.calendar import due_state, may_plan
from naruteo_portal.talent.rounds.errors import NotForOfficers
from naruteo_portal.talent.rounds.models import Round
from naruteo_portal.talent.rounds.planning import change_plan, plan_round
from naruteo_portal.talent.rounds.queries import count_lists, get_round, rounds_page, steps_of
from naruteo_portal.talent.rounds.states import MOVES, RoundState
from naruteo_portal.web.forms.cohorts import from_korea, in_korea
from naruteo_portal.web.forms.rounds import PostponeForm, ReasonForm, RoundForm
from naruteo_portal.web.people import wanted_page
from naruteo_portal.web.region_map import tiles_of
from naruteo_portal.web.round_words import DUE_LABELS, ROUND_STATES, STEP_LABELS

blueprint = Blueprint("rounds", __name__, url_prefix="/matching-rounds")
READERS = any_of(Role.PROGRAMME_OFFICER, Role.AUDITOR)
OFFICERS = any_of(Role.PROGRAMME_OFFICER)
ABOUT_THE_PLAN = (409, 422)


@blueprint.get("")
@permit(READERS)
def rounds() -> str:
    """All rounds, the newest first."""
    session = current_session()
    page = rounds_page(session, reader(), wanted_page())
    return render_template(
        "rounds/rounds.html",
        page=page,
        counts=count_lists(session, [each.id for each in page.rows]),
        states=ROUND_STATES,
        runs=runs_rounds(reader()),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@permit(OFFICERS)
def new() -> Response | tuple[str, int]:
    """Plan a round."""
    require_officer()
    form = RoundForm(supervisor=str(reader().account_id))
    _offer_supervisors(form)
    if form.validate_on_submit():
        try:
            made = plan_round(current_session(), form.plan(), settings(), actor=actor())
        except Refusal as refusal:
            form.refuse(refusal, only=ABOUT_THE_PLAN)
        else:
            flash(N_("The round is planned. Now choose the openings that take part.").said_in(locale()), "success")
            return redirect(url_for("round_plans.openings", round_reference=made.reference), 303)
    return render_template("rounds/plan.html", form=form, found=None, first=None), 422 if form.is_submitted() else 200


@blueprint.get("/<round_reference>")
@permit(READERS)
def page(round_reference: str) -> str:
    """One round: where it stands, what takes part, and what can be done next."""
    session = current_session()
    found = get_round(session, reader(), round_reference)
    at = now()
    due = due_state(found, at)
    order = list(STEP_LABELS)
    return render_template(
        "rounds/round.html",
        found=found,
        states=ROUND_STATES,
        steps=[STEP_LABELS[each].said_in(locale()) for each in order],
        step=order.index(found.state) + 1 if found.state in order else None,
        history=steps_of(session, found),
        counts=count_lists(session, [found.id])[found.id],
        together=count_counted(session, found.id),
        no_solver=None if solver_is_there() else NO_SOLVER,
        tiles=tiles_of(found, None),
        province=province,
        runs=runs_rounds(reader()),
        due=DUE_LABELS[due] if due else None,
        may_plan=may_plan(found, at),
        may_try=found.state in TRIABLE,
        may_cancel=RoundState.CANCELLED in MOVES[found.state],
        may_postpone=found.state in POSTPONABLE,
        called=lambda account: display_name(account.person, locale()),
    )


@blueprint.route("/<round_reference>/plan", methods=["GET", "POST"])
@permit(OFFICERS)
def plan(round_reference: str) -> Response | tuple[str, int]:
    """Change a round before it opens."""
    found = _to_run(round_reference)
    form = RoundForm.of(found)
    _offer_supervisors(form)
    if form.validate_on_submit():
        try:
            change_plan(current_session(), found, form.plan(), version=form.seen_version, actor=actor())
        except Refusal as refusal:
            form.refuse(refusal, only=ABOUT_THE_PLAN)
        else:
            return back_to(found, N_("Saved."))
    return render_template("rounds/plan.html", form=form, found=found, first=None), 422 if form.is_submitted() else 200


@blueprint.post("/<round_reference>/move")
@permit(OFFICERS)
def move(round_reference: str) -> Response:
    """Do now what the clock would do within a minute."""
    found = _to_run(round_reference)
    if not move_on(current_session(), found, settings(), archive_of(settings()), actor=actor()):
        raise Conflict(N_("Nothing is due now: the round moves at its announced times."))
    return back_to(found, N_("The round has moved on."))


@blueprint.route("/<round_reference>/postpone", methods=["GET", "POST"])
@permit(OFFICERS)
def put_off(round_reference: str) -> Response | tuple[str, int]:
    """Put publication and answers off."""
    found = _to_run(round_reference)
    form = PostponeForm(publish_at=in_korea(found.publish_at), answer_by=in_korea(found.answer_by))
    if form.validate_on_submit():
        instants = from_korea(form.publish_at.data), from_korea(form.answer_by.data)
        try:
            postpone(current_session(), found, *instants, form.reason.data.strip(), actor=actor())
        except Refusal as refusal:
            form.refuse(refusal, only=ABOUT_THE_PLAN)
        else:
            return back_to(found, N_("The new times are announced."))
    return render_template("rounds/postpone.html", form=form, found=found), 422 if form.is_submitted() else 200


@blueprint.route("/<round_reference>/cancel", methods=["GET", "POST"])
@permit(OFFICERS)
def cancel(round_reference: str) -> Response | tuple[str, int]:
    """Call a round off."""
    found, form = _to_run(round_reference), ReasonForm()
    if form.validate_on_submit():
        try:
            cancel_round(current_session(), found, form.reason.data.strip(), actor=actor())
        except Refusal as refusal:
            form.refuse(refusal, only=ABOUT_THE_PLAN)
        else:
            return back_to(found, N_("The round is cancelled."))
    return render_template("rounds/cancel.html", form=form, found=found), 422 if form.is_submitted() else 200


@blueprint.route("/<round_reference>/second-round", methods=["GET", "POST"])
@permit(OFFICERS)
def second(round_reference: str) -> Response | tuple[str, int]:
    """Plan a round of the places that this one left free."""
    first = _to_run(round_reference)
    title = first.title
    form = RoundForm(
        title_ko=f"{title['ko']} 2차", title_en=f"{title['en']}, second round", supervisor=str(first.supervisor_id),
        contact=first.contact,
    )  # fmt: skip
    _offer_supervisors(form)
    if form.validate_on_submit():
        try:
            made = plan_following(current_session(), first, form.plan(), settings(), actor=actor())
        except Refusal as refusal:
            form.refuse(refusal, only=ABOUT_THE_PLAN)
        else:
            return back_to(made, N_("The second round is planned, with the places that are free."))
    return render_template("rounds/plan.html", form=form, found=None, first=first), 422 if form.is_submitted() else 200


def require_officer() -> None:
    """Refuse whoever runs no rounds, such as an officer of another organisation than an agency."""
    if not runs_rounds(reader()):
        raise NotForOfficers


def back_to(found: Round, message: Message) -> Response:
    """The round's page, with a word about what was done."""
    flash(message.said_in(locale()), "success")
    return redirect(url_for("rounds.page", round_reference=found.reference), 303)


def _to_run(round_reference: str) -> Round:
    require_officer()
    return get_round(current_session(), reader(), round_reference)


def _offer_supervisors(form: RoundForm) -> None:
    choices = [(str(each.id), display_name(each.person, locale())) for each in officers_by_name(current_session())]
    form.choose_among("supervisor", choices)
