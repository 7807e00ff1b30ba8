"""Suitability for officers: attempts to learn from decided rounds, their reasons or cards, and what is in use."""

from flask import Blueprint, Response, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from naruteo_portal.catalogue.reading import reading_html
from naruteo_portal.core.errors import NotFound, Refusal
from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.edge.guards import permit
from naruteo_portal.edge.polling import is_part, is_seen, version_of
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader
from naruteo_portal.identity.names import display_name
from naruteo_portal.identity.permissions import runs_rounds
from naruteo_portal.talent.suitability.drifting import THRESHOLD, latest_drifts, said_of
from naruteo_portal.talent.suitability.learning import ask_fit, is_learning
from naruteo_portal.talent.suitability.models import SuitabilityFit
from naruteo_portal.talent.suitability.using import fits_seen, get_fit, put_into_use, take_out_of_use
from naruteo_portal.talent.suitability.words import MEANINGS, MEASURED, SIDES
from naruteo_portal.web.downloads import download
from naruteo_portal.web.forms.suitability import UseForm
from naruteo_portal.web.rounds import OFFICERS, READERS, require_officer

blueprint = Blueprint("suitability", __name__, url_prefix="/matching-rounds/suitability")
STATES: dict[str, tuple[Message, str]] = {
    "refused": (N_("Nothing learned"), "warning"),
    "learned": (N_("Learned, not in use"), "info"),
    "in_use": (N_("In use"), "success"),
    "retired": (N_("Out of use"), "neutral"),
}
TABLE = N_("Figures of the card")


@blueprint.get("")
@permit(READERS)
def fits() -> str | tuple[str, int] | Response:
    """All attempts, the newest first; for htmx what changes while a job works."""
    session = current_session()
    # In this order: an attempt that ends in between is then among those found.
    working, found = is_learning(session), fits_seen(session, reader())
    version = version_of(working, [each.id for each in found], locale())
    if is_seen(version):
        return "", 204
    if is_part():
        return Response(headers={"HX-Refresh": "true"})
    return render_template(
        "suitability/fits.html",
        fits=[(each, SIDES[each.side], STATES[_state(each)]) for each in found],
        working=working,
        version=version,
        runs=runs_rounds(reader()),
        called=lambda account: display_name(account.person, locale()),
    )


@blueprint.post("")
@permit(OFFICERS)
def learn() -> AnyResponse:
    """Ask for an attempt."""
    require_officer()
    ask_fit(current_session(), actor=actor())
    return redirect(url_for("suitability.fits"), 303)


@blueprint.get("/<int:fit_id>")
@permit(READERS)
def fit(fit_id: int) -> str:
    """One attempt: why it was refused, or the model's card."""
    return _page(_found(fit_id), UseForm(formdata=None))


@blueprint.post("/<int:fit_id>/use")
@permit(OFFICERS)
def use(fit_id: int) -> AnyResponse | tuple[str, int]:
    """Put a model into use, by name and with a reason."""
    require_officer()
    found, form = _found(fit_id), UseForm()
    if form.validate_on_submit():
        try:
            put_into_use(current_session(), found, form.reason.data.strip(), actor=actor())
        except Refusal as refusal:
            form.refuse(refusal, only=(409, 422))
        else:
            return redirect(url_for("suitability.fit", fit_id=found.id), 303)
    return _page(found, form), 422


@blueprint.post("/<int:fit_id>/retire")
@permit(OFFICERS)
def retire(fit_id: int) -> AnyResponse:
    """Take a model out of use."""
    require_officer()
    found = _found(fit_id)
    take_out_of_use(current_session(), found, actor=actor())
    return redirect(url_for("suitability.fit", fit_id=found.id), 303)


@blueprint.get("/<int:fit_id>/model.json")
@permit(READERS)
def model(fit_id: int) -> Response:
    """The model as it is kept, byte for byte as it was hashed."""
    found = _found(fit_id)
    if found.content is None:
        raise NotFound
    return download(found.content.encode(), f"suitability-{found.id}.json")


def _found(fit_id: int) -> SuitabilityFit:
    return get_fit(current_session(), reader(), fit_id)


def _state(fit: SuitabilityFit) -> str:
    if fit.content is None:
        return "refused"
    return "in_use" if fit.is_in_use else "learned" if fit.used_at is None else "retired"


def _page(found: SuitabilityFit, form: UseForm) -> str:
    said = locale()
    drift = latest_drifts(current_session(), [found.id]).get(found.id)
    return render_template(
        "suitability/fit.html",
        fit=found,
        side=SIDES[found.side],
        drift=drift,
        drift_said=said_of(drift),
        measured=MEASURED,
        meanings=MEANINGS,
        threshold=THRESHOLD,
        state=STATES[_state(found)],
        form=form,
        may_use=runs_rounds(reader()) and found.content is not None and found.used_at is None,
        may_retire=runs_rounds(reader()) and found.is_in_use,
        card=reading_html(found.card_words[said], said, lambda _path: None, TABLE.said_in(said))
        if found.card_words
        else None,
        called=lambda account: display_name(account.person, locale()),
    )
