"""A model of suitability in use, made by hand: nothing was learned, and nothing that learns is loaded."""

from sqlalchemy.orm import Session

from naruteo_matching.suitability.scoring import FORMAT, Scorer, canonical
from naruteo_portal.identity.models import Account
from naruteo_portal.talent.suitability.history import History
from naruteo_portal.talent.suitability.learning import Learned, keep_fit
from naruteo_portal.talent.suitability.models import SuitabilityFit
from naruteo_portal.talent.suitability.pairs import FEATURES
from naruteo_portal.talent.suitability.using import put_into_use
from naruteo_testing.rounds import by


def use_a_model(session: Session, officer: Account) -> SuitabilityFit:
    """A logistic model in which every feature counts alike."""
    content = {
        "format": FORMAT, "side": "opening", "features": list(FEATURES), "learner": "logistic", "intercept": 0.0,
        "means": [0.0] * len(FEATURES), "weights": [0.5] * len(FEATURES),
        "calibration": {"slope": 1.0, "intercept": 0.0},
    }  # fmt: skip
    made = Learned(
        [], canonical(content).decode(), Scorer(content).sha256, {}, {"ko": "# 모델 카드", "en": "# Model card"}
    )
    fit = keep_fit(session, History(), made, actor=by(officer))
    put_into_use(session, fit, "시험", actor=by(officer))
    return fit
