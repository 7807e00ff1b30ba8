"""The course on predictive maintenance tells true stories: what its texts say is in its data."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pytest

COURSE = Path(__file__).resolve().parents[2] / "courses" / "predictive-maintenance"


def run_notebook(assignment: str) -> dict[str, Any]:
    """Run every code cell with the instructor's solutions, from top to bottom as a learner does; return the names."""
    mpl.use("Agg")
    names: dict[str, Any] = {"__name__": "__main__"}
    (path,) = (COURSE / "source" / assignment).glob("*.ipynb")
    before = Path.cwd()
    os.chdir(path.parent)
    try:
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                exec(compile("".join(cell["source"]), cell["id"], "exec"), names)
    finally:
        os.chdir(before)
    return names


def test_only_the_worn_pump_leaves_its_baseline() -> None:
    names = run_notebook("01-windows-features")
    compared = names["compared"]
    latest = {pump: part["ratio"].tail(6).mean() for pump, part in compared.groupby("pump")}
    assert latest["C07"] > 1.5
    assert max(latest["C03"], latest["C10"]) < 1.15
    careful, careless = (names["table"].loc[names["table"]["kind"] == kind] for kind in ("careful", "careless"))
    assert careful["max_mm_s"].max() < 3 < careless["max_mm_s"].max()


def test_a_split_by_rows_is_too_rosy_and_the_model_beats_the_mean_life() -> None:
    names = run_notebook("02-remaining-life")
    truth, rows = names["table"]["rul"], names["rows"]
    error = {name: float((guess - truth).abs().mean()) for name, guess in rows.items()}
    cost = {name: names["late_cost"](truth, guess, 5) for name, guess in rows.items()}
    assert error["by row (too rosy)"] < 0.9 * error["by pump"] < error["by pump, 6 days of margin"] < error["mean life"]
    assert cost["by pump, 6 days of margin"] < 0.9 * cost["by pump"] < cost["mean life"] / 2


def test_grease_and_load_are_mixed() -> None:
    names = run_notebook("03-survival")
    lives = names["lives"]
    assert names["compared"](lives)["p"] < 0.05
    assert all(names["compared"](lives[lives["load"] == load])["p"] > 0.2 for load in ("heavy", "light"))
    assert {load: days for load, (_, days) in names["best"].items()} == {"heavy": 150, "light": 220}
    medians = {}
    for load, part in lives.groupby("load"):
        medians[load] = names["life_at"](names["kaplan_meier"](part["days"], part["failed"]), 0.5)
    assert medians == {"heavy": pytest.approx(220, abs=5), "light": pytest.approx(360, abs=5)}


def test_a_rule_chosen_from_five_failures_disappoints_later() -> None:
    names = run_notebook("04-alarms")
    first, last = names["first"], names["last"]
    assert (set(first["failures"]), set(last["failures"])) == ({5}, {7})
    assert names["cost"] == 335
    assert names["choose_rule"](last.loc[[names["chosen"]]], 15, 40, 320)[1] == 1610
    assert names["choose_rule"](last, 15, 40, 320)[1] == 1065
    assert last["recall"].max() == pytest.approx(6 / 7)
    coupling = names["failures"][names["failures"]["part"] == "coupling"]
    assert names["judge_alarms"](names["alarms_of"](names["hourly"], 3.0, 3.0, 1), coupling, 24, 336)["caught"] == 1
    assert names["judge_alarms"](names["alarms_of"](names["hourly"], 3.0, 2.5, 6), coupling, 24, 336)["caught"] == 0
