"""What a model is told of candidates and openings: skills, languages, experience, wished regions, earlier choices.

Never in it: sex, age, marital status, origin, photo, nationality, status of residence, where somebody lives, and
whether they are a graduate or a recruit; it is made of what those who choose see (`candidates.blind`).
"""

from collections.abc import Sequence
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.talent.candidates.blind import BlindProfile
from naruteo_portal.talent.openings.models import Opening

MONTHS = 12

FEATURES: dict[str, Message] = {
    "required_cover": N_("required skills that are named"),
    "proven_cover": N_("required skills that are proven"),
    "desired_cover": N_("desired skills that are named"),
    "language_margin": N_("Korean above what is asked"),
    "experience_margin": N_("experience above what is asked"),
    "region_match": N_("the region is wished"),
    "log_popularity": N_("how often the opening was chosen before"),
}
"""The engine's features (`naruteo_matching.suitability.pairs.FEATURES`) in its order, as pages name them."""


def of_candidate(profile: BlindProfile) -> dict[str, Any]:
    """A candidate as the engine's features ask for one; None is not known."""
    months = profile.experience_months
    return {
        "skills": {each.code: each.is_verified for each in profile.skills},
        "language_level": profile.korean,
        "experience_years": None if months is None else months / MONTHS,
        "regions": list(profile.regions_wanted) or None,
    }


def of_opening(opening: Opening, chosen_before: int) -> dict[str, Any]:
    """An opening, whose skills are loaded, with how often it was chosen before."""
    months = opening.least_experience_months
    return {
        "required": [each.concept for each in opening.skills if each.required],
        "desired": [each.concept for each in opening.skills if not each.required],
        "language_level": opening.least_topik,
        "experience_years": None if months is None else months / MONTHS,
        "region": opening.region,
        "chosen_before": chosen_before,
    }


def features_of(
    candidates: Sequence[dict[str, Any]], openings: Sequence[dict[str, Any]], candidate_numbers: ArrayLike,
    opening_numbers: ArrayLike,
) -> NDArray[np.float64]:  # fmt: skip
    """The features of pairs, (n_pairs, 7) in the order of `FEATURES`, NaN where one is not known.

    The engine's module needs SciPy, which no page loads that shows no estimate.
    """
    engine = import_module("naruteo_matching.suitability.pairs")
    found: NDArray[np.float64] = engine.Pairs(candidates, openings).features(candidate_numbers, opening_numbers)
    return found


def columns_of(features: NDArray[np.float64], names: Sequence[str]) -> NDArray[np.float64]:
    """The features that a model asks for, in its order."""
    return features[:, [list(FEATURES).index(each) for each in names]]
