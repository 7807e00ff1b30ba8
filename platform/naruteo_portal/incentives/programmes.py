"""The programmes that employers claim under, and the rules that judge them."""

from collections.abc import Mapping
from dataclasses import dataclass

from naruteo_portal.incentives.figures.in_force import programme_in_force, shipped_programme

__all__ = ["CLAIMABLE", "Claimable", "programme_in_force", "shipped_programme"]


@dataclass(frozen=True)
class Claimable:
    """What the facts of a programme are about, so that each is asked once and where it belongs.

    `ended`, `started` and `claimed` are the days that a claim knows by itself. Facts that are neither of the employer
    nor of the training are of each trainee.
    """

    ended: str
    started: str | None = None
    claimed: str | None = None
    of_employer: frozenset[str] = frozenset()
    of_training: frozenset[str] = frozenset()
    lasting: frozenset[str] = frozenset()
    """What stays as it is when the same people and training are claimed for a later part."""


CLAIMABLE: Mapping[str, Claimable] = {
    "employer_training": Claimable(
        ended="part_ended_on", started="started_on", claimed="claimed_on",
        of_employer=frozenset({"firm_size", "restricted", "after_restriction", "adjustment_area", "year_premium"}),
        of_training=frozenset({"started_on", "course_recognised_on", "held_as_recognised", "mode", "hours"}),
        lasting=frozenset({"started_on", "course_recognised_on", "mode", "trainee"}),
    ),
    "talent_premium_training": Claimable(
        ended="ended_on",
        of_employer=frozenset({"priority_firm"}),
        of_training=frozenset({"listed_course", "place"}),
        lasting=frozenset({"insured_employee", "listed_course", "place"}),
    ),
}  # fmt: skip
"""The programmes whose grants are claimed here, by the folder of their rules."""
