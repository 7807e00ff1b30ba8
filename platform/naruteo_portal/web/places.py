"""The openings as candidates look at them: search and filter, one in both languages, and those that they keep."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from naruteo_portal.core.i18n import N_, choose
from naruteo_portal.core.provinces import province
from naruteo_portal.edge.addresses import own_address
from naruteo_portal.edge.guards import SIGNED_IN, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import locale, reader
from naruteo_portal.rules.saying import HOLDS
from naruteo_portal.talent.candidates.candidates import get_candidate
from naruteo_portal.talent.candidates.models import Candidate
from naruteo_portal.talent.candidates.statuses import STATUSES
from naruteo_portal.talent.choices.browsing import (
    ENGLISH_LEVELS,
    OpeningFilter,
    Order,
    find_openings,
    get_opening,
    keep_opening,
    kept_ids,
    kept_openings,
    kinds_offered,
    let_go_of_opening,
    regions_offered,
    skills_offered,
)
from naruteo_portal.talent.choices.queries import candidate_or_none, listed_in, open_rounds, rounds_of_opening
from naruteo_portal.talent.gating.conditions import OUTCOMES as CONDITION_OUTCOMES
from naruteo_portal.talent.gating.conditions import asked_of
from naruteo_portal.talent.gating.gating import judge
from naruteo_portal.talent.gating.reasons import reasons
from naruteo_portal.talent.gating.words import OUTCOMES as LAW_OUTCOMES
from naruteo_portal.talent.openings.models import Opening, OpeningKind
from naruteo_portal.talent.openings.words import OPENING_KINDS
from naruteo_portal.talent.skill_names import name_of
from naruteo_portal.web.employers import missing_words
from naruteo_portal.web.people import wanted_page
from naruteo_portal.web.place_words import ORDERS, terms_of

blueprint = Blueprint("places", __name__, url_prefix="/places")
KOREAN_LEVELS = 7
MILLION = 1_000_000
WAGES = (24, 30, 36, 42, 48, 60)
"""Millions of won a year to choose from."""


@blueprint.get("")
@permit(SIGNED_IN)
def places() -> str:
    """The open openings, to search and filter."""
    session = current_session()
    rounds = open_rounds(session)
    wanted = _wanted({each.reference: each.id for each in rounds})
    candidate = candidate_or_none(session, reader().account_id)
    return render_template(
        "places/places.html",
        page=find_openings(session, wanted, wanted_page()),
        wanted=wanted,
        kept=kept_ids(session, candidate) if candidate else frozenset(),
        candidate=candidate,
        kinds=OPENING_KINDS,
        province=province,
        region_options=[
            (each, f"{province(each)[locale()]} ({count})") for each, count in regions_offered(session, wanted).items()
        ],
        kind_options=[
            (each.value, f"{OPENING_KINDS[each].said_in(locale())} ({count})")
            for each, count in kinds_offered(session, wanted).items()
        ],
        skill_options=[
            (each, f"{name_of(each, locale())} ({count})") for each, count in skills_offered(session, wanted).items()
        ],
        wage_options=[
            (each * MILLION, N_("from %(millions)s million won", millions=each).said_in(locale())) for each in WAGES
        ],
        korean_options=[
            (each, N_("Level %(level)s", level=each).said_in(locale()) if each else N_("None").said_in(locale()))
            for each in range(KOREAN_LEVELS)
        ],
        english_options=[(each, each) for each in ENGLISH_LEVELS],
        round_options=[(each.reference, choose(each.title, locale())) for each in rounds],
        order_options=[(each.value, words.said_in(locale())) for each, words in ORDERS.items()],
    )


@blueprint.get("/kept")
@permit(SIGNED_IN)
def kept() -> str:
    """The openings that the candidate keeps."""
    page = kept_openings(current_session(), get_candidate(current_session(), reader().account_id), wanted_page())
    return render_template("places/kept.html", page=page, kinds=OPENING_KINDS, province=province)


@blueprint.get("/<opening>")
@permit(SIGNED_IN)
def place(opening: str) -> str:
    """One opening in both languages, and how the candidate stands with what it asks."""
    session = current_session()
    found, candidate = get_opening(session, opening), candidate_or_none(session, reader().account_id)
    rounds = rounds_of_opening(session, found.id)
    return render_template(
        "places/place.html",
        opening=found,
        skill_name=lambda code: name_of(code, locale()),
        terms=list(terms_of(found)),
        candidate=candidate,
        is_kept=candidate is not None and found.id in kept_ids(session, candidate),
        rounds=rounds,
        listed=listed_in(session, candidate, found.id) if candidate else frozenset(),
        **(_standing(candidate, found) if candidate else {}),
    )


@blueprint.post("/<opening>/keep")
@permit(SIGNED_IN)
def keep(opening: str) -> Response:
    """Keep an opening for later."""
    found = get_opening(current_session(), opening)
    keep_opening(current_session(), get_candidate(current_session(), reader().account_id), found)
    flash(N_("The opening is among those that you keep.").said_in(locale()), "success")
    return _back(opening)


@blueprint.post("/<opening>/let-go")
@permit(SIGNED_IN)
def let_go(opening: str) -> Response:
    """Keep an opening no longer."""
    found = get_opening(current_session(), opening)
    let_go_of_opening(current_session(), get_candidate(current_session(), reader().account_id), found)
    flash(N_("You keep the opening no longer.").said_in(locale()), "success")
    return _back(opening)


def _standing(candidate: Candidate, opening: Opening) -> dict[str, object]:
    """How the candidate stands with what the opening and the law ask."""
    judged = judge(current_session(), [candidate.id], [opening.id], opening.starts_on)
    return {
        "asked": list(asked_of(candidate, opening)),
        "condition_outcomes": CONDITION_OUTCOMES,
        "law": reasons(judged, candidate.id, opening.id),
        "law_outcomes": LAW_OUTCOMES,
        "programmes": {way.status: way.programme for way in judged.ways},
        "statuses": STATUSES,
        "holds": HOLDS,
        "missing_words": missing_words,
    }


def _back(opening: str) -> Response:
    """To where the button stood."""
    there = own_address(request.form.get("next"), otherwise=url_for("places.place", opening=opening))
    return redirect(there, 303)


def _wanted(rounds: Mapping[str, int]) -> OpeningFilter:
    """The filter in the address; unknown words narrow nothing."""
    asked = request.args
    kind, english, order = asked.get("kind", ""), asked.get("english", ""), asked.get("order", "")
    korean, wage = asked.get("korean", ""), asked.get("wage", "")
    return OpeningFilter(
        words=asked.get("q", "").strip(),
        region=asked.get("region", ""),
        kind=OpeningKind(kind) if kind in list(OpeningKind) else None,
        least_wage=int(wage) if wage in {str(each * MILLION) for each in WAGES} else None,
        korean=int(korean) if korean in {str(each) for each in range(KOREAN_LEVELS)} else None,
        english=english if english in ENGLISH_LEVELS else "",
        visa_support=asked.get("visa") == "1",
        skill=asked.get("skill", ""),
        round_id=rounds.get(asked.get("round", "")),
        order=Order(order) if order in list(Order) else Order.NEWEST,
    )
