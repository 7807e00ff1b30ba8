"""What states, steps and runs of matching rounds are called on pages."""

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
