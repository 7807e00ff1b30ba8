"""The register of instructors: those who keep it see their organisations', each instructor sees their own entry."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from naruteo_portal.catalogue.register.entries import FactRefused, propose_correction, save_entry
from naruteo_portal.catalogue.register.keepers import KEEPERS
from naruteo_portal.catalogue.register.queries import (
    Instructor,
    RegisterFilter,
    Standing,
    all_instructors,
    find_instructors,
    get_instructor,
)
from naruteo_portal.catalogue.register.words import BASES, STANDINGS
from naruteo_portal.core.clock import today_in_korea
from naruteo_portal.core.errors import NotAllowed
from naruteo_portal.core.i18n import N_, choose
from naruteo_portal.edge.guards import any_of, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader
from naruteo_portal.edge.words import called
from naruteo_portal.identity.bulk.sheets import Cell, Kind, write_table
from naruteo_portal.identity.models import Role
from naruteo_portal.identity.permissions import keeps_register
from naruteo_portal.identity.queries import organisations_seen
from naruteo_portal.web.forms.instructors import EntryForm, WrongEntryForm
from naruteo_portal.web.table_files import table_file

blueprint = Blueprint("instructors", __name__, url_prefix="/instructors")
KEEP = any_of(*KEEPERS)
READ = any_of(*KEEPERS, Role.INSTRUCTOR)
COLUMNS = (
    N_("Name"), N_("Mail address"), N_("Organisation"), N_("Qualification"), N_("In words"), N_("What proves it"),
    N_("Number of the document"), N_("Valid from"), N_("Valid until"), N_("Refresher training done on"),
    N_("Refresher training expires on"), N_("Fields (NCS codes)"), N_("Courses led"),
)  # fmt: skip


@blueprint.get("")
@permit(READ)
def register() -> str:
    """The instructors whom the reader may see, with what they are qualified by and until when."""
    session, wanted = current_session(), _wanted()
    return render_template(
        "instructors/register.html",
        page=find_instructors(session, reader(), wanted, request.args.get("page", 1, type=int)),
        wanted=wanted,
        keeps=not keeps_register(reader()).is_empty,
        organisations=[(each.slug, choose(each.name, locale())) for each in organisations_seen(session, reader())],
        standings=[(each.value, words.said_in(locale())) for each, words in STANDINGS.items()],
        bases=BASES,
        today=today_in_korea(),
    )


@blueprint.get("/register.<any(csv, xlsx):kind>")
@permit(KEEP)
def file(kind: Kind) -> Response:
    """The instructors of the filter, for a spreadsheet."""
    rows: list[list[Cell]] = [[each.said_in(locale()) for each in COLUMNS]]
    rows += [_row(each) for each in all_instructors(current_session(), reader(), _wanted())]
    return table_file(write_table(kind, rows), kind, "naruteo-instructors")


@blueprint.get("/<int:instructorship_id>")
@permit(READ)
def instructor(instructorship_id: int) -> str:
    """One instructor's entry, and the courses that they have led."""
    seen = get_instructor(current_session(), reader(), instructorship_id)
    return render_template(
        "instructors/instructor.html",
        seen=seen,
        bases=BASES,
        today=today_in_korea(),
        keeps=keeps_register(reader()).covers(seen.place.organisation_id),
        is_own=seen.place.account_id == reader().account_id,
    )


@blueprint.route("/<int:instructorship_id>/edit", methods=["GET", "POST"])
@permit(KEEP)
def edit(instructorship_id: int) -> Answer | tuple[str, int]:
    """Enter what is known about an instructor."""
    session = current_session()
    seen = get_instructor(session, reader(), instructorship_id)
    if not keeps_register(reader()).covers(seen.place.organisation_id):
        raise NotAllowed
    form = EntryForm.of(seen.entry)
    if form.validate_on_submit():
        try:
            save_entry(session, seen.place, form.facts(), actor=actor(), account_id=reader().account_id)
        except FactRefused as refusal:
            form.refuse(refusal, refusal.field)
        else:
            flash(N_("The entry is saved.").said_in(locale()), "success")
            return redirect(url_for("instructors.instructor", instructorship_id=instructorship_id), 303)
    page = render_template("instructors/edit.html", seen=seen, form=form)
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/<int:instructorship_id>/correction", methods=["GET", "POST"])
@permit(any_of(Role.INSTRUCTOR))
def correction(instructorship_id: int) -> Answer | tuple[str, int]:
    """Say what is wrong in one's own entry."""
    session = current_session()
    seen = get_instructor(session, reader(), instructorship_id)
    if seen.place.account_id != reader().account_id:
        raise NotAllowed
    form = WrongEntryForm()
    if form.validate_on_submit():
        try:
            propose_correction(session, seen.place, form.words.data.strip(), actor=actor())
        except FactRefused as refusal:
            form.refuse(refusal, refusal.field)
        else:
            flash(N_("Sent. Those who keep the register were told.").said_in(locale()), "success")
            return redirect(url_for("instructors.instructor", instructorship_id=instructorship_id), 303)
    page = render_template("instructors/correction.html", seen=seen, form=form)
    return page, 422 if form.is_submitted() else 200


def _wanted() -> RegisterFilter:
    """The filter in the address; unknown words narrow nothing."""
    standing = request.args.get("standing", "")
    return RegisterFilter(
        words=request.args.get("q", "").strip(),
        organisation=request.args.get("organisation", ""),
        standing=Standing(standing) if standing in list(Standing) else Standing.ALL,
    )


def _row(each: Instructor) -> list[Cell]:
    place, entry = each.place, each.entry
    led = "; ".join(
        f"{choose(led.cohort.edition.title, locale())}, {choose(led.cohort.name, locale())} "
        f"({led.starts_on.isoformat()} – {led.last_day.isoformat()})"
        for led in each.led
    )
    who = [called(place.account.person), place.account.email, choose(place.organisation.name, locale())]
    if entry is None:
        return [*who, *([None] * 9), led]
    days = (entry.valid_from, entry.valid_until, entry.refresher_done_on, entry.refresher_until)
    return [
        *who, BASES[entry.basis].said_in(locale()) if entry.basis else None, entry.basis_words, entry.document_name,
        entry.document_number, *(day.isoformat() if day else None for day in days), " ".join(entry.ncs), led,
    ]  # fmt: skip
