"""What an officer plans of a round: the openings that take part, and the quotas of regions."""

from typing import Any

from flask import Blueprint, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from naruteo_portal.core.errors import Refusal
from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.core.provinces import PROVINCES, province
from naruteo_portal.edge.arrivals import whole_number
from naruteo_portal.edge.guards import permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, reader
from naruteo_portal.talent.rounds.groups import GROUPS
from naruteo_portal.talent.rounds.models import Round
from naruteo_portal.talent.rounds.planning import (
    OpeningPlan,
    RegionPlan,
    choosable_openings,
    set_openings,
    set_regions,
)
from naruteo_portal.talent.rounds.queries import get_round
from naruteo_portal.web.rounds import ABOUT_THE_PLAN, OFFICERS, back_to, require_officer

blueprint = Blueprint("round_plans", __name__, url_prefix="/matching-rounds/<round_reference>")
NOT_A_NUMBER = -1
"""Stands for what is no whole number, so that planning refuses it with its words."""


@blueprint.route("/openings", methods=["GET", "POST"])
@permit(OFFICERS)
def openings(round_reference: str) -> Response | tuple[str, int]:
    """Choose the openings of a round, their seats there, targets, order and reserves."""
    found = _to_plan(round_reference)
    refused: Message | None = None
    values = _openings_so_far(found) if request.method == "GET" else request.form
    if request.method == "POST":
        try:
            set_openings(current_session(), found, _opening_plans(), version=_version(), actor=actor())
        except Refusal as refusal:
            refused = _about_the_plan(refusal)
        else:
            return back_to(found, N_("The openings of the round are saved."))
    page = render_template(
        "rounds/openings.html",
        found=found,
        rows=choosable_openings(current_session()),
        chosen=set(values.getlist("openings")),
        values=values,
        groups=GROUPS,
        refused=refused,
        province=province,
    )
    return page, 422 if refused else 200


@blueprint.route("/quotas", methods=["GET", "POST"])
@permit(OFFICERS)
def quotas(round_reference: str) -> Response | tuple[str, int]:
    """Set caps and floors of regions, each with what it rests on."""
    found = _to_plan(round_reference)
    refused: Message | None = None
    values = _quotas_so_far(found) if request.method == "GET" else request.form
    if request.method == "POST":
        try:
            set_regions(current_session(), found, _region_plans(), version=_version(), actor=actor())
        except Refusal as refusal:
            refused = _about_the_plan(refusal)
        else:
            return back_to(found, N_("The quotas of the round are saved."))
    page = render_template(
        "rounds/quotas.html", found=found, values=values, refused=refused,
        regions=[(code, province(code)) for code in PROVINCES],
    )  # fmt: skip
    return page, 422 if refused else 200


def _to_plan(round_reference: str) -> Round:
    require_officer()
    return get_round(current_session(), reader(), round_reference)


def _about_the_plan(refusal: Refusal) -> Message:
    if refusal.status not in ABOUT_THE_PLAN:
        raise refusal
    return refusal.message


def _version() -> int:
    number = _number("version")
    return NOT_A_NUMBER if number is None else number


def _opening_plans() -> list[OpeningPlan]:
    return [
        OpeningPlan(
            reference=chosen,
            seats=NOT_A_NUMBER if (seats := _number(f"seats-{chosen}")) is None else seats,
            target=_number(f"target-{chosen}"),
            place_in_order=_number(f"order-{chosen}"),
            reserves={group: _number(f"{group}-{chosen}") or 0 for group in GROUPS},
            reason=_text(f"reason-{chosen}"),
        )
        for chosen in request.form.getlist("openings")
    ]


def _region_plans() -> list[RegionPlan]:
    return [
        RegionPlan(code, _number(f"cap-{code}"), _number(f"floor-{code}"), _text(f"reason-{code}"))
        for code in PROVINCES
        if any(_text(f"{name}-{code}") for name in ("cap", "floor", "reason"))
    ]


def _text(name: str) -> str:
    return request.form.get(name, "").strip()[:500]


def _number(name: str) -> int | None:
    """A whole number that was entered; None if nothing was."""
    text = _text(name)
    return whole_number(text, NOT_A_NUMBER) if text else None


def _openings_so_far(found: Round) -> MultiDict[str, Any]:
    values: MultiDict[str, Any] = MultiDict()
    for each in found.openings:
        name = each.opening.reference
        values.add("openings", name)
        values[f"seats-{name}"], values[f"reason-{name}"] = each.seats, each.reason
        values[f"target-{name}"] = "" if each.target is None else each.target
        values[f"order-{name}"] = "" if each.place_in_order is None else each.place_in_order
        for reserve in each.reserves:
            values[f"{reserve['group']}-{name}"] = reserve["seats"]
    return values


def _quotas_so_far(found: Round) -> MultiDict[str, Any]:
    values: MultiDict[str, Any] = MultiDict()
    for each in found.regions:
        values[f"cap-{each.region}"] = "" if each.cap is None else each.cap
        values[f"floor-{each.region}"] = "" if each.floor is None else each.floor
        values[f"reason-{each.region}"] = each.reason
    return values
