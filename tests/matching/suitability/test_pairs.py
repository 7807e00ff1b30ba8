"""Features of pairs count what is asked for and had; what is not known stays so; no feature is a forbidden one."""

from typing import Any

import numpy as np

from naruteo_matching import forbidden
from naruteo_matching.suitability.pairs import FEATURES, pair_features

PEOPLE: list[dict[str, Any]] = [
    {"skills": {"welding": True, "plc": False, "cad": True}, "language_level": 4, "experience_years": 30,
     "regions": ["busan", "ulsan"]},
    {"skills": {}, "regions": []},
    {},
]  # fmt: skip
OPENINGS: list[dict[str, Any]] = [
    {"required": ["welding", "plc"], "desired": ["cad", "rust"], "language_level": 3, "experience_years": 2,
     "region": "ulsan", "chosen_before": 7},
    {},
]  # fmt: skip


def test_a_pair_with_everything_known() -> None:
    (row,) = pair_features(PEOPLE, OPENINGS, [0], [0])
    assert dict(zip(FEATURES, row, strict=True)) == {
        "required_cover": 1.0, "proven_cover": 0.5, "desired_cover": 0.5, "language_margin": 1.0,
        "experience_margin": 8.0, "region_match": 1.0, "log_popularity": np.log(8),
    }  # fmt: skip


def test_none_is_0_and_not_known_is_not_known() -> None:
    none, unknown = pair_features(PEOPLE, OPENINGS, [1, 2], [0, 0])
    assert none[:3].tolist() == [0.0, 0.0, 0.0]
    assert none[FEATURES.index("region_match")] == 0.0
    assert np.isnan(none[[3, 4]]).all()
    assert np.isnan(unknown[:6]).all()
    (asks_nothing,) = pair_features(PEOPLE, OPENINGS, [0], [1])
    assert np.isnan(asks_nothing[[0, 1, 2, 3, 5, 6]]).all()


def test_no_feature_is_forbidden_and_no_pair_is_no_row() -> None:
    forbidden.refuse(FEATURES)
    assert pair_features(PEOPLE, OPENINGS, [], []).shape == (0, len(FEATURES))
