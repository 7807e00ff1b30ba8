# Leaves planned stops in the denominator.
# cell: oee
# loses: test-oee-visible test-oee test-own-answer
CYCLE_S = {"P1": 6.0, "P2": 6.0, "P3": 7.5}


def oee(table, cycle_s):
    sums = table.groupby("line")[["produced", "defects", "planned_stop_min", "stop_min"]].sum()
    hours_each = table.groupby("line").size()
    busy = hours_each * 60 - sums["planned_stop_min"]
    running = busy - sums["stop_min"]
    cycle_min = pd.Series({line: cycle_s[line] / 60 for line in sums.index})
    result = pd.DataFrame({"availability": running / (hours_each * 60), "effectiveness": cycle_min * sums["produced"] / running, "quality": (sums["produced"] - sums["defects"]) / sums["produced"]})
    return result.assign(oee=result["availability"] * result["effectiveness"] * result["quality"])
