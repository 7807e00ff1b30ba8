# Subtracts the clock times, so a stop across midnight is negative.
# cell: stop-minutes
# loses: test-stop-minutes
def stop_minutes(stops):
    clock = lambda times: times.dt.hour * 60 + times.dt.minute
    minutes = stops.assign(minutes=clock(stops["end"]) - clock(stops["start"]))
    table = minutes.pivot_table(index="line", columns="planned", values="minutes", aggfunc="sum", fill_value=0)
    return table.reindex(columns=["Y", "N"], fill_value=0).rename(columns={"Y": "planned", "N": "unplanned"})
