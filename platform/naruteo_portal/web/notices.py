"""The inbox: what one was told, and what one has not read yet."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.addresses import own_address
from naruteo_portal.edge.guards import SIGNED_IN, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import locale, reader
from naruteo_portal.notices import queries
from naruteo_portal.notices.inbox import mark_all_read, mark_read
from naruteo_portal.notices.words import KINDS

blueprint = Blueprint("notices", __name__, url_prefix="/notices")


@blueprint.get("")
@permit(SIGNED_IN)
def inbox() -> str:
    """All of one's notices or those not read yet, latest first."""
    unread_only = request.args.get("show") == "unread"
    page = queries.inbox(
        current_session(), reader(), unread_only=unread_only, page=request.args.get("page", 1, type=int)
    )
    return render_template("notices/inbox.html", page=page, unread_only=unread_only, kinds=KINDS)


@blueprint.get("/<int:notice_id>")
@permit(SIGNED_IN)
def notice(notice_id: int) -> str:
    """One notice; whoever opens it has read it."""
    found = queries.get_notice(current_session(), reader(), notice_id)
    mark_read(found)
    return render_template("notices/notice.html", notice=found, kinds=KINDS)


@blueprint.get("/<int:notice_id>/open")
@permit(SIGNED_IN)
def follow(notice_id: int) -> Response:
    """The page that a notice is about; its mail, whose words have been read, leads here."""
    found = queries.get_notice(current_session(), reader(), notice_id)
    mark_read(found)
    return redirect(own_address(found.address), 303)


@blueprint.post("/read")
@permit(SIGNED_IN)
def read_all() -> Response:
    """Take all as read."""
    mark_all_read(current_session(), reader().account_id)
    flash(N_("All notices are marked as read.").said_in(locale()), "success")
    return redirect(url_for("notices.inbox"), 303)
