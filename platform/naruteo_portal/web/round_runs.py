"""The runs of a round: trials side by side, the run that decides, and the page on which a second officer confirms."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from naruteo_portal.core.errors import NotFound, Refusal
from naruteo_portal.core.i18n import N_, Message, choose
from naruteo_portal.core.provinces import province
from naruteo_portal.edge.application import settings
from naruteo_portal.edge.arrivals import whole_number
from naruteo_portal.edge.guards import permit
from naruteo_portal.edge.polling import is_part, is_seen, version_of
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader
from naruteo_portal.identity.permissions import runs_rounds
from naruteo_portal.talent.clearing.archive import archive_of, final_run
from naruteo_portal.talent.clearing.confirming import confirm, had_a_hand, override, overrides_of, send_back
from naruteo_portal.talent.clearing.figures import TOP, first_choices
from naruteo_portal.talent.clearing.running import hindrances
from naruteo_portal.talent.clearing.runs import TRIABLE, ask_final, ask_trial, is_working, trials_of
from naruteo_portal.talent.clearing.what_if import Change
from naruteo_portal.talent.rounds.groups import GROUPS
from naruteo_portal.talent.rounds.models import Round, Run
from naruteo_portal.talent.rounds.queries import get_round
from naruteo_portal.talent.rounds.states import RoundState
from naruteo_portal.web.forms.rounds import OverrideForm, ReasonForm, WhatIfForm
from naruteo_portal.web.region_map import tiles_of
from naruteo_portal.web.round_words import MODES, RUN_KINDS, said_together
from naruteo_portal.web.rounds import ABOUT_THE_PLAN, OFFICERS, READERS, back_to, require_officer

blueprint = Blueprint("round_runs", __name__, url_prefix="/matching-rounds/<round_reference>")


@blueprint.get("/trials")
@permit(READERS)
def trials(round_reference: str) -> str | tuple[str, int] | Response:
    """Dry runs and what-ifs, side by side by their counts; for htmx what changes while a job works."""
    session = current_session()
    found = get_round(session, reader(), round_reference)
    working = is_working(session, found)
    runs = trials_of(session, found)
    version = version_of(working, [each.id for each in runs], locale())
    if is_seen(version):
        return "", 204
    if is_part():
        return Response(headers={"HX-Refresh": "true"})
    return _trials_page(found, runs, _what_if_form(found), working, version)


@blueprint.post("/trials")
@permit(OFFICERS)
def try_it(round_reference: str) -> AnyResponse | tuple[str, int]:
    """Ask for a dry run, or for a what-if with what was entered."""
    session, found = current_session(), _to_run(round_reference)
    form = _what_if_form(found)
    wants_change = request.form.get("act") == "what-if"
    if form.validate_on_submit():
        try:
            ask_trial(session, found, form.change() if wants_change else None, actor=actor())
        except Refusal as refusal:
            form.refuse(refusal, only=ABOUT_THE_PLAN)
        else:
            return redirect(url_for("round_runs.trials", round_reference=found.reference), 303)
    return _trials_page(found, trials_of(session, found), form, is_working(session, found), ""), 422


@blueprint.post("/run")
@permit(OFFICERS)
def run(round_reference: str) -> AnyResponse:
    """Ask for the run that decides."""
    found = _to_run(round_reference)
    ask_final(current_session(), found, actor=actor())
    return redirect(url_for("round_runs.result", round_reference=found.reference), 303)


@blueprint.get("/result")
@permit(READERS)
def result(round_reference: str) -> str | tuple[str, int] | Response:
    """The result that waits for a second officer: certificate, verifier, counts, fill of regions and overrides."""
    session = current_session()
    found = get_round(session, reader(), round_reference)
    working = is_working(session, found)
    version = version_of(working, found.state, locale())
    if is_seen(version):
        return "", 204
    if is_part():
        return Response(headers={"HX-Refresh": "true"})
    return _result_page(found, ReasonForm(formdata=None), version=version, working=working)


@blueprint.post("/confirm")
@permit(OFFICERS)
def confirm_it(round_reference: str) -> AnyResponse:
    """Confirm the result that was shown, as the second officer."""
    found = _to_run(round_reference)
    confirm(current_session(), found, _seen_run(), actor=actor())
    return back_to(found, N_("Confirmed. You answer for this result by name; it is published at the announced time."))


@blueprint.post("/send-back")
@permit(OFFICERS)
def refuse(round_reference: str) -> AnyResponse | tuple[str, int]:
    """Send the result back, with a reason."""
    found, form = _to_run(round_reference), ReasonForm()
    if form.validate_on_submit():
        try:
            send_back(current_session(), found, _seen_run(), form.reason.data.strip(), actor=actor())
        except Refusal as refusal:
            form.refuse(refusal, only=ABOUT_THE_PLAN)
        else:
            return back_to(found, N_("The result is sent back. The lists stay frozen."))
    return _result_page(found, form), 422


@blueprint.route("/override", methods=["GET", "POST"])
@permit(OFFICERS)
def overriding(round_reference: str) -> AnyResponse | tuple[str, int]:
    """Place one candidate elsewhere, for a reason."""
    session, found, form = current_session(), _to_run(round_reference), OverrideForm()
    if form.validate_on_submit():
        opening = (form.opening.data or "").strip() or None
        try:
            override(
                session, found, _seen_run(), form.candidate.data.strip(), opening, form.reason.data.strip(),
                settings(), archive_of(settings()), actor=actor(),
            )  # fmt: skip
        except Refusal as refusal:
            form.refuse(refusal, only=ABOUT_THE_PLAN)
        else:
            flash(N_("The override is made and verified; what it costs others is listed below.").said_in(locale()),
                  "success")  # fmt: skip
            return redirect(url_for("round_runs.result", round_reference=found.reference) + "#overrides", 303)
    # What is sent from here on is about the result as it is by now; with a refusal what was typed stays, result or not.
    final = _find_final(found) if form.is_submitted() else _final(found)
    form.run.data = str(final.id) if final else ""
    return render_template("rounds/override.html", found=found, form=form), 422 if form.is_submitted() else 200


def _to_run(round_reference: str) -> Round:
    require_officer()
    return get_round(current_session(), reader(), round_reference)


def _seen_run() -> int:
    return whole_number(request.form.get("run"), digits=14)


def _find_final(found: Round) -> Run | None:
    has_none = found.state in (RoundState.FROZEN, RoundState.CANCELLED)
    return None if has_none else final_run(current_session(), found)


def _final(found: Round) -> Run:
    final = _find_final(found)
    if final is None:
        raise NotFound(N_("There is no result yet. Run the assignment on the frozen lists first."))
    return final


def _what_if_form(found: Round) -> WhatIfForm:
    form = WhatIfForm()
    openings = [
        (each.opening.reference, f"{each.opening.reference} {choose(each.opening.title, locale())}")
        for each in found.openings
    ]
    form.offer(openings, {each.opening.region: None for each in found.openings})
    return form


def _trials_page(found: Round, runs: Sequence[Run], form: WhatIfForm, working: bool, version: str) -> str:
    return render_template(
        "rounds/trials.html",
        found=found,
        form=form,
        columns=[_column(each) for each in runs],
        regions=sorted({region for each in runs for region in each.figures["regions"]}),
        working=working,
        version=version,
        may_try=found.state in TRIABLE and runs_rounds(reader()),
        may_run=found.state is RoundState.FROZEN and runs_rounds(reader()),
        province=province,
        top=TOP,
    )


def _result_page(found: Round, form: ReasonForm, *, version: str = "", working: bool = False) -> str:
    waiting = found.state is RoundState.FROZEN
    final = None if waiting and working else _final(found)
    if final is None:
        return render_template("rounds/running.html", found=found, version=version)
    filled = {region: counts["filled"] for region, counts in final.figures["regions"].items()}
    return render_template(
        "rounds/result.html",
        found=found,
        final=final,
        column=_column(final),
        overrides=overrides_of(final),
        tiles=tiles_of(found, filled),
        form=form,
        may_confirm=_may_confirm(found, final),
        hindered=bool(hindrances(final)),
        waits=found.state is RoundState.RUN and runs_rounds(reader()),
        modes=MODES,
        groups=GROUPS,
        province=province,
    )


def _may_confirm(found: Round, final: Run) -> bool:
    is_another = reader().account_id not in had_a_hand(found, final)
    return found.state is RoundState.RUN and runs_rounds(reader()) and is_another and not hindrances(final)


def _column(run: Run) -> dict[str, Any]:
    """What a page shows of a run, none of it about one person."""
    return {
        "run": run,
        "name": RUN_KINDS[run.kind],
        "changes": _said_changes(Change.from_json(run.change)) if run.kind == "what_if" else [],
        "mode": MODES[run.certificate["mode"]],
        "first": first_choices(run.figures),
        "top": first_choices(run.figures, TOP),
        "blocking": run.certificate["counts"]["blocking_pairs"],
        "together": said_together(run.figures.get("linked")),
    }


def _said_changes(change: Change) -> list[Message]:
    said = [N_("%(opening)s: seats %(seats)s", opening=name, seats=f"{by:+d}") for name, by in change.seats.items()]
    for region, cap in change.caps.items():
        if cap is None:
            said.append(N_("%(region)s: no cap", region=province(region)))
        else:
            said.append(N_("%(region)s: cap %(cap)s", region=province(region), cap=cap))
    if change.wage_floor:
        said.append(N_("at least %(won)s won a year", won=f"{change.wage_floor:,}"))
    if change.list_length:
        said.append(N_("lists of at most %(number)s", number=change.list_length))
    if change.mode:
        said.append(MODES[change.mode])
    return said
