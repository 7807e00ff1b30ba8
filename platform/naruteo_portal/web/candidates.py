"""One's own talent profile: opening it, what it says, names, what an employer sees of it, and taking it away."""

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from naruteo_portal.catalogue.register.entries import FactRefused
from naruteo_portal.core.clock import today_in_korea
from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.edge.guards import SIGNED_IN, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader
from naruteo_portal.talent.candidates import closing
from naruteo_portal.talent.candidates.blind import blind_profiles
from naruteo_portal.talent.candidates.candidates import (
    NoProfile,
    ProfileHasMoved,
    change_profile,
    find_candidate,
    get_candidate,
    open_profile,
)
from naruteo_portal.talent.candidates.consents import consents_of, has_consented, is_asked
from naruteo_portal.talent.candidates.documents import Standing, documents_of, standing_of
from naruteo_portal.talent.candidates.legal import own_legal
from naruteo_portal.talent.candidates.models import Candidate, CandidateKind, Purpose
from naruteo_portal.talent.candidates.names import called, official_name, save_names
from naruteo_portal.talent.candidates.skills import refresh_evidence, skills_of
from naruteo_portal.talent.candidates.words import NEVER_ASKED
from naruteo_portal.talent.choices.forgetting import forget_choices
from naruteo_portal.talent.rankings.pipeline import own_interviews
from naruteo_portal.web.candidate_words import BLIND_WORDS
from naruteo_portal.web.forms.candidates import CloseForm, OfficialNamesForm, OpenProfileForm, ProfileForm

blueprint = Blueprint("candidates", __name__, url_prefix="/talent/profile")
DONE, OPEN = (N_("Filled in"), "success"), (N_("Something is open"), "warning")


def own_candidate() -> Candidate:
    """The reader's profile; NotFound says how to open one."""
    return get_candidate(current_session(), reader().account_id)


def saved(endpoint: str, message: Message) -> Response:
    """Back to a page, which says that something was done."""
    flash(message.said_in(locale()), "success")
    return redirect(url_for(endpoint), 303)


@blueprint.get("")
@permit(SIGNED_IN)
def profile() -> str:
    """All parts of one's profile with what is open in each; or how to open one."""
    session = current_session()
    candidate = find_candidate(session, reader().account_id)
    if candidate is None or candidate.closed_at is not None:
        return render_template("candidates/open.html", form=OpenProfileForm(), never_asked=NEVER_ASKED)
    given = consents_of(session, [candidate.id])[candidate.id]
    asked = [purpose for purpose in Purpose if is_asked(candidate, purpose)]
    today = today_in_korea()
    standings = [standing_of(each, today) for each in documents_of(session, candidate)]
    return render_template(
        "candidates/profile.html",
        candidate=candidate,
        name=called(candidate, candidate.account.person, locale()),
        about=DONE if _is_filled_in(candidate) else OPEN,
        names=DONE if candidate.passport_family or candidate.passport_given else (N_("Not stated"), "neutral"),
        skills=len({each.concept for each in skills_of(session, candidate)}),
        given=len(given.intersection(asked)),
        asked=len(asked),
        crosses=Purpose.CROSS_BORDER in given,
        takes_part=has_consented(session, candidate.id, Purpose.MATCHING, Purpose.SHOW_PROFILE),
        legal=DONE if (legal := own_legal(session, candidate)) and legal.nationality else OPEN,
        interviews=own_interviews(session, reader().account_id),
        papers=len(standings),
        papers_open=sum(each is not Standing.READY for each in standings),
    )


@blueprint.app_errorhandler(NoProfile)
def without_profile(refusal: NoProfile) -> tuple[str, int]:
    """What needs a profile answers with the way to one."""
    form = OpenProfileForm(formdata=None)
    form.refuse(refusal)
    return render_template("candidates/open.html", form=form, never_asked=NEVER_ASKED), refusal.status


def _is_filled_in(candidate: Candidate) -> bool:
    stated = (candidate.summary, candidate.degree, candidate.regions_wanted, candidate.experience_months is not None)
    return all(stated) and (candidate.native_korean is True or candidate.topik is not None)


@blueprint.post("/open")
@permit(SIGNED_IN)
def open_() -> Response | tuple[str, int]:
    """Open one's profile, and fill it with what certificates show."""
    form = OpenProfileForm()
    if not form.validate():
        return render_template("candidates/open.html", form=form, never_asked=NEVER_ASKED), 422
    session = current_session()
    candidate = open_profile(session, reader().account_id, CandidateKind(form.kind.data), actor=actor())
    refresh_evidence(session, candidate)
    return saved("candidates.profile", N_("Your talent profile is open. Nobody sees it before you agree."))


@blueprint.route("/about", methods=["GET", "POST"])
@permit(SIGNED_IN)
def about() -> Response | tuple[str, int]:
    """Change what a profile says of one's work."""
    candidate = own_candidate()
    form = ProfileForm.of(candidate)
    if form.validate_on_submit():
        try:
            change_profile(current_session(), candidate, form.profile(), version=form.seen_version, actor=actor())
        except FactRefused as refusal:
            form.refuse(refusal, refusal.field)
        except ProfileHasMoved as refusal:
            form.refuse(refusal)
            form.look_at(candidate.version)
        else:
            return saved("candidates.profile", N_("Saved."))
    page = render_template("candidates/about.html", form=form, never_asked=NEVER_ASKED)
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/names", methods=["GET", "POST"])
@permit(SIGNED_IN)
def names() -> Response | tuple[str, int]:
    """Change the names that official papers ask for."""
    candidate = own_candidate()
    form = OfficialNamesForm.of(candidate)
    if form.validate_on_submit():
        try:
            save_names(current_session(), candidate, form.names(), version=form.seen_version, actor=actor())
        except FactRefused as refusal:
            form.refuse(refusal, refusal.field)
        except ProfileHasMoved as refusal:
            form.refuse(refusal)
            form.look_at(candidate.version)
        else:
            return saved("candidates.profile", N_("Your names are saved."))
    person = candidate.account.person
    page = render_template(
        "candidates/names.html", form=form, person=person, official=official_name(candidate, person),
        in_korean=called(candidate, person, "ko"), in_english=called(candidate, person, "en"),
    )  # fmt: skip
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/preview")
@permit(SIGNED_IN)
def preview() -> str:
    """What an employer or a college sees of oneself."""
    candidate = own_candidate()
    shown = blind_profiles(current_session(), [candidate.id])[candidate.id]
    seen = has_consented(current_session(), candidate.id, Purpose.SHOW_PROFILE)
    return render_template("candidates/preview.html", profile=shown, seen=seen, **BLIND_WORDS)


@blueprint.route("/close", methods=["GET", "POST"])
@permit(SIGNED_IN)
def close() -> Response | str:
    """Take one's profile away, after reading what is erased and what is kept."""
    candidate = own_candidate()
    form = CloseForm()
    if form.validate_on_submit():
        closing.take_away(current_session(), candidate, actor=actor())
        forget_choices(current_session(), candidate, actor=actor())
        return saved("candidates.profile", N_("Your talent profile is taken away, and what it said is erased."))
    return render_template("candidates/close.html", form=form, erased=closing.ERASED, kept=closing.KEPT)
