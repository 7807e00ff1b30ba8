"""The programmes that employers claim under, and the rules that judge them."""

from collections.abc import Mapping
from dataclasses import dataclass

from naruteo_portal.incentives.figures.in_force import programme_in_force, shipped_programme

__all__ = ["CLAIMABLE", "Claimable", "programme_in_force", "shipped_programme"]


@dataclass(frozen=True)
class Claimable:
    """Which facts of a programme a claim knows by itself: the days of the training and of the claim."""

    ended: str
    started: str | None = None
    claimed: str | None = None


CLAIMABLE: Mapping[str, Claimable] = {
    "employer_training": Claimable(ended="part_ended_on", started="started_on", claimed="claimed_on"),
    "talent_premium_training": Claimable(ended="ended_on"),
}
"""The programmes whose grants are claimed here, by the folder of their rules."""
