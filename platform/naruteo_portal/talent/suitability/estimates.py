"""Estimates by the model in use: how likely an opening finds a candidate acceptable, and what adds to that."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from importlib import import_module

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from naruteo_matching.suitability.scoring import BadModel, Scorer
from naruteo_portal.core.database import is_one_of
from naruteo_portal.core.i18n import Message
from naruteo_portal.talent.candidates.blind import BlindProfile
from naruteo_portal.talent.candidates.models import Consent, Purpose
from naruteo_portal.talent.openings.models import Opening
from naruteo_portal.talent.suitability.history import chosen_so_far
from naruteo_portal.talent.suitability.models import SuitabilityFit
from naruteo_portal.talent.suitability.pairs import FEATURES, of_candidate, of_opening
from naruteo_portal.talent.suitability.using import USED_FIRST, why_none

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


@dataclass(frozen=True)
class Estimated:
    """Estimates by candidate, of those who consent to them; or why no model makes any."""

    by_candidate: Mapping[int, Estimate]
    why_none: Message | None


def scorer_of(fit: SuitabilityFit) -> Scorer:
    """What scores by a kept model; BadModel where it is not what was kept."""
    scorer = Scorer(json.loads(fit.content or "{}"))
    if scorer.sha256 != fit.sha256:
        raise BadModel(f"The model {fit.id} does not fit its hash.")
    return scorer


def estimates(session: Session, opening: Opening, profiles: Collection[BlindProfile]) -> Estimated:
    """Estimates of those who consent to them, or why there are none; the opening's skills are loaded."""
    found = session.execute(_asked(opening, [each.candidate_id for each in profiles])).first()
    if found is None or not found[0].is_in_use:
        return Estimated({}, why_none(found[0] if found else None))
    fit, chosen_before, agreed = found
    asked = [each for each in profiles if each.candidate_id in set(agreed or ())]
    if not asked:
        return Estimated({}, None)
    scorer, engine = scorer_of(fit), import_module("naruteo_matching.suitability.pairs")
    place = of_opening(opening, chosen_before)
    matrix = engine.Pairs([of_candidate(each) for each in asked], [place]).features(
        range(len(asked)), [0] * len(asked)
    )  # fmt: skip
    matrix = matrix[:, [engine.FEATURES.index(name) for name in scorer.features]]
    chances, terms = scorer.score(matrix).tolist(), scorer.contributions(matrix)
    return Estimated(
        {
            profile.candidate_id: Estimate(chance, _parts(scorer.features, values, known))
            for profile, chance, values, known in zip(
                asked, chances, terms.values.tolist(), terms.known.tolist(), strict=True
            )
        },
        None,
    )


def _asked(opening: Opening, candidate_ids: Collection[int]) -> Select[SuitabilityFit, int, list[int] | None]:
    """The model in use, or else the latest attempt, with how often the opening was chosen, and who of these agrees."""
    agreed = select(func.array_agg(Consent.candidate_id)).where(
        is_one_of(Consent.candidate_id, candidate_ids), Consent.purpose == Purpose.SUITABILITY_MODEL,
        Consent.withdrawn_at.is_(None),
    )  # fmt: skip
    return select(SuitabilityFit, chosen_so_far(opening.id), agreed.scalar_subquery()).order_by(*USED_FIRST).limit(1)


def _parts(features: tuple[str, ...], values: list[float], known: list[bool]) -> tuple[Part, ...]:
    listed = [
        Part(FEATURES[name], value if is_known else None)
        for name, value, is_known in zip(features, values, known, strict=True)
        if not is_known or abs(value) >= SMALLEST
    ]
    return tuple(sorted(listed, key=lambda each: -abs(each.adds or 0.0)))
