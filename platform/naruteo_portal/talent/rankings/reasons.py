"""What speaks for a candidate at an opening, plainly: skills asked for and shown, with what proves them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.talent.candidates.blind import BlindSkill
from naruteo_portal.talent.openings.models import OpeningSkill

REFUSALS: dict[str, Message] = {
    "skills": N_("Skills that the work cannot do without are missing"),
    "language": N_("The language that the work needs is missing"),
    "degree": N_("The degree that the work needs is missing"),
    "experience": N_("The experience that the work needs is missing"),
    "licence": N_("A licence without which the work may not be done is missing"),
    "dates": N_("Cannot begin in time"),
    "interview": N_("By what was said in the interview"),
}
"""Why a candidate is not acceptable: about the work, and never about the person."""


@dataclass(frozen=True)
class Cover:
    """Which skills that an opening asks for a candidate has, each with whether more than their word proves it."""

    required: tuple[tuple[str, bool], ...]
    """(code, proven) of those that the work cannot do without and the candidate has."""
    missing: tuple[str, ...]
    desired: tuple[tuple[str, bool], ...]

    @property
    def asked(self) -> int:
        """How many skills the work cannot do without."""
        return len(self.required) + len(self.missing)

    @property
    def rank(self) -> tuple[int, int, int]:
        """The order of the first suggestion: required skills, then desired ones, then proven ones; the least first."""
        proven = sum(shown for _code, shown in (*self.required, *self.desired))
        return -len(self.required), -len(self.desired), -proven


def cover_of(asked: Iterable[OpeningSkill], has: Sequence[BlindSkill]) -> Cover:
    """Hold what an opening asks against what a candidate has."""
    known = {each.code: each.is_verified for each in has}
    wanted = list(asked)
    required = [each.concept for each in wanted if each.required]
    return Cover(
        tuple((code, known[code]) for code in required if code in known),
        tuple(code for code in required if code not in known),
        tuple((each.concept, known[each.concept]) for each in wanted if not each.required and each.concept in known),
    )
