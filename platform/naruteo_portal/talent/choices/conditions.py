"""How a candidate stands with what an opening itself asks: met, not met, or undetermined because something is open."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from naruteo_matching.conditions import Condition, Outcome
from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.talent.candidates.models import Candidate
from naruteo_portal.talent.candidates.words import DEGREES
from naruteo_portal.talent.choices.browsing import ENGLISH_LEVELS
from naruteo_portal.talent.openings.models import Opening

FLUENT = 6
"""The level of Korean of whoever grew up with it."""
OUTCOMES: dict[Outcome, tuple[Message, str]] = {
    Outcome.PASSES: (N_("Met"), "success"),
    Outcome.UNDETERMINED: (N_("Undetermined"), "warning"),
    Outcome.FAILS: (N_("Not met"), "danger"),
}


@dataclass(frozen=True)
class Asked:
    """One thing that an opening asks, and whether a candidate has it."""

    label: Message
    asks: Message
    outcome: Outcome
    because: Message | None
    """Why it is undetermined."""


def asked_of(candidate: Candidate, opening: Opening) -> Iterator[Asked]:
    """What an opening asks, held against a profile; nothing is guessed."""
    if opening.least_topik:
        own: Any = FLUENT if candidate.native_korean else candidate.topik
        yield _asked(
            N_("Korean"), N_("TOPIK or KIIP level %(level)s", level=opening.least_topik),
            Condition("topik", "at_least", opening.least_topik), own, N_("your profile states no level of Korean"),
        )  # fmt: skip
    if opening.least_english:
        own = ENGLISH_LEVELS.index(candidate.english) if candidate.english else None
        yield _asked(
            N_("English"), N_("CEFR %(level)s", level=opening.least_english),
            Condition("english", "at_least", ENGLISH_LEVELS.index(opening.least_english)), own,
            N_("your profile states no level of English"),
        )  # fmt: skip
    if opening.least_degree:
        yield _asked(
            N_("Degree"), DEGREES[opening.least_degree], Condition("degree", "degree", opening.least_degree.value),
            candidate.degree.value if candidate.degree else None, N_("your profile states no degree"),
        )  # fmt: skip
    if opening.least_experience_months:
        yield _asked(
            N_("Experience"), N_("%(months)s months in the field", months=opening.least_experience_months),
            Condition("experience_months", "at_least", opening.least_experience_months), candidate.experience_months,
            N_("your profile states no experience"),
        )  # fmt: skip
    if opening.licences:
        yield _asked(
            N_("Licences"), N_("%(names)s", names=", ".join(opening.licences)),
            Condition("licences", "has", tuple(opening.licences)), tuple(candidate.licences) or None,
            N_("your profile names no licence"),
        )  # fmt: skip
    yield _asked(
        N_("Begins on"), N_("%(day)s", day=opening.starts_on), Condition("available_from", "by", opening.starts_on),
        candidate.available_from, N_("your profile does not say from when you could begin"),
    )  # fmt: skip


def _asked(label: Message, asks: Message, condition: Condition, own: Any, lack: Message) -> Asked:
    outcome = Outcome(int(condition.judge([own])[0]))
    return Asked(label, asks, outcome, lack if outcome is Outcome.UNDETERMINED else None)
