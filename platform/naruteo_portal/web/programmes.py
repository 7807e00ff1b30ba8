"""The programmes by which people are paid: their facts, conditions and figures, and what is missing of them."""

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, render_template, request

from naruteo_portal.core.clock import today_in_korea
from naruteo_portal.edge.guards import SIGNED_IN, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import reader
from naruteo_portal.identity.permissions import states_figures
from naruteo_portal.incentives.figures.in_force import in_force, programmes_in_force
from naruteo_portal.incentives.figures.queries import count_waiting, waiting_figures
from naruteo_portal.rules.gaps import gaps_on
from naruteo_portal.rules.programme import Programme
from naruteo_portal.rules.reading import SHARED
from naruteo_portal.rules.tables import day_number
from naruteo_portal.web.programme_words import (
    CONFIDENCES,
    FACT_TYPES,
    day_of,
    figure_rows,
    figure_words,
    gap_words,
    in_words,
    unit_words,
)

blueprint = Blueprint("programmes", __name__, url_prefix="/programmes")


@dataclass(frozen=True)
class Listed:
    """A programme in the list: how many of its figures are missing or not confirmed today, how many wait."""

    programme: Programme
    gaps: int
    waiting: int


@blueprint.get("")
@permit(SIGNED_IN)
def programmes() -> str:
    """All programmes with what is missing of them today."""
    session = current_session()
    waiting = count_waiting(session)
    listed = [
        Listed(
            each,
            len(gaps_on(each, day_number(today_in_korea()))),
            waiting.get(name, 0) + (waiting.get(SHARED, 0) if each.file.shared else 0),
        )
        for name, each in programmes_in_force(session).items()
    ]
    return render_template(
        "programmes/programmes.html",
        listed=sorted(listed, key=lambda each: in_words(each.programme.file.title)),
        in_words=in_words,
        states=states_figures(reader()),
    )


@blueprint.get("/<programme>")
@permit(SIGNED_IN)
def programme(programme: str) -> str:
    """One programme: what is asked, by what is decided, each figure with its source, and what is missing on a day."""
    session = current_session()
    found = in_force(session, programme)
    shown, on = found.programme, _day_wanted()
    day = day_number(on)
    return render_template(
        "programmes/programme.html",
        programme=shown,
        left_out=found.left_out,
        on=on,
        covered=shown.covers(day),
        gaps=[gap_words(shown, gap) for gap in gaps_on(shown, day)],
        waiting=waiting_figures(session, programme),
        rows={name: list(figure_rows(shown, table)) for name, table in shown.tables.items()},
        versions={name: rule.on(day) for name, rule in shown.rules.items()},
        states=states_figures(reader()),
        confidences=CONFIDENCES,
        fact_types=FACT_TYPES,
        in_words=in_words,
        unit_words=unit_words,
        figure_words=figure_words,
        day_of=day_of,
    )


def _day_wanted() -> date:
    """The day in the address, or today."""
    try:
        return date.fromisoformat(request.args.get("on", ""))
    except ValueError:
        return today_in_korea()
