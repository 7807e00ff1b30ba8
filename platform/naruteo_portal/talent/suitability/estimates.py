"""Estimates by the model in use: how likely an opening finds a candidate acceptable, and what adds to that."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from importlib import import_module

from sqlalchemy.orm import Session

from naruteo_matching.suitability.scoring import BadModel, Scorer
from naruteo_portal.core.i18n import Message
from naruteo_portal.talent.candidates.blind import BlindProfile
from naruteo_portal.talent.candidates.consents import consents_of
from naruteo_portal.talent.candidates.models import Purpose
from naruteo_portal.talent.openings.models import Opening
from naruteo_portal.talent.suitability.history import chosen_so_far
from naruteo_portal.talent.suitability.models import SuitabilityFit
from naruteo_portal.talent.suitability.pairs import FEATURES, of_candidate, of_opening

SMALLEST = 0.05
"""Contributions to the log-odds below this are not listed: nobody could tell them from nothing."""


@dataclass(frozen=True)
class Part:
    """What one feature adds to the log-odds of an estimate; None where the feature is not known."""

    name: Message
    adds: float | None


@dataclass(frozen=True)
class Estimate:
    """The chance that the opening finds the candidate acceptable, with what it is made of, the largest part first."""

    chance: float
    parts: tuple[Part, ...]

    @property
    def in_hundred(self) -> int:
        """The chance as so many of a hundred."""
        return round(100 * self.chance)


def scorer_of(fit: SuitabilityFit) -> Scorer:
    """What scores by a kept model; BadModel where it is not what was kept."""
    scorer = Scorer(json.loads(fit.content or "{}"))
    if scorer.sha256 != fit.sha256:
        raise BadModel(f"The model {fit.id} does not fit its hash.")
    return scorer


def estimates(
    session: Session, fit: SuitabilityFit, opening: Opening, profiles: Collection[BlindProfile]
) -> Mapping[int, Estimate]:
    """By candidate, of those who consent to it; the opening's skills are loaded."""
    agreed = consents_of(session, [each.candidate_id for each in profiles])
    asked = [each for each in profiles if Purpose.SUITABILITY_MODEL in agreed[each.candidate_id]]
    if not asked:
        return {}
    scorer, engine = scorer_of(fit), import_module("naruteo_matching.suitability.pairs")
    place = of_opening(opening, chosen_so_far(session, opening.id))
    matrix = engine.Pairs([of_candidate(each) for each in asked], [place]).features(
        range(len(asked)), [0] * len(asked)
    )  # fmt: skip
    matrix = matrix[:, [engine.FEATURES.index(name) for name in scorer.features]]
    chances, terms = scorer.score(matrix).tolist(), scorer.contributions(matrix)
    return {
        profile.candidate_id: Estimate(chance, _parts(scorer.features, values, known))
        for profile, chance, values, known in zip(
            asked, chances, terms.values.tolist(), terms.known.tolist(), strict=True
        )
    }


def _parts(features: tuple[str, ...], values: list[float], known: list[bool]) -> tuple[Part, ...]:
    listed = [
        Part(FEATURES[name], value if is_known else None)
        for name, value, is_known in zip(features, values, known, strict=True)
        if not is_known or abs(value) >= SMALLEST
    ]
    return tuple(sorted(listed, key=lambda each: -abs(each.adds or 0.0)))
