"""Inviting people, one by one, and accepting an invitation."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from naruteo_portal.core.clock import now
from naruteo_portal.core.errors import NotAllowed, Refusal
from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.edge.addresses import full_address
from naruteo_portal.edge.application import portal
from naruteo_portal.edge.guards import ANYONE, any_of, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader, reader_or_none
from naruteo_portal.identity import invitations as verbs
from naruteo_portal.identity.accounts import get_account
from naruteo_portal.identity.labels import ROLES
from naruteo_portal.identity.models import Organisation, Role
from naruteo_portal.identity.permissions import roles_to_invite
from naruteo_portal.identity.queries import get_organisation
from naruteo_portal.web.forms.account import SetUpForm
from naruteo_portal.web.forms.invitations import InvitationForm
from naruteo_portal.web.people import wanted_page
from naruteo_portal.web.sign_in import begin_session

blueprint = Blueprint("invitations", __name__)
INVITE = any_of(Role.ADMINISTRATOR, Role.EMPLOYER_HR)


def accept_address(token: str) -> str:
    """Where an invitation is accepted."""
    return full_address(url_for("invitations.accept", token=token))


def inviting_organisation(slug: str) -> Organisation:
    """The organisation into which the reader invites; NotAllowed where they may not."""
    found = get_organisation(current_session(), reader(), slug)
    if not roles_to_invite(reader(), found.id, found.kind):
        raise NotAllowed
    return found


def _back(slug: str, message: Message) -> Response:
    flash(message.said_in(locale()), "success")
    return redirect(url_for("invitations.invitations", slug=slug), 303)


@blueprint.get("/organisations/<slug>/invitations")
@permit(INVITE)
def invitations(slug: str) -> str:
    """The invitations of an organisation and where each stands."""
    organisation = inviting_organisation(slug)
    page = verbs.invitations_page(current_session(), reader(), organisation, wanted_page())
    states = {each.id: verbs.state_of(each, now()).value for each in page.rows}
    return render_template("invitations/invitations.html", organisation=organisation, page=page, states=states)


@blueprint.route("/organisations/<slug>/invitations/new", methods=["GET", "POST"])
@permit(INVITE)
def new(slug: str) -> Response | tuple[str, int]:
    """Invite one person."""
    organisation = inviting_organisation(slug)
    possible = roles_to_invite(reader(), organisation.id, organisation.kind)
    form = InvitationForm()
    form.choose_among("role", [(role.value, ROLES[role]) for role in possible])
    if form.validate_on_submit():
        try:
            verbs.invite(
                current_session(),
                organisation,
                Role(form.role.data),
                form.invitee(),
                reader=reader(),
                actor=actor(),
                accept_address=accept_address,
            )
        except Refusal as refusal:
            form.refuse(refusal, "email", only=(409, 422))
        else:
            return _back(slug, N_("The invitation is on its way. It is good for 14 days."))
    page = render_template("invitations/new.html", form=form, organisation=organisation)
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/organisations/<slug>/invitations/<int:invitation_id>/resend")
@permit(INVITE)
def resend(slug: str, invitation_id: int) -> Response:
    """Send an invitation again."""
    organisation = inviting_organisation(slug)
    found = verbs.get_invitation(current_session(), reader(), organisation, invitation_id)
    verbs.resend(current_session(), found, reader=reader(), actor=actor(), accept_address=accept_address)
    return _back(slug, N_("The invitation was sent again. The former link no longer works."))


@blueprint.post("/organisations/<slug>/invitations/<int:invitation_id>/withdraw")
@permit(INVITE)
def withdraw(slug: str, invitation_id: int) -> Response:
    """Take an invitation back."""
    organisation = inviting_organisation(slug)
    found = verbs.get_invitation(current_session(), reader(), organisation, invitation_id)
    verbs.withdraw(current_session(), found, reader=reader(), actor=actor())
    return _back(slug, N_("The invitation is withdrawn. Its link no longer works."))


@blueprint.route("/invitations/accept", methods=["GET", "POST"])
@permit(ANYONE)
def accept() -> Response | tuple[str, int]:
    """Accept with the account that is signed in, or by opening one."""
    session = current_session()
    token = request.values.get("token", "")
    offer = verbs.get_offer(session, portal().engine, token, address=request.remote_addr or "")
    invitation = offer.invitation
    found = reader_or_none()
    if found is not None:
        if request.method == "POST":
            verbs.accept_as(session, offer, get_account(session, found.account_id), actor=actor())
            return _welcome()
        return render_template("invitations/accept.html", offer=offer, token=token, form=None), 200
    form = SetUpForm(name_native=invitation.name_native, name_roman=invitation.name_roman or "")
    if (
        not offer.has_account
        and form.validate_on_submit()
        and form.passwords_agree(invitation.email, form.name_native.data, form.name_roman.data)
    ):
        account = verbs.accept_anew(session, offer, names=form.names(), password=form.password.data, locale=locale())
        begin_session(account)
        return _welcome()
    page = render_template("invitations/accept.html", offer=offer, token=token, form=form)
    return page, 422 if form.is_submitted() else 200


def _welcome() -> Response:
    flash(N_("You have accepted the invitation. Welcome!").said_in(locale()), "success")
    return redirect(url_for("home.home"), 303)
