"""Figures that officers state: entering one, seeing what it changes, confirming or refusing it, and the history."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from naruteo_portal.core.errors import NotFound, Refusal
from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.edge.application import blobs
from naruteo_portal.edge.guards import SIGNED_IN, any_of, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader
from naruteo_portal.identity.models import Role
from naruteo_portal.identity.permissions import sees_who_stated, states_figures
from naruteo_portal.incentives.attachments import MOST_BYTES, Checked, check_file
from naruteo_portal.incentives.figures.in_force import in_force, latest_confirmation, programmes_in_force
from naruteo_portal.incentives.figures.models import FigureState, StatedFigure
from naruteo_portal.incentives.figures.queries import figures_page, get_figure
from naruteo_portal.incentives.figures.statements import (
    FigureRefused,
    confirm_figure,
    enter_figure,
    refuse_figure,
    require_right,
    withdraw_figure,
)
from naruteo_portal.rules.reading import SHARED
from naruteo_portal.web.downloads import download
from naruteo_portal.web.figure_outlook import outlook_of, stated_words
from naruteo_portal.web.forms.figures import ConfirmForm, FigureForm, ReasonForm, figure_form
from naruteo_portal.web.programme_words import STATES, in_words, unit_words

blueprint = Blueprint("figures", __name__)
OFFICERS = any_of(Role.PROGRAMME_OFFICER)
TOO_LARGE_OR_WRONG = (413, 422)


@blueprint.get("/figures")
@permit(SIGNED_IN)
def figures() -> str:
    """All stated figures: those that wait, and the history."""
    session = current_session()
    state, programme = request.args.get("state", ""), request.args.get("programme", "")
    wanted = FigureState(state) if state in list(FigureState) else None
    all_programmes = programmes_in_force(session)
    return render_template(
        "figures/figures.html",
        page=figures_page(session, wanted, programme, request.args.get("page", 1, type=int)),
        programmes=all_programmes,
        states=STATES,
        wanted=(state, programme),
        state_choices=[(each.value, words.said_in(locale())) for each, (words, _kind) in STATES.items()],
        programme_choices=[(name, in_words(each.file.title)) for name, each in all_programmes.items()],
        stated=lambda each: stated_words(all_programmes, each),
        sees_who=sees_who_stated(reader()),
        in_words=in_words,
    )


@blueprint.route("/programmes/<programme>/figures/<parameter>/new", methods=["GET", "POST"])
@permit(OFFICERS)
def enter(programme: str, parameter: str) -> Answer | tuple[str, int]:
    """State a figure of a programme's parameter; `preview` shows what it would change and keeps nothing."""
    session = current_session()
    require_right(reader())
    shown = in_force(session, programme).programme
    table = shown.tables.get(parameter)
    if table is None:
        raise NotFound
    form, outlook = figure_form(shown, table), None
    if form.validate_on_submit():
        try:
            statement = form.statement(SHARED if parameter in shown.file.shared else programme, table)
            if "preview" in request.form:
                statement.check()
                outlook = outlook_of(statement.as_figure(reader()))
            else:
                entered = enter_figure(
                    session, statement, _copy_in(form), blobs=blobs(), reader=reader(), actor=actor()
                )
                said = N_("Entered. Another officer has to confirm it before anything is computed with it.")
                return _back_to(entered, said)
        except FigureRefused as refusal:
            field = form.figure_fields[0] if refusal.field == "figures" else refusal.field
            form.refuse(refusal, field)
        except Refusal as refusal:
            form.refuse(refusal, "file", only=TOO_LARGE_OR_WRONG)
    page = render_template(
        "figures/enter.html", programme=shown, table=table, form=form, outlook=outlook, in_words=in_words,
        unit=unit_words(table.parameter.unit),
    )  # fmt: skip
    return page, 422 if form.is_submitted() and outlook is None else 200


@blueprint.get("/figures/<int:figure_id>")
@permit(SIGNED_IN)
def figure(figure_id: int) -> str:
    """A stated figure with its source; while it waits, what would change if it were confirmed."""
    return _show(get_figure(current_session(), figure_id), ConfirmForm(formdata=None), ReasonForm(formdata=None))


@blueprint.get("/figures/<int:figure_id>/copy")
@permit(SIGNED_IN)
def copy(figure_id: int) -> Response:
    """The copy of the source that was kept, as a download."""
    found = get_figure(current_session(), figure_id)
    return download(blobs().get(found.copy_sha256), found.copy_name)


@blueprint.post("/figures/<int:figure_id>/confirm")
@permit(OFFICERS)
def confirm(figure_id: int) -> Answer | tuple[str, int]:
    """Let everything be judged by a figure from now on."""
    found, form = get_figure(current_session(), figure_id), ConfirmForm()
    if not form.validate_on_submit():
        return _show(found, form, ReasonForm(formdata=None)), 422
    confirm_figure(current_session(), found, seen=form.seen_number, reader=reader(), actor=actor())
    return _back_to(found, N_("Confirmed. Everything is judged by it from now on."))


@blueprint.post("/figures/<int:figure_id>/refuse")
@permit(OFFICERS)
def refuse(figure_id: int) -> Answer | tuple[str, int]:
    """Refuse a figure with a reason."""
    found, form = get_figure(current_session(), figure_id), ReasonForm()
    if form.validate_on_submit():
        try:
            refuse_figure(current_session(), found, form.reason.data.strip(), reader=reader(), actor=actor())
        except FigureRefused as refusal:
            form.refuse(refusal, refusal.field)
        else:
            return _back_to(found, N_("Refused. The programme stays as it was."))
    return _show(found, ConfirmForm(formdata=None), form), 422


@blueprint.post("/figures/<int:figure_id>/withdraw")
@permit(OFFICERS)
def withdraw(figure_id: int) -> Answer | tuple[str, int]:
    """Take a figure back that one has entered."""
    found, form = get_figure(current_session(), figure_id), ReasonForm()
    if form.validate_on_submit():
        try:
            withdraw_figure(current_session(), found, form.reason.data.strip(), reader=reader(), actor=actor())
        except FigureRefused as refusal:
            form.refuse(refusal, refusal.field)
        else:
            return _back_to(found, N_("Withdrawn. The programme stays as it was."))
    return _show(found, ConfirmForm(formdata=None), form), 422


def _copy_in(form: FigureForm) -> Checked:
    """The file that came with a form; the file's field says what is wrong with it."""
    if not form.file.data:
        raise FigureRefused("file", N_("Choose the copy of the source."))
    # One byte more than is taken tells that there is more.
    return check_file(form.file.data.filename or "", form.file.data.stream.read(MOST_BYTES + 1))


def _back_to(found: StatedFigure, message: Message) -> Answer:
    flash(message.said_in(locale()), "success")
    return redirect(url_for("figures.figure", figure_id=found.id), 303)


def _show(found: StatedFigure, confirm_form: ConfirmForm, reason_form: ReasonForm) -> str:
    session, outlook, unfit = current_session(), None, None
    all_programmes = programmes_in_force(session)
    if found.state is FigureState.WAITING:
        latest = latest_confirmation(session)
        confirm_form.seen.data = latest[0] if latest else 0
        try:
            outlook = outlook_of(found)
        except FigureRefused as refusal:
            unfit = refusal.message
    state, kind = STATES[found.state]
    return render_template(
        "figures/figure.html",
        figure=found,
        stated=stated_words(all_programmes, found),
        state=state,
        kind=kind,
        outlook=outlook,
        unfit=unfit,
        confirm_form=confirm_form,
        reason_form=reason_form,
        may_decide=states_figures(reader()) and found.entered_by_id != reader().account_id,
        may_withdraw=states_figures(reader()) and found.entered_by_id == reader().account_id,
        sees_who=sees_who_stated(reader()),
        in_words=in_words,
    )
