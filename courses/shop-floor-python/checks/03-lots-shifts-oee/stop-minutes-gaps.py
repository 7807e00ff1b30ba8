# Leaves NaN where a line has no stop of one kind.
# cell: stop-minutes
# loses: test-stop-minutes
def stop_minutes(stops):
    minutes = stops.assign(minutes=(stops["end"] - stops["start"]).dt.total_seconds() / 60)
    table = minutes.pivot_table(index="line", columns="planned", values="minutes", aggfunc="sum")
    return table.rename(columns={"Y": "planned", "N": "unplanned"})
