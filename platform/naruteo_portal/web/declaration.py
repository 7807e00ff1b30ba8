"""What the operator of this platform is under the Employment Security Act: for everybody to read, and declaring it."""

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.guards import ANYONE, any_of, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader, reader_or_none
from naruteo_portal.identity.models import Role
from naruteo_portal.talent.openings.declaration import (
    DeclarationRefused,
    declaration_today,
    declarations,
    declare,
    may_declare,
    suggests_people,
)
from naruteo_portal.talent.openings.words import SERVICE_KINDS
from naruteo_portal.web.forms.openings import DeclarationForm

blueprint = Blueprint("declaration", __name__, url_prefix="/operator")


@blueprint.get("")
@permit(ANYONE)
def operator() -> str:
    """What the operator is, by which number, since when, and what follows for openings and candidates."""
    session, who = current_session(), reader_or_none()
    today = declaration_today(session)
    return render_template(
        "declaration/operator.html",
        declaration=today,
        declarations=declarations(session),
        kinds=SERVICE_KINDS,
        suggests=suggests_people(today),
        may_declare=who is not None and may_declare(who),
    )


@blueprint.route("/declare", methods=["GET", "POST"])
@permit(any_of(Role.ADMINISTRATOR, Role.PROGRAMME_OFFICER))
def say() -> Response | tuple[str, int]:
    """Declare what the operator is from a day on."""
    form = DeclarationForm()
    if form.validate_on_submit():
        try:
            declare(current_session(), form.declared(), reader=reader(), actor=actor())
        except DeclarationRefused as refusal:
            form.refuse(refusal, refusal.field)
        else:
            flash(N_("Declared. The pages about openings and candidates follow it.").said_in(locale()), "success")
            return redirect(url_for("declaration.operator"), 303)
    return render_template("declaration/declare.html", form=form), 422 if form.is_submitted() else 200
