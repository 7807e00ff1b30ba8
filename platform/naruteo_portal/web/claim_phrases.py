"""The phrases that an agency's officers keep ready for requests to add something."""

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.guards import any_of, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader
from naruteo_portal.identity.models import Role
from naruteo_portal.incentives.decisions.models import ClaimPhrase
from naruteo_portal.incentives.decisions.phrases import drop_phrase, get_phrase, keep_phrase, phrases_of
from naruteo_portal.web.forms.decisions import PhraseForm

blueprint = Blueprint("claim_phrases", __name__, url_prefix="/claim-phrases")
OFFICERS = any_of(Role.PROGRAMME_OFFICER)


@blueprint.get("")
@permit(OFFICERS)
def phrases() -> str:
    """All phrases of the agency."""
    return render_template("claim_phrases/phrases.html", phrases=phrases_of(current_session(), reader()))


@blueprint.route("/new", methods=["GET", "POST"])
@permit(OFFICERS)
def new() -> Response | tuple[str, int]:
    """Keep another phrase."""
    return _edit(None)


@blueprint.route("/<int:phrase_id>", methods=["GET", "POST"])
@permit(OFFICERS)
def edit(phrase_id: int) -> Response | tuple[str, int]:
    """Change a phrase."""
    return _edit(get_phrase(current_session(), reader(), phrase_id))


@blueprint.post("/<int:phrase_id>/drop")
@permit(OFFICERS)
def drop(phrase_id: int) -> Response:
    """Keep a phrase no longer."""
    session = current_session()
    drop_phrase(session, get_phrase(session, reader(), phrase_id), actor=actor())
    flash(N_("The phrase is deleted.").said_in(locale()), "success")
    return redirect(url_for("claim_phrases.phrases"), 303)


def _edit(phrase: ClaimPhrase | None) -> Response | tuple[str, int]:
    form = PhraseForm(data=phrase.words if phrase else None)
    if form.validate_on_submit():
        keep_phrase(current_session(), reader(), phrase, form.words(), actor=actor())
        flash(N_("The phrase is saved.").said_in(locale()), "success")
        return redirect(url_for("claim_phrases.phrases"), 303)
    return render_template("claim_phrases/edit.html", form=form, phrase=phrase), 422 if form.is_submitted() else 200
