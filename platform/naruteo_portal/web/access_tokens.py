"""Access tokens by which a person's own programs read the API: their list, a new one, shown once, and revoking them."""

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from naruteo_portal.core.clock import now
from naruteo_portal.core.errors import Refusal
from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.addresses import full_address
from naruteo_portal.edge.application import portal
from naruteo_portal.edge.guards import SIGNED_IN, any_of, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader
from naruteo_portal.identity.accounts import get_account
from naruteo_portal.identity.own_account import make_access_token
from naruteo_portal.identity.permissions import REVIEWING
from naruteo_portal.identity.personal_tokens import own_tokens, revoke_own_token
from naruteo_portal.web.forms.account import TokenForm

blueprint = Blueprint("access_tokens", __name__, url_prefix="/account/tokens")


@blueprint.get("")
@permit(SIGNED_IN)
def tokens() -> str:
    """One's own tokens; whoever has lost the role that they need can still revoke them."""
    return render_template(
        "access_tokens/tokens.html",
        tokens=own_tokens(current_session(), reader().account_id),
        at=now(),
        may_make=reader().has(*REVIEWING),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@permit(any_of(*REVIEWING))
def new() -> str | tuple[str, int]:
    """Make a token and show it, this once."""
    form = TokenForm()
    if form.validate_on_submit():
        try:
            token = make_access_token(
                current_session(),
                portal().engine,
                get_account(current_session(), reader().account_id),
                name=form.name.data.strip(),
                days=int(form.days.data),
                present=form.present.data,
                actor=actor(),
            )
        except Refusal as refusal:
            form.refuse(refusal, "present" if refusal.status == 422 else None, only=(409, 422))
        else:
            programmes = full_address(url_for("reviews_api.programmes"))
            return render_template("access_tokens/made.html", token=token, programmes=programmes)
    return render_template("access_tokens/new.html", form=form), 422 if form.is_submitted() else 200


@blueprint.post("/<int:token_id>/revoke")
@permit(SIGNED_IN)
def revoke(token_id: int) -> Response:
    """End one of one's own tokens at once."""
    revoke_own_token(current_session(), reader().account_id, token_id, actor=actor())
    flash(N_("The token is revoked. Programs that use it read nothing any more.").said_in(locale()), "success")
    return redirect(url_for("access_tokens.tokens"), 303)
