"""Views that a reviewer keeps: saving, sharing, following, removing."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from naruteo_portal.core.errors import NotFound, Refusal
from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.arrivals import whole_number
from naruteo_portal.edge.guards import permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader
from naruteo_portal.insight.models import Rhythm
from naruteo_portal.insight.queries import get_programme_by_id, latest_release
from naruteo_portal.insight.reviews.looking import look
from naruteo_portal.insight.reviews.pages import PAGES
from naruteo_portal.insight.saved import change_view, get_own_view, may_share_with, remove_view, save_view
from naruteo_portal.web.forms.reviews import SavedViewForm, SaveForm
from naruteo_portal.web.reviews import REVIEWERS, address_of

blueprint = Blueprint("saved_views", __name__, url_prefix="/reviews")


@blueprint.post("/<programme_reference>/saved")
@permit(REVIEWERS)
def save(programme_reference: str) -> Response:
    """Keep the page that the reader looks at, with its filters, and go on to sharing and following it."""
    session, form = current_session(), SaveForm()
    page = form.page.data or ""
    if page not in PAGES:
        raise NotFound
    looked = look(session, reader(), programme_reference, request.form)
    looked.wanted(page)
    heeded = looked.heeded(page).in_address
    if not form.validate_on_submit():
        flash(" ".join(form.title.errors), "error")
        return redirect(address_of(looked.programme, page, heeded), 303)
    saved = save_view(
        session, reader(), looked.programme, looked.release, title=form.title.data.strip(), page=page,
        filters=heeded, actor=actor(),
    )  # fmt: skip
    session.flush()
    flash(N_("The view is saved. You alone see it unless you share it here.").said_in(locale()), "success")
    return redirect(url_for("saved_views.edit", saved_id=saved.id), 303)


@blueprint.route("/saved/<int:saved_id>", methods=["GET", "POST"])
@permit(REVIEWERS)
def edit(saved_id: int) -> Response | tuple[str, int]:
    """Name, share and follow a view."""
    session, who = current_session(), reader()
    saved = get_own_view(session, who, saved_id)
    programme = get_programme_by_id(session, who, saved.programme_id)
    form = SavedViewForm(
        data={"title": saved.title, "share": str(saved.organisation_id or ""), "rhythm": saved.rhythm.value}
    )
    offered = [(str(each.id), each.name[locale()]) for each in may_share_with(session, who)]
    form.choose_among("share", [("", N_("Only you")), *offered])
    if form.validate_on_submit():
        organisation_id = whole_number(form.share.data) if form.share.data else None
        try:
            change_view(
                session, who, saved, title=form.title.data.strip(), organisation_id=organisation_id,
                rhythm=Rhythm(form.rhythm.data), latest=latest_release(session, programme), actor=actor(),
            )  # fmt: skip
        except Refusal as refusal:
            form.refuse(refusal, "share")
        else:
            flash(N_("The view is saved.").said_in(locale()), "success")
            return redirect(url_for("reviews.reviews", _anchor="saved"), 303)
    opened = address_of(programme, saved.page, saved.filters)
    page = render_template(
        "reviews/saved_view.html", form=form, saved=saved, programme=programme, opened=opened, page=PAGES[saved.page]
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/saved/<int:saved_id>/remove")
@permit(REVIEWERS)
def remove(saved_id: int) -> Response:
    """Keep a view no longer."""
    session = current_session()
    remove_view(session, get_own_view(session, reader(), saved_id), actor=actor())
    flash(N_("The view is removed.").said_in(locale()), "success")
    return redirect(url_for("reviews.reviews", _anchor="saved"), 303)
