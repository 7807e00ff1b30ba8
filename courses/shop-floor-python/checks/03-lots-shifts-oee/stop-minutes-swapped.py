# Has planned and unplanned the wrong way round.
# cell: stop-minutes
# loses: test-stop-minutes
def stop_minutes(stops):
    minutes = stops.assign(minutes=(stops["end"] - stops["start"]).dt.total_seconds() / 60)
    table = minutes.pivot_table(index="line", columns="planned", values="minutes", aggfunc="sum", fill_value=0)
    return table.reindex(columns=["Y", "N"], fill_value=0).rename(columns={"N": "planned", "Y": "unplanned"})
