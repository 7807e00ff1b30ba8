"""Beside τ-ARGUS (pytauargus, EUPL): installed for this test alone, in a folder of its own, and no dependency."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from naruteo_analytics.disclosure import ALL, Policy, Table, audit, protect
from naruteo_analytics.disclosure.tables import Box, rows
from naruteo_analytics.documents import Why
from naruteo_testing.oracles import installed
from naruteo_testing.shared_folder import ANALYTICS_DATA, needs_analytics_data

BY = ("region", "gender", "final_result")
SCRIPT = """
import json, sys
from pytauargus import protect
people = json.load(sys.stdin)
table = protect(
    people, list(people[0])[:-1], response="one", safety_rules="FREQ(10,10)", suppress="MOD(1,5,1,0,0)",
    workdir=sys.argv[1],
).tables[0]
json.dump(table.rows, open(sys.argv[2], "w"))
"""

pytestmark = [pytest.mark.thorough, needs_analytics_data]


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> str:
    return installed("pytauargus==0.6.0", tmp_path_factory.mktemp("argus"), alone=False)


def argus(people: pd.DataFrame, packages: str, folder: Path) -> dict[tuple[str, ...], str]:
    """What τ-ARGUS makes of each cell: S and E are shown, U is a small count, M is hidden for its sake."""
    answer, given = folder / "rows.json", people.assign(one=1.0).to_json(orient="records")
    subprocess.run(
        [sys.executable, "-c", SCRIPT, str(folder), str(answer)], check=True, timeout=240, capture_output=True,
        env={**os.environ, "PYTHONPATH": packages}, cwd=folder, input=given.encode(),
    )  # fmt: skip
    return {
        tuple("" if (level := row[name].strip()) == "Total" else level for name in BY): row["status"]
        for row in json.loads(answer.read_text())
    }


@pytest.mark.parametrize("cohort", ["AAA2013J", "GGG2014J", "FFF2013J"])
def test_small_counts_are_the_same_and_none_can_be_worked_out(
    cohort: str, packages: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    info = pd.read_parquet(ANALYTICS_DATA / "oulad" / "studentInfo.parquet")
    people = info[info["code_module"].astype(str) + info["code_presentation"].astype(str) == cohort][list(BY)]
    people = people.astype(str)
    table = Table(BY, people)
    protected = protect({"t": table}, Policy(k=10))
    theirs = argus(people, packages, tmp_path)
    cells: dict[tuple[str, ...], Box] = dict(rows(table, protected.population.levels))
    frame = protected.tables["t"]
    hidden = set(frame.loc[frame["count"].isna(), list(BY)].itertuples(index=False, name=None))
    small = {labels for labels, status in theirs.items() if status == "U"}
    assert small == {labels for labels, cell in cells.items() if 0 < protected.population.count(cell) < 10}
    assert small <= hidden and theirs.keys() <= cells.keys() and (ALL, ALL, ALL) not in hidden
    ours = audit(protected)
    assert (ours.recovered, ours.narrow) == (0, 0)
    shown = [cell for labels, cell in cells.items() if theirs.get(labels, "E") in "SE"]
    suppressed = {cells[labels]: Why.FEW for labels, status in theirs.items() if status in "UM"}
    other = audit(replace(protected, hidden=suppressed, known=shown))
    for name, value in {
        "small": len(small), "hidden with them": len(hidden) - len(small),
        "hidden with them by τ-ARGUS": sum(status == "M" for status in theirs.values()),
        "worked out of τ-ARGUS": other.recovered, "narrowed down of τ-ARGUS": other.narrow,
    }.items():  # fmt: skip
        record_property(name, value)
