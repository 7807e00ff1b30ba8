"""What a model is told of candidates and openings: skills, languages, experience, wished regions, earlier choices.

Never in it: sex, age, marital status, origin, photo, nationality, status of residence, where somebody lives, and
whether they are a graduate or a recruit; it is made of what those who choose see (`candidates.blind`).
"""

from typing import Any

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
"""The engine's features (`naruteo_matching.suitability.pairs.FEATURES`), as pages name them."""


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
