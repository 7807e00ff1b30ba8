"""An employer's roster: the list, and taking a file of it after its dry run."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from naruteo_portal.core.errors import Refusal
from naruteo_portal.core.i18n import N_
from naruteo_portal.core.paging import page_of_rows
from naruteo_portal.edge.application import portal
from naruteo_portal.edge.guards import any_of, permit
from naruteo_portal.edge.polling import version_of
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader
from naruteo_portal.identity.bulk.sheets import Kind
from naruteo_portal.identity.bulk.tables import MOST_BYTES
from naruteo_portal.identity.models import Organisation, Role
from naruteo_portal.identity.permissions import keeps_employers
from naruteo_portal.incentives.employers import roster as rosters
from naruteo_portal.incentives.employers.access import get_employer
from naruteo_portal.incentives.employers.roster_rows import COLUMNS, State
from naruteo_portal.web.forms.employers import RosterFileForm, TakeRosterForm
from naruteo_portal.web.people import wanted_page
from naruteo_portal.web.table_files import table_file

blueprint = Blueprint("roster", __name__, url_prefix="/employers/<slug>/roster")
READ = any_of(Role.EMPLOYER_HR, Role.PROGRAMME_OFFICER)
KEEP = any_of(Role.EMPLOYER_HR)
ROWS_PER_PAGE = 100
GONE_SHOWN = 50
STATES = {
    State.NEW: (N_("new employee"), "success"),
    State.CHANGED: (N_("changed"), "info"),
    State.UNCHANGED: (N_("unchanged"), "neutral"),
    State.WRONG: (N_("wrong"), "danger"),
}
COLUMN_WORDS = {
    "number": N_("Employee number"),
    "name": N_("Name"),
    "email": N_("Mail address"),
    "trainee": N_("Kind of trainee"),
    "insured_since": N_("Insured since"),
    "joined_on": N_("Joined on"),
    "left_on": N_("Left on"),
    "production_work": N_("Production work named by the notice"),
}


@blueprint.get("")
@permit(READ)
def roster(slug: str) -> str:
    """The employees of an employer, to search."""
    employer = get_employer(current_session(), reader(), slug)
    words = request.args.get("q", "").strip()
    return render_template(
        "employers/roster.html",
        employer=employer,
        page=rosters.employees_page(current_session(), employer, words, wanted_page()),
        words_wanted=words,
        keeps=keeps_employers(reader()).covers(employer.id),
        columns=COLUMN_WORDS,
        trainees=_trainees(),
    )


@blueprint.get("/file.<any(csv, xlsx):kind>")
@permit(READ)
def file(slug: str, kind: Kind) -> Response:
    """The roster as a file that can be changed and uploaded again."""
    employer = get_employer(current_session(), reader(), slug)
    return table_file(rosters.roster_file(current_session(), employer, kind, locale()), kind, f"naruteo-roster-{slug}")


@blueprint.get("/imports/template.<any(csv, xlsx):kind>")
@permit(KEEP)
def template(slug: str, kind: Kind) -> Response:
    """An empty roster with the headings."""
    _kept(slug)
    return table_file(rosters.template(kind), kind, "naruteo-roster")


@blueprint.route("/imports", methods=["GET", "POST"])
@permit(KEEP)
def upload(slug: str) -> Answer | tuple[str, int]:
    """Take a file and compare it."""
    session = current_session()
    employer = _kept(slug)
    form = RosterFileForm()
    if form.validate_on_submit():
        try:
            uploaded = rosters.look_at(
                session,
                portal().engine,
                employer,
                # One byte more than is taken tells that there is more.
                form.file.data.stream.read(MOST_BYTES + 1),
                file_name=form.file.data.filename,
                reader=reader(),
                actor=actor(),
            )
            session.flush()
        except Refusal as refusal:
            form.refuse(refusal, "file", only=(422,))
        else:
            return redirect(url_for("roster.preview", slug=slug, import_id=uploaded.id), 303)
    page = render_template(
        "employers/roster_upload.html",
        form=form,
        employer=employer,
        columns=[(aliases, COLUMN_WORDS[column]) for column, aliases in COLUMNS.items()],
        trainees=_trainees().values(),
        uploads=rosters.last_uploads(session, reader(), employer),
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/imports/<int:import_id>")
@permit(KEEP)
def preview(slug: str, import_id: int) -> str:
    """What a file would change and what is wrong in it."""
    employer = _kept(slug)
    found = rosters.get_preview(current_session(), reader(), employer, import_id)
    return _show(employer, found, TakeRosterForm(formdata=None, only_valid=bool(found.comparison.wrong)))


@blueprint.post("/imports/<int:import_id>")
@permit(KEEP)
def take(slug: str, import_id: int) -> Answer | tuple[str, int]:
    """Take a file into the roster, if it would still do what was looked at."""
    session, employer = current_session(), _kept(slug)
    found = rosters.get_preview(session, reader(), employer, import_id)
    form = TakeRosterForm()
    if not form.validate_on_submit():
        return _show(employer, found, form), 422
    if found.file.carried_out_at is None and form.seen.data != version_of(found.comparison.seen):
        form.refuse(N_("The roster is not what it was when you looked. Please look through the changes again."))
        return _show(employer, found, form), 409
    try:
        taken = rosters.carry_out(session, found, only_valid=form.only_valid.data, reader=reader(), actor=actor())
    except rosters.RosterRowsWrong as refusal:
        form.refuse(refusal, "only_valid")
        return _show(employer, found, form), refusal.status
    flash(N_("Employees entered or changed: %(count)d", count=taken).said_in(locale()), "success")
    return redirect(url_for("roster.preview", slug=slug, import_id=import_id), 303)


@blueprint.get("/imports/<int:import_id>/corrections.<any(csv, xlsx):kind>")
@permit(KEEP)
def corrections(slug: str, import_id: int, kind: Kind) -> Response:
    """The file as it was sent, with a column that says what is wrong."""
    found = rosters.get_preview(current_session(), reader(), _kept(slug), import_id)
    return table_file(rosters.corrections(found, kind, locale()), kind, f"naruteo-roster-corrections-{import_id}")


def _kept(slug: str) -> Organisation:
    return get_employer(current_session(), reader(), slug, to_keep=True)


def _trainees() -> dict[str, str]:
    return {choice: words.said_in(locale()) for choice, words in rosters.trainee_words().items()}


def _show(employer: Organisation, found: rosters.Preview, form: TakeRosterForm) -> str:
    comparison = found.comparison
    # What needs a look comes first, what changes nothing last.
    order = [State.WRONG, State.CHANGED, State.NEW, State.UNCHANGED]
    rows = sorted(comparison.lines, key=lambda line: order.index(line.state))
    return render_template(
        "employers/roster_preview.html",
        employer=employer,
        form=form,
        file=found.file,
        comparison=comparison,
        states=STATES,
        counts=[(words.said_in(locale()), comparison.count(state)) for state, (words, _kind) in STATES.items()],
        gone=comparison.gone[:GONE_SHOWN],
        columns=COLUMN_WORDS,
        seen=version_of(comparison.seen),
        page=page_of_rows(rows, wanted_page(), ROWS_PER_PAGE),
    )
