"""Models of suitability made by hand, for which nothing that learns is loaded; and rounds to learn from."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from naruteo_matching.suitability.scoring import FORMAT, Scorer, canonical
from naruteo_portal.identity.models import Account
from naruteo_portal.talent.suitability.history import History
from naruteo_portal.talent.suitability.learning import Learned, keep_fit
from naruteo_portal.talent.suitability.models import Side, SuitabilityFit
from naruteo_portal.talent.suitability.pairs import FEATURES
from naruteo_portal.talent.suitability.using import put_into_use
from naruteo_testing.openings import PYTHON
from naruteo_testing.rounds import by

SAME = {"edges": [0.5], "shares": [0.5, 0.5, 0.0], "rows": 200}
"""A feature of which half of the training rows lay at most at 0.5, and none were unknown."""


def use_a_model(
    session: Session, officer: Account, side: Side = Side.OPENING, rounds: Sequence[str] = ()
) -> SuitabilityFit:  # fmt: skip
    """A logistic model in use, in which every feature counts alike."""
    content: dict[str, Any] = {
        "format": FORMAT, "side": side.value, "features": list(FEATURES), "learner": "logistic", "intercept": 0.0,
        "means": [0.0] * len(FEATURES), "weights": [0.5] * len(FEATURES),
        "calibration": {"slope": 1.0, "intercept": 0.0},
        "reference": {name: SAME for name in (*FEATURES, "score")},
    }  # fmt: skip
    words = {"ko": "# 모델 카드\n\n시험용 모델입니다.\n", "en": "# Model card\n\nA model for tests.\n"}
    made = Learned([], canonical(content).decode(), Scorer(content).sha256, {}, words)
    fit = keep_fit(session, History(side, list(rounds)), made, actor=by(officer))
    put_into_use(session, fit, "시험", actor=by(officer))
    return fit


def made_history(side: Side = Side.OPENING, rounds: int = 3, people: int = 150) -> History:
    """Rounds in which the side mostly says yes where a candidate shows the skill that the opening asks for."""
    chance, found = np.random.default_rng(1), History(side)
    found.rounds = [f"RD-{at}" for at in range(rounds)]
    able = chance.random(people) < 0.5
    found.candidates = [
        {"skills": {PYTHON: True} if each else {"other": False}, "language_level": int(chance.integers(0, 7)),
         "experience_years": float(chance.integers(0, 6)), "regions": ["busan"]}
        for each in able.tolist()
    ]  # fmt: skip
    found.kinds = ["graduate" if at % 3 else "recruit" for at in range(people)]
    for at in range(rounds):
        found.openings.append(
            {"required": [PYTHON], "desired": ["other"], "language_level": 3, "experience_years": 1.0,
             "region": "busan", "chosen_before": 5}
        )  # fmt: skip
        taken = chance.random(people) < np.where(able, 0.8, 0.25)
        found.pairs += [(person, at, at, bool(yes)) for person, yes in enumerate(taken.tolist())]
    return found
