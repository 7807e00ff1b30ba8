"""Organisations: the list, one organisation with its members, entering and changing it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from naruteo_portal.core.errors import NotAllowed
from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.guards import any_of, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader
from naruteo_portal.identity import queries
from naruteo_portal.identity.business_number import format_business_number
from naruteo_portal.identity.labels import KINDS
from naruteo_portal.identity.models import OrganisationKind, Role
from naruteo_portal.identity.organisations import (
    BusinessNumberTaken,
    BusinessNumberWrong,
    change_organisation,
    open_organisation,
)
from naruteo_portal.identity.permissions import administers, is_platform_administrator, roles_to_invite
from naruteo_portal.web.forms.organisations import OrganisationForm
from naruteo_portal.web.people import wanted_page

blueprint = Blueprint("organisations", __name__, url_prefix="/organisations")
READ = any_of(Role.ADMINISTRATOR, Role.EMPLOYER_HR, Role.PROGRAMME_OFFICER)
CHANGE = any_of(Role.ADMINISTRATOR)


@blueprint.get("")
@permit(READ)
def organisations() -> str:
    """The organisations that the reader may see, to search and filter."""
    session = current_session()
    wanted = request.args.get("kind", "")
    kind = OrganisationKind(wanted) if wanted in set(OrganisationKind) else None
    words = request.args.get("q", "").strip()
    page = queries.organisations_page(session, reader(), words, kind, wanted_page())
    return render_template(
        "organisations/organisations.html",
        page=page,
        members=queries.member_counts(session, [each.id for each in page.rows]),
        words_wanted=words,
        kind_wanted=kind.value if kind else "",
        kinds=[(kind.value, label.said_in(locale())) for kind, label in KINDS.items()],
        may_open=is_platform_administrator(reader()),
        written=format_business_number,
    )


@blueprint.route("/new", methods=["GET", "POST"])
@permit(CHANGE)
def new() -> Response | tuple[str, int]:
    """Enter an organisation."""
    if not is_platform_administrator(reader()):
        raise NotAllowed
    form = OrganisationForm()
    if form.validate_on_submit():
        try:
            opened = open_organisation(current_session(), form.facts(), reader=reader(), actor=actor())
        except (BusinessNumberWrong, BusinessNumberTaken) as refusal:
            form.refuse(refusal, "business_number")
        else:
            flash(N_("The organisation is entered. Invite its people now.").said_in(locale()), "success")
            return redirect(url_for("organisations.organisation", slug=opened.slug), 303)
    page = render_template("organisations/edit.html", form=form, organisation=None)
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/<slug>")
@permit(READ)
def organisation(slug: str) -> str:
    """One organisation with the members that the reader may see."""
    session = current_session()
    found = queries.get_organisation(session, reader(), slug)
    return render_template(
        "organisations/organisation.html",
        organisation=found,
        page=queries.members_page(session, reader(), found, wanted_page()),
        may_change=administers(reader()).covers(found.id),
        may_invite=bool(roles_to_invite(reader(), found.id, found.kind)),
        written=format_business_number,
        own_id=reader().account_id,
    )


@blueprint.route("/<slug>/edit", methods=["GET", "POST"])
@permit(CHANGE)
def edit(slug: str) -> Response | tuple[str, int]:
    """Change what is written down about an organisation."""
    session = current_session()
    found = queries.get_organisation(session, reader(), slug)
    if not administers(reader()).covers(found.id):
        raise NotAllowed
    form = OrganisationForm(
        kind=found.kind.value,
        name_ko=found.name["ko"],
        name_en=found.name.get("en", ""),
        business_number=format_business_number(found.business_number) if found.business_number else "",
    )
    if not is_platform_administrator(reader()):
        # Rights hang on the kind, so only the platform's administrators are asked for it.
        form.keep_kind(found.kind)
    if form.validate_on_submit():
        try:
            change_organisation(session, found, form.facts(), reader=reader(), actor=actor())
        except (BusinessNumberWrong, BusinessNumberTaken) as refusal:
            form.refuse(refusal, "business_number")
        else:
            flash(N_("The organisation is saved.").said_in(locale()), "success")
            return redirect(url_for("organisations.organisation", slug=slug), 303)
    page = render_template("organisations/edit.html", form=form, organisation=found)
    return page, 422 if form.is_submitted() else 200
