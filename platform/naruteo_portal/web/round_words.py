"""What states, steps and runs of matching rounds are called on pages."""

from collections.abc import Mapping
from typing import Any

from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.talent.rounds.models import RunKind
from naruteo_portal.talent.rounds.states import RoundState

ROUND_STATES: dict[RoundState, tuple[Message, str]] = {
    RoundState.PLANNED: (N_("Planned round"), "neutral"),
    RoundState.ELICITING: (N_("Taking lists"), "info"),
    RoundState.FROZEN: (N_("Frozen"), "info"),
    RoundState.RUN: (N_("Waits for a second officer"), "warning"),
    RoundState.CONFIRMED: (N_("Confirmed, not yet published"), "info"),
    RoundState.PUBLISHED: (N_("Published, offers run"), "success"),
    RoundState.CLOSED: (N_("Closed round"), "neutral"),
    RoundState.CANCELLED: (N_("Cancelled round"), "danger"),
}
STEP_LABELS: dict[RoundState, Message] = {
    RoundState.PLANNED: N_("Plan"),
    RoundState.ELICITING: N_("Lists"),
    RoundState.FROZEN: N_("Freeze and try"),
    RoundState.RUN: N_("Run"),
    RoundState.CONFIRMED: N_("Confirm"),
    RoundState.PUBLISHED: N_("Publish and offer"),
    RoundState.CLOSED: N_("Close"),
}
DUE_LABELS: dict[RoundState, Message] = {
    RoundState.ELICITING: N_("Open the round now"),
    RoundState.FROZEN: N_("Freeze the lists now"),
    RoundState.PUBLISHED: N_("Publish the outcome now"),
    RoundState.CLOSED: N_("Close the round now"),
}
RUN_KINDS: dict[RunKind, Message] = {
    RunKind.DRY: N_("Dry run"),
    RunKind.WHAT_IF: N_("What if"),
    RunKind.FINAL: N_("Final run"),
}
MODES: dict[str, Message] = {
    "stable": N_("Stable"),
    "flexible": N_("Stable under caps of regions"),
    "optimal": N_("Highest joint value (not stable)"),
}

RANKS: dict[str, Message] = {
    "first": N_("Got their first choice"),
    "second_or_third": N_("Got their second or third choice"),
    "later": N_("Got a later choice"),
}
"""By the names of `clearing.disclosure`."""

TOGETHER: dict[str, Message] = {
    "stable": N_("%(met)s of %(applications)s got one of their shared wishes. A stable outcome exists; this is one."),
    "none_exists": N_(
        "%(met)s of %(applications)s got one of their shared wishes. It is proven that no outcome is stable with them; "
        "this one has the fewest objections that the search found."
    ),
    "not_found": N_(
        "Of %(applications)s nobody was placed: the search ended before it knew whether a stable outcome exists, so "
        "that is undetermined."
    ),
}


def said_together(linked: Mapping[str, Any] | None) -> Message | None:
    """What came of the applications made together, by a run's figures; None where there were none."""
    if not linked:
        return None
    return Message(TOGETHER[linked["state"]].text, {"met": linked["met"], "applications": linked["applications"]})
