"""A fit is tested on what came later and says so on its card; tables are read strictly."""

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from naruteo_matching.forbidden import Forbidden
from naruteo_matching.suitability.card import as_markdown, fit_with_card
from naruteo_matching.suitability.soundness import UnsoundTraining
from naruteo_matching.suitability.table import BadTable, read_table
from naruteo_testing.known_pairs import write_pairs


def test_the_card_of_a_fit(tmp_path: Path) -> None:
    table = read_table(write_pairs(tmp_path / "pairs.csv"))
    assert "sex" in table.groups
    assert "group:sex" not in table.features
    model, card = fit_with_card(table)
    json.dumps(card, allow_nan=False)
    assert card["data"]["trained"]["periods"] == [2024, 2025]
    assert card["data"]["tested"]["periods"] == [2026]
    assert card["model"]["sha256"] == model.scorer_.sha256
    assert card["chances"]["model"]["brier"] < card["chances"]["base_rate"]["brier"]
    assert card["ranking"]["model"]["ndcg"] > card["ranking"]["random"]["ndcg"]
    assert {"popularity", "region_popularity"} <= card["ranking"].keys()
    assert {"F", "M"} == card["calibration"]["sex"]["groups"].keys()
    assert card["at_capacity"]["sex"]["parity"]["widest"]
    for language, words in (("ko", "집단·지역별 보정"), ("en", "Calibration by group and region")):
        written = as_markdown(card, language)
        assert words in written
        assert "| sex: F |" in written


def test_a_fit_needs_outcomes_and_a_later_period(tmp_path: Path) -> None:
    table = read_table(write_pairs(tmp_path / "pairs.csv"))
    with pytest.raises(BadTable, match="no rows before 2024"):
        fit_with_card(table, test_from=2024)
    with pytest.raises(UnsoundTraining):
        fit_with_card(table.rows(np.arange(len(table.X)) % 40 == 0))
    written = tmp_path / "plain.csv"
    written.write_text("skill_cover\n0.5\n", encoding="utf-8")
    with pytest.raises(BadTable, match="outcome and period"):
        fit_with_card(read_table(written))


@pytest.mark.parametrize(
    ("header", "row", "fault"),
    [
        (["outcome", "cover"], ["2", "0.5"], r"line 2, outcome: '2'"),
        (["outcome", "cover"], ["1", "half"], r"line 2, cover: 'half'"),
        (["outcome", "cover"], ["1", "nan"], r"leave it empty"),
        (["period", "cover"], ["soon", "1"], r"whole number"),
        (["outcome"], ["1"], r"column with a feature"),
        (["period", "cover"], ["9" * 30, "1"], r"whole number"),
        (["cover", "cover"], ["1", "2"], r"column 2: 'cover' is no name of its own"),
        (["cover", " "], ["1", "2"], r"column 2: ' ' is no name of its own"),
        (["cover", "margin"], ["1", "2", "3"], r"line 2 has 3 cells, and there are 2 columns"),
        (["cover", "period"], ["1"], r"line 2 has 1 cells"),
        (["cover"], ["1e300"], r"no number that was measured"),
        (["cover"], ["1" * 200_000], r"is no CSV"),
    ],
)
def test_tables_that_cannot_be_read_say_where(tmp_path: Path, header: Any, row: Any, fault: str) -> None:
    with pytest.raises(BadTable, match=fault):
        read_table(_written(tmp_path, header, row))


def test_an_unknown_cell_is_not_known_and_a_forbidden_column_is_refused(tmp_path: Path) -> None:
    assert np.isnan(read_table(_written(tmp_path, ["cover"], [" "])).X).all()
    with pytest.raises(Forbidden, match="국적"):
        read_table(_written(tmp_path, ["cover", "국적"], ["1", "0"]))


def _written(folder: Path, header: list[str], row: list[str]) -> Path:
    path = folder / "table.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([header, row])
    return path
