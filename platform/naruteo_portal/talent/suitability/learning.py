"""Learning one side from decided rounds, or refusing to: enough, alike over time, and tested on the latest round.

The engine's model needs scikit-learn, which takes seconds to load; it is loaded here alone, in a job, and only where
the data is sound.
"""

from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from naruteo_matching.suitability.scoring import canonical
from naruteo_matching.suitability.soundness import find_faults
from naruteo_portal.audit.events import Actor, record
from naruteo_portal.core.clock import now
from naruteo_portal.core.i18n import LOCALES, N_
from naruteo_portal.core.jobs import enqueue, locks_in_use
from naruteo_portal.talent.suitability.history import History
from naruteo_portal.talent.suitability.models import SuitabilityFit
from naruteo_portal.talent.suitability.pairs import FEATURES, features_of

WORK = "suitability"
ONE_ROUND = N_(
    "There is no decided round yet, or only one. What is learned from earlier rounds is tested on a later one, so two "
    "are needed at least."
)


@dataclass(frozen=True)
class Learned:
    """What an attempt came to: a model with its card, or faults."""

    faults: list[dict[str, str]]
    content: str | None = None
    sha256: str | None = None
    card: dict[str, Any] | None = None
    card_words: dict[str, str] | None = None


def ask_fit(session: Session, *, actor: Actor) -> None:
    """Ask for an attempt; a job carries it out, and the trail names who asked."""
    enqueue(session, "talent.fit_suitability", lock=WORK, once=WORK, by_id=actor.account_id)


def is_learning(session: Session) -> bool:
    """Whether an attempt waits or runs."""
    return bool(locks_in_use(session, [WORK]))


def learned(history: History) -> Learned:
    """Learn when the side says yes; it touches no database."""
    if len(history.rounds) < 2:
        return Learned([ONE_ROUND.both()])
    person, place, when, yes = np.array(history.pairs, np.int64).reshape(-1, 4).T
    outcome = yes == 1
    matrix = features_of(history.candidates, history.openings, person, place)
    past = when < len(history.rounds) - 1
    # What is not known of most pairs says nothing; the card tells which features are left.
    known = np.isnan(matrix[past]).mean(axis=0) <= 0.5 if past.any() else np.ones(matrix.shape[1], np.bool_)
    features = tuple(name for name, kept in zip(FEATURES, known.tolist(), strict=True) if kept)
    matrix = matrix[:, known]
    found = find_faults(matrix[past], outcome[past], when[past], features)
    if found:
        return Learned([{"ko": each.ko, "en": each.en} for each in found])
    return _fitted(history, matrix, features, person, place, when, outcome)


def keep_fit(session: Session, history: History, result: Learned, *, actor: Actor) -> SuitabilityFit:
    """Keep an attempt with its reasons, or its model, hash and card."""
    if actor.account_id is None:
        raise LookupError("an attempt is somebody's")
    fit = SuitabilityFit(
        side=history.side, at=now(), by_id=actor.account_id, rounds=history.rounds, pairs=len(history.pairs),
        people=len({each[0] for each in history.pairs}), faults=result.faults, content=result.content,
        sha256=result.sha256, card=result.card, card_words=result.card_words, used_at=None, used_by_id=None,
        retired_at=None,
    )  # fmt: skip
    session.add(fit)
    session.flush()
    record(
        session, actor, "learned suitability", fit, side=fit.side.value, sha256=fit.sha256, pairs=fit.pairs,
        faults=len(fit.faults),
    )  # fmt: skip
    return fit


def _fitted(
    history: History, matrix: Any, features: tuple[str, ...], person: Any, place: Any, when: Any, outcome: Any
) -> Learned:
    cards = import_module("naruteo_matching.suitability.card")
    tables = import_module("naruteo_matching.suitability.table")
    soundness = import_module("naruteo_matching.suitability.soundness")
    regions, kinds = (np.array(each, np.str_) for each in ([one["region"] for one in history.openings], history.kinds))
    table = tables.Table(
        features, matrix, outcome, when, person.astype(np.str_), place.astype(np.str_), regions[place],
        {"kind": kinds[person]},
    )  # fmt: skip
    try:
        model, card = cards.fit_with_card(table, side=history.side.value)
    except soundness.UnsoundTraining as unsound:
        return Learned([{"ko": each.ko, "en": each.en} for each in unsound.faults])
    scorer = model.scorer_
    card["data"]["rounds"] = history.rounds
    return Learned(
        [], canonical(scorer.content).decode(), scorer.sha256, card,
        {locale: cards.as_markdown(card, locale) for locale in LOCALES},
    )  # fmt: skip
