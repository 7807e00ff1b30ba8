# Counts only good pieces in effectiveness, so defects are punished twice.
# cell: oee
# loses: test-oee test-own-answer
CYCLE_S = {"P1": 6.0, "P2": 6.0, "P3": 7.5}


def oee(table, cycle_s):
    sums = table.groupby("line")[["produced", "defects", "planned_stop_min", "stop_min"]].sum()
    hours_each = table.groupby("line").size()
    busy = hours_each * 60 - sums["planned_stop_min"]
    running = busy - sums["stop_min"]
    cycle_min = pd.Series({line: cycle_s[line] / 60 for line in sums.index})
    result = pd.DataFrame({"availability": running / busy, "effectiveness": cycle_min * (sums["produced"] - sums["defects"]) / running, "quality": (sums["produced"] - sums["defects"]) / sums["produced"]})
    return result.assign(oee=result["availability"] * result["effectiveness"] * result["quality"])
