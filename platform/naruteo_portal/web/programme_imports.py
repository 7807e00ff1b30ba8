"""Loading a programme from files: hand in, see what the check found, load, discard or take back."""

from collections.abc import Callable

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from naruteo_portal.core.errors import Conflict, Refusal, TooLarge
from naruteo_portal.core.i18n import N_, Message, choose
from naruteo_portal.edge.application import blobs, portal, settings
from naruteo_portal.edge.arrivals import takes_large_files
from naruteo_portal.edge.guards import any_of, permit
from naruteo_portal.edge.polling import is_part, is_seen, version_of
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader
from naruteo_portal.identity import limits
from naruteo_portal.identity.bulk.sheets import write_table
from naruteo_portal.identity.permissions import KEEPING
from naruteo_portal.insight.intake.imports import (
    UNDECIDED,
    discard_import,
    faults_of,
    listed_faults,
    load_import,
    take_file,
    undo_import,
)
from naruteo_portal.insight.intake.queries import get_import, imports_of, is_in_use, organisations_to_load_for
from naruteo_portal.insight.intake.weeks import LostWeeks, say_losses
from naruteo_portal.insight.intake.words import FORMS, OUTCOMES, STATES, say
from naruteo_portal.insight.models import Programme, ProgrammeImport, Source
from naruteo_portal.insight.programmes import open_programme
from naruteo_portal.insight.queries import get_kept_programme
from naruteo_portal.web.forms.programme_imports import ProgrammeForm, TablesForm
from naruteo_portal.web.table_files import table_file

blueprint = Blueprint("programme_imports", __name__, url_prefix="/reviews")
KEEPERS = any_of(*KEEPING)
TOO_LARGE_OR_WRONG = (409, 413, 422)


@blueprint.route("/new", methods=["GET", "POST"])
@permit(KEEPERS)
@takes_large_files
def new() -> AnyResponse | tuple[str, int]:
    """Open a programme and hand in its tables."""
    session = current_session()
    organisations = {each.slug: each for each in organisations_to_load_for(session, reader())}
    form = ProgrammeForm()
    form.choose_among("organisation", [(slug, choose(each.name, locale())) for slug, each in organisations.items()])
    if form.validate_on_submit():
        try:
            with session.begin_nested():
                programme = open_programme(
                    session, organisations[form.organisation.data].id,
                    {"ko": form.title_ko.data.strip(), "en": form.title_en.data.strip()},
                    Source(form.form.data), settings(), actor=actor(),
                )  # fmt: skip
                taken = _take(programme, form)
        except Refusal as refusal:
            form.refuse(refusal, "file", only=TOO_LARGE_OR_WRONG)
        else:
            return redirect(_address(programme, taken.id), 303)
    page = render_template("programme_imports/new.html", form=form, megabytes=_megabytes())
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/<programme_reference>/imports", methods=["GET", "POST"])
@permit(KEEPERS)
@takes_large_files
def imports(programme_reference: str) -> AnyResponse | tuple[str, int]:
    """Hand in other tables of a programme, and what was handed in before."""
    session = current_session()
    programme = get_kept_programme(session, reader(), programme_reference)
    form = TablesForm(data={"form": programme.source.value})
    if form.validate_on_submit():
        try:
            taken = _take(programme, form)
        except Refusal as refusal:
            form.refuse(refusal, "file", only=TOO_LARGE_OR_WRONG)
        else:
            return redirect(_address(programme, taken.id), 303)
    page = render_template(
        "programme_imports/imports.html", form=form, programme=programme, states=STATES, megabytes=_megabytes(),
        imports=imports_of(session, programme, request.args.get("page", 1, type=int)),
        can_be_loaded=programme.source in FORMS,
    )  # fmt: skip
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/<programme_reference>/imports/<int:tables_id>")
@permit(KEEPERS)
def found(programme_reference: str, tables_id: int) -> AnyResponse | str | tuple[str, int]:
    """How far the check is and what it found; for htmx its state alone."""
    session = current_session()
    programme = get_kept_programme(session, reader(), programme_reference)
    sent = get_import(session, programme, tables_id)
    version = version_of(sent.state, sent.done, locale())
    if is_seen(version):
        return "", 204
    if is_part():
        return Response(headers={"HX-Refresh": "true"})
    return render_template(
        "programme_imports/found.html", programme=programme, sent=sent, version=version, states=STATES, forms=FORMS,
        outcomes=OUTCOMES, faults=faults_of(sent), say=say, undecided=sent.state in UNDECIDED,
        may_be_undone=is_in_use(session, programme, sent),
        losses=say_losses([LostWeeks(**each) for each in sent.lost_weeks]),
    )  # fmt: skip


@blueprint.get("/<programme_reference>/imports/<int:tables_id>/faults.csv")
@permit(KEEPERS)
def faults(programme_reference: str, tables_id: int) -> Response:
    """All faults that were listed, as a table."""
    programme = get_kept_programme(current_session(), reader(), programme_reference)
    sent = get_import(current_session(), programme, tables_id)
    heading = (N_("File"), N_("Row"), N_("Column"), N_("Value"), N_("What is wrong and what to do"))
    rows = [
        (each.file, each.row, each.column, each.value, say(each).said_in(locale()))
        for each in listed_faults(sent, blobs())
    ]
    table = [[words.said_in(locale()) for words in heading], *rows]
    return table_file(write_table("csv", table), "csv", f"faults-{programme.reference}-{sent.id}")


@blueprint.post("/<programme_reference>/imports/<int:tables_id>/load")
@permit(KEEPERS)
def load(programme_reference: str, tables_id: int) -> AnyResponse:
    """Let a checked import become the programme's data."""
    done = N_("Loaded. The figures are being made and can be read in some minutes.")
    return _decided(
        programme_reference, tables_id,
        lambda sent, programme: load_import(current_session(), sent, programme, actor=actor()), done,
    )  # fmt: skip


@blueprint.post("/<programme_reference>/imports/<int:tables_id>/discard")
@permit(KEEPERS)
def discard(programme_reference: str, tables_id: int) -> AnyResponse:
    """Leave the programme as it is."""
    done = N_("Discarded. The programme stayed as it was.")
    return _decided(
        programme_reference, tables_id,
        lambda sent, _programme: discard_import(current_session(), sent, actor=actor()), done,
    )  # fmt: skip


@blueprint.post("/<programme_reference>/imports/<int:tables_id>/undo")
@permit(KEEPERS)
def undo(programme_reference: str, tables_id: int) -> AnyResponse:
    """Put back what an import replaced."""
    done = N_("Taken back. The programme has the data that it had before.")
    return _decided(
        programme_reference, tables_id,
        lambda sent, programme: undo_import(current_session(), sent, programme, actor=actor()), done,
    )  # fmt: skip


def _decided(
    reference: str, tables_id: int, decide: Callable[[ProgrammeImport, Programme], None], done: Message
) -> AnyResponse:
    """Back to the import's page, with what was done or why it could not be."""
    programme = get_kept_programme(current_session(), reader(), reference)
    sent = get_import(current_session(), programme, tables_id)
    said, kind = done, "success"
    try:
        with current_session().begin_nested():
            decide(sent, programme)
    except Conflict as refusal:
        said, kind = refusal.message, "warning"
    flash(said.said_in(locale()), kind)
    return redirect(_address(programme, sent.id), 303)


def _take(programme: Programme, form: TablesForm) -> ProgrammeImport:
    limits.count_try(portal().engine, limits.PROGRAMME_OF_ACCOUNT, str(reader().account_id))
    most = settings().max_import_bytes
    # One byte more than is taken tells that there is more.
    content = form.file.data.stream.read(most + 1)
    if len(content) > most:
        raise TooLarge(
            N_(
                "The ZIP is larger than %(megabytes)s MB. Whoever runs the platform can load it by a command.",
                megabytes=_megabytes(),
            )
        )
    return take_file(
        current_session(), programme, Source(form.form.data), content,
        file_name=form.file.data.filename or "tables.zip", blobs=blobs(), actor=actor(), final=form.final,
    )  # fmt: skip


def _megabytes() -> int:
    return settings().max_import_bytes // 1024 // 1024


def _address(programme: Programme, tables_id: int) -> str:
    return url_for("programme_imports.found", programme_reference=programme.reference, tables_id=tables_id)
