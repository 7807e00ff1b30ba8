"""Choosing candidates of an opening: who they are without their names, the order in a round, and certifying it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from naruteo_portal.core.clock import now
from naruteo_portal.core.errors import Refusal
from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.core.paging import page_of_rows
from naruteo_portal.edge.arrivals import whole_number
from naruteo_portal.edge.guards import any_of, permit
from naruteo_portal.edge.navigation import operator_today
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader
from naruteo_portal.identity.models import Role
from naruteo_portal.talent.candidates.models import Candidate
from naruteo_portal.talent.candidates.words import DEGREES
from naruteo_portal.talent.choices.arranging import rearranged, stepped, without
from naruteo_portal.talent.clearing.archive import final_run
from naruteo_portal.talent.gating.conditions import OUTCOMES as CONDITION_OUTCOMES
from naruteo_portal.talent.links.answers import ANSWERS
from naruteo_portal.talent.openings.declaration import suggests_people
from naruteo_portal.talent.openings.models import Opening
from naruteo_portal.talent.openings.queries import get_opening
from naruteo_portal.talent.rankings.arranging import ids_in, places_in, tied_in, tiers_of
from naruteo_portal.talent.rankings.errors import RankingHasMoved
from naruteo_portal.talent.rankings.names import disclose, may_see_name, name_of
from naruteo_portal.talent.rankings.offered import offered_in
from naruteo_portal.talent.rankings.pool import Seen, as_seen, get_candidate, pool, seen_of, visible
from naruteo_portal.talent.rankings.rankings import (
    certify_ranking,
    digest_of,
    round_of,
    rounds_of,
    save_ranking,
    undo_ranking,
)
from naruteo_portal.talent.rankings.reasons import REFUSALS
from naruteo_portal.talent.rounds.calendar import may_save
from naruteo_portal.talent.rounds.models import Ranking, Round
from naruteo_portal.talent.rounds.states import PUBLIC
from naruteo_portal.talent.skill_names import name_of as skill_name
from naruteo_portal.talent.suitability.estimates import Estimated, estimates
from naruteo_portal.web.forms.openings import DecideForm
from naruteo_portal.web.forms.rankings import CertifyForm, NameForm
from naruteo_portal.web.people import wanted_page

blueprint = Blueprint("rankings", __name__, url_prefix="/openings/<offered>")
KEEP = any_of(Role.EMPLOYER_HR, Role.ADMISSIONS)
SUGGESTIONS: dict[str, Message] = {
    "suggest": N_(
        "This is a suggestion by skills, made by rule. Nothing is saved yet. Look at everybody, change the order, then "
        "save it."
    ),
    "estimate": N_(
        "This is a suggestion by the model’s estimates; those without one stand behind, by skills. Nothing is saved "
        "yet. Look at everybody, change the order, then save it."
    ),
}
"""The buttons that only show an order, with what the page says then."""


@dataclass(frozen=True)
class Order:
    """An order as it stands on a page: ids best first, who is tied with the one above, and who is not acceptable."""

    ids: tuple[int, ...]
    tied: frozenset[int]
    refused: Mapping[int, str]

    @classmethod
    def saved(cls, ranking: Ranking | None) -> "Order":
        """The order as it was saved."""
        if ranking is None:
            return cls((), frozenset(), {})
        refused = {int(each): reason for each, reason in ranking.refused.items()}
        return cls(tuple(ids_in(ranking.saved)), frozenset(tied_in(ranking.saved)), refused)

    @classmethod
    def certified(cls, ranking: Ranking | None) -> "Order":
        """The order that counts; what was saved later came too late."""
        listed = ranking.certified or [] if ranking else []
        return cls(tuple(ids_in(listed)), frozenset(tied_in(listed)), {})


@blueprint.get("/candidates")
@permit(KEEP)
def candidates(offered: str) -> str:
    """Who may be seen for an opening, and the rounds in which it ranks them."""
    session = current_session()
    opening, suggests = get_opening(session, reader(), offered, to_keep=True), _suggests()
    page = page_of_rows(pool(session, opening, by_skills=suggests), wanted_page())
    return render_template(
        "rankings/candidates.html",
        opening=opening,
        page=page,
        rounds=[(round_, ranking, may_save(round_, now())) for round_, ranking in rounds_of(session, opening)],
        public=PUBLIC,
        suggests=suggests,
        estimated=_estimated(opening, page.rows, suggests=suggests),
        **_words(),
    )


@blueprint.get("/candidates/<candidate>")
@permit(KEEP)
def candidate(offered: str, candidate: str) -> str:
    """One candidate, beside what the opening asks."""
    opening = get_opening(current_session(), reader(), offered, to_keep=True)
    return _candidate(opening, get_candidate(current_session(), opening, candidate), NameForm(formdata=None))


@blueprint.post("/candidates/<candidate>/name")
@permit(KEEP)
def name(offered: str, candidate: str) -> Response | tuple[str, int]:
    """Be shown a candidate's name, with a reason that is kept and told to the candidate."""
    session = current_session()
    opening = get_opening(session, reader(), offered, to_keep=True)
    found, form = get_candidate(session, opening, candidate), NameForm()
    if form.validate_on_submit():
        try:
            reason = form.reason.data.strip()
            disclose(session, opening, found, reason, actor=actor(), account_id=reader().account_id)
        except Refusal as refusal:
            form.refuse(refusal, "reason", only=(422,))
        else:
            return redirect(url_for("rankings.candidate", offered=offered, candidate=candidate), 303)
    return _candidate(opening, found, form), 422


@blueprint.route("/rounds/<round_reference>", methods=["GET", "POST"])
@permit(KEEP)
def order(offered: str, round_reference: str) -> Response | tuple[str, int]:
    """The order in a round: by drag, by buttons, by number; each button saves, but the suggestion is only shown."""
    session, form = current_session(), DecideForm()
    opening = get_opening(session, reader(), offered, to_keep=True)
    round_, ranking = round_of(session, opening, round_reference)
    if not form.validate_on_submit():
        return _order(opening, round_, ranking, Order.saved(ranking), form), 422 if form.is_submitted() else 200
    act, _, about = request.form.get("act", "").partition(":")
    arranged, version = _sent(), _number(request.form.get("version"))
    if act in SUGGESTIONS and _suggests():
        return _order(opening, round_, ranking, arranged, form, version=version, suggested=act), 200
    arranged = _after(arranged, act, _number(about))
    try:
        save_ranking(
            session, opening, round_, tiers_of(arranged.ids, set(arranged.tied)), arranged.refused, version=version,
            actor=actor(), account_id=reader().account_id,
        )  # fmt: skip
    except RankingHasMoved as moved:
        # What was arranged stays on the page; saving again puts it in the place of the other.
        _round, ranking = round_of(session, opening, round_reference)
        return _order(opening, round_, ranking, arranged, form, moved=moved), 409
    except Refusal as refusal:
        form.refuse(refusal, only=(422,))
        return _order(opening, round_, ranking, arranged, form, version=version), 422
    flash(N_("The order is saved. It does not count before it is certified.").said_in(locale()), "success")
    return redirect(url_for("rankings.order", offered=offered, round_reference=round_reference), 303)


@blueprint.post("/rounds/<round_reference>/undo")
@permit(KEEP)
def undo(offered: str, round_reference: str) -> Response:
    """Go back to the order before the last save."""
    session = current_session()
    opening = get_opening(session, reader(), offered, to_keep=True)
    round_, _ranking = round_of(session, opening, round_reference)
    version = _number(request.form.get("version"))
    undo_ranking(session, opening, round_, version=version, actor=actor(), account_id=reader().account_id)
    flash(N_("The order before the last save is back.").said_in(locale()), "success")
    return redirect(url_for("rankings.order", offered=offered, round_reference=round_reference), 303)


@blueprint.route("/rounds/<round_reference>/certify", methods=["GET", "POST"])
@permit(KEEP)
def certify(offered: str, round_reference: str) -> Response | tuple[str, int]:
    """Check the order once more, and let it count."""
    session, form = current_session(), CertifyForm()
    opening = get_opening(session, reader(), offered, to_keep=True)
    round_, ranking = round_of(session, opening, round_reference)
    if form.validate_on_submit():
        try:
            certify_ranking(
                session, opening, round_, version=_number(form.version.data), looked=form.looked.data, actor=actor(),
                account_id=reader().account_id,
            )  # fmt: skip
        except RankingHasMoved as moved:
            _round, ranking = round_of(session, opening, round_reference)
            form.refuse(moved)
            return _certify(opening, round_, ranking, form), 409
        except Refusal as refusal:
            form.refuse(refusal, "looked", only=(422,))
        else:
            flash(N_("The order is certified. It counts as it stands here.").said_in(locale()), "success")
            return redirect(url_for("rankings.order", offered=offered, round_reference=round_reference), 303)
    return _certify(opening, round_, ranking, form), 422 if form.is_submitted() else 200


def _sent() -> Order:
    """The order as the page sent it: rows in their order, moved to the places that were typed."""
    ids = list(dict.fromkeys(_number(each) for each in request.form.getlist("row")))
    places = [_number(each) for each in request.form.getlist("place")]
    typed = {one: place for one, place in zip(ids, places, strict=False) if place}
    refused = {_number(each): request.form.get(f"reason-{each}", "") for each in request.form.getlist("refused")}
    return Order(
        tuple(rearranged(ids, typed)), frozenset(_number(each) for each in request.form.getlist("tied")), refused
    )  # fmt: skip


def _after(arranged: Order, act: str, one: int) -> Order:
    """The order after a button was pressed; buttons of rows that are gone do nothing."""
    ids, refused = list(arranged.ids), dict(arranged.refused)
    if act in ("up", "down") and one in ids:
        ids = stepped(ids, one, -1 if act == "up" else 1)
    elif act == "out":
        ids = without(ids, one)
    elif act == "in" and one not in ids:
        ids.append(one)
        refused.pop(one, None)
    elif act == "refuse":
        ids = without(ids, one)
        refused[one] = request.form.get(f"reason-{one}", "")
    elif act == "accept":
        refused.pop(one, None)
    return replace(arranged, ids=tuple(ids), refused=refused)


def _suggested(arranged: Order, everybody: Sequence[Seen], estimated: Estimated | None) -> Order:
    """Behind those who stand in the order, all others by their estimates, then by their skills; nothing is saved."""
    chances = estimated.by_candidate if estimated else {}
    others = sorted(
        everybody,
        key=lambda each: (
            -chances[each.id].chance if each.id in chances else 0.0, each.cover.rank, each.profile.reference
        ),
    )  # fmt: skip
    taken = {*arranged.ids, *arranged.refused}
    more = tuple(each.id for each in others if each.id not in taken)
    return replace(arranged, ids=(*arranged.ids, *more))


def _order(
    opening: Opening, round_: Round, ranking: Ranking | None, arranged: Order, form: DecideForm, *,
    version: int | None = None, suggested: str | None = None, moved: RankingHasMoved | None = None,
) -> str:  # fmt: skip
    suggests, is_open = _suggests(), may_save(round_, now())
    if not is_open:
        arranged = Order.certified(ranking)
    found = pool(current_session(), opening, by_skills=suggests)
    everybody = {each.id: each for each in found}
    wanted = [*arranged.ids, *arranged.refused, *(ids_in(ranking.saved) if ranking and moved else ())]
    everybody |= _others(opening, [each for each in wanted if each not in everybody])
    estimated = _estimated(opening, list(everybody.values()), suggests=suggests)
    if suggested:
        arranged = _suggested(arranged, found, estimated if suggested == "estimate" else None)
    rows = [everybody[each] for each in arranged.ids if each in everybody]
    standing = version if version is not None else ranking.version if ranking else 0
    return render_template(
        "rankings/order.html",
        opening=opening,
        round=round_,
        ranking=ranking,
        form=form,
        version=standing,
        rows=rows,
        tied=arranged.tied,
        gone=len(arranged.ids) - len(rows),
        refused=[(everybody[each], reason) for each, reason in arranged.refused.items() if each in everybody],
        others=[each for one, each in everybody.items() if one not in {*arranged.ids, *arranged.refused}],
        theirs=[everybody[each] for each in ids_in(ranking.saved) if each in everybody] if ranking and moved else [],
        moved=moved,
        suggested=SUGGESTIONS[suggested] if suggested else None,
        suggests=suggests,
        open=is_open,
        cutoff=_cutoff(opening, round_),
        offered=offered_in(current_session(), opening, round_),
        answers=ANSWERS,
        estimated=estimated,
        reasons=REFUSALS,
        **_words(),
    )


def _cutoff(opening: Opening, round_: Round) -> Mapping[str, Any] | None:
    """Where the opening's own order was cut off; None before the outcome is published."""
    final = final_run(current_session(), round_) if round_.state in PUBLIC else None
    return final.figures.get("cutoffs", {}).get(opening.reference) if final else None


def _certify(opening: Opening, round_: Round, ranking: Ranking | None, form: CertifyForm) -> str:
    saved = ranking.saved if ranking else []
    everybody = _others(opening, ids_in(saved))
    places = places_in(saved)
    form.version.data = str(ranking.version if ranking else 0)
    return render_template(
        "rankings/certify.html",
        opening=opening,
        round=round_,
        form=form,
        rows=[(places[each], everybody[each]) for each in ids_in(saved) if each in everybody],
        refused=len(ranking.refused) if ranking else 0,
        sha256=digest_of(saved),
        **_words(),
    )


def _others(opening: Opening, ids: Sequence[int]) -> dict[int, Seen]:
    return seen_of(current_session(), opening, visible(current_session(), ids))


def _candidate(opening: Opening, found: Candidate, form: NameForm) -> str:
    session = current_session()
    seen = as_seen(session, opening, [found])[found.id]
    return render_template(
        "rankings/candidate.html",
        opening=opening,
        seen=seen,
        estimated=_estimated(opening, [seen], suggests=_suggests()),
        named=name_of(session, opening, found, reader().account_id),
        may_ask=may_see_name(session, found),
        form=form,
        **_words(),
    )


def _suggests() -> bool:
    """Whether the platform may suggest candidates, by what its operator declared."""
    return suggests_people(operator_today())


def _estimated(opening: Opening, seen: Sequence[Seen], *, suggests: bool) -> Estimated | None:
    """Estimates of candidates, or why there are none; nothing where the platform suggests nobody."""
    return estimates(current_session(), opening, [each.profile for each in seen]) if suggests else None


def _words() -> dict[str, object]:
    return {
        "degrees": DEGREES,
        "condition_outcomes": CONDITION_OUTCOMES,
        "skill_name": lambda code: skill_name(code, locale()),
    }


def _number(text: str | None) -> int:
    """A whole number that a page has sent; 0 for anything else."""
    return whole_number(text, 0, digits=15)
