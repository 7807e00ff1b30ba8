"""How long it takes to protect OULAD's whole cube: elimination alone, and with every hidden count proved open."""

import time
from pathlib import Path

import pandas as pd

from naruteo_analytics.disclosure import Policy, Table, audit, protect
from naruteo_analytics.disclosure.population import Population
from naruteo_analytics.disclosure.primary import primary
from naruteo_analytics.disclosure.suppression import Situation, decided
from naruteo_analytics.disclosure.tables import rows
from naruteo_testing.measuring import Report
from naruteo_testing.shared_folder import ANALYTICS_DATA, needs_analytics_data


@needs_analytics_data
def test_the_whole_cube(report: Report) -> None:
    info = pd.read_parquet(Path(ANALYTICS_DATA) / "oulad" / "studentInfo.parquet")
    info["cohort"] = info["code_module"].astype(str) + info["code_presentation"].astype(str)
    table, policy = Table(["cohort", "region", "gender", "final_result"], info), Policy()
    start = time.process_time()
    population = Population([table])
    cells = [cell for _labels, cell in rows(table, population.levels)]
    sensitive = primary([table], cells, [], population, policy)
    shown = len(decided(Situation(population, policy, sensitive, fresh=cells)).fresh)
    eliminated = time.process_time() - start
    start = time.process_time()
    protected = protect({"cube": table}, policy)
    whole = time.process_time() - start
    start = time.process_time()
    found = audit(protected)
    attacked = time.process_time() - start
    report(f"elimination, {len(cells)} cells, {len(sensitive)} small, {shown} shown", eliminated, "CPU s")
    report(f"with linear programming, {len(protected.known)} shown", whole, "CPU s")
    report(f"attack on all {len(found.cells)} hidden, {found.recovered} recovered", attacked, "CPU s")
    assert (found.recovered, found.narrow) == (0, 0)
