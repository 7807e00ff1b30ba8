"""Estimates by the models in use: how likely a side says yes, and what adds to that.

An opening is told its own side alone: in the assignment an order loses nothing by those who wish other places, so a
guess about a candidate's wishes would only lead it astray. A candidate is told both sides, because a short list is
filled by places that are wished and may be had.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from naruteo_matching.suitability.scoring import Scorer, TwoSided
from naruteo_portal.core.database import is_one_of
from naruteo_portal.core.i18n import Message
from naruteo_portal.talent.candidates.blind import BlindProfile
from naruteo_portal.talent.candidates.consents import consents_to, lets_learn_wishes
from naruteo_portal.talent.candidates.models import Candidate, Purpose
from naruteo_portal.talent.openings.models import Opening
from naruteo_portal.talent.suitability.history import chosen_so_far
from naruteo_portal.talent.suitability.models import IN_USE, Side, SuitabilityFit
from naruteo_portal.talent.suitability.pairs import FEATURES, columns_of, features_of, of_candidate, of_opening
from naruteo_portal.talent.suitability.using import scorer_of, standing_fits, why_none

SMALLEST = 0.05
"""Contributions to the log-odds below this are not listed: nobody could tell them from nothing."""
POPULARITY = "log_popularity"
"""The feature for which certified lists are counted."""


@dataclass(frozen=True)
class Part:
    """What one feature adds to the log-odds of an estimate; None where the feature is not known."""

    name: Message
    adds: float | None


@dataclass(frozen=True)
class Estimate:
    """The chance that a side says yes to a pair, with what it is made of, the largest part first."""

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


@dataclass(frozen=True)
class Suited:
    """How well an opening suits a candidate: the chance that both say yes, or that the candidate alone does."""

    chance: float
    sides: Mapping[Side, Estimate]
    """The candidate's, and the opening's where a model of it is in use."""

    @property
    def in_hundred(self) -> int:
        """The chance as so many of a hundred."""
        return round(100 * self.chance)


@dataclass(frozen=True)
class Suiting:
    """What a candidate is told: by opening, whether a model is in use, and whether the candidate agreed to it."""

    by_opening: Mapping[int, Suited]
    is_in_use: bool
    agreed: bool


def estimates(session: Session, opening: Opening, profiles: Collection[BlindProfile]) -> Estimated:
    """How likely an opening finds candidates acceptable who consent to that; the opening's skills are loaded."""
    ids = [each.candidate_id for each in profiles]
    agreed = select(func.array_agg(Candidate.id)).where(
        is_one_of(Candidate.id, ids), consents_to(Purpose.SUITABILITY_MODEL)
    )
    query = standing_fits().where(SuitabilityFit.side == Side.OPENING).add_columns(agreed.scalar_subquery())
    fit, may_ask = session.execute(query).one_or_none() or (None, ())
    if fit is None or not fit.is_in_use:
        return Estimated({}, why_none(fit))
    may_be_estimated = set(may_ask or ())
    asked = [each for each in profiles if each.candidate_id in may_be_estimated]
    if not asked:
        return Estimated({}, None)
    scorer = scorer_of(fit)
    found = _estimated(scorer, _features(session, [scorer], asked, [opening]))
    return Estimated(dict(zip([each.candidate_id for each in asked], found, strict=True)), None)


def suiting(session: Session, profile: BlindProfile, openings: Sequence[Opening]) -> Suiting:
    """How well openings suit a candidate, by both sides where models of both are in use; their skills are loaded."""
    agreed = exists().where(Candidate.id == profile.candidate_id, lets_learn_wishes())
    rows = session.execute(standing_fits().where(IN_USE).add_columns(agreed)).all()
    used = {fit.side: scorer_of(fit) for fit, _agreed in rows}
    if Side.CANDIDATE not in used or not openings:
        return Suiting({}, is_in_use=False, agreed=False)
    if not all(may_ask for _fit, may_ask in rows):
        return Suiting({}, is_in_use=True, agreed=False)
    features = _features(session, used.values(), [profile], openings)
    of_sides = {side: _estimated(scorer, features) for side, scorer in used.items()}
    wished = used[Side.CANDIDATE]
    chances = wished.score(columns_of(features, wished.features))
    if (accepted := used.get(Side.OPENING)) is not None:
        both = TwoSided(wished, accepted)
        chances = both.score(columns_of(features, wished.features), columns_of(features, accepted.features))
    return Suiting(
        {
            opening.id: Suited(float(chances[at]), {side: found[at] for side, found in of_sides.items()})
            for at, opening in enumerate(openings)
        },
        is_in_use=True, agreed=True,
    )  # fmt: skip


def _features(
    session: Session, scorers: Collection[Scorer], profiles: Sequence[BlindProfile], openings: Sequence[Opening]
) -> NDArray[np.float64]:  # fmt: skip
    """Of every profile with every opening; lists are counted only where a model asks how often one was chosen."""
    counts = any(POPULARITY in each.features for each in scorers)
    chosen = chosen_so_far(session, [each.id for each in openings]) if counts else {}
    people, places = np.divmod(np.arange(len(profiles) * len(openings)), len(openings))
    return features_of(
        [of_candidate(each) for each in profiles], [of_opening(each, chosen.get(each.id, 0)) for each in openings],
        people, places,
    )  # fmt: skip


def _estimated(scorer: Scorer, features: NDArray[np.float64]) -> list[Estimate]:
    asked = columns_of(features, scorer.features)
    chances, terms = scorer.score(asked).tolist(), scorer.contributions(asked)
    return [
        Estimate(chance, _parts(scorer.features, values, known))
        for chance, values, known in zip(chances, terms.values.tolist(), terms.known.tolist(), strict=True)
    ]


def _parts(features: tuple[str, ...], values: list[float], known: list[bool]) -> tuple[Part, ...]:
    listed = [
        Part(FEATURES[name], value if is_known else None)
        for name, value, is_known in zip(features, values, known, strict=True)
        if not is_known or abs(value) >= SMALLEST
    ]
    return tuple(sorted(listed, key=lambda each: -abs(each.adds or 0.0)))
