"""With whom a programme is shared."""

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from naruteo_portal.core.errors import Refusal
from naruteo_portal.core.i18n import N_, choose
from naruteo_portal.edge.guards import permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader
from naruteo_portal.insight.queries import get_kept_programme
from naruteo_portal.insight.sharing import may_receive, share, shares_of, stop_sharing
from naruteo_portal.web.forms.programme_shares import ShareForm
from naruteo_portal.web.programme_imports import KEEPERS

blueprint = Blueprint("programme_shares", __name__, url_prefix="/reviews/<programme_reference>/shares")


@blueprint.route("", methods=["GET", "POST"])
@permit(KEEPERS)
def shares(programme_reference: str) -> Response | tuple[str, int]:
    """Who else sees the programme, and sharing it with one more."""
    session = current_session()
    programme = get_kept_programme(session, reader(), programme_reference)
    organisations = {each.slug: each for each in may_receive(session, programme)}
    form = ShareForm()
    form.choose_among("organisation", [(slug, choose(each.name, locale())) for slug, each in organisations.items()])
    if form.validate_on_submit():
        try:
            share(session, programme, organisations[form.organisation.data], actor=actor())
        except Refusal as refusal:
            form.refuse(refusal, "organisation")
        else:
            flash(
                N_("Shared. Its reviewers find the programme among their cohort reviews.").said_in(locale()), "success"
            )
            return redirect(url_for("programme_shares.shares", programme_reference=programme.reference), 303)
    page = render_template(
        "programme_shares/shares.html", form=form, programme=programme, shares=shares_of(session, programme)
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/<slug>/end")
@permit(KEEPERS)
def end(programme_reference: str, slug: str) -> Response:
    """Take a share back."""
    programme = get_kept_programme(current_session(), reader(), programme_reference)
    stop_sharing(current_session(), programme, slug, actor=actor())
    flash(N_("Not shared any more.").said_in(locale()), "success")
    return redirect(url_for("programme_shares.shares", programme_reference=programme.reference), 303)
