"""Openings as those who offer them keep them: the list, writing, checking, publishing, closing and copying."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from naruteo_portal.core.errors import NotFound, Refusal
from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.edge.guards import any_of, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader
from naruteo_portal.identity.models import Organisation, Role
from naruteo_portal.identity.permissions import offers_openings
from naruteo_portal.talent.openings.declaration import declaration_today
from naruteo_portal.talent.openings.flags import ask_to_look, look_again, stops, warns, why_weighs
from naruteo_portal.talent.openings.law.rules import RULES
from naruteo_portal.talent.openings.models import Opening, OpeningState
from naruteo_portal.talent.openings.openings import (
    KINDS_OF,
    OpeningHasMoved,
    OpeningRefused,
    change_opening,
    close,
    duplicate,
    plan_of,
    publish,
    write_opening,
)
from naruteo_portal.talent.openings.queries import get_flag, get_opening, openings_page, own_organisations
from naruteo_portal.talent.openings.words import OPENING_KINDS, OPENING_STATES, PLACES, WEIGHTS
from naruteo_portal.talent.skill_names import all_names, name_of
from naruteo_portal.web.forms.openings import AskForm, DecideForm, OpeningForm, PublishForm
from naruteo_portal.web.people import wanted_page
from naruteo_portal.web.place_words import terms_of

blueprint = Blueprint("openings", __name__, url_prefix="/openings")
KEEP = any_of(Role.EMPLOYER_HR, Role.ADMISSIONS)
READ = any_of(Role.EMPLOYER_HR, Role.ADMISSIONS, Role.PROGRAMME_OFFICER, Role.AUDITOR)


@blueprint.get("")
@permit(READ)
def openings() -> str:
    """The openings that the reader keeps, or all of them for officers and auditors."""
    session, state = current_session(), request.args.get("state", "")
    wanted = OpeningState(state) if state in list(OpeningState) else None
    page = openings_page(session, reader(), wanted, wanted_page())
    return render_template(
        "openings/openings.html",
        page=page,
        state=state,
        states=OPENING_STATES,
        state_choices=[(each.value, words.said_in(locale())) for each, (words, _kind) in OPENING_STATES.items()],
        kinds=OPENING_KINDS,
        stopped={each.id for each in page.rows if any(stops(flag) for flag in each.flags)},
        organisations=own_organisations(session, reader()),
        declaration=declaration_today(session),
    )


@blueprint.route("/of/<slug>/new", methods=["GET", "POST"])
@permit(KEEP)
def new(slug: str) -> Response | tuple[str, int]:
    """Begin an opening of an organisation."""
    session = current_session()
    organisation = next((each for each in own_organisations(session, reader()) if each.slug == slug), None)
    if organisation is None:
        raise NotFound
    form = OpeningForm()
    form.offer(KINDS_OF[organisation.kind])
    if form.validate_on_submit():
        try:
            written = write_opening(session, organisation, form.plan(), actor=actor())
        except OpeningRefused as refusal:
            form.refuse(refusal, refusal.field)
        else:
            return _to(written, N_("The draft is saved. See what the checks of law say, then publish it."))
    return _form(form, organisation, None)


@blueprint.route("/<offered>/edit", methods=["GET", "POST"])
@permit(KEEP)
def edit(offered: str) -> Response | tuple[str, int]:
    """Change a draft."""
    session = current_session()
    found = get_opening(session, reader(), offered, to_keep=True)
    form = OpeningForm.of(plan_of(found), found.version)
    form.offer(KINDS_OF.get(found.organisation.kind, ()))
    if form.validate_on_submit():
        try:
            change_opening(session, found, form.plan(), version=form.seen_version, actor=actor())
        except OpeningRefused as refusal:
            form.refuse(refusal, refusal.field)
        except OpeningHasMoved as refusal:
            # What was typed stays in the form; saving again puts it over what the other has saved.
            form.version.data = str(found.version)
            form.refuse(refusal)
            return _form(form, found.organisation, found)[0], 409
        else:
            return _to(found, N_("The draft is saved. See what the checks of law say, then publish it."))
    return _form(form, found.organisation, found)


@blueprint.get("/<offered>")
@permit(READ)
def opening(offered: str) -> str:
    """An opening in both languages, and what the law has against it."""
    return _page(get_opening(current_session(), reader(), offered), PublishForm(formdata=None))


@blueprint.post("/<offered>/publish")
@permit(KEEP)
def publish_it(offered: str) -> Response | tuple[str, int]:
    """Open a draft to candidates."""
    found, form = get_opening(current_session(), reader(), offered, to_keep=True), PublishForm()
    try:
        publish(current_session(), found, actor=actor(), warnings_read=form.warnings_read.data)
    except Refusal as refusal:
        form.refuse(refusal, "warnings_read" if refusal.status == 422 else None, only=(409, 422))
        # What was found just now is shown; nothing of this request is kept.
        return _page(get_opening(current_session(), reader(), offered), form), refusal.status
    return _to(found, N_("The opening is published. Candidates see it now."))


@blueprint.post("/<offered>/check")
@permit(KEEP)
def check(offered: str) -> Response:
    """Check a draft again, for instance after the employer has stated how many workers it has."""
    found = get_opening(current_session(), reader(), offered, to_keep=True)
    look_again(current_session(), found)
    return _to(found, N_("The draft was checked again."))


@blueprint.route("/<offered>/close", methods=["GET", "POST"])
@permit(KEEP)
def close_it(offered: str) -> Response | str:
    """Take an opening away."""
    found, form = get_opening(current_session(), reader(), offered, to_keep=True), DecideForm()
    if form.validate_on_submit():
        close(current_session(), found, actor=actor())
        return _to(found, N_("The opening is closed."))
    return render_template("openings/close.html", opening=found, form=form)


@blueprint.post("/<offered>/copy")
@permit(KEEP)
def copy(offered: str) -> Response:
    """Begin a draft that says the same."""
    found = get_opening(current_session(), reader(), offered, to_keep=True)
    return _to(duplicate(current_session(), found, actor=actor()), N_("This is the copy. Change it, then publish it."))


@blueprint.route("/<offered>/flags/<int:opening_flag_id>", methods=["GET", "POST"])
@permit(KEEP)
def ask(offered: str, opening_flag_id: int) -> Response | tuple[str, int]:
    """Ask an officer to look at a flag."""
    session = current_session()
    found = get_opening(session, reader(), offered, to_keep=True)
    flag, form = get_flag(session, reader(), opening_flag_id), AskForm()
    if flag.opening_id != found.id:
        raise NotFound
    if form.validate_on_submit():
        try:
            ask_to_look(session, flag, form.words.data.strip(), actor=actor())
        except Refusal as refusal:
            form.refuse(refusal, "words", only=(422,))
        else:
            return _to(found, N_("Asked. An officer looks at it, and you are told the answer."))
    page = render_template("openings/ask.html", opening=found, flag=flag, form=form, rules=RULES, places=PLACES)
    return page, 422 if form.is_submitted() else 200


def _form(form: OpeningForm, organisation: Organisation, found: Opening | None) -> tuple[str, int]:
    page = render_template(
        "openings/form.html", form=form, organisation=organisation, opening=found, skill_names=all_names(locale())
    )
    return page, 422 if form.is_submitted() else 200


def _page(found: Opening, form: PublishForm) -> str:
    return render_template(
        "openings/opening.html",
        opening=found,
        form=form,
        terms=[(label.said_in(locale()), said[locale()]) for label, said in terms_of(found)],
        state=OPENING_STATES[found.state],
        rules=RULES,
        places=PLACES,
        weights=WEIGHTS,
        why_weighs=why_weighs,
        stopped=any(stops(each) for each in found.flags),
        warned=any(warns(each) for each in found.flags),
        keeps=offers_openings(reader()).covers(found.organisation_id),
        declaration=declaration_today(current_session()),
        skill_name=lambda code: name_of(code, locale()),
    )


def _to(found: Opening, message: Message) -> Response:
    flash(message.said_in(locale()), "success")
    return redirect(url_for("openings.opening", offered=found.reference), 303)
