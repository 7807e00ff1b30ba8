"""Words for the sides of suitability, and for what the watch for drift says."""

from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.talent.suitability.models import FIT_AGAIN, Side
from naruteo_portal.talent.suitability.pairs import FEATURES

SIDES: dict[Side, Message] = {
    Side.OPENING: N_("Openings: whom they find acceptable"),
    Side.CANDIDATE: N_("Candidates: which openings they wish"),
}
MEASURED: dict[str, Message] = {**FEATURES, "score": N_("the estimates themselves")}
"""What is watched, by the engine's names."""
MEANINGS: dict[str, tuple[Message, str]] = {
    "stable": (N_("As when it learned"), "success"),
    "look": (N_("Look at it"), "warning"),
    FIT_AGAIN: (N_("Learn anew"), "danger"),
    "undetermined": (N_("Undetermined"), "neutral"),
}
