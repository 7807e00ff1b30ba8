"""What is known by a day is known by then; a model is tested on later cohorts and beside a rule of thumb."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from naruteo_analytics import oulad, rollup, shape
from naruteo_analytics.early_warning import card as cards
from naruteo_analytics.early_warning import measures
from naruteo_analytics.early_warning.features import FEATURES, known_by
from naruteo_analytics.early_warning.model import TooLittle
from naruteo_analytics.early_warning.training import listing, reasons, train
from naruteo_analytics.simulator import simulate
from naruteo_testing.shared_folder import ANALYTICS_DATA, needs_analytics_data


def small() -> tuple[shape.Programme, pd.DataFrame]:
    """Four people in one cohort of 28 days: 1 works on, 2 falls silent, 3 leaves, 4 left before."""
    enrolments = shape.typed("enrolments", pd.DataFrame({
        "enrolment": [1, 2, 3, 4], "person": [1, 2, 3, 4], "cohort": "c", "registered": [-10, -5, None, -9],
        "left": [None, None, 20, 5], "outcome": ["pass", "fail", "withdrawn", "withdrawn"], "certified": None,
    }))  # fmt: skip
    results = pd.DataFrame({
        "enrolment": [1, 1, 2, 3], "assessment": ["t1", "t2", "t1", "t1"], "day": [4, 16, 20, 5],
        "score": [80.0, 60.0, 90.0, np.nan], "banked": False,
    })  # fmt: skip
    tests = pd.DataFrame({"assessment": ["t1", "t2"], "cohort": "c", "kind": "work", "due": [6, 20], "weight": 1.0})
    cohorts = pd.DataFrame({"cohort": ["c"], "course": "x", "starts": ["2026-03-02"], "length": 28})
    programme = shape.Programme(
        shape.typed("cohorts", cohorts), enrolments, shape.typed("assessments", tests), shape.typed("results", results),
        events={"c": Path("c.parquet")},
    )  # fmt: skip
    weeks = pd.DataFrame({
        "enrolment": [1, 1, 1, 2, 3], "week": [0, 1, 3, 0, 1], "days": [3, 2, 1, 1, 4], "clicks": [9, 5, 2, 2, 30],
        "events": 1,
    })  # fmt: skip
    return programme, weeks


def test_only_what_was_known_by_the_day_counts() -> None:
    programme, weeks = small()
    known = known_by(programme, weeks, 14)
    assert known.enrolment.tolist() == [1, 2, 3]
    found = pd.DataFrame(known.X, columns=list(FEATURES), index=known.enrolment)
    assert found["days_last_week"].tolist() == [2, 0, 4]
    assert found["activity"].tolist() == pytest.approx(np.log([15 / 15, 3 / 15, 31 / 15]))
    # Of what was due by day 14, enrolment 2 handed it in only on day 20.
    assert found["submitted"].tolist() == [1, 0, 1]
    # Marking takes two weeks, so no score is known yet.
    assert found["score"].isna().all()
    assert known_by(programme, weeks, 21).X[0, 3] == 80
    assert known.dropped.tolist() == [False, True, True]
    assert known.silent.tolist() == [False, True, False]
    assert known.missed.tolist() == [False, True, False]
    with pytest.raises(ValueError, match="7, 14, 21"):
        known_by(programme, weeks, 10)


def test_measures_on_numbers_that_can_be_checked_by_hand() -> None:
    y, chance = np.array([True, False, True, False]), np.array([0.9, 0.4, 0.4, 0.1])
    assert measures.auc(y, chance) == pytest.approx(0.875)
    assert measures.auc(np.ones(3, np.bool_), np.arange(3.0)) is None
    assert measures.brier(y, chance) == pytest.approx((0.01 + 0.16 + 0.36 + 0.01) / 4)
    told = measures.flags(y, measures.highest(chance, 1))
    assert (told["precision"]["value"], told["recall"]["value"]) == (1.0, 0.5)
    assert measures.flags(y, np.zeros(4, np.bool_))["precision"] is None


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[shape.Programme, pd.DataFrame]:
    folder = tmp_path_factory.mktemp("made")
    programme = simulate(1, folder=folder / "events", scale=0.06)
    rollup.refresh(programme.events, folder)
    return programme, rollup.read(folder, programme.cohorts["cohort"])


def test_a_model_is_tested_on_later_cohorts_and_beside_the_rule(made: tuple[shape.Programme, pd.DataFrame]) -> None:
    programme, weeks = made
    model, card = train(programme, weeks, 56)
    json.dumps(card, allow_nan=False)
    assert all(name.endswith("2024-autumn") for name in card["data"]["tested"]["cohorts"])
    assert not {*card["data"]["trained"]["cohorts"]} & {*card["data"]["tested"]["cohorts"]}
    assert card["chances"]["model"]["auc"] > card["chances"]["base_rate"]["auc"]
    flagged = card["flags"]["as_many_as_the_rule"]
    assert flagged["model"]["flagged"] == flagged["rule"]["flagged"]
    assert set(card["model"]["weights"]) == set(FEATURES)
    assert {"sex", "education"} <= set(card["groups"])
    for language, words in (("ko", "집단별 점검"), ("en", "Check by group")):
        written = cards.as_markdown(card, language)
        assert words in written
        assert "| sex: female |" in written
    first = listing(model, known_by(programme, weeks, 56)).iloc[0]
    assert first["chance"] > 0.5
    assert reasons(first.to_dict(), "ko")[0] in {korean for korean, _english in FEATURES.values()}


def test_without_later_cohorts_nothing_is_trained(made: tuple[shape.Programme, pd.DataFrame]) -> None:
    programme, weeks = made
    with pytest.raises(TooLittle, match="of one time only") as refused:
        train(programme, weeks, 28, test_from=pd.Timestamp("2020-01-01"))
    assert "끝난 기수가 한 시기뿐" in refused.value.ko


def test_a_verdict_is_by_intervals() -> None:
    def gain(auc: list[float] | None, brier: list[float] | None) -> dict[str, object]:
        return {"gain": {"auc": {"value": 0.1, "interval": auc}, "brier": {"value": 0.0, "interval": brier}}}

    assert cards.verdict(gain([0.01, 0.2], [-0.02, -0.01])) == ("better", "true")
    assert cards.verdict(gain([-0.01, 0.2], [-0.02, 0.01])) == ("not_better", "not_true")
    assert cards.verdict(gain(None, None)) == ("not_better", "not_true")


@needs_analytics_data
@pytest.mark.thorough
def test_oulad_as_measured(tmp_path: Path) -> None:
    programme = oulad.read(ANALYTICS_DATA / "oulad", tmp_path / "events")
    rollup.refresh(programme.events, tmp_path)
    _model, card = train(programme, rollup.read(tmp_path, programme.cohorts["cohort"]))
    assert (card["data"]["trained"]["rows"], card["data"]["tested"]["rows"]) == (18_321, 9_214)
    assert card["chances"]["model"]["auc"] == pytest.approx(0.700, abs=0.003)
    assert card["chances"]["rule"]["auc"] == pytest.approx(0.645, abs=0.003)
    assert cards.verdict(card) == ("better", "not_true")
