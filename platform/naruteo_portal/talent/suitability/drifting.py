"""How far the latest frozen rounds lie from what a model in use learned from; officers are told once of each finding.

Only the features of pairs are compared, so a round counts as soon as its lists are frozen.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from naruteo_matching.suitability import drift
from naruteo_matching.suitability.scoring import Scorer
from naruteo_portal.audit.events import SYSTEM, record
from naruteo_portal.core.clock import now
from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.talent.rounds.models import Round
from naruteo_portal.talent.suitability.history import History, load_history
from naruteo_portal.talent.suitability.models import SuitabilityDrift, SuitabilityFit
from naruteo_portal.talent.suitability.news import tell_drift
from naruteo_portal.talent.suitability.pairs import columns_of, features_of
from naruteo_portal.talent.suitability.words import MEASURED

MOST_ROUNDS = 3
"""Rounds that are compared: the latest frozen ones that the model did not learn from."""
THRESHOLD = drift.FIT_AGAIN
"""The population stability index above which the officers are told."""


def load_since(session: Session, fit: SuitabilityFit) -> History:
    """The pairs of the latest frozen rounds that a model did not learn from."""
    query = select(Round).where(Round.frozen_at.is_not(None), Round.reference.not_in(fit.rounds))
    latest = session.scalars(query.order_by(Round.frozen_at.desc(), Round.id.desc()).limit(MOST_ROUNDS)).all()
    return load_history(session, fit.side, latest[::-1])


def drift_of(scorer: Scorer, history: History) -> list[dict[str, Any]]:
    """What is found for each feature, and last for the score; it touches no database."""
    person, place, _when, _yes = np.array(history.pairs, np.int64).reshape(-1, 4).T
    features = features_of(history.candidates, history.openings, person, place)
    return [vars(each) for each in drift.watch(scorer, columns_of(features, scorer.features))]


def keep_drift(session: Session, fit_id: int, history: History, found: list[dict[str, Any]]) -> SuitabilityDrift:
    """Keep what was found, and tell the officers of features that have passed the threshold for the first time."""
    fit = session.get_one(SuitabilityFit, fit_id, with_for_update=True)
    earlier = session.scalars(select(SuitabilityDrift).where(SuitabilityDrift.fit_id == fit_id)).all()
    kept = SuitabilityDrift(fit_id=fit_id, at=now(), rounds=history.rounds, pairs=len(history.pairs), found=found)
    session.add(kept)
    record(session, SYSTEM, "looked for drift", fit, rounds=kept.rounds, pairs=kept.pairs, passed=kept.passed)
    if set(kept.passed) - {feature for each in earlier for feature in each.passed}:
        tell_drift(session, fit, said_of(kept))
    return kept


def latest_drifts(
    session: Session, fit_ids: Sequence[int], until: datetime | None = None
) -> dict[int, SuitabilityDrift]:  # fmt: skip
    """What was found last of each model, or last before an instant."""
    query = (
        select(SuitabilityDrift)
        .ext(distinct_on(SuitabilityDrift.fit_id))
        .where(SuitabilityDrift.fit_id.in_(fit_ids))
        .order_by(SuitabilityDrift.fit_id, SuitabilityDrift.id.desc())
    )
    if until is not None:
        query = query.where(SuitabilityDrift.at <= until)
    return {each.fit_id: each for each in session.scalars(query)}


def said_of(kept: SuitabilityDrift | None) -> Message:
    """What was found, in words; undetermined with its reason."""
    if kept is None:
        return N_("Undetermined, because it was not looked for yet: each model in use is looked at every Monday.")
    if not kept.rounds:
        return N_("Undetermined, because no round was frozen that the model did not learn from.")
    if kept.pairs < drift.FEWEST:
        return N_(
            "Undetermined, because the rounds %(rounds)s have only %(pairs)s pairs of candidates who consent; "
            "%(least)s are needed.",
            rounds=", ".join(kept.rounds), pairs=kept.pairs, least=drift.FEWEST,
        )  # fmt: skip
    if not kept.passed:
        return N_("No feature has an index above %(threshold)s.", threshold=THRESHOLD)
    names = {str(at): MEASURED[each] for at, each in enumerate(kept.passed)}
    features = Message(", ".join(f"%({each})s" for each in names), names)
    return N_("The index is above %(threshold)s: %(features)s.", threshold=THRESHOLD, features=features)
