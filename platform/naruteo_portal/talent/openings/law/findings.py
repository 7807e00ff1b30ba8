"""What a check of law found: by which rule, where, in which words, and how much it weighs."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum


class Weight(StrEnum):
    """What a finding does."""

    STOPS = "stops"
    """The opening is not published while it stands."""
    WARNS = "warns"
    """Whoever publishes has to say that they have read it."""


@dataclass(frozen=True)
class Finding:
    """One thing that a rule found in an opening."""

    rule: str
    """A key of `rules.RULES`."""
    weight: Weight
    place: str
    """The field, such as `description.ko` or `yearly_wage`."""
    found: str
    """The words or figures that were found."""
    sentence: str
    """The sentence in which they stand, or what the figures were compared with."""

    @property
    def key(self) -> str:
        """The same for the same rule, field and sentence, and no other."""
        parts = "\0".join((self.rule, self.place, self.found, self.sentence))
        return hashlib.sha256(parts.encode()).hexdigest()
