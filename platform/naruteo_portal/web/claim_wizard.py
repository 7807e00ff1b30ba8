"""Filling a claim in, step by step: programme and year, trainees and trainings, facts."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from naruteo_portal.core.clock import KST, now, today_in_korea
from naruteo_portal.core.errors import Conflict, NotFound, Refusal
from naruteo_portal.core.i18n import N_
from naruteo_portal.core.paging import page_of_rows
from naruteo_portal.edge.forms import SeenForm
from naruteo_portal.edge.guards import any_of, permit
from naruteo_portal.edge.polling import is_part
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader
from naruteo_portal.identity.permissions import makes_claims
from naruteo_portal.incentives.claims.claims import CHANGEABLE
from naruteo_portal.incentives.claims.drafts import (
    add_trainees,
    begin_claim,
    leave_out,
    read_people,
    save_facts,
    set_days,
)
from naruteo_portal.incentives.claims.errors import ClaimHasMoved, NotFromHere
from naruteo_portal.incentives.claims.models import Claim, ClaimLine
from naruteo_portal.incentives.claims.places import chosen_employees, people_plans, places_page, plans_for
from naruteo_portal.incentives.claims.queries import employers_to_claim_for, get_claim
from naruteo_portal.incentives.employers.roster import employees_page
from naruteo_portal.incentives.programmes import programme_in_force, programme_title
from naruteo_portal.web.claim_words import step_beside, step_labels, step_number
from naruteo_portal.web.claims import MAKERS
from naruteo_portal.web.forms.claim_facts import FactsForm, facts_form, facts_stated
from naruteo_portal.web.forms.claims import DaysForm, LeaveOutForm, NewClaimForm, PlacesForm, RowsForm
from naruteo_portal.web.people import wanted_page

blueprint = Blueprint("claim_wizard", __name__, url_prefix="/claims")
MAKE = any_of(*MAKERS)


def get_changeable(reference: str) -> Claim:
    """A claim that the reader may change now; NotFound if it is another's, NotFromHere if it has gone on."""
    found = get_claim(current_session(), reader(), reference)
    if not makes_claims(reader()).covers(found.employer_id):
        raise NotFound
    if found.state not in CHANGEABLE:
        raise NotFromHere
    return found


@blueprint.route("/new", methods=["GET", "POST"])
@permit(MAKE)
def new() -> AnyResponse | tuple[str, int]:
    """Begin a claim: for which employer, under which programme, for which year."""
    session = current_session()
    employers = employers_to_claim_for(session, reader())
    first = str(employers[0].id) if len(employers) == 1 else None
    form = NewClaimForm(employer=first, year=now().astimezone(KST).year)
    form.offer(employers)
    if form.validate_on_submit():
        employer = next(each for each in employers if str(each.id) == form.employer.data)
        begun = begin_claim(session, employer, form.programme.data, form.year.data, actor=actor())
        return redirect(url_for("claim_wizard.trainees", reference=begun.reference), 303)
    page = render_template("claims/new.html", form=form, one_employer=first is not None, **_step("claim_wizard.new"))
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/<reference>/trainees")
@permit(MAKE)
def trainees(reference: str) -> str:
    """Who is in a claim, and who could be."""
    return _show_trainees(get_changeable(reference))


@blueprint.post("/<reference>/trainees/places")
@permit(MAKE)
def add_places(reference: str) -> AnyResponse:
    """Take in people from cohorts of the platform, with what its records say."""
    found, form = get_changeable(reference), PlacesForm()
    if form.validate_on_submit():
        try:
            plans = plans_for(current_session(), found, form.places.data or (), today_in_korea())
            add_trainees(current_session(), found, plans, version=form.seen_version, actor=actor())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return _to_trainees(found)
    return _refused(found, places=form)


@blueprint.post("/<reference>/trainees/rows")
@permit(MAKE)
def add_rows(reference: str) -> AnyResponse:
    """Take in people who were trained elsewhere."""
    found, form = get_changeable(reference), RowsForm()
    if form.validate_on_submit():
        title = {"ko": form.title_ko.data.strip(), "en": form.title_en.data.strip()}
        try:
            employees = chosen_employees(current_session(), found, form.employees.data or ())
            entered = (form.people.data or "").strip()
            people = read_people(entered) if entered or not employees else []
            plans = people_plans(
                programme_in_force(current_session(), found.programme), employees, people, form.training.data.strip(),
                title, form.first_day.data, form.last_day.data,
            )  # fmt: skip
            add_trainees(current_session(), found, plans, version=form.seen_version, actor=actor())
        except Refusal as refusal:
            form.refuse(refusal, None if isinstance(refusal, Conflict) else "people")
        else:
            return _to_trainees(found)
    return _refused(found, rows=form)


@blueprint.post("/<reference>/trainees/days/<int:number>")
@permit(MAKE)
def change_days(reference: str, number: int) -> AnyResponse:
    """Say when a training, or the part of it that is claimed, was held; trainings are counted from 1."""
    found, form = get_changeable(reference), DaysForm(prefix=_prefix(number))
    if form.validate_on_submit():
        held = next((held for held in _trainings(found) if _part_key(held) == form.part.data), None)
        try:
            if held is None:
                raise ClaimHasMoved
            set_days(
                current_session(), found, held, form.first_day.data, form.last_day.data,
                version=form.seen_version, actor=actor(),
            )  # fmt: skip
        except Refusal as refusal:
            form.refuse(refusal, None if isinstance(refusal, Conflict) else "last_day")
        else:
            return _to_trainees(found)
    return _refused(found, days=form)


@blueprint.post("/<reference>/trainees/leave-out")
@permit(MAKE)
def take_out(reference: str) -> AnyResponse:
    """Take people out of a claim."""
    found, form = get_changeable(reference), LeaveOutForm()
    if form.validate_on_submit():
        leave_out(current_session(), found, form.positions.data or (), version=form.seen_version, actor=actor())
    return _to_trainees(found)


@blueprint.route("/<reference>/facts", methods=["GET", "POST"])
@permit(MAKE)
def facts(reference: str) -> AnyResponse:
    """What is stated about the employer, the trainings and the trainees; it saves itself while it is typed."""
    found = get_changeable(reference)
    page = page_of_rows(found.lines, wanted_page())
    form = facts_form(found, page.rows, sent=request.method == "POST")
    if request.method == "GET":
        return make_response(_show_facts(found, form))
    if not form.validate_on_submit():
        return _facts_refused(found, form, 422)
    try:
        employer, lines = facts_stated(form, found)
        save_facts(current_session(), found, employer, lines, form.note.data, version=form.seen_version, actor=actor())
    except ClaimHasMoved:
        # With the version that was saved meanwhile, by which this one may then overwrite it knowingly.
        current_session().refresh(found, ["version"])
        form.version.data = str(found.version)
        return _facts_refused(found, form, 409, moved=True)
    except Refusal as refusal:
        form.refuse(refusal, "note")
        return _facts_refused(found, form, refusal.status)
    if "next" in request.form:
        address = step_beside("claim_wizard.facts", found, 1)
        return Response(headers={"HX-Redirect": address}) if is_part() else redirect(address, 303)
    if is_part():
        form.version.data = str(found.version)
        return make_response(render_template("claims/saved.html", form=form, at=now(), refused=False))
    flash(N_("Saved.").said_in(locale()), "success")
    return redirect(url_for("claim_wizard.facts", reference=found.reference, page=page.number), 303)


def _step(endpoint: str) -> dict[str, Any]:
    return {"steps": step_labels(), "step": step_number(endpoint)}


def _trainings(found: Claim) -> dict[tuple[str, date, date], ClaimLine]:
    """A line of each training, and of each part of it."""
    return {line.held: line for line in found.lines}


def _part_key(held: tuple[str, date, date]) -> str:
    return "/".join(map(str, held))


def _prefix(number: int) -> str:
    """How the names of the fields for a training's days begin."""
    return f"days-{number}-"


def _to_trainees(found: Claim) -> AnyResponse:
    return redirect(url_for("claim_wizard.trainees", reference=found.reference), 303)


def _refused(found: Claim, **forms: SeenForm) -> AnyResponse:
    """The page with what was entered, and why it was not taken."""
    form = next(iter(forms.values()))
    status = 422
    if form.seen_version != found.version:
        # What is on the page now has been seen; sent again, it is taken.
        status, form.version.data = 409, str(found.version)
    return make_response(_show_trainees(found, **forms), status)


def _show_trainees(found: Claim, **forms: SeenForm) -> str:
    session = current_session()
    trainings = _trainings(found)
    sent = forms.get("days")
    days = {}
    for number, (held, line) in enumerate(trainings.items(), start=1):
        kept = {"part": _part_key(held), "first_day": line.part_started_on, "last_day": line.part_ended_on}
        entered = isinstance(sent, DaysForm) and sent.part.data == kept["part"]
        days[held] = sent if entered else DaysForm.on(found, _prefix(number), **kept)
    return render_template(
        "claims/trainees.html",
        claim=found,
        programme=programme_title(found.programme),
        trainings=list(trainings.values()),
        days=days,
        page=places_page(session, found, today_in_korea(), request.args.get("page", 1, type=int)),
        roster=employees_page(session, found.employer, "", request.args.get("roster", 1, type=int)),
        places=forms.get("places") or PlacesForm.on(found),
        rows=forms.get("rows") or RowsForm.on(found),
        out=LeaveOutForm.on(found),
        next_address=step_beside("claim_wizard.trainees", found, 1),
        **_step("claim_wizard.trainees"),
    )


def _facts_refused(found: Claim, form: FactsForm, status: int, *, moved: bool = False) -> AnyResponse:
    if not is_part():
        return make_response(_show_facts(found, form, moved=moved), status)
    if not moved:
        return make_response(render_template("claims/saved.html", form=form, at=None, refused=True), status)
    part = render_template("claims/facts_form.html", **_facts_shown(found, form, moved=True))
    return Response(part, status, {"HX-Retarget": "#facts", "HX-Reswap": "outerHTML"})


def _facts_shown(found: Claim, form: FactsForm, *, moved: bool) -> dict[str, Any]:
    page = page_of_rows(found.lines, wanted_page())
    kept = facts_form(found, page.rows, sent=False)
    theirs = [(field.label.text, field.data) for field in kept if moved and form[field.name].data != field.data]
    return {
        "claim": found,
        "form": form,
        "page": page,
        "moved": moved,
        "theirs": [(label, value) for label, value in theirs if value not in (None, "")],
    }


def _show_facts(found: Claim, form: FactsForm, *, moved: bool = False) -> str:
    return render_template(
        "claims/facts.html",
        programme=programme_title(found.programme),
        back_address=step_beside("claim_wizard.facts", found, -1),
        **_facts_shown(found, form, moved=moved),
        **_step("claim_wizard.facts"),
    )
