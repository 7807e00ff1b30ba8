"""`naruteo match fit`, `score` and `evaluate`: exit status, words and JSON."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from naruteo_matching.suitability.scoring import Scorer
from naruteo_portal.cli.match_suitability import evaluate, fit, score
from naruteo_testing.known_pairs import write_pairs


def run(command: click.Command, *arguments: Any) -> Result:
    return CliRunner().invoke(command, [str(each) for each in arguments])


def test_fit_writes_a_model_and_its_card_and_score_uses_it(tmp_path: Path) -> None:
    pairs, model = write_pairs(tmp_path / "pairs.csv"), tmp_path / "model.json"
    done = run(fit, pairs, "--model", model, "--card", tmp_path / "card.md", "--language", "ko")
    assert done.exit_code == 0, done.output
    assert (tmp_path / "card.md").read_text(encoding="utf-8") == done.stdout
    assert "확률의 정확도" in done.stdout
    answer = json.loads(run(score, model, pairs, "--json").stdout)
    assert answer["model"] == json.loads(model.read_text(encoding="utf-8"))["sha256"]
    assert len(answer["pairs"]) == 1800
    assert answer["pairs"][0]["contributions"].keys() == {"skill_cover", "region_match"}
    assert "c0 -> o" in run(score, model, pairs).stdout


def test_fit_as_json_holds_model_and_card(tmp_path: Path) -> None:
    answer = json.loads(run(fit, write_pairs(tmp_path / "pairs.csv"), "--json").stdout)
    assert answer["model"]["sha256"] == answer["card"]["model"]["sha256"]


def test_unsound_data_is_refused_with_1_and_unreadable_data_with_2(tmp_path: Path) -> None:
    few = run(fit, write_pairs(tmp_path / "few.csv", candidates=12), "--language", "ko", "--json")
    assert few.exit_code == 1
    assert "다시 학습하세요" in few.stderr
    assert json.loads(few.stdout)["faults"][0]["kind"] == "too_few_rows"
    bad = tmp_path / "bad.csv"
    bad.write_text("outcome,period,age\n1,2024,30\n", encoding="utf-8")
    assert run(fit, bad).exit_code == 2
    assert "'age': age" in run(fit, bad).stderr
    assert run(score, bad, bad).exit_code == 2


@pytest.mark.parametrize(
    "change",
    [
        {"features": ["skill_cover", "gender"]}, {"features": 3}, {"learner": "guess"}, {"means": [None]},
        {"reference": {}}, {"intercept": float("nan")},
    ],
)  # fmt: skip
def test_a_model_that_was_made_up_is_refused(tmp_path: Path, change: dict[str, Any]) -> None:
    pairs, saved = write_pairs(tmp_path / "pairs.csv"), tmp_path / "model.json"
    run(fit, pairs, "--model", saved)
    content = {**json.loads(saved.read_text(encoding="utf-8")), **change}
    del content["sha256"]
    with suppress(ValueError):
        content["sha256"] = Scorer(content).sha256
    saved.write_text(json.dumps(content), encoding="utf-8")
    done = run(score, saved, pairs)
    assert (done.exit_code, "model.json" in done.stderr) == (2, True), done.output


def test_score_says_which_features_lack(tmp_path: Path) -> None:
    pairs, model = write_pairs(tmp_path / "pairs.csv"), tmp_path / "model.json"
    run(fit, pairs, "--model", model)
    other = tmp_path / "other.csv"
    other.write_text("region_match\n1\n", encoding="utf-8")
    done = run(score, model, other)
    assert (done.exit_code, "lacks the model's features skill_cover" in done.stderr) == (2, True)


def test_evaluate_says_where_there_is_nothing_to_measure_on(tmp_path: Path) -> None:
    done = run(evaluate, tmp_path)
    assert done.exit_code == 2
    assert "residency_peru" in done.stderr
