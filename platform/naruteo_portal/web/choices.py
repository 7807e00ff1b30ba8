"""A candidate's rounds and lists: order, save, certify, take back, receipt."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from naruteo_matching.retrieval import LENGTH
from naruteo_portal.core.errors import Refusal
from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.core.provinces import province
from naruteo_portal.edge.addresses import own_address
from naruteo_portal.edge.guards import SIGNED_IN, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader
from naruteo_portal.talent.candidates.candidates import get_candidate
from naruteo_portal.talent.candidates.consents import has_consented
from naruteo_portal.talent.candidates.models import Candidate, Purpose
from naruteo_portal.talent.choices.browsing import get_opening, kept_in_round, openings_by_id
from naruteo_portal.talent.choices.errors import ListHasMoved
from naruteo_portal.talent.choices.forecasting import chance_of, rank_truthfully
from naruteo_portal.talent.choices.lists import (
    add_to_list,
    certify_list,
    digest_of,
    save_list,
    uncertify_list,
    version_of,
)
from naruteo_portal.talent.choices.queries import OwnRound, openings_in, own_round, own_rounds
from naruteo_portal.talent.choices.suggesting import Suggestions, may_suggest, suggestions
from naruteo_portal.talent.choices.tracking import ACTORS
from naruteo_portal.talent.choices.zones import choose_zone, own_zone
from naruteo_portal.talent.openings.words import OPENING_KINDS
from naruteo_portal.talent.skill_names import name_of
from naruteo_portal.talent.suitability.models import Side
from naruteo_portal.web.forms.choices import CertifyForm, ListForm, OpeningForm, TakeBackForm, ZoneForm
from naruteo_portal.web.zones import there

blueprint = Blueprint("choices", __name__, url_prefix="/choices")
OWN_SIDES: dict[Side, Message] = {
    Side.CANDIDATE: N_("That you put it on your list"),
    Side.OPENING: N_("That it finds you acceptable"),
}
"""What each side's estimate is of, as a candidate reads it."""


@blueprint.get("")
@permit(SIGNED_IN)
def rounds() -> str:
    """The rounds that are open, and those in which the candidate has a list: stage, who acts next, until when."""
    session = current_session()
    return render_template(
        "choices/rounds.html",
        rounds=own_rounds(session, _candidate()),
        actors=ACTORS,
        zone=own_zone(session, reader().account_id),
        there=there,
    )


@blueprint.route("/<round_reference>", methods=["GET", "POST"])
@permit(SIGNED_IN)
def preferences(round_reference: str) -> Response | tuple[str, int]:
    """The list in a round: put it in order and save it."""
    candidate = _candidate()
    own, form = own_round(current_session(), candidate, round_reference), ListForm()
    if not form.validate_on_submit():
        return _list_page(own, form, form.shown if form.is_submitted() else None), 422 if form.is_submitted() else 200
    arranged = form.arranged()
    try:
        save_list(current_session(), candidate, own.round, arranged, version=form.seen_version, actor=actor())
    except ListHasMoved as refusal:
        # What was arranged stays on the page, beside what another window saved.
        return _list_page(own, form, arranged, moved=refusal), 409
    except Refusal as refusal:
        form.refuse(refusal, only={422})
        return _list_page(own, form, arranged), 422
    flash(N_("The list is saved. Saving is not certifying.").said_in(locale()), "success")
    pressed = (form.act.data or "").partition(":")[2]
    anchor = f"opening-{pressed}" if pressed else None
    return redirect(url_for("choices.preferences", round_reference=round_reference, _anchor=anchor), 303)


@blueprint.get("/<round_reference>/suggestions")
@permit(SIGNED_IN)
def suggested(round_reference: str) -> str:
    """Openings that would make the list long enough, each with its reasons."""
    session, candidate = current_session(), _candidate()
    own = own_round(session, candidate, round_reference)
    allowed = own.takes_lists and may_suggest(session)
    listed = own.kept.saved if own.kept else []
    return render_template(
        "choices/suggestions.html",
        **_about(own),
        allowed=allowed,
        suggestions=suggestions(session, candidate, own.round, listed) if allowed else Suggestions(),
        skill_name=lambda code: name_of(code, locale()),
        sides=OWN_SIDES,
        length=LENGTH,
    )


@blueprint.post("/<round_reference>/add")
@permit(SIGNED_IN)
def add(round_reference: str) -> Response:
    """Put an opening at the end of the list."""
    candidate, form = _candidate(), OpeningForm()
    own = own_round(current_session(), candidate, round_reference)
    opening = get_opening(current_session(), form.opening.data or "")
    add_to_list(current_session(), candidate, own.round, opening.id, actor=actor())
    flash(N_("The opening is in your list. The list is saved, not certified.").said_in(locale()), "success")
    here = url_for("choices.preferences", round_reference=round_reference, _anchor=f"opening-{opening.id}")
    return redirect(own_address(request.form.get("next"), otherwise=here), 303)


@blueprint.route("/<round_reference>/certify", methods=["GET", "POST"])
@permit(SIGNED_IN)
def certify(round_reference: str) -> Response | tuple[str, int]:
    """Look the list through, type the word, and let the list count."""
    session, candidate = current_session(), _candidate()
    own = own_round(session, candidate, round_reference)
    form = CertifyForm(version=str(version_of(own.kept)))
    if form.validate_on_submit():
        try:
            certify_list(session, candidate, own.round, version=form.seen_version, actor=actor())
        except Refusal as refusal:
            form.refuse(refusal, only={403, 409, 422})
            own = own_round(session, candidate, round_reference)
            form.look_at(version_of(own.kept))
        else:
            return redirect(url_for("choices.receipt", round_reference=round_reference), 303)
    page = render_template(
        "choices/certify.html",
        **_about(own),
        form=form,
        consents=has_consented(session, candidate.id, Purpose.MATCHING),
        rows=_rows(own, own.kept.saved if own.kept else ()),
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/<round_reference>/receipt")
@permit(SIGNED_IN)
def receipt(round_reference: str) -> str:
    """What was certified, when, and until when it may be changed: to print or to keep."""
    candidate = _candidate()
    own = own_round(current_session(), candidate, round_reference)
    certified = own.kept.certified if own.kept and own.kept.certified is not None else ()
    return render_template(
        "choices/receipt.html",
        **_about(own),
        candidate=candidate,
        rows=_rows(own, certified),
        digest=digest_of(certified),
    )


@blueprint.route("/<round_reference>/take-back", methods=["GET", "POST"])
@permit(SIGNED_IN)
def take_back(round_reference: str) -> Response | tuple[str, int]:
    """Leave the round: no list counts any more, what was saved stays."""
    session, candidate = current_session(), _candidate()
    own = own_round(session, candidate, round_reference)
    form = TakeBackForm(version=str(version_of(own.kept)))
    if form.validate_on_submit():
        try:
            uncertify_list(session, candidate, own.round, version=form.seen_version, actor=actor())
        except Refusal as refusal:
            form.refuse(refusal, only={409})
            form.look_at(version_of(own.kept))
        else:
            flash(N_("No list of yours counts in this round now.").said_in(locale()), "success")
            return redirect(url_for("choices.preferences", round_reference=round_reference), 303)
    page = render_template("choices/take_back.html", **_about(own), form=form)
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/time-zone", methods=["GET", "POST"])
@permit(SIGNED_IN)
def time_zone() -> Response | tuple[str, int]:
    """Choose the time zone in which deadlines are said beside Korean time."""
    session, account_id = current_session(), reader().account_id
    form = ZoneForm(name=own_zone(session, account_id) or "Asia/Seoul", next=request.args.get("next", ""))
    form.offer()
    if form.validate_on_submit():
        choose_zone(session, account_id, form.name.data, actor=actor())
        flash(N_("Deadlines are shown in your time zone, too.").said_in(locale()), "success")
        return redirect(own_address(form.next.data, otherwise=url_for("choices.rounds")), 303)
    return render_template("choices/time_zone.html", form=form), 422 if form.is_submitted() else 200


def _candidate() -> Candidate:
    return get_candidate(current_session(), reader().account_id)


def _about(own: OwnRound) -> dict[str, object]:
    """What every page of a round says of it."""
    return {
        "own": own, "round": own.round, "kept": own.kept, "zone": own_zone(current_session(), reader().account_id),
        "there": there, "kinds": OPENING_KINDS, "province": province,
    }  # fmt: skip


def _rows(own: OwnRound, listed: Sequence[int]) -> list[dict[str, object]]:
    """The openings of a list with what pages show of them."""
    found, inside = openings_by_id(current_session(), listed), openings_in(current_session(), own.round)
    return [{"opening": found[each], "inside": each in inside} for each in listed if each in found]


def _list_page(own: OwnRound, form: ListForm, shown: Sequence[int] | None, moved: ListHasMoved | None = None) -> str:
    saved = own.kept.saved if own.kept else []
    listed = saved if shown is None else shown
    if not own.takes_lists and own.kept is not None and own.kept.certified is not None:
        # What was changed after certifying came too late.
        listed = own.kept.certified
    candidate = _candidate()
    return render_template(
        "choices/list.html",
        **_about(own),
        form=form,
        version=version_of(own.kept),
        rows=_rows(own, listed),
        typed=dict(zip(form.shown, form.place.data or (), strict=False)) if form.errors else {},
        moved=moved,
        theirs=_rows(own, saved) if moved else [],
        chance=chance_of(current_session(), own.round, listed),
        truthful=rank_truthfully(current_session(), own.round),
        more=[each for each in kept_in_round(current_session(), candidate, own.round.id) if each.id not in listed],
    )
