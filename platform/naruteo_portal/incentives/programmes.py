"""The programmes that employers claim under, and the rules that judge them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sqlalchemy.orm import Session

import naruteo_portal
from naruteo_portal.rules.programme import Programme
from naruteo_portal.rules.reading import read_programme

SHIPPED = Path(naruteo_portal.__file__).parent / "rules" / "programmes"


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


def programme_in_force(session: Session, name: str) -> Programme:
    """The rules that judge a programme's cases today and for all days before."""
    return shipped_programme(name)


@cache
def shipped_programme(name: str) -> Programme:
    """The rules of a programme as they come with Naruteo."""
    return read_programme(SHIPPED / name)
