"""How far an opening has come with its candidates, and interviews: asked for by those who choose, and answered."""

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from naruteo_portal.core.clock import now
from naruteo_portal.core.errors import NotFound, Refusal
from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.edge.guards import SIGNED_IN, any_of, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader
from naruteo_portal.identity.models import Role
from naruteo_portal.talent.choices.zones import own_zone
from naruteo_portal.talent.openings.queries import get_opening
from naruteo_portal.talent.rankings.models import InterviewState, PipelineEntry, Stage
from naruteo_portal.talent.rankings.pipeline import (
    WAITING,
    InterviewRefused,
    answer,
    cancel,
    follow,
    get_entry,
    invite,
    move_on,
    own_interview,
    own_interviews,
    pipeline_page,
)
from naruteo_portal.talent.rankings.pool import get_candidate
from naruteo_portal.talent.rankings.stages import INTERVIEW_STATES, STAGES
from naruteo_portal.web.forms.rankings import InterviewAnswerForm, InvitationForm, StageForm
from naruteo_portal.web.people import wanted_page
from naruteo_portal.web.zones import there

blueprint = Blueprint("interviews", __name__)
KEEP = any_of(Role.EMPLOYER_HR, Role.ADMISSIONS)


@blueprint.get("/openings/<offered>/pipeline")
@permit(KEEP)
def pipeline(offered: str) -> str:
    """Those whom an opening follows, with their stages."""
    session = current_session()
    opening = get_opening(session, reader(), offered, to_keep=True)
    return render_template(
        "interviews/pipeline.html",
        opening=opening,
        page=pipeline_page(session, opening, wanted_page()),
        stages=STAGES,
        states=INTERVIEW_STATES,
    )


@blueprint.post("/openings/<offered>/candidates/<candidate>/follow")
@permit(KEEP)
def follow_candidate(offered: str, candidate: str) -> Response:
    """Follow a candidate who can be seen."""
    session = current_session()
    opening = get_opening(session, reader(), offered, to_keep=True)
    found = get_candidate(session, opening, candidate)
    entry = follow(session, opening, found, actor=actor(), account_id=reader().account_id)
    return _to(offered, entry.id, N_("You follow this candidate."))


@blueprint.get("/openings/<offered>/pipeline/<int:entry_id>")
@permit(KEEP)
def entry(offered: str, entry_id: int) -> str:
    """One candidate of an opening: the history, the interviews, and what comes next."""
    return _entry(_found(offered, entry_id), StageForm(formdata=None), InvitationForm(formdata=None))


@blueprint.post("/openings/<offered>/pipeline/<int:entry_id>/stage")
@permit(KEEP)
def stage(offered: str, entry_id: int) -> Response | tuple[str, int]:
    """Put a candidate at another stage."""
    found, form = _found(offered, entry_id), StageForm()
    if form.validate_on_submit():
        try:
            words, after = (form.note.data or "").strip(), Stage(form.stage.data)
            move_on(current_session(), found, after, words, actor=actor(), account_id=reader().account_id)
        except InterviewRefused as refusal:
            form.refuse(refusal, refusal.field)
        else:
            return _to(offered, entry_id, N_("The stage is kept."))
    return _entry(found, form, InvitationForm(formdata=None)), 422


@blueprint.post("/openings/<offered>/pipeline/<int:entry_id>/invite")
@permit(KEEP)
def invite_candidate(offered: str, entry_id: int) -> Response | tuple[str, int]:
    """Ask a candidate to an interview."""
    found, form = _found(offered, entry_id), InvitationForm()
    if form.validate_on_submit():
        try:
            invite(current_session(), found, form.invitation(), actor=actor(), account_id=reader().account_id)
        except InterviewRefused as refusal:
            form.refuse(refusal, "day" if refusal.field == "starts_at" else refusal.field)
        else:
            return _to(offered, entry_id, N_("Asked. The candidate was told, and answers here."))
    return _entry(found, StageForm(formdata=None), form), 422


@blueprint.post("/openings/<offered>/pipeline/<int:entry_id>/cancel/<int:interview_id>")
@permit(KEEP)
def cancel_interview(offered: str, entry_id: int, interview_id: int) -> Response:
    """Cancel an interview."""
    found = _found(offered, entry_id)
    interview = next((each for each in found.interviews if each.id == interview_id), None)
    if interview is None:
        raise NotFound
    cancel(current_session(), interview, actor=actor())
    return _to(offered, entry_id, N_("The interview is cancelled. The candidate was told."))


@blueprint.get("/interviews")
@permit(SIGNED_IN)
def interviews() -> str:
    """The interviews that the reader is asked to."""
    session = current_session()
    return render_template(
        "interviews/interviews.html",
        interviews=own_interviews(session, reader().account_id),
        states=INTERVIEW_STATES,
        zone=own_zone(session, reader().account_id),
        there=there,
    )


@blueprint.route("/interviews/<int:interview_id>", methods=["GET", "POST"])
@permit(SIGNED_IN)
def interview(interview_id: int) -> Response | tuple[str, int]:
    """An invitation in Korean and own time, and the answer to it."""
    session, form = current_session(), InterviewAnswerForm()
    found = own_interview(session, reader().account_id, interview_id)
    if form.validate_on_submit():
        try:
            answer(session, found, InterviewState(form.answer.data), (form.words.data or "").strip(), actor=actor())
        except Refusal as refusal:
            form.refuse(refusal, "words", only=(422,))
        else:
            flash(N_("Your answer was sent.").said_in(locale()), "success")
            return redirect(url_for("interviews.interviews"), 303)
    page = render_template(
        "interviews/interview.html",
        interview=found,
        form=form,
        state=INTERVIEW_STATES[found.state],
        may_answer=found.state in WAITING and found.starts_at > now(),
        zone=own_zone(session, reader().account_id),
        there=there,
    )
    return page, 422 if form.is_submitted() else 200


def _found(offered: str, entry_id: int) -> PipelineEntry:
    session = current_session()
    return get_entry(session, get_opening(session, reader(), offered, to_keep=True), entry_id)


def _entry(found: PipelineEntry, stage_form: StageForm, invitation_form: InvitationForm) -> str:
    if not stage_form.is_submitted():
        stage_form.stage.data = found.stage.value
    return render_template(
        "interviews/entry.html",
        entry=found,
        opening=found.opening,
        stage_form=stage_form,
        invitation_form=invitation_form,
        stages=STAGES,
        states=INTERVIEW_STATES,
        waiting={each.id for each in found.interviews if each.state in WAITING and each.starts_at > now()},
    )


def _to(offered: str, entry_id: int, message: Message) -> Response:
    flash(message.said_in(locale()), "success")
    return redirect(url_for("interviews.entry", offered=offered, entry_id=entry_id), 303)
