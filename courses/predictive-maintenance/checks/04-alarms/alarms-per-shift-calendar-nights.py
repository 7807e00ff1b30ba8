# Splits the night at midnight.
# cell: alarms-per-shift
# loses: test-alarms-per-shift
def alarms_per_shift(alarms, days):
    hour = alarms["start"].dt.hour
    shift = hour.map(lambda h: "day" if 6 <= h < 14 else "evening" if 14 <= h < 22 else "night")
    result = {name: int((shift == name).sum()) / days for name in ("day", "evening", "night")}
    result["busiest"] = int(alarms.groupby([alarms["start"].dt.date, shift]).size().max()) if len(alarms) else 0
    return result
