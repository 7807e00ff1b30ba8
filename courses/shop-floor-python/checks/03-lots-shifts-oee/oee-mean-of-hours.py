# Averages hourly values instead of computing from the sums.
# cell: oee
# loses: test-oee-visible test-oee test-own-answer
CYCLE_S = {"P1": 6.0, "P2": 6.0, "P3": 7.5}


def oee(table, cycle_s):
    busy = 60 - table["planned_stop_min"]
    running = busy - table["stop_min"]
    rows = table.assign(
        availability=running / busy,
        effectiveness=table["line"].map(cycle_s) / 60 * table["produced"] / running,
        quality=(table["produced"] - table["defects"]) / table["produced"],
    )
    rows = rows.assign(oee=rows["availability"] * rows["effectiveness"] * rows["quality"])
    return rows.groupby("line")[["availability", "effectiveness", "quality", "oee"]].mean()
