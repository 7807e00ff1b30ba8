"""The audit trail: who did what to what, when and why."""

import json
from datetime import date

from flask import Blueprint, render_template, request

from naruteo_portal.audit.models import Event
from naruteo_portal.edge.guards import any_of, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import locale, reader
from naruteo_portal.identity.audit_trail import EventFilter, trail_of
from naruteo_portal.identity.models import Role
from naruteo_portal.web.audit_words import KINDS, VERBS
from naruteo_portal.web.people import wanted_page

blueprint = Blueprint("audit", __name__, url_prefix="/audit")


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def details_of(event: Event) -> list[tuple[str, str]]:
    """What an event says besides who did what, as words."""
    return [
        (name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
        for name, value in sorted(event.details.items())
    ]


@blueprint.get("")
@permit(any_of(Role.AUDITOR, Role.ADMINISTRATOR, Role.PROGRAMME_OFFICER))
def events() -> str:
    """The events that the reader may see, to filter."""
    wanted = EventFilter(
        verb=request.args.get("verb", ""),
        kind=request.args.get("kind", ""),
        object_id=request.args.get("number", type=_positive),
        person=request.args.get("person", "").strip(),
        first_day=_day("first"),
        last_day=_day("last"),
    )
    return render_template(
        "audit/events.html",
        trail=trail_of(current_session(), reader(), wanted, wanted_page()),
        wanted=wanted,
        verbs=sorted(((verb, words.said_in(locale())) for verb, words in VERBS.items()), key=lambda pair: pair[1]),
        kinds=sorted(((kind, words.said_in(locale())) for kind, words in KINDS.items()), key=lambda pair: pair[1]),
        said_verbs={verb: words.said_in(locale()) for verb, words in VERBS.items()},
        said_kinds={kind: words.said_in(locale()) for kind, words in KINDS.items()},
        details_of=details_of,
    )


def _positive(text: str) -> int:
    number = int(text)
    # Larger numbers than the column holds would be an error of the database.
    if not 0 <= number < 2**63:
        raise ValueError
    return number
