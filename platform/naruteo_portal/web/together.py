"""Applying together in a round: invitations, the shared wishes, certifying them, and leaving."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from naruteo_portal.core.errors import Conflict, NotFound, Refusal
from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.core.provinces import province
from naruteo_portal.edge.guards import SIGNED_IN, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader
from naruteo_portal.talent.candidates.candidates import get_candidate
from naruteo_portal.talent.candidates.consents import has_consented
from naruteo_portal.talent.candidates.models import Candidate, Purpose
from naruteo_portal.talent.candidates.names import called
from naruteo_portal.talent.choices.browsing import openings_by_id
from naruteo_portal.talent.choices.queries import OwnRound, openings_in, own_round
from naruteo_portal.talent.choices.zones import own_zone
from naruteo_portal.talent.links.answers import ANSWERS, answers_in
from naruteo_portal.talent.links.conditions import why_not_together
from naruteo_portal.talent.links.errors import WishesHaveMoved
from naruteo_portal.talent.links.links import (
    MOST_TOGETHER,
    accept,
    certify_wishes,
    decline,
    invite,
    leave,
    save_wishes,
)
from naruteo_portal.talent.links.models import LinkedApplication, LinkMember
from naruteo_portal.talent.links.queries import get_application, invitations_to, own_application
from naruteo_portal.talent.openings.models import Opening
from naruteo_portal.web.forms.choices import CertifyForm
from naruteo_portal.web.forms.together import BETWEEN, InvitationForm, InviteForm, LeaveForm, Row, WishesForm
from naruteo_portal.web.zones import there

blueprint = Blueprint("together", __name__, url_prefix="/choices/<round_reference>/together")


@blueprint.route("", methods=["GET", "POST"])
@permit(SIGNED_IN)
def page(round_reference: str) -> Response | tuple[str, int]:
    """The application that one makes with others: put the shared wishes in order and save them."""
    session, candidate = current_session(), _candidate()
    own, form = own_round(session, candidate, round_reference), WishesForm()
    if not form.is_submitted():
        return _page(own, candidate), 200
    if not form.validate():
        return _page(own, candidate, form), 422
    try:
        save_wishes(
            session, candidate, own.round, _own(candidate, own), form.arranged(), version=form.seen_version,
            actor=actor(),
        )  # fmt: skip
    except WishesHaveMoved as refusal:
        return _page(own, candidate, form, moved=refusal), 409
    except Refusal as refusal:
        form.refuse(refusal, only={409, 422})
        return _page(own, candidate, form), 422
    flash(N_("The shared wishes are saved. They count once every one of you has certified them.").said_in(locale()),
          "success")  # fmt: skip
    return _back(own)


@blueprint.post("/invite")
@permit(SIGNED_IN)
def inviting(round_reference: str) -> Response | tuple[str, int]:
    """Invite somebody by their candidate number."""
    session, candidate = current_session(), _candidate()
    own, form = own_round(session, candidate, round_reference), InviteForm()
    if form.validate_on_submit():
        try:
            invite(session, candidate, own.round, form.reference.data, actor=actor())
        except Refusal as refusal:
            form.refuse(refusal, only={403, 409, 422})
        else:
            return _back(own, N_("The invitation is sent. Nothing changes for you before it is accepted."))
    return _page(own, candidate, inviting=form), 422


@blueprint.post("/accept")
@permit(SIGNED_IN)
def accepting(round_reference: str) -> Response:
    """Accept an invitation."""
    candidate = _candidate()
    own, application = _invited(candidate, round_reference)
    accept(current_session(), candidate, own.round, application, actor=actor())
    return _back(own, N_("You apply together now. Make your shared wishes, then certify them."))


@blueprint.post("/decline")
@permit(SIGNED_IN)
def declining(round_reference: str) -> Response:
    """Decline an invitation."""
    candidate = _candidate()
    own, application = _invited(candidate, round_reference)
    decline(current_session(), candidate, own.round, application, actor=actor())
    return _back(own, N_("You declined. Your own list stays as it is."))


@blueprint.route("/certify", methods=["GET", "POST"])
@permit(SIGNED_IN)
def certify(round_reference: str) -> Response | tuple[str, int]:
    """Look the shared wishes through, type the word, and certify them for oneself."""
    session, candidate = current_session(), _candidate()
    own = own_round(session, candidate, round_reference)
    application = _own(candidate, own)
    form = CertifyForm(version=str(application.version))
    if form.validate_on_submit():
        try:
            certify_wishes(session, candidate, own.round, application, version=form.seen_version, actor=actor())
        except Refusal as refusal:
            form.refuse(refusal, only={403, 409, 422})
            form.look_at(application.version)
        else:
            counts = application.certified == application.saved
            everybody = N_("Certified by every one of you: your shared wishes count.")
            return _back(own, everybody if counts else N_("You certified them. They count once the others have, too."))
    page = render_template(
        "together/certify.html",
        **_about(own),
        form=form,
        rows=_rows(application.saved, _openings(chain(*application.saved))),
        province=province,
        names=_names(application.joined),
        consents=has_consented(session, candidate.id, Purpose.MATCHING),
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/leave", methods=["GET", "POST"])
@permit(SIGNED_IN)
def leaving(round_reference: str) -> Response | tuple[str, int]:
    """Leave, so that everybody applies alone again."""
    session, candidate = current_session(), _candidate()
    own = own_round(session, candidate, round_reference)
    application, form = _own(candidate, own), LeaveForm()
    if form.validate_on_submit():
        try:
            leave(session, candidate, own.round, application, actor=actor())
        except Conflict as refusal:
            form.refuse(refusal, only={409})
        else:
            return _back(own, N_("You apply alone again. Your own list counts if you have certified it."))
    page = render_template("together/leave.html", **_about(own), form=form)
    return page, 422 if form.is_submitted() else 200


def _candidate() -> Candidate:
    return get_candidate(current_session(), reader().account_id)


def _own(candidate: Candidate, own: OwnRound) -> LinkedApplication:
    application = own_application(current_session(), candidate, own.round)
    if application is None:
        raise NotFound(N_("You apply alone in this round. Perhaps the application that you made together has ended."))
    return application


def _invited(candidate: Candidate, round_reference: str) -> tuple[OwnRound, LinkedApplication]:
    own = own_round(current_session(), candidate, round_reference)
    return own, get_application(current_session(), candidate, own.round, InvitationForm().application.data or "")


def _back(own: OwnRound, message: Message | None = None) -> Response:
    if message is not None:
        flash(message.said_in(locale()), "success")
    return redirect(url_for("together.page", round_reference=own.round.reference), 303)


def _about(own: OwnRound) -> dict[str, object]:
    return {
        "own": own, "round": own.round, "zone": own_zone(current_session(), reader().account_id), "there": there,
    }  # fmt: skip


def partners(application: LinkedApplication | None, candidate: Candidate) -> list[dict[str, object]]:
    """What a published round gave those who apply together, as their pages show it; nothing before."""
    return [
        {
            "name": called(member.candidate, member.candidate.account.person, locale()),
            "mine": member.candidate_id == candidate.id,
            "opening": outcome.opening,
            "answer": ANSWERS[outcome.offer],
        }
        for member, outcome in answers_in(current_session(), application)
    ]


def _names(members: Sequence[LinkMember]) -> list[str]:
    return [called(each.candidate, each.candidate.account.person, locale()) for each in members]


def _openings(ids: Iterable[int | None]) -> dict[int, Opening]:
    return openings_by_id(current_session(), sorted({each for each in ids if each is not None}))


def _rows(rows: Sequence[Sequence[int | None]], found: Mapping[int, Opening]) -> list[dict[str, object]]:
    """Rows with the openings that they name, and as the form sends them back."""
    return [
        {
            "openings": [None if each is None else found.get(each) for each in row],
            "sent": BETWEEN.join("" if each is None else str(each) for each in row),
        }
        for row in rows
    ]


def _page(
    own: OwnRound, candidate: Candidate, form: WishesForm | None = None, *, moved: Refusal | None = None,
    inviting: InviteForm | None = None,
) -> str:  # fmt: skip
    session = current_session()
    application = own_application(session, candidate, own.round)
    joined, version = (application.joined, application.version) if application else ([], 0)
    shown: Sequence[Row] = form.shown if form is not None else application.saved if application else []
    counting: Sequence[Row] = application.certified or [] if application else []
    choosable = openings_in(session, own.round) if application else frozenset()
    openings = _openings(chain(choosable, *shown, *counting))
    return render_template(
        "together/together.html",
        **_about(own),
        application=application,
        names=_names(joined),
        waiting=[each.candidate.reference for each in application.invited] if application else [],
        certified_by=[each.certified_version == version for each in joined],
        mine=[each.candidate_id == candidate.id for each in joined],
        counting=_rows(counting, openings),
        answers=partners(application, candidate),
        invitations=[(each, _names(each.joined)) for each in invitations_to(session, candidate, own.round)],
        why_not=why_not_together(session, own.round),
        rows=_rows(shown, openings),
        openings=[each for number, each in openings.items() if number in choosable],
        form=form or WishesForm(formdata=None),
        inviting=inviting or InviteForm(formdata=None),
        moved=moved,
        most=MOST_TOGETHER,
        province=province,
    )
