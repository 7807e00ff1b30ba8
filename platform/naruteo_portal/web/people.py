"""People for those who look after them: finding, roles, suspension."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from naruteo_portal.core.errors import NotAllowed, Refusal
from naruteo_portal.core.i18n import N_, Message, choose
from naruteo_portal.edge.guards import any_of, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader
from naruteo_portal.identity import queries
from naruteo_portal.identity.labels import ACCOUNT_STATES, ROLES
from naruteo_portal.identity.memberships import end_role as end_role_of
from naruteo_portal.identity.memberships import give_role
from naruteo_portal.identity.models import Account, AccountState, Role
from naruteo_portal.identity.permissions import administers, roles_to_give
from naruteo_portal.identity.personal_tokens import count_tokens, revoke_tokens
from naruteo_portal.identity.sessions import end_all_sessions
from naruteo_portal.identity.suspension import may_suspend
from naruteo_portal.identity.suspension import reactivate as reactivate_account
from naruteo_portal.identity.suspension import suspend as suspend_account
from naruteo_portal.web.forms.people import ReasonForm, RoleForm

blueprint = Blueprint("people", __name__, url_prefix="/people")
LOOK_AFTER_PEOPLE = any_of(Role.ADMINISTRATOR, Role.EMPLOYER_HR, Role.PROGRAMME_OFFICER)
CHANGE_RIGHTS = any_of(Role.ADMINISTRATOR)


def wanted_page() -> int:
    """The page number in the address; the first if there is none."""
    return request.args.get("page", 1, type=int)


def _role(value: str) -> Role | None:
    return Role(value) if value in set(Role) else None


def _state(value: str) -> AccountState | None:
    return AccountState(value) if value in set(AccountState) else None


def _back_to(handle: str, message: Message) -> Response:
    flash(message.said_in(locale()), "success")
    return redirect(url_for("people.person", handle=handle), 303)


def _whom_to_suspend(handle: str) -> Account:
    account = queries.get_person(current_session(), reader(), handle).account
    if not may_suspend(current_session(), reader(), account):
        raise NotAllowed
    return account


@blueprint.get("")
@permit(LOOK_AFTER_PEOPLE)
def people() -> str:
    """The people whom the reader may see, to search and filter."""
    session = current_session()
    wanted = queries.PeopleFilter(
        words=request.args.get("q", "").strip(),
        role=_role(request.args.get("role", "")),
        organisation=request.args.get("organisation", ""),
        state=_state(request.args.get("state", "")),
    )
    return render_template(
        "people/people.html",
        page=queries.people_page(session, reader(), wanted, wanted_page()),
        wanted=wanted,
        roles=[(role.value, label.said_in(locale())) for role, label in ROLES.items()],
        states=[(state.value, label.said_in(locale())) for state, label in ACCOUNT_STATES.items()],
        organisations=[
            (each.slug, choose(each.name, locale())) for each in queries.organisations_seen(session, reader())
        ],
    )


@blueprint.get("/<handle>")
@permit(LOOK_AFTER_PEOPLE)
def person(handle: str) -> str:
    """One person: names, roles, state, and what the reader may do about them."""
    session = current_session()
    seen = queries.get_person(session, reader(), handle)
    is_self = seen.account.id == reader().account_id
    return render_template(
        "people/person.html",
        seen=seen,
        account=seen.account,
        may_suspend=may_suspend(session, reader(), seen.account),
        tokens=count_tokens(session, seen.account.id),
        may_give=not administers(reader()).is_empty and not is_self,
        may_end={
            each.id
            for each in seen.roles
            if not is_self and roles_to_give(reader(), each.organisation_id, each.organisation.kind)
        },
    )


@blueprint.route("/<handle>/suspend", methods=["GET", "POST"])
@permit(CHANGE_RIGHTS)
def suspend(handle: str) -> Response | tuple[str, int]:
    """Suspend an account, with a reason."""
    session = current_session()
    account = _whom_to_suspend(handle)
    form = ReasonForm()
    if form.validate_on_submit():
        suspend_account(session, account, reader=reader(), actor=actor(), reason=form.reason.data)
        return _back_to(handle, N_("The account is suspended, and signed out everywhere."))
    page = render_template("people/suspend.html", form=form, account=account)
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/<handle>/reactivate", methods=["GET", "POST"])
@permit(CHANGE_RIGHTS)
def reactivate(handle: str) -> Response | tuple[str, int]:
    """Let an account sign in again, with a reason."""
    session = current_session()
    account = _whom_to_suspend(handle)
    form = ReasonForm()
    if form.validate_on_submit():
        reactivate_account(session, account, reader=reader(), actor=actor(), reason=form.reason.data)
        return _back_to(handle, N_("The account may sign in again."))
    page = render_template("people/reactivate.html", form=form, account=account)
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/<handle>/sign-out")
@permit(CHANGE_RIGHTS)
def sign_out(handle: str) -> Response:
    """Sign somebody out everywhere, for instance after a telephone was lost."""
    session = current_session()
    account = _whom_to_suspend(handle)
    end_all_sessions(session, account, actor=actor())
    return _back_to(handle, N_("The person is signed out everywhere."))


@blueprint.post("/<handle>/tokens/revoke")
@permit(CHANGE_RIGHTS)
def end_tokens(handle: str) -> Response:
    """Revoke somebody's access tokens, for instance after one was published by mistake."""
    account = _whom_to_suspend(handle)
    revoke_tokens(current_session(), account.id, actor=actor())
    return _back_to(handle, N_("The person’s access tokens are revoked."))


@blueprint.route("/<handle>/roles/new", methods=["GET", "POST"])
@permit(CHANGE_RIGHTS)
def new_role(handle: str) -> Response | tuple[str, int]:
    """Give a person whom the reader looks after a role."""
    session = current_session()
    account = queries.get_person(session, reader(), handle).account
    organisations = {each.slug: each for each in queries.organisations_administered(session, reader())}
    possible = {role for each in organisations.values() for role in roles_to_give(reader(), each.id, each.kind)}
    form = RoleForm()
    form.choose_among("organisation", [(slug, choose(each.name, locale())) for slug, each in organisations.items()])
    form.choose_among("role", [(role.value, label) for role, label in ROLES.items() if role in possible])
    if form.validate_on_submit():
        try:
            give_role(
                session,
                account,
                organisations[form.organisation.data],
                Role(form.role.data),
                reader=reader(),
                actor=actor(),
                reason=form.reason.data,
            )
        except Refusal as refusal:
            form.refuse(refusal, "role", only=(409, 422))
        else:
            return _back_to(handle, N_("The role is given."))
    page = render_template("people/new_role.html", form=form, account=account)
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/<handle>/roles/<int:membership_id>/end", methods=["GET", "POST"])
@permit(CHANGE_RIGHTS)
def end_role(handle: str, membership_id: int) -> Response | tuple[str, int]:
    """End a role, with a reason."""
    session = current_session()
    membership = queries.get_membership(session, reader(), handle, membership_id)
    form = ReasonForm()
    if form.validate_on_submit():
        end_role_of(session, membership, reader=reader(), actor=actor(), reason=form.reason.data)
        flash(N_("The role has ended.").said_in(locale()), "success")
        # Without the role the person may be out of the reader's sight.
        return redirect(url_for("organisations.organisation", slug=membership.organisation.slug), 303)
    page = render_template("people/end_role.html", form=form, membership=membership)
    return page, 422 if form.is_submitted() else 200
